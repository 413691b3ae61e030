// What is needed of a file's header to put it into its series, read from the first bytes of the file alone. No library:
// dicom-parser wants a whole file, and a scan of thousands of files must not read their pixels.

import { constants, inflateRawSync } from "node:zlib";

import { textDecoder } from "./characterSet.ts";
import { readFileMeta } from "./fileMeta.ts";
import { passOver } from "./passOver.ts";
import type { Encoding } from "./passOver.ts";
import { MAX_FRAMES } from "./pixelDescription.ts";
import { DEFLATED_EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN } from "./uids.ts";

/** Header of one file; attributes have the names of PS3.6. A missing text is "", a missing number null. */
export interface SeriesHeader {
  readonly PatientName: string;
  readonly PatientID: string;
  readonly StudyInstanceUID: string;
  readonly StudyDate: string;
  readonly StudyDescription: string;
  readonly SeriesInstanceUID: string;
  readonly SeriesNumber: number | null;
  readonly SeriesDescription: string;
  readonly Modality: string;
  readonly BodyPartExamined: string;
  readonly SOPInstanceUID: string;
  readonly InstanceNumber: number | null;
  /** Centre of the first pixel, mm. */
  readonly ImagePositionPatient: readonly [number, number, number] | null;
  /** Direction cosines of a row, then of a column. */
  readonly ImageOrientationPatient: readonly [number, number, number, number, number, number] | null;
  /** At least 1, at most `MAX_FRAMES`. */
  readonly NumberOfFrames: number;
  /** 0 where the object has no image. */
  readonly Rows: number;
  readonly Columns: number;
}

/** What the first bytes of a file gave. `more`: at least so many first bytes are needed. */
export type HeaderRead =
  | { readonly kind: "not-dicom" }
  | { readonly kind: "more"; readonly bytes: number }
  | { readonly kind: "header"; readonly header: SeriesHeader };

/** The attributes that are kept, by group and element. Those of the position come after private groups of any length. */
const KEPT = {
  SpecificCharacterSet: 0x0008_0005,
  SOPInstanceUID: 0x0008_0018,
  StudyDate: 0x0008_0020,
  Modality: 0x0008_0060,
  StudyDescription: 0x0008_1030,
  SeriesDescription: 0x0008_103e,
  PatientName: 0x0010_0010,
  PatientID: 0x0010_0020,
  BodyPartExamined: 0x0018_0015,
  StudyInstanceUID: 0x0020_000d,
  SeriesInstanceUID: 0x0020_000e,
  SeriesNumber: 0x0020_0011,
  InstanceNumber: 0x0020_0013,
  ImagePositionPatient: 0x0020_0032,
  ImageOrientationPatient: 0x0020_0037,
  NumberOfFrames: 0x0028_0008,
  Rows: 0x0028_0010,
  Columns: 0x0028_0011,
} as const;
type Kept = keyof typeof KEPT;

const KEPT_TAGS: ReadonlySet<number> = new Set(Object.values(KEPT));
/** Attributes ascend (PS3.5 7.1), so nothing that is kept comes after it. */
const LAST_KEPT = KEPT.Columns;
/** Preamble and usual meta information, which says how the rest is to be read; a longer one is asked for as what it is. */
const META_BYTES = 1024;
/** Beginning of a deflated data set that is looked at: it becomes 16 MiB at the very most (DEFLATE packs at most 1032:1). */
const MAX_DEFLATED_BYTES = 16 * 1024;
const SPACE = 0x20;

/**
 * Reads the header of a file from its first bytes; the pixels are not needed.
 * @param bytes first bytes of the file; borrowed, nothing of them is kept
 * @param isAll whether there are no more bytes, or none will be given: then what was found counts
 */
export function readSeriesHeader(bytes: Uint8Array, isAll: boolean): HeaderRead {
  const meta = readFileMeta(bytes);
  if (meta === null) return { kind: "not-dicom" };
  if (!isAll && bytes.length < META_BYTES) return { kind: "more", bytes: META_BYTES };
  const isDeflated = meta.transferSyntaxUid === DEFLATED_EXPLICIT_LITTLE_ENDIAN;
  const stored = bytes.subarray(meta.dataSetAt);
  const body = isDeflated ? inflateBeginning(stored) : stored;
  const walked = walk(body, encodingOf(body, meta.transferSyntaxUid));
  const canGrow = !isAll && !(isDeflated && stored.length >= MAX_DEFLATED_BYTES);
  if (walked.missing > 0 && canGrow) return { kind: "more", bytes: isDeflated ? meta.dataSetAt + MAX_DEFLATED_BYTES : bytes.length + walked.missing };
  const header = headerOf(walked.values);
  // Without a header of its own almost anything may look like DICOM by its first bytes.
  if (meta.isBare && header.SOPInstanceUID === "" && header.Rows * header.Columns === 0) return { kind: "not-dicom" };
  return { kind: "header", header };
}

