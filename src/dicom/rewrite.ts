// A file written again with some attributes removed or replaced; every other byte of its data set stays as it is, pixels too.

import { deflateRawSync } from "node:zlib";

import { textsOf } from "./attributes.ts";
import { textDecoder } from "./characterSet.ts";
import { attributeOf } from "./dictionary.ts";
import { readBody } from "./dicomParser.ts";
import { TAGS } from "./tags.ts";
import { TolerantWalker, type ItemRange, type WalkedElement, type Writing } from "./tolerantParser.ts";
import { DEFLATED_EXPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN, EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN } from "./uids.ts";

/** An attribute on the way. */
export interface MetAttribute {
  /** Eight hexadecimal digits in lower case. */
  readonly tag: string;
  /** As written, else as the dictionary says; UN where neither does. */
  readonly vr: string;
  /** Null for private and unknown attributes. */
  readonly keyword: string | null;
  readonly isPrivate: boolean;
  readonly isSequence: boolean;
  /** Text values, trimmed, read as ASCII: for identifiers and dates. */
  readonly values: () => readonly string[];
}

/** What becomes of an attribute: a sequence that is kept is gone through; a text replaces a value, "" leaves it empty. */
export type Verdict = "keep" | "remove" | { readonly text: string };

/** An attribute of the data set itself that is added, or takes the place of the one there. */
export interface AddedAttribute {
  readonly tag: string;
  readonly vr: string;
  /** Text, or the attributes of the items of a sequence, in the order of their tags. */
  readonly value: string | readonly (readonly AddedAttribute[])[];
}

export interface Rewriting {
  readonly judge: (attribute: MetAttribute) => Verdict;
  readonly added: readonly AddedAttribute[];
  /** Of the program that writes. */
  readonly implementationClassUid: string;
  readonly implementationVersionName: string;
}

const UNDEFINED_LENGTH = 0xffff_ffff;
const META: Writing = { isExplicit: true, isLittleEndian: true };
/** Representations whose length has 32 bits (PS3.5 7.1.2). */
const LONG: ReadonlySet<string> = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
/** Values of these end with a NUL where they would be odd, others with a space. */
const NUL_PADDED: ReadonlySet<string> = new Set(["UI", "OB", "UN"]);

/**
 * Writes a file again. Preamble and meta information are made new; what lies behind the pixels is left out.
 * @param bytes the whole file
 * @throws DicomError `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`
 */
export function rewriteDicom(bytes: Uint8Array, rewriting: Rewriting): Uint8Array {
  const { uid, body, writing } = readBody(bytes);
  const rewriter = new Rewriter(body, rewriting);
  const dataSet = Buffer.concat(rewriter.dataSet({ from: 0, to: body.length, writing }, rewriting.added));
  const stored = uid === DEFLATED_EXPLICIT_LITTLE_ENDIAN ? padded(deflateRawSync(dataSet), 0) : dataSet;
  const meta: readonly AddedAttribute[] = [
    { tag: "00020002", vr: "UI", value: rewriter.sopClass },
    { tag: "00020003", vr: "UI", value: rewriter.sopInstance },
    { tag: TAGS.TransferSyntaxUID, vr: "UI", value: uidAsWritten(uid, writing) },
    { tag: "00020012", vr: "UI", value: rewriting.implementationClassUid },
    { tag: "00020013", vr: "SH", value: rewriting.implementationVersionName },
  ];
  const version = Buffer.concat([headerOf("00020001", "OB", 2, META), Buffer.from([0, 1])]);
  const group = Buffer.concat([version, ...meta.flatMap((attribute) => writtenAttribute(attribute, META))]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(group.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from("DICM", "latin1"), headerOf("00020000", "UL", 4, META), length, group, stored]);
}

/** A file whose header names another syntax than it is written in gets the right name. */
function uidAsWritten(uid: string, { isExplicit, isLittleEndian }: Writing): string {
  if (!isExplicit && isLittleEndian) return IMPLICIT_LITTLE_ENDIAN;
  return uid === IMPLICIT_LITTLE_ENDIAN ? (isLittleEndian ? EXPLICIT_LITTLE_ENDIAN : EXPLICIT_BIG_ENDIAN) : uid;
}

class Rewriter {
  /** As they are after the rewriting. */
  sopClass = "";
  sopInstance = "";
  readonly #body: Uint8Array;
  readonly #walker: TolerantWalker;
  readonly #judge: Rewriting["judge"];

  constructor(body: Uint8Array, { judge }: Rewriting) {
    this.#body = body;
    this.#walker = new TolerantWalker(body);
    this.#judge = judge;
  }

