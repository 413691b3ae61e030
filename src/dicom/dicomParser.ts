// From the bytes of a file to its data set: the only file that knows dicom-parser, which throws strings and objects.

import { constants, inflateRawSync } from "node:zlib";

import dicomParser from "dicom-parser";
import type { DataSet as ParsedDataSet, Element } from "dicom-parser";

import { Attributes } from "./attributes.ts";
import type { RawElement, RawElements } from "./attributes.ts";
import { textDecoder } from "./characterSet.ts";
import type { DataSet } from "./dataSet.ts";
import { DicomError } from "./errors.ts";
import { readFileMeta } from "./fileMeta.ts";
import { TAGS } from "./tags.ts";
import { TolerantWalker, isRepresentation, swallowedPixels, walkedElements } from "./tolerantParser.ts";
import type { Writing } from "./tolerantParser.ts";
import { DEFLATED_EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, isSupportedTransferSyntax, transferSyntaxName } from "./uids.ts";

/** Most bytes that a deflated data set may become: above any single-frame image, below what a small file may claim. */
const MAX_INFLATED_BYTES = 1024 * 1024 * 1024;

/** A parsed file. */
export interface ParsedFile {
  readonly transferSyntaxUid: string;
  readonly dataSet: DataSet;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

/**
 * Parses a file up to its pixel data.
 * @param bytes the whole file; borrowed by the result
 * @throws DicomError `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`,
 *   `dicom/transfer-syntax-unsupported`
 */
export function parseDicomFile(bytes: Uint8Array): ParsedFile {
  const { uid, body, writing, problems: bodyProblems } = readBody(bytes);
  if (!isSupportedTransferSyntax(uid)) throw new DicomError("dicom/transfer-syntax-unsupported", { name: transferSyntaxName(uid), uid });
  const { isLittleEndian } = writing;
  const { elements, problems } = parseBody(body, writing);
  const declared = new Attributes(elements, isLittleEndian, textDecoder([])).texts("SpecificCharacterSet");
  return {
    transferSyntaxUid: uid,
    dataSet: new Attributes(elements, isLittleEndian, textDecoder(declared)),
    problems: [...bodyProblems, ...problems],
  };
}

/** Where a file's data set is, and how it is written. */
export interface FileBody {
  /** Of the transfer syntax. */
  readonly uid: string;
  /** The data set, inflated where it was deflated. */
  readonly body: Uint8Array;
  readonly writing: Writing;
  /** Where the meta information begins; null where there is none. */
  readonly metaFrom: number | null;
  readonly dataSetAt: number;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

/**
 * Reads how a file is written, whatever its pixels are.
 * @throws DicomError `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`
 */
export function readBody(bytes: Uint8Array): FileBody {
  const meta = readFileMeta(bytes);
  if (meta === null) throw new DicomError("dicom/not-dicom");
  const stored = bytes.subarray(meta.dataSetAt);
  const seen = writtenExplicitly(stored);
  const uid = meta.transferSyntaxUid ?? guessedUid(seen);
  if (uid === null) throw new DicomError("dicom/broken", { why: "its header does not say how the values are stored" });
  const { body, isCut } = uid === DEFLATED_EXPLICIT_LITTLE_ENDIAN ? inflate(stored) : { body: stored, isCut: false };
  const isStatedExplicit = uid !== IMPLICIT_LITTLE_ENDIAN;
  const isLittleEndian = uid !== EXPLICIT_BIG_ENDIAN;
  // Some writers state one and write the other: the first attribute is believed.
  const isExplicit = body === stored && isLittleEndian ? (seen ?? isStatedExplicit) : isStatedExplicit;
  const problems = [
    ...(meta.isBare ? ["The file has no DICOM header of its own; how its values are stored was guessed from its first bytes."] : []),
    ...(meta.transferSyntaxUid === null || isExplicit !== isStatedExplicit ? ["The file's header does not say rightly how its values are stored; it was seen from its first attribute."] : []),
    ...(isCut ? ["The file ends before its deflated part does; what comes before was read."] : []),
  ];
  return { uid, body, writing: { isExplicit, isLittleEndian }, metaFrom: meta.metaFrom, dataSetAt: meta.dataSetAt, problems };
}

/** Whether a little-endian data set is written with representations, by its first attribute; null where that says neither. */
function writtenExplicitly(stored: Uint8Array): boolean | null {
  const [group = 0, groupHigh, , , first = 0, second = 0, third, fourth] = stored;
  if (stored.length < 8 || groupHigh !== 0 || group < FIRST_GROUP || group > LAST_FIRST_GROUP) return null;
  if (isRepresentation(String.fromCharCode(first, second))) return true;
  return second === 0 && third === 0 && fourth === 0 ? false : null;
}

/** Data sets begin with group 0008, some with a group before it. */
const FIRST_GROUP = 0x04;
const LAST_FIRST_GROUP = 0x10;

function guessedUid(isExplicit: boolean | null): string | null {
  if (isExplicit === null) return null;
  return isExplicit ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN;
}

/** Strictly by the library; where that fails, or finds an image without its pixels, as far as can be read. */
function parseBody(body: Uint8Array, writing: Writing): { elements: RawElements; problems: readonly string[] } {
  try {
    const parsed = translate(() => dicomParser.parseDicom(body, { TransferSyntaxUID: syntaxOf(writing), untilTag: `x${TAGS.PixelData}` }));
    const elements = elementsOf(parsed);
    if (elements(TAGS.Rows) === null || hasPixels(elements)) return { elements, problems: [] };
    return parseTolerantly(body, writing) ?? { elements, problems: [] };
  } catch (strict) {
    const tolerant = parseTolerantly(body, writing);
    if (tolerant === null) throw strict;
    return tolerant;
  }
}

/** Null where no pixels were found. */
function parseTolerantly(body: Uint8Array, writing: Writing): { elements: RawElements; problems: readonly string[] } | null {
  const walker = new TolerantWalker(body);
  const walked = walkedElements(body, walker, { from: 0, to: body.length, writing });
  const isImage = walked(TAGS.Rows) !== null;
  const problems = (): readonly string[] => ["The file is not written as the DICOM standard asks; it was read as far as possible.", ...walker.problems];
  if (hasPixels(walked)) return { elements: walked, problems: problems() };
  // A wrong length or a missing end before the pixels has swallowed them.
  const swallowed = isImage ? swallowedPixels(body, writing) : null;
  return swallowed === null ? null : { elements: (tag) => (tag === TAGS.PixelData ? swallowed : walked(tag)), problems: problems() };
}

function hasPixels(elements: RawElements): boolean {
  return [TAGS.PixelData, TAGS.FloatPixelData, TAGS.DoubleFloatPixelData].some((tag) => elements(tag) !== null);
}

function syntaxOf({ isExplicit, isLittleEndian }: Writing): string {
  if (!isLittleEndian) return EXPLICIT_BIG_ENDIAN;
  return isExplicit ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN;
}

/** The data set of a deflated file (PS3.5 A.5). */
/** The data set, or what there is of it where the file ends too early (`isCut`). */
function inflate(deflated: Uint8Array): { readonly body: Uint8Array; readonly isCut: boolean } {
  const inflated = (finishFlush: number): Uint8Array => inflateRawSync(deflated, { maxOutputLength: MAX_INFLATED_BYTES, finishFlush });
  const codeOf = (cause: unknown): unknown => (cause instanceof Error && "code" in cause ? cause.code : "");
  const refusal = (cause: unknown): DicomError =>
    codeOf(cause) === "ERR_BUFFER_TOO_LARGE"
      ? new DicomError("dicom/limit-inflated", { limit: MAX_INFLATED_BYTES }, cause)
      : new DicomError("dicom/broken", { why: "its deflated part cannot be read" }, cause);
  try {
    return { body: inflated(constants.Z_FINISH), isCut: false };
  } catch (cause) {
    // The input ends too early: without asking for the end zlib gives what it has.
    if (codeOf(cause) !== "Z_BUF_ERROR") throw refusal(cause);
  }
  try {
    return { body: inflated(constants.Z_SYNC_FLUSH), isCut: true };
  } catch (cause) {
    throw refusal(cause);
  }
}

/** The library throws strings, errors, and `{ exception, dataSet }`; deep nesting ends in a RangeError. */
function translate<T>(parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    const cause: unknown = typeof thrown === "object" && thrown !== null && "exception" in thrown ? thrown.exception : thrown;
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/past (the )?end|overr(un|ead)|end of (buffer|file)|maxP ?osition/i.test(text)) throw new DicomError("dicom/truncated", {}, cause);
    throw new DicomError("dicom/broken", { why: "its attributes cannot be read" }, cause);
  }
}