/** What a cut deflated stream holds so far (PS3.5 A.5); nothing where it is broken. */
function inflateBeginning(deflated: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(deflated.subarray(0, MAX_DEFLATED_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}

/** Little endian files are believed by their first attribute rather than by what they say of themselves. */
function encodingOf(body: Uint8Array, transferSyntaxUid: string | null): Encoding {
  const isUpperCase = (byte = 0): boolean => byte >= 0x41 && byte <= 0x5a;
  return { isExplicit: isUpperCase(body[4]) && isUpperCase(body[5]), isLittleEndian: transferSyntaxUid !== EXPLICIT_BIG_ENDIAN };
}

interface Walked {
  readonly values: ReadonlyMap<number, Uint8Array>;
  /** Bytes that were needed beyond the given ones, as far as is known; 0: all was there, or the rest is broken. */
  readonly missing: number;
}

function walk(body: Uint8Array, encoding: Encoding): Walked {
  const values = new Map<number, Uint8Array>();
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length;) {
    const element = passOver(view, at, encoding);
    if (element.kind === "broken" || element.tag > LAST_KEPT) return { values, missing: 0 };
    if (element.kind === "cut") return { values, missing: element.missing };
    if (KEPT_TAGS.has(element.tag)) {
      values.set(element.tag, encoding.isLittleEndian ? body.subarray(element.valueAt, element.end) : wordsTurned(element.tag, body.subarray(element.valueAt, element.end)));
    }
    at = element.end;
  }
  // Ended before the image description: there may be more of it, or this object has none.
  return { values, missing: 1 };
}

/** Rows and Columns are the only numbers that are kept in binary; their bytes are turned to little endian. */
function wordsTurned(tag: number, bytes: Uint8Array): Uint8Array {
  return tag === KEPT.Rows || tag === KEPT.Columns ? Uint8Array.of(bytes[1] ?? 0, bytes[0] ?? 0) : bytes;
}

function headerOf(values: ReadonlyMap<number, Uint8Array>): SeriesHeader {
  const plain = (keyword: Kept): string => latin1(values.get(KEPT[keyword]));
  const code = (keyword: Kept): string => trimmed(plain(keyword));
  const declared = code("SpecificCharacterSet");
  const decode = textDecoder(declared === "" ? [] : declared.split("\\").map(trimmed));
  const text = (keyword: Kept): string => trimmed(decode(values.get(KEPT[keyword]) ?? new Uint8Array(0)));
  const decimals = (keyword: Kept): number[] => code(keyword).split("\\").map((each) => (each.trim() === "" ? NaN : Number(each)));
  const whole = (keyword: Kept): number | null => {
    const value = decimals(keyword)[0] ?? NaN;
    return Number.isSafeInteger(value) ? value : null;
  };
  const word = (keyword: Kept): number => {
    const [low = 0, high = 0] = values.get(KEPT[keyword]) ?? [];
    return low + 256 * high;
  };
  return {
    PatientName: text("PatientName"),
    PatientID: text("PatientID"),
    StudyInstanceUID: code("StudyInstanceUID"),
    StudyDate: code("StudyDate"),
    StudyDescription: text("StudyDescription"),
    SeriesInstanceUID: code("SeriesInstanceUID"),
    SeriesNumber: whole("SeriesNumber"),
    SeriesDescription: text("SeriesDescription"),
    Modality: code("Modality"),
    BodyPartExamined: code("BodyPartExamined"),
    SOPInstanceUID: code("SOPInstanceUID"),
    InstanceNumber: whole("InstanceNumber"),
    ImagePositionPatient: positionOf(decimals("ImagePositionPatient")),
    ImageOrientationPatient: orientationOf(decimals("ImageOrientationPatient")),
    NumberOfFrames: Math.min(MAX_FRAMES, Math.max(1, whole("NumberOfFrames") ?? 1)),
    Rows: word("Rows"),
    Columns: word("Columns"),
  };
}

function positionOf([x = NaN, y = NaN, z = NaN, ...rest]: readonly number[]): SeriesHeader["ImagePositionPatient"] {
  return rest.length === 0 && [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}

function orientationOf([a = NaN, b = NaN, c = NaN, d = NaN, e = NaN, f = NaN, ...rest]: readonly number[]): SeriesHeader["ImageOrientationPatient"] {
  return rest.length === 0 && [a, b, c, d, e, f].every(Number.isFinite) ? [a, b, c, d, e, f] : null;
}

function latin1(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Values are padded with spaces, or one NUL for UIDs (PS3.5 6.2). */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === 0)) end--;
  return text.slice(0, end).trimStart();
}
