// Every attribute of a file for a table: tag, representation, keyword and a short value; items are read when asked for.

import { textDecoder } from "./characterSet.ts";
import type { TextDecode } from "./characterSet.ts";
import { trimmed } from "./attributes.ts";
import { attributeOf, tagOf } from "./dictionary.ts";
import { readBody } from "./dicomParser.ts";
import { TolerantWalker } from "./tolerantParser.ts";
import type { ItemRange, WalkedElement } from "./tolerantParser.ts";

/** An attribute. */
export interface TagNode {
  /** Eight hexadecimal digits in lower case. */
  readonly tag: string;
  /** As written, else as the dictionary says; UN where neither does. */
  readonly vr: string;
  /** Null for private and unknown attributes. */
  readonly keyword: string | null;
  /** As the standard prints it; null where there is no keyword. */
  readonly name: string | null;
  readonly isPrivate: boolean;
  /** Value for people, of a limited length; empty for sequences. */
  readonly value: string;
  readonly isShortened: boolean;
  /** Bytes of the value; null where it is of undefined length. */
  readonly length: number | null;
  /** Items of a sequence, in order; 0 for what is none. */
  readonly nItems: number;
  /** Attributes of an item, read now. */
  readonly item: (index: number) => readonly TagNode[];
}

/** Attributes of a file. */
export interface TagTree {
  readonly nodes: readonly TagNode[];
  /** Sentences about what was tolerated so far. */
  readonly problems: readonly string[];
}

/** Longest value that is given where nothing else is asked for. */
export const MAX_VALUE_CHARACTERS = 1024;
/** A character may take four bytes, and escape sequences more. */
const BYTES_A_CHARACTER = 8;
const UNDEFINED_LENGTH = 0xffff_ffff;
const CHARACTER_SET = "00080005";

const TEXT: ReadonlySet<string> = new Set(["LO", "LT", "PN", "SH", "ST", "UC", "UT"]);
const PLAIN_TEXT: ReadonlySet<string> = new Set(["AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"]);

/** Size and reader of the numbers of a representation. */
const NUMBERS: Readonly<Record<string, readonly [size: number, read: (view: DataView, at: number, isLittleEndian: boolean) => number | bigint]>> = {
  US: [2, (view, at, little) => view.getUint16(at, little)],
  SS: [2, (view, at, little) => view.getInt16(at, little)],
  UL: [4, (view, at, little) => view.getUint32(at, little)],
  SL: [4, (view, at, little) => view.getInt32(at, little)],
  FL: [4, (view, at, little) => view.getFloat32(at, little)],
  FD: [8, (view, at, little) => view.getFloat64(at, little)],
  UV: [8, (view, at, little) => view.getBigUint64(at, little)],
  SV: [8, (view, at, little) => view.getBigInt64(at, little)],
};

/**
 * The attributes of a file, its pixels the last.
 * @param bytes the whole file; borrowed for as long as the tree is used
 * @param maxCharacters longest value that is given; above it it is shortened
 * @throws DicomError `dicom/not-dicom`, `dicom/broken`, `dicom/truncated`, `dicom/limit-inflated`
 */
export function tagTree(bytes: Uint8Array, maxCharacters = MAX_VALUE_CHARACTERS): TagTree {
  const { body, writing } = readBody(bytes);
  const walker = new TolerantWalker(body);
  const range = { from: 0, to: body.length, writing };
  const walked = walker.walk(range).elements;
  const reading: Reading = { body, walker, decode: textDecoder(declaredIn(body, walked)), maxCharacters };
  const meta = metaOf(bytes);
  return { nodes: [...meta, ...walked.map((element) => nodeOf(reading, element, range, 0))], problems: [...walker.problems] };
}

/** Values of one text attribute, by keyword; empty where it is missing. @throws what `tagTree` throws */
export function tagTexts(bytes: Uint8Array, keyword: string): readonly string[] {
  const tag = tagOf(keyword);
  const node = tagTree(bytes).nodes.find((each) => each.tag === tag);
  return node === undefined || node.value === "" ? [] : node.value.split("\\").map(trimmed);
}

interface Reading {
  readonly body: Uint8Array;
  readonly walker: TolerantWalker;
  readonly decode: TextDecode;
  readonly maxCharacters: number;
}