/** Elements as dicom-parser found them. */
function elementsOf(parsed: ParsedDataSet): RawElements {
  return (tag) => {
    const element = parsed.elements[keyOf(tag)];
    return element === undefined ? null : new ParsedElement(parsed.byteArray, element);
  };
}

const keys = new Map<string, string>(Object.values(TAGS).map((tag) => [tag, `x${tag}`]));

/** The library's name of a tag: those that are read at each opening are made once. */
function keyOf(tag: string): string {
  return keys.get(tag) ?? `x${tag}`;
}

/** An element of the library; its value is looked up when it is asked for, since most are only asked whether they are there. */
class ParsedElement implements RawElement {
  constructor(
    private readonly file: Uint8Array,
    private readonly element: Element,
  ) {}

  get bytes(): Uint8Array {
    const { dataOffset, length } = this.element;
    // Not `subarray`: of a Buffer, as files are read, it takes several times as long.
    return new Uint8Array(this.file.buffer, this.file.byteOffset + dataOffset, Math.max(0, Math.min(length, this.file.byteLength - dataOffset)));
  }

  get statedLength(): number {
    return this.element.length;
  }

  get vr(): string | null {
    return this.element.vr ?? null;
  }

  items(): readonly RawElements[] {
    return (this.element.items ?? []).flatMap(({ dataSet }) => (dataSet === undefined ? [] : [elementsOf(dataSet)]));
  }
}
