// Facts that a report states itself where no tags are at hand: `Sex: F`, `Modality: CT` in its header or among its first lines.

import type { ImageFacts } from "../imageFacts.ts";
import type { Reading } from "./reading.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

const KEYS = /^\W*(modality|body ?part(?: examined)?|patient ?sex|sex|gender|laterality|side|patient ?age|age)\s*[:=]\s*(\S.*?)\s*$/i;

/** The one image's facts as the report states them; none where it states none. Sex and age within a sentence are read elsewhere. */
export function statedFacts(reading: Reading): ImageFacts[] {
  const { header } = reading.report;
  const lines = [...header.lines.map((line) => `${line.key.text}: ${line.value.text}`), ...reading.sentences.filter((sentence) => sentence.kind === "about" || sentence.kind === "exam").map((sentence) => sentence.written)];
  const facts = lines.reduce((so, line) => {
    const [, key = "", value = ""] = KEYS.exec(line) ?? [];
    return { ...so, ...factOf(key.toLowerCase().replace(/ /g, ""), value) };
  }, NO_FACTS);
  return facts.Modality === "" && facts.BodyPartExamined === "" && facts.Laterality === "" && facts.PatientSex === "" && facts.ageYears === null ? [] : [facts];
}

function factOf(key: string, value: string): Partial<ImageFacts> {
  if (key === "modality") return { Modality: /^[A-Z]{2}$/i.test(value) ? value.toUpperCase() : "" };
  if (key.startsWith("bodypart")) return { BodyPartExamined: value };
  if (key.endsWith("sex") || key === "gender") return { PatientSex: /^m(?:ale)?$/i.test(value) ? "M" : /^f(?:emale)?$/i.test(value) ? "F" : "" };
  if (key === "laterality" || key === "side") return { Laterality: /^r(?:ight)?$/i.test(value) ? "R" : /^l(?:eft)?$/i.test(value) ? "L" : "" };
  if (!key.endsWith("age")) return {};
  const [, number, unit = "y"] = /^0*(\d{1,3})\s*(y|m|w|d)?/i.exec(value) ?? [];
  const unitsPerYear = { y: 1, m: 12, w: 52.18, d: 365.25 }[unit.toLowerCase()] ?? 1;
  return number === undefined || Number(number) > 130 ? {} : { ageYears: Number(number) / unitsPerYear };
}
