// Searches for studies: from what a person asks to a QIDO query, and from its answer to rows that name nobody unless asked.

import type { SeriesHeader } from "../dicom/index.ts";
import { countOf, textOf, textsOf, uidOf, type DicomJson } from "./dicomJson.ts";
import type { DicomWeb } from "./dicomWeb.ts";
import { ArchiveError } from "./errors.ts";
import { headerOfFile } from "./fileHeader.ts";
import { PAGE_SIZE, type ArchiveQuery, type FoundStudy, type Searched } from "./protocol.ts";

const TAG = {
  StudyDate: "00080020",
  AccessionNumber: "00080050",
  Modality: "00080060",
  ModalitiesInStudy: "00080061",
  StudyDescription: "00081030",
  PatientName: "00100010",
  PatientID: "00100020",
  StudyInstanceUID: "0020000D",
  NumberOfStudyRelatedSeries: "00201206",
  NumberOfStudyRelatedInstances: "00201208",
} as const;
const FIELDS = "StudyDescription,ModalitiesInStudy,NumberOfStudyRelatedSeries,NumberOfStudyRelatedInstances";
/** Most studies of one patient that are looked through for earlier ones. */
const MAX_EARLIER = 200;
const MS_A_DAY = 86_400_000;

/** The query of a page (PS3.18 8.3.4). Keys of QIDO are keywords; a name without a wildcard also matches what it begins. */
export function queryOf(query: ArchiveQuery, offset: number, limit: number): Readonly<Record<string, string>> {
  const texts = {
    PatientName: begun(query.PatientName),
    PatientID: query.PatientID.trim(),
    AccessionNumber: query.AccessionNumber.trim(),
    StudyDescription: around(query.StudyDescription),
    ModalitiesInStudy: query.modality.trim().toUpperCase(),
    StudyDate: query.from === query.to ? query.from : `${query.from}-${query.to}`,
  };
  return { ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== "")), includefield: FIELDS, limit: String(limit), offset: String(offset) };
}

/** One page of a search. A server that ignores the limit sends all; that page is then the only one. */
export async function searchStudies(archive: DicomWeb, request: { readonly query: ArchiveQuery; readonly offset: number; readonly showPatient: boolean }, signal: AbortSignal): Promise<Searched> {
  const { query, offset, showPatient } = request;
  const found = await archive.studies(queryOf(query, offset, PAGE_SIZE), signal);
  const studies = rowsOf(found, showPatient);
  return { studies, nextOffset: found.length === PAGE_SIZE ? offset + PAGE_SIZE : null };
}

/**
 * Earlier studies of the patient of a file with a series of its modality, newest first.
 * @throws ArchiveError `archive/no-patient`, `archive/not-dicom` and those of the connection
 */
export async function earlierStudies(archive: DicomWeb, path: string, showPatient: boolean, signal: AbortSignal): Promise<Searched> {
  const own = await headerOfFile(path).catch((cause: unknown) => { throw new ArchiveError("archive/not-dicom", {}, cause); });
  if (own === null) throw new ArchiveError("archive/not-dicom");
  if (own.PatientID === "") throw new ArchiveError("archive/no-patient");
  const query = { PatientName: "", PatientID: own.PatientID, AccessionNumber: "", StudyDescription: "", modality: own.Modality, from: "", to: "" };
  const found = await archive.studies(queryOf(query, 0, MAX_EARLIER), signal);
  const earlier = found.filter((study) => isEarlier(study, own)).sort((one, other) => (textOf(one, TAG.StudyDate) < textOf(other, TAG.StudyDate) ? 1 : -1));
  return { studies: rowsOf(earlier, showPatient, own.StudyDate), nextOffset: null };
}

/** Identifiers repeat between hospitals, and a server may match more than was asked for: identifier, name and modality are compared once more. */
function isEarlier(study: DicomJson, own: SeriesHeader): boolean {
  const modalities = textsOf(study, TAG.ModalitiesInStudy);
  const date = dayOf(textOf(study, TAG.StudyDate));
  const ownDate = dayOf(own.StudyDate);
  return textOf(study, TAG.PatientID) === own.PatientID
    && plainName(textOf(study, TAG.PatientName)) === plainName(own.PatientName)
    && (modalities.length === 0 || modalities.includes(own.Modality))
    && uidOf(study, TAG.StudyInstanceUID) !== own.StudyInstanceUID
    && date !== null && ownDate !== null && date < ownDate;
}

/** @param before YYYYMMDD of the study that was asked about, for how many days lie between */
function rowsOf(found: readonly DicomJson[], showPatient: boolean, before = ""): FoundStudy[] {
  return found.flatMap((study): FoundStudy[] => {
    const uid = uidOf(study, TAG.StudyInstanceUID);
    if (uid === "") return [];
    const [PatientName, PatientID, AccessionNumber, StudyDate] = [textOf(study, TAG.PatientName), textOf(study, TAG.PatientID), textOf(study, TAG.AccessionNumber), textOf(study, TAG.StudyDate)];
    const [date, reference] = [dayOf(StudyDate), dayOf(before)];
    return [{
      study: uid,
      patient: showPatient ? { PatientName, PatientID, AccessionNumber, StudyDate } : null,
      StudyDescription: textOf(study, TAG.StudyDescription),
      modalities: textsOf(study, TAG.ModalitiesInStudy).slice(0, 100),
      nSeries: countOf(study, TAG.NumberOfStudyRelatedSeries),
      nImages: countOf(study, TAG.NumberOfStudyRelatedInstances),
      daysEarlier: date === null || reference === null ? null : Math.max(0, Math.round((reference - date) / MS_A_DAY)),
    }];
  });
}

function begun(name: string): string {
  const text = name.trim();
  return text === "" || /[*?]/.test(text) ? text : `${text}*`;
}

function around(words: string): string {
  const text = words.trim();
  return text === "" || /[*?]/.test(text) ? text : `*${text}*`;
}

/** Without the differences that systems make between two ways of writing the same name (PS3.5 6.2.1). */
function plainName(name: string): string {
  return (name.split("=")[0] ?? "").toUpperCase().replace(/[\^ ]+$/, "").replace(/ +/g, " ").trim();
}

/** Milliseconds of a DA; null where it is none. */
function dayOf(date: string): number | null {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date) ?? [];
  return year === undefined ? null : Date.UTC(Number(year), Number(month) - 1, Number(day));
}
