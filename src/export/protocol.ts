// What is asked of the export process (a report in another form, images without what identifies) and what it answers. Types and validators only; the envelope
// and its rule stand in `processes/wire.ts`.

import { array, boolean, check, integer, maxLength, minLength, minValue, nullable, number, picklist, pipe, record, strictObject, string } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";

/** What a report can be exported as. */
export const EXPORT_FORMATS = ["text", "markdown", "html", "pdf", "sr", "encapsulatedPdf", "fhir"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What the exported document says beside the report's own text, in the person's language; `{0}` and `{1}` stand for what is filled in. */
export const WORD_KEYS = [
  "report", "patient", "patientId", "born", "sex", "female", "male", "other", "studyDate", "accession", "comparison",
  "status", "draft", "preliminary", "final", "draftMark", "preliminaryMark", "unreviewedMark",
  "ai", "aiNone", "aiReviewed", "aiUnreviewed", "aiUnknown", "aiBy", "madeBy", "page",
] as const;
export type WordKey = (typeof WORD_KEYS)[number];
export type Words = Readonly<Record<WordKey, string>>;

/** Longest report, characters: that of the report language (`report/too-long`). */
const MAX_CHARACTERS = 2_000_000;
const MAX_PASSAGES = 20_000;
const MAX_IMAGES = 200;

const path = pipe(string(), minLength(1), maxLength(4096));
const line = pipe(string(), maxLength(4096));
const offset = pipe(number(), integer(), minValue(0));

/** One draft or fill of the model: where words of the report come from. Empty where it is not known. */
const aiDraftSchema = strictObject({ model: line, revision: line, weights: line, weightsSha256: line, device: line, preset: line, at: line });
export type AiDraft = ShapeOf<typeof aiDraftSchema>;

const reportSchema = strictObject({
  format: picklist(EXPORT_FORMATS),
  /** The document as it is, header and brackets included. */
  text: pipe(string(), maxLength(MAX_CHARACTERS)),
  /** File name of the report without its ending: the title where it names no exam. */
  name: line,
  ai: strictObject({
    /** Words of the model in the text, offsets as VS Code counts them; `draft` counts in `drafts`, null: not known. */
    passages: pipe(array(strictObject({ start: offset, end: offset, isReviewed: boolean(), draft: nullable(offset) })), maxLength(MAX_PASSAGES)),
    /** Passages whose place was not found again. */
    nUnknown: offset,
    drafts: pipe(array(aiDraftSchema), maxLength(MAX_PASSAGES)),
  }),
  /** Files of the images that the header names and that were found; frames 1-based, null: the first. */
  images: pipe(array(strictObject({ path, frame: nullable(pipe(number(), integer(), minValue(1))) })), maxLength(MAX_IMAGES)),
  words: record(picklist(WORD_KEYS), line),
  /** BCP 47, of the words. */
  language: pipe(string(), maxLength(64)),
  /** When the person asked: an instant, ISO 8601, and their clock's distance from UTC. */
  at: line,
  offsetMinutes: pipe(number(), integer()),
  /** RadDraft's own. */
  version: line,
});

/** A report to be exported. */
export type ReportRequest = Omit<ShapeOf<typeof reportSchema>, "words"> & { readonly words: Words };

/** Options that keep what the basic profile removes (PS3.15 E.3). */
export const RETAIN_OPTIONS = ["dates", "patientCharacteristics", "deviceIdentity", "uids", "institutionIdentity"] as const;
export type RetainOption = (typeof RETAIN_OPTIONS)[number];

const deidentifySchema = strictObject({
  /** An image, or a folder of them. */
  from: path,
  /** The file, or the folder, that is written. */
  to: path,
  retain: array(picklist(RETAIN_OPTIONS)),
});
export type DeidentifyRequest = ShapeOf<typeof deidentifySchema>;

/** Files of the folder that are done. */
export interface DeidentifyProgress {
  readonly done: number;
  readonly of: number;
}

export interface DeidentifyResult {
  readonly nWritten: number;
  /** Files that are no images. */
  readonly nLeftOut: number;
  /** Images that do not say that no letters are in their pixels: those may name the patient, and are not removed. */
  readonly nMayHaveBurnedIn: number;
}

/** What a person should know of an exported report. */
export interface ReportResult {
  readonly bytes: Uint8Array;
  /** Fields without a value: `___` stands for them. */
  readonly nEmptyFields: number;
  /** Images of the header that are no DICOM objects, so nothing can refer to them. */
  readonly nImagesWithoutIdentity: number;
  /** False where no image says whose report it is: a DICOM object then has no patient, and a study of its own. */
  readonly hasStudy: boolean;
}

interface Asked<Request, Result, Event = never> {
  readonly request: Request;
  readonly event: Event;
  readonly result: Result;
  readonly partial: null;
}

export interface ExportCalls {
  readonly report: Asked<ReportRequest, ReportResult>;
  readonly deidentify: Asked<DeidentifyRequest, DeidentifyResult, DeidentifyProgress>;
}

/** Validators of what the export process is asked, by kind. */
export const exportRequests = {
  deidentify: (value: unknown): Checked<DeidentifyRequest> => check(deidentifySchema, value),
  report: (value: unknown): Checked<ReportRequest> => {
    const checked = check(reportSchema, value);
    if (!checked.ok) return checked;
    const { words, ...rest } = checked.value;
    const missing = WORD_KEYS.find((key) => words[key] === undefined);
    return missing === undefined ? { ok: true, value: { ...rest, words: words as Words } } : { ok: false, where: `words.${missing}`, why: "expected string" };
  },
};
