// Attributes over the elements that a parser found: texts, numbers and items by keyword.

import type { TextDecode } from "./characterSet.ts";
import type { DataSet, ElementBytes } from "./dataSet.ts";
import { TAGS } from "./tags.ts";
import type { Keyword } from "./tags.ts";

/** An element where a parser found it. */
export interface RawElement {
  /** What of the value is in the file; borrowed. */
  readonly bytes: Uint8Array;
  readonly statedLength: number;
  readonly vr: string | null;
  /** Data sets of its items; empty where it is no sequence. */
  readonly items: () => readonly RawElements[];
}

/** Elements by tag, eight hexadecimal digits in lower case. */
export type RawElements = (tag: string) => RawElement | null;

/** Values of attributes. */
export class Attributes implements DataSet {
  constructor(
    private readonly find: RawElements,
    private readonly isLittleEndian: boolean,
    private readonly decodeText: TextDecode,
  ) {}

  texts(keyword: Keyword): readonly string[] {
    const element = this.bytes(keyword);
    return element === null ? [] : textsOf(element.bytes, this.decodeText);
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
    return element === null ? [] : wordsOf(element, sign);
  }

  word(keyword: Keyword, sign: "unsigned" | "signed"): number | null {
    const bytes = this.find(TAGS[keyword])?.bytes;
    if (bytes === undefined || bytes.length < 2) return null;
    const [first = 0, second = 0] = bytes;
    const value = this.isLittleEndian ? first | (second << 8) : second | (first << 8);
    return sign === "signed" ? (value << 16) >> 16 : value;
  }

  items(keyword: Keyword): readonly DataSet[] {
    const items = this.find(TAGS[keyword])?.items() ?? [];
    return items.map((item) => new Attributes(item, this.isLittleEndian, this.decodeText));
  }

  bytes(keyword: Keyword): ElementBytes | null {
    return this.bytesAt(TAGS[keyword]);
  }

  bytesAt(tag: string): ElementBytes | null {
    const element = this.find(tag);
    if (element === null) return null;
    return { bytes: element.bytes, statedLength: element.statedLength, vr: element.vr, isLittleEndian: this.isLittleEndian };
  }
}

/** Values of a text attribute: decoded first, since a backslash may be half of a character. */
export function textsOf(bytes: Uint8Array, decodeText: TextDecode): readonly string[] {
  return bytes.length === 0 ? [] : decodeText(bytes).split("\\").map(trimmed);
}

/** Values of US or SS. */
export function wordsOf({ bytes, isLittleEndian }: ElementBytes, sign: "unsigned" | "signed"): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(view.byteLength / 2) }, (_, i) => (sign === "signed" ? view.getInt16(i * 2, isLittleEndian) : view.getUint16(i * 2, isLittleEndian)));
}

/** Values are padded with spaces, or one NUL for UIDs (PS3.5 6.2). */
export function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\0")) end--;
  return text.slice(0, end).trimStart();
}
