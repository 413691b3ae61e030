// What is asked of the archive process (search, fetch and store by DICOMweb, care for its cache) and what it answers.
// Types and validators only; the envelope and its rule stand in `processes/wire.ts`. No image passes the host: what is
// fetched is written into the cache, and the host is told the paths. Values that name a patient leave the process only
// where the request says `showPatient`.

import { array, boolean, check, instance, integer, literal, maxLength, maxValue, minLength, minValue, nullable, number, pipe, regex, strictObject, string, variant } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";

/** Studies of one page of a search. */
export const PAGE_SIZE = 50;
/** Largest object that is handed over in a message, bytes; a larger one is stored from its file. */
export const MAX_STORED_BYTES = 4 * 1024 * 1024;
/** An archive that says nothing for so long is given up. */
export const ARCHIVE_TIMEOUT_MS = 30_000;

const line = pipe(string(), maxLength(1024));
const path = pipe(string(), minLength(1), maxLength(4096));
const count = pipe(number(), integer(), minValue(0));
/** PS3.5 9.1. */
const uid = pipe(string(), regex(/^[0-9.]{1,64}$/));
const day = pipe(string(), regex(/^(?:\d{8})?$/));

const authorizationSchema = variant("kind", [
  strictObject({ kind: literal("none") }),
  strictObject({ kind: literal("password"), user: pipe(string(), minLength(1), maxLength(1024)), password: line }),
  strictObject({ kind: literal("token"), token: pipe(string(), regex(/^[\x21-\x7e]+$/), maxLength(16_384)) }),
]);

