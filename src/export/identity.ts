// Who and what an image is of, as its attributes say: what an exported report names and refers to.

import { recogniseDicom, tagTree } from "../dicom/index.ts";
import { ExportError } from "./errors.ts";

/** Attributes that are read; keys are PS3.6 keywords. */
const READ = [
  "SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex",
  "StudyDate", "StudyTime", "StudyID", "AccessionNumber", "ReferringPhysicianName", "StudyDescription", "Modality", "BodyPartExamined", "NumberOfFrames",
] as const;

/** Without these nothing can refer to an object. */
const NEEDED = ["SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"] as const;

/** Values as written; "" where the file has nothing. */
export type ObjectIdentity = Readonly<Record<(typeof READ)[number], string>>;

/** An image of the report; `frame` 1-based, null: the whole object. */
export interface ImageIdentity extends ObjectIdentity {
  readonly frame: number | null;
}

/**
 * Reads who and what a file is of.
 * @param bytes the whole file, or its beginning up to the pixels
 * @returns null for what is no DICOM object that can be referred to
 */
export function identityOf(bytes: Uint8Array): ObjectIdentity | null {
  if (!recogniseDicom(bytes)) return null;
  const values = new Map(tagTree(bytes).nodes.map(({ keyword, value }) => [keyword, value]));
  const identity = Object.fromEntries(READ.map((keyword) => [keyword, values.get(keyword) ?? ""])) as ObjectIdentity;
  return NEEDED.some((keyword) => !isUid(identity[keyword])) ? null : identity;
}

/**
 * The patient and study that a report belongs to: those of its first image.
 * @returns null where no image has an identity
 * @throws ExportError `export/several-patients`
 */
export function studyOf(images: readonly ImageIdentity[]): ObjectIdentity | null {
  const [first, ...others] = images;
  if (first === undefined) return null;
  const isOther = others.some((image) => image.PatientID !== first.PatientID || image.IssuerOfPatientID !== first.IssuerOfPatientID || (first.PatientID === "" && image.PatientName !== first.PatientName));
  if (isOther) throw new ExportError("export/several-patients");
  return first;
}

/** A unique identifier (PS3.5 9.1). */
function isUid(text: string): boolean {
  return text.length <= 64 && /^[0-9]+(\.[0-9]+)*$/.test(text);
}