  /** Pieces of a data set, in the order of its tags where attributes are added. */
  dataSet(range: ItemRange, added: readonly AddedAttribute[], depth = 0): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    const left = [...added].sort((one, other) => (one.tag < other.tag ? -1 : 1));
    for (const element of this.#walker.walk(range, depth).elements) {
      while (left[0] !== undefined && left[0].tag <= element.tag) {
        const next = left.shift();
        if (next !== undefined) pieces.push(...writtenAttribute(next, range.writing));
      }
      // Group lengths would be wrong, and are retired (PS3.5 7.2).
      if (!added.some(({ tag }) => tag === element.tag) && !element.tag.endsWith("0000")) pieces.push(...this.#element(element, range.writing, depth));
    }
    return [...pieces, ...left.flatMap((attribute) => writtenAttribute(attribute, range.writing))];
  }

  #element(element: WalkedElement, writing: Writing, depth: number): Uint8Array[] {
    const attribute = this.#met(element);
    const verdict = this.#judge(attribute);
    if (verdict === "remove") return [];
    const text = verdict === "keep" ? (attribute.values()[0] ?? "") : verdict.text;
    if (depth === 0 && element.tag === "00080016") this.sopClass = text;
    if (depth === 0 && element.tag === "00080018") this.sopInstance = text;
    if (verdict !== "keep") return attribute.isSequence ? emptySequence(element, writing) : writtenAttribute({ tag: element.tag, vr: attribute.vr, value: verdict.text }, writing);
    if (element.items === null) return [this.#body.subarray(element.headerAt, element.tag === TAGS.PixelData ? this.#pixelEnd(element, writing) : element.end)];
    const vr = element.vr ?? "SQ";
    const items = element.items.flatMap((item) => [tagAndLength("fffee000", UNDEFINED_LENGTH, item.writing), ...this.dataSet(item, [], depth + 1), tagAndLength("fffee00d", 0, item.writing)]);
    const inside = element.items[0]?.writing ?? writing;
    return [headerOf(element.tag, vr, UNDEFINED_LENGTH, writing), ...items, tagAndLength("fffee0dd", 0, inside)];
  }

  #met({ tag, vr, valueAt, end, items }: WalkedElement): MetAttribute {
    const entry = attributeOf(tag);
    const written = vr === null || (vr === "UN" && entry !== null) ? entry?.vr : vr;
    return {
      tag,
      vr: items !== null ? "SQ" : (written ?? "UN"),
      keyword: entry?.keyword ?? null,
      isPrivate: (Number.parseInt(tag.slice(0, 4), 16) & 1) === 1,
      isSequence: items !== null,
      values: () => textsOf(this.#body.subarray(valueAt, end), textDecoder([])),
    };
  }

  /** Fragments end with their delimiter; what lies behind it is none of the pixels. */
  #pixelEnd({ valueAt, end, statedLength }: WalkedElement, { isLittleEndian }: Writing): number {
    if (statedLength !== UNDEFINED_LENGTH) return end;
    const view = new DataView(this.#body.buffer, this.#body.byteOffset, this.#body.byteLength);
    let at = valueAt;
    while (at + 8 <= end) {
      const isItem = view.getUint16(at, isLittleEndian) === 0xfffe && view.getUint16(at + 2, isLittleEndian) === 0xe000;
      if (!isItem) return Math.min(end, at + 8);
      at += 8 + view.getUint32(at + 4, isLittleEndian);
    }
    return end;
  }
}

function emptySequence({ tag, vr }: WalkedElement, writing: Writing): Uint8Array[] {
  return [headerOf(tag, vr ?? "SQ", 0, writing)];
}

function writtenAttribute({ tag, vr, value }: AddedAttribute, writing: Writing): Uint8Array[] {
  if (typeof value === "string") {
    const bytes = padded(Buffer.from(value, "latin1"), NUL_PADDED.has(vr) ? 0 : 0x20);
    return [headerOf(tag, vr, bytes.length, writing), bytes];
  }
  const items = value.flatMap((item) => [tagAndLength("fffee000", UNDEFINED_LENGTH, writing), ...item.flatMap((attribute) => writtenAttribute(attribute, writing)), tagAndLength("fffee00d", 0, writing)]);
  return [headerOf(tag, vr, UNDEFINED_LENGTH, writing), ...items, tagAndLength("fffee0dd", 0, writing)];
}

function headerOf(tag: string, vr: string, length: number, writing: Writing): Uint8Array {
  if (!writing.isExplicit) return tagAndLength(tag, length, writing);
  const header = Buffer.alloc(LONG.has(vr) ? 12 : 8);
  header.set(tagAndLength(tag, 0, writing).subarray(0, 4));
  header.write(vr, 4, "latin1");
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (LONG.has(vr)) view.setUint32(8, length, writing.isLittleEndian);
  else view.setUint16(6, length, writing.isLittleEndian);
  return header;
}

function tagAndLength(tag: string, length: number, { isLittleEndian }: Writing): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), isLittleEndian);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), isLittleEndian);
  view.setUint32(4, length, isLittleEndian);
  return bytes;
}

function padded(bytes: Uint8Array, padding: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([padding])]);
}