/** The meta information is explicit little endian whatever follows (PS3.10 7.1). */
function metaOf(bytes: Uint8Array): readonly TagNode[] {
  const { metaFrom, dataSetAt } = readBody(bytes);
  if (metaFrom === null) return [];
  const body = bytes.subarray(0, dataSetAt);
  const walker = new TolerantWalker(body);
  const range = { from: metaFrom, to: dataSetAt, writing: { isExplicit: true, isLittleEndian: true } };
  return walker.walk(range).elements.map((element) => nodeOf({ body, walker, decode: textDecoder([]), maxCharacters: MAX_VALUE_CHARACTERS }, element, range, 0));
}

function declaredIn(body: Uint8Array, elements: readonly WalkedElement[]): readonly string[] {
  const element = elements.find(({ tag }) => tag === CHARACTER_SET);
  return element === undefined || element.end === element.valueAt ? [] : textDecoder([])(body.subarray(element.valueAt, element.end)).split("\\").map(trimmed);
}

function nodeOf(reading: Reading, element: WalkedElement, range: ItemRange, depth: number): TagNode {
  const { tag } = element;
  const entry = attributeOf(tag);
  const isPrivate = (Number.parseInt(tag.slice(0, 4), 16) & 1) === 1;
  const written = element.vr === null || (element.vr === "UN" && entry !== null) ? entry?.vr : element.vr;
  const vr = element.items !== null ? "SQ" : (written ?? impliedVr(tag));
  const value = element.items !== null ? "" : valueOf(reading, element, vr, range.writing.isLittleEndian);
  const items = element.items ?? [];
  return {
    tag,
    vr,
    keyword: entry?.keyword ?? null,
    name: entry?.name ?? null,
    isPrivate,
    value: value.slice(0, reading.maxCharacters),
    isShortened: value.length > reading.maxCharacters || element.end - element.valueAt > reading.maxCharacters * BYTES_A_CHARACTER,
    length: element.statedLength === UNDEFINED_LENGTH ? null : element.statedLength,
    nItems: items.length,
    item: (index) => {
      const item = items[index];
      if (item === undefined) return [];
      const elements = reading.walker.walk(item, depth + 1).elements;
      // An item may declare character sets of its own.
      const declared = declaredIn(reading.body, elements);
      const inside = declared.length === 0 ? reading : { ...reading, decode: textDecoder(declared) };
      return elements.map((each) => nodeOf(inside, each, item, depth + 1));
    },
  };
}

/** Group lengths are UL, private creators LO (PS3.5 7.8.1), whether written or not. */
function impliedVr(tag: string): string {
  if (tag.endsWith("0000")) return "UL";
  const isCreator = (Number.parseInt(tag.slice(0, 4), 16) & 1) === 1 && /^00[1-9a-f][0-9a-f]$/.test(tag.slice(4));
  return isCreator ? "LO" : "UN";
}

function valueOf({ body, decode, maxCharacters }: Reading, { valueAt, end }: WalkedElement, vr: string, isLittleEndian: boolean): string {
  const bytes = body.subarray(valueAt, Math.min(end, valueAt + maxCharacters * BYTES_A_CHARACTER));
  if (TEXT.has(vr)) return decode(bytes).split("\\").map(trimmed).join("\\");
  if (PLAIN_TEXT.has(vr)) return textDecoder([])(bytes).split("\\").map(trimmed).join("\\");
  if (vr === "UN") return plainText(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (vr === "AT") {
    const half = (at: number): string => view.getUint16(at, isLittleEndian).toString(16).padStart(4, "0");
    return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => half(i * 4) + half(i * 4 + 2)).join("\\");
  }
  const number = NUMBERS[vr];
  if (number === undefined) return "";
  const [size, read] = number;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => String(read(view, i * size, isLittleEndian))).join("\\");
}

/** Bytes of no known representation, where they are nothing but printable ASCII: private attributes of implicit files often are. */
function plainText(bytes: Uint8Array): string {
  const isText = bytes.length >= MIN_PLAIN_TEXT && bytes.every((byte, at) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || (byte === 0 && at === bytes.length - 1));
  return isText ? trimmed(textDecoder([])(bytes)) : "";
}

/** Shorter ones are as likely numbers whose bytes happen to be letters. */
const MIN_PLAIN_TEXT = 4;
