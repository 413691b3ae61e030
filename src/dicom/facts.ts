// What may be told of a file without naming the patient, and whether it is a phantom of ours.

import type { DicomImage } from "./frames.ts";
import type { Keyword } from "./tags.ts";

/** Attributes that are handed on: they describe the study, not the person. */
const SHOWN: readonly Keyword[] = ["Modality", "BodyPartExamined", "ViewPosition", "Laterality", "StudyDescription", "SeriesDescription"];

/** PatientName of every phantom that RadDraft ships. */
const PHANTOM_NAME = "RadDraft^Phantom";

/** The shown attributes that have a value, by PS3.6 keyword. ImageLaterality stands in for Laterality, which newer objects lack. */
export function shownTags({ dataSet }: DicomImage): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const keyword of SHOWN) {
    const text = dataSet.text(keyword) ?? (keyword === "Laterality" ? dataSet.text("ImageLaterality") : null);
    if (text !== null) tags[keyword] = text;
  }
  return tags;
}

/** Whether the file says of itself that it shows a phantom. */
export function isPhantom({ dataSet }: DicomImage): boolean {
  return namesPhantom(dataSet.text("PatientName") ?? "", dataSet.text("SeriesDescription") ?? "");
}

/** The same from the two attributes that say it. */
export function namesPhantom(PatientName: string, SeriesDescription: string): boolean {
  return PatientName === PHANTOM_NAME || SeriesDescription.toLowerCase().includes("phantom");
}