/** The one archive that is spoken to. */
export const connectionSchema = strictObject({
  /** Address of its DICOMweb service: `http` or `https`, no slash at its end, no name or password in it. */
  address: pipe(string(), regex(/^https?:\/\/[^\s@?#]+[^\s@?#/]$/i), maxLength(2048)),
  authorization: authorizationSchema,
  /** File with certificates (PEM) that are trusted beside the well-known ones; null: none. */
  certificates: nullable(path),
  timeoutMs: pipe(number(), integer(), minValue(1), maxValue(3_600_000)),
});

const querySchema = strictObject({
  PatientName: line,
  PatientID: line,
  AccessionNumber: line,
  StudyDescription: line,
  /** One of ModalitiesInStudy; empty: any. */
  modality: pipe(string(), regex(/^[A-Za-z0-9_ ]{0,16}$/)),
  /** Days of the study, YYYYMMDD, both included; empty: open. */
  from: day,
  to: day,
});

const checkSchema = strictObject({ connection: connectionSchema });
const searchSchema = strictObject({ connection: connectionSchema, query: querySchema, offset: count, showPatient: boolean() });
const earlierSchema = strictObject({
  connection: connectionSchema,
  /** A DICOM file: whose patient, modality and date count. They stay in this process. */
  path,
  showPatient: boolean(),
});
const cacheSchema = strictObject({ folder: path });
const fetchSchema = strictObject({
  connection: connectionSchema,
  study: uid,
  /** Modality whose series come first; empty: in the order of their numbers. */
  first: pipe(string(), maxLength(16)),
  /** Folder of the cache, and how many bytes may lie in it. */
  cache: strictObject({ folder: path, limitBytes: pipe(number(), integer(), minValue(1)) }),
  /** Studies that are open, by their folders: they are not removed to make room. */
  keep: pipe(array(path), maxLength(1000)),
});
const objectSchema = variant("kind", [
  strictObject({ kind: literal("bytes"), bytes: instance(Uint8Array) }),
  strictObject({ kind: literal("file"), path }),
]);
const storeSchema = strictObject({ connection: connectionSchema, object: objectSchema });
const forgetSchema = strictObject({ folder: path, keep: pipe(array(path), maxLength(1000)) });

export type Connection = ShapeOf<typeof connectionSchema>;
export type Authorization = ShapeOf<typeof authorizationSchema>;
export type ArchiveQuery = ShapeOf<typeof querySchema>;
export type CheckRequest = ShapeOf<typeof checkSchema>;
export type SearchRequest = ShapeOf<typeof searchSchema>;
export type EarlierRequest = ShapeOf<typeof earlierSchema>;
export type CacheRequest = ShapeOf<typeof cacheSchema>;
export type FetchRequest = ShapeOf<typeof fetchSchema>;
export interface StoreRequest {
  readonly connection: Connection;
  /** A DICOM file: its bytes, or where it lies. */
  readonly object: { readonly kind: "bytes"; readonly bytes: Uint8Array } | { readonly kind: "file"; readonly path: string };
}
export type ForgetRequest = ShapeOf<typeof forgetSchema>;

const foundStudySchema = strictObject({
  study: uid,
  /** What names the patient or a day: null while it is not to be shown. */
  patient: nullable(strictObject({ PatientName: line, PatientID: line, AccessionNumber: line, StudyDate: line })),
  StudyDescription: line,
  /** As many as the archive names. */
  modalities: pipe(array(line), maxLength(100)),
  nSeries: nullable(count),
  nImages: nullable(count),
  /** Days before the study that was asked about; null in a search. */
  daysEarlier: nullable(count),
});
const searchedSchema = strictObject({
  studies: array(foundStudySchema),
  /** Where the next page begins; null: there is none. */
  nextOffset: nullable(count),
});
const fetchEventSchema = strictObject({
  /** An object that is whole and in its place, with its kind; null: only the numbers changed. */
  path: nullable(path),
  hasImage: boolean(),
  done: count,
  /** As the archive announced; null where it does not. */
  total: nullable(count),
  bytes: count,
});
const fetchedSchema = strictObject({
  folder: path,
  done: count,
  total: nullable(count),
  bytes: count,
  /** Parts of the answer that were no DICOM objects of this study; they were thrown away. */
  foreign: count,
});
export type FoundStudy = ShapeOf<typeof foundStudySchema>;
export type Searched = ShapeOf<typeof searchedSchema>;
export type FetchEvent = ShapeOf<typeof fetchEventSchema>;
export type Fetched = ShapeOf<typeof fetchedSchema>;

/** What lies in the cache. */
export interface CacheUsage {
  readonly studies: number;
  readonly bytes: number;
}

/** `warned`: the archive took it, but says that it changed or doubts something in it (PS3.18 10.5.3). */
export interface Stored {
  readonly state: "stored" | "warned";
}

interface Asked<Request, Result, Event = never> {
  readonly request: Request;
  readonly event: Event;
  readonly result: Result;
  readonly partial: null;
}

export interface ArchiveCalls {
  /** Whether the archive answers, with this authorization. */
  readonly check: Asked<CheckRequest, null>;
  readonly search: Asked<SearchRequest, Searched>;
  /** Earlier studies of the patient of a file, of its modality; newest first. */
  readonly earlier: Asked<EarlierRequest, Searched>;
  readonly fetch: Asked<FetchRequest, Fetched, FetchEvent>;
  readonly store: Asked<StoreRequest, Stored>;
  readonly usage: Asked<CacheRequest, CacheUsage>;
  /** Removes what lies in the cache, but what is open. */
  readonly forget: Asked<ForgetRequest, CacheUsage>;
}

/** Validators of what the archive process is asked, by kind. */
export const archiveRequests = {
  check: (value: unknown): Checked<CheckRequest> => check(checkSchema, value),
  search: (value: unknown): Checked<SearchRequest> => check(searchSchema, value),
  earlier: (value: unknown): Checked<EarlierRequest> => check(earlierSchema, value),
  fetch: (value: unknown): Checked<FetchRequest> => check(fetchSchema, value),
  store: (value: unknown): Checked<StoreRequest> => check(storeSchema, value),
  usage: (value: unknown): Checked<CacheRequest> => check(cacheSchema, value),
  forget: (value: unknown): Checked<ForgetRequest> => check(forgetSchema, value),
};

/** Validators of what comes from an archive, for who asks. */
export const archiveAnswers = {
  searched: (value: unknown): Checked<Searched> => check(searchedSchema, value),
  fetchEvent: (value: unknown): Checked<FetchEvent> => check(fetchEventSchema, value),
  fetched: (value: unknown): Checked<Fetched> => check(fetchedSchema, value),
};

/** The connection as the person's settings and secrets store it, checked. */
export function checkConnection(value: unknown): Checked<Connection> {
  return check(connectionSchema, value);
}
