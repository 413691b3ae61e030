// From the bytes of a file to its data set: the only file that knows dicom-parser, which throws strings and objects.

import { inflateRawSync } from "node:zlib";

import dicomParser from "dicom-parser";
import type { DataSet as ParsedDataSet, Element } from "dicom-parser";

import { textDecoder } from "./characterSet.ts";
import type { TextDecode } from "./characterSet.ts";
import type { DataSet, ElementBytes } from "./dataSet.ts";
import { DicomError } from "./errors.ts";
import { readFileMeta } from "./fileMeta.ts";
import { TAGS } from "./tags.ts";
import type { Keyword } from "./tags.ts";
import { DEFLATED_EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, isSupportedTransferSyntax, transferSyntaxName } from "./uids.ts";

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
  const meta = readFileMeta(bytes);
  if (meta === null) throw new DicomError("dicom/not-dicom");
  const uid = meta.transferSyntaxUid;
  if (uid === null) throw new DicomError("dicom/broken", { why: "its header does not say how the values are stored" });
  if (!isSupportedTransferSyntax(uid)) throw new DicomError("dicom/transfer-syntax-unsupported", { name: transferSyntaxName(uid), uid });
  const stored = bytes.subarray(meta.dataSetAt);
  const body = uid === DEFLATED_EXPLICIT_LITTLE_ENDIAN ? inflate(stored) : stored;
  const bodySyntax = uid === DEFLATED_EXPLICIT_LITTLE_ENDIAN ? EXPLICIT_LITTLE_ENDIAN : uid;
  const parsed = translate(() => dicomParser.parseDicom(body, { TransferSyntaxUID: bodySyntax, untilTag: keyOf("PixelData") }));
  const isLittleEndian = uid !== EXPLICIT_BIG_ENDIAN;
  const declared = new ParsedAttributes(parsed, isLittleEndian, textDecoder([])).texts("SpecificCharacterSet");
  return {
    transferSyntaxUid: uid,
    dataSet: new ParsedAttributes(parsed, isLittleEndian, textDecoder(declared)),
    problems: meta.isBare ? ["The file has no DICOM header of its own; how its values are stored was guessed from its first bytes."] : [],
  };
}

/** The data set of a deflated file (PS3.5 A.5). */
function inflate(deflated: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(deflated, { maxOutputLength: MAX_INFLATED_BYTES });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ERR_BUFFER_TOO_LARGE") throw new DicomError("dicom/limit-inflated", { limit: MAX_INFLATED_BYTES }, cause);
    if (code === "Z_BUF_ERROR") throw new DicomError("dicom/truncated", {}, cause);
    throw new DicomError("dicom/broken", { why: "its deflated part cannot be read" }, cause);
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

function keyOf(keyword: Keyword): string {
  return `x${TAGS[keyword]}`;
}

/** Attributes over a data set of dicom-parser. */
class ParsedAttributes implements DataSet {
  constructor(
    private readonly parsed: ParsedDataSet,
    private readonly isLittleEndian: boolean,
    private readonly decodeText: TextDecode,
  ) {}

  texts(keyword: Keyword): readonly string[] {
    const element = this.bytes(keyword);
    if (element === null || element.bytes.length === 0) return [];
    return this.decodeText(element.bytes).split("\\").map(trimmed);
  }

  text(keyword: Keyword): string | null {
    const first = this.texts(keyword)[0];
    return first === undefined || first === "" ? null : first;
  }

  decimals(keyword: Keyword): readonly number[] {
    return this.texts(keyword).filter((text) => text !== "").map(Number).filter(Number.isFinite);
  }

  words(keyword: Keyword, sign: "unsigned" | "signed"): readonly number[] {
    const element = this.bytes(keyword);
    if (element === null) return [];
    const view = new DataView(element.bytes.buffer, element.bytes.byteOffset, element.bytes.byteLength);
    return Array.from({ length: Math.floor(view.byteLength / 2) }, (_, i) =>
      sign === "signed" ? view.getInt16(i * 2, element.isLittleEndian) : view.getUint16(i * 2, element.isLittleEndian),
    );
  }

  items(keyword: Keyword): readonly DataSet[] {
    const items = this.element(keyword)?.items ?? [];
    return items.flatMap((item) => (item.dataSet === undefined ? [] : [new ParsedAttributes(item.dataSet, this.isLittleEndian, this.decodeText)]));
  }

  bytes(keyword: Keyword): ElementBytes | null {
    const element = this.element(keyword);
    if (element === undefined) return null;
    return {
      bytes: this.parsed.byteArray.subarray(element.dataOffset, element.dataOffset + element.length),
      statedLength: element.length,
      vr: element.vr ?? null,
      isLittleEndian: this.isLittleEndian,
    };
  }

  private element(keyword: Keyword): Element | undefined {
    return this.parsed.elements[keyOf(keyword)];
  }
}

/** Values are padded with spaces, or one NUL for UIDs (PS3.5 6.2). */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\0")) end--;
  return text.slice(0, end).trimStart();
}
