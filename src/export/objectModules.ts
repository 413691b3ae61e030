// What every DICOM object of a report has: patient, study, equipment, and what a model did (PS3.3 C.7.1.1, C.7.2.1, C.7.5.1, C.12.1).

import type { ReportContent } from "./content.ts";
import type { DataSet } from "./dicomFile.ts";
import type { AiDraft } from "./protocol.ts";
import { aiStatement, modelText } from "./statements.ts";
import { DEVICE_UID } from "./uids.ts";

const MANUFACTURER = "RadDraft";
/** Longest LO and ST, characters (PS3.5 6.2). */
const MAX_LO = 64;
const MAX_ST = 1024;

/** A coded concept (PS3.3 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** Purpose of contributing equipment (PS3.16 CID 7005). */
const PROCESSING_EQUIPMENT: Code = { value: "109102", scheme: "DCM", meaning: "Processing Equipment" };

/** What makes an object one of its own. */
export interface ObjectIds {
  readonly SOPInstanceUID: string;
  readonly SeriesInstanceUID: string;
  /** For a report whose images have no study. */
  readonly StudyInstanceUID: string;
}

/** An item of a code sequence. */
export function codeItem({ value, scheme, meaning }: Code): DataSet {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: longString(meaning) };
}

/** Text of a value representation with 64 characters: on one line, without what parts values. */
export function longString(text: string): string {
  return Array.from(text.replace(/[\\\r\n\t]+/g, " ").trim()).slice(0, MAX_LO).join("").trim();
}

/** Text of several lines: they end with CR LF (PS3.5 6.1.2.3). */
export function textLines(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

/** Patient, study, equipment and time, from the report's images. */
export function commonModules(content: ReportContent, ids: ObjectIds): DataSet {
  const { study, version } = content;
  const now = localTime(content);
  return {
    InstanceCreationDate: now.date,
    InstanceCreationTime: now.time,
    SOPInstanceUID: ids.SOPInstanceUID,
    StudyDate: matching(study?.StudyDate, /^\d{8}$/),
    ContentDate: now.date,
    StudyTime: matching(study?.StudyTime, /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/),
    ContentTime: now.time,
    AccessionNumber: longString(study?.AccessionNumber ?? "").slice(0, 16),
    Manufacturer: MANUFACTURER,
    ReferringPhysicianName: study?.ReferringPhysicianName ?? "",
    ...(study === null || study.StudyDescription === "" ? {} : { StudyDescription: longString(study.StudyDescription) }),
    ManufacturerModelName: MANUFACTURER,
    PatientName: study?.PatientName ?? "",
    PatientID: longString(study?.PatientID ?? ""),
    ...(study === null || study.IssuerOfPatientID === "" ? {} : { IssuerOfPatientID: longString(study.IssuerOfPatientID) }),
    PatientBirthDate: matching(study?.PatientBirthDate, /^\d{8}$/),
    PatientSex: matching(study?.PatientSex, /^[MFO]$/),
    DeviceUID: DEVICE_UID,
    SoftwareVersions: longString(version),
    StudyInstanceUID: study?.StudyInstanceUID ?? ids.StudyInstanceUID,
    SeriesInstanceUID: ids.SeriesInstanceUID,
    StudyID: longString(study?.StudyID ?? "").slice(0, 16),
    ...contributions(content),
  };
}

/** One item for each model that words of the report come from (PS3.3 C.12.1, Contributing Equipment). */
function contributions(content: ReportContent): DataSet {
  const { drafts } = content.ai;
  if (drafts.length === 0) return {};
  const description = aiStatement(content)[0] ?? "";
  return { ContributingEquipmentSequence: drafts.map((draft): DataSet => ({
    PurposeOfReferenceCodeSequence: [codeItem(PROCESSING_EQUIPMENT)],
    Manufacturer: MANUFACTURER,
    ManufacturerModelName: longString(draft.model),
    SoftwareVersions: [longString(draft.revision), longString(draft.weights), longString(draft.weightsSha256)].filter((text) => text !== ""),
    ...(contributionTime(draft) === "" ? {} : { ContributionDateTime: contributionTime(draft) }),
    ContributionDescription: Array.from(`${description} ${modelText(draft)}`).slice(0, MAX_ST).join(""),
  })) };
}

/** A DT in UTC, or nothing where the draft has no time. */
function contributionTime({ at }: AiDraft): string {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})/.exec(at) ?? [];
  return date === undefined ? "" : `${date.replaceAll("-", "")}${(time ?? "").replaceAll(":", "")}+0000`;
}

/** DA and TM of the person's clock. */
export function localTime({ at, offsetMinutes }: ReportContent): { readonly date: string; readonly time: string } {
  const text = new Date(Date.parse(at) + offsetMinutes * 60_000).toISOString();
  return { date: text.slice(0, 10).replaceAll("-", ""), time: text.slice(11, 19).replaceAll(":", "") };
}

/** A value that has the form of its representation; what has not is left out, since no reader could take it. */
function matching(value: string | undefined, form: RegExp): string {
  return value !== undefined && form.test(value) ? value : "";
}
