// Elements as files really have them: wrong lengths, missing delimiters, representations that are none (PS3.5 section
// 7). Never throws: it gives what could be read and says what was wrong.

import type { RawElement, RawElements } from "./attributes.ts";

/** How a data set is written. */
export interface Writing {
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

/** An element of a data set; offsets from the beginning of the bytes. */
export interface WalkedElement {
  /** Eight hexadecimal digits in lower case. */
  readonly tag: string;
  readonly vr: string | null;
  readonly headerAt: number;
  readonly valueAt: number;
  /** End of what of the value is there. */
  readonly end: number;
  readonly statedLength: number;
  /** Where the items of a sequence lie; null where it is none. */
  readonly items: readonly ItemRange[] | null;
}

/** The data set of an item. */
export interface ItemRange {
  readonly from: number;
  readonly to: number;
  readonly writing: Writing;
}

/** What was read of a data set. */
export interface Walk {
  readonly elements: readonly WalkedElement[];
  readonly end: number;
}

/** Sequences inside sequences: enhanced objects and reports have about ten. */
export const MAX_SEQUENCE_DEPTH = 64;
/** Most elements of a file: a large segmentation has some hundred thousand. */
const MAX_ELEMENTS = 1_000_000;

const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = "fffee000";
const ITEM_END = "fffee00d";
const SEQUENCE_END = "fffee0dd";
const PIXELS = "7fe00010";
const LONG: ReadonlySet<string> = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const SHORT: ReadonlySet<string> = new Set(["AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"]);

/** Whether two letters are a value representation. */
export function isRepresentation(letters: string): boolean {
  return SHORT.has(letters) || LONG.has(letters);
}

/** Walks data sets over one file; counts what it tolerated. */
export class TolerantWalker {
  readonly problems = new Set<string>();
  #nElements = 0;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Elements of a data set between two offsets, in the order of the file; stops after the pixels. */
  walk(range: ItemRange, depth = 0): Walk {
    const elements: WalkedElement[] = [];
    let at = range.from;
    while (at + 8 <= range.to && this.#nElements < MAX_ELEMENTS) {
      const tag = this.#tag(at, range.writing);
      if (tag === ITEM_END) return { elements, end: at + 8 };
      // The end of a sequence inside an item: the item's own end is missing.
      if (tag === SEQUENCE_END) return { elements, end: at };
      if (tag === ITEM && depth > 0) return { elements, end: at };
      const element = this.#element(at, tag, range, depth);
      this.#nElements++;
      if (element === null) {
        this.problems.add("Some of the file's attributes cannot be read.");
        return { elements, end: range.to };
      }
      elements.push(element);
      if (tag === PIXELS && depth === 0) return { elements, end: element.end };
      at = element.end;
    }
    return { elements, end: Math.max(at, range.from) };
  }

  #element(at: number, tag: string, { to, writing }: ItemRange, depth: number): WalkedElement | null {
    const header = this.#header(at, to, writing);
    if (header === null) return null;
    const { vr, valueAt, length } = header;
    const isSequence = vr === "SQ" || ((vr === null || vr === "UN") && tag !== PIXELS && this.#beginsItem(valueAt, to, length, writing));
    // UN of undefined length holds implicit little endian, whatever is around it (PS3.5 6.2.2).
    const inside: Writing = vr === "UN" ? { isExplicit: false, isLittleEndian: true } : writing;
    const found = { tag, vr, headerAt: at, valueAt, statedLength: length };
    if (isSequence && depth < MAX_SEQUENCE_DEPTH) {
      const sequence = this.#sequence(valueAt, length === UNDEFINED_LENGTH ? to : Math.min(to, valueAt + length), inside, depth + 1, length === UNDEFINED_LENGTH);
      if (length !== UNDEFINED_LENGTH && valueAt + length > to) this.problems.add("A length in the file is larger than the file.");
      return { ...found, end: length === UNDEFINED_LENGTH ? sequence.end : Math.min(to, valueAt + length), items: sequence.items };
    }
    if (isSequence) this.problems.add("The file's sequences are nested too deeply; the inner ones were not read.");
    if (length === UNDEFINED_LENGTH) return { ...found, end: tag === PIXELS && depth === 0 ? to : this.#pastFragments(valueAt, to, writing), items: null };
    if (valueAt + length > to) this.problems.add("A length in the file is larger than the file.");
    return { ...found, end: Math.min(to, valueAt + length), items: null };
  }

  /** Representation, length and place of a value; an unknown representation is read as if the element were implicit. */
  #header(at: number, to: number, writing: Writing): { vr: string | null; valueAt: number; length: number } | null {
    const { isLittleEndian } = writing;
    if (writing.isExplicit) {
      const vr = String.fromCharCode(this.bytes[at + 4] ?? 0, this.bytes[at + 5] ?? 0);
      if (SHORT.has(vr)) return { vr, valueAt: at + 8, length: this.#view.getUint16(at + 6, isLittleEndian) };
      if (LONG.has(vr)) return at + 12 > to ? null : { vr, valueAt: at + 12, length: this.#view.getUint32(at + 8, isLittleEndian) };
      this.problems.add("An attribute's representation is unknown.");
    }
    const length = this.#view.getUint32(at + 4, isLittleEndian);
    if (length !== UNDEFINED_LENGTH && writing.isExplicit && at + 8 + length > to) return { vr: "UN", valueAt: at + 8, length: this.#view.getUint16(at + 6, isLittleEndian) };
    return { vr: null, valueAt: at + 8, length };
  }

  #sequence(from: number, to: number, writing: Writing, depth: number, isOpen: boolean): { items: readonly ItemRange[]; end: number } {
    const items: ItemRange[] = [];
    let at = from;
    while (at + 8 <= to) {
      const tag = this.#tag(at, writing);
      const length = this.#view.getUint32(at + 4, writing.isLittleEndian);
      if (tag === SEQUENCE_END) return { items, end: at + 8 };
      if (tag !== ITEM) {
        // A sequence whose end is not marked: what follows belongs to the data set around it.
        this.problems.add("The end of a sequence is not marked.");
        return { items, end: isOpen ? at : to };
      }
      const isItemOpen = length === UNDEFINED_LENGTH;
      const end = isItemOpen ? this.walk({ from: at + 8, to, writing }, depth).end : Math.min(to, at + 8 + length);
      items.push({ from: at + 8, to: end, writing });
      at = end;
    }
    return { items, end: to };
  }

  /** The end of fragments in an element of undefined length, as an icon's compressed pixels have them. */
  #pastFragments(from: number, to: number, writing: Writing): number {
    let at = from;
    while (at + 8 <= to) {
      const tag = this.#tag(at, writing);
      if (tag === SEQUENCE_END || tag === ITEM_END) return at + 8;
      if (tag !== ITEM) return at;
      at = Math.min(to, at + 8 + this.#view.getUint32(at + 4, writing.isLittleEndian));
    }
    return to;
  }

  #beginsItem(at: number, to: number, length: number, writing: Writing): boolean {
    if (length < 8 || at + 8 > to) return false;
    const tag = this.#tag(at, writing);
    return tag === ITEM || (length === UNDEFINED_LENGTH && tag === SEQUENCE_END);
  }

  #tag(at: number, { isLittleEndian }: Writing): string {
    return (this.#view.getUint16(at, isLittleEndian) * 0x1_0000 + this.#view.getUint16(at + 2, isLittleEndian)).toString(16).padStart(8, "0");
  }
}

/**
 * The last thing in a file that looks like its pixels: their tag with a representation and a length that fits. An icon's
 * come before.
 */
export function swallowedPixels(bytes: Uint8Array, { isExplicit, isLittleEndian }: Writing): RawElement | null {
  const tag = isLittleEndian ? [0xe0, 0x7f, 0x10, 0x00] : [0x7f, 0xe0, 0x00, 0x10];
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const vr of isExplicit ? ["OW", "OB"] : [null]) {
    const pattern = Buffer.from([...tag, ...(vr === null ? [] : [...Buffer.from(vr, "latin1"), 0, 0])]);
    const at = file.lastIndexOf(pattern);
    const valueAt = at + pattern.length + 4;
    if (at < 0 || valueAt > file.length) continue;
    const length = isLittleEndian ? file.readUInt32LE(valueAt - 4) : file.readUInt32BE(valueAt - 4);
    return { bytes: bytes.subarray(valueAt, length === UNDEFINED_LENGTH ? bytes.length : valueAt + length), statedLength: length, vr, items: () => [] };
  }
  return null;
}

/** Elements of a data set by tag, walked when one is asked for first; the first of several counts. */
export function walkedElements(bytes: Uint8Array, walker: TolerantWalker, range: ItemRange, depth = 0): RawElements {
  let byTag: Map<string, WalkedElement> | null = null;
  return (tag) => {
    if (byTag === null) {
      byTag = new Map();
      for (const element of walker.walk(range, depth).elements) if (!byTag.has(element.tag)) byTag.set(element.tag, element);
    }
    const element = byTag.get(tag);
    return element === undefined ? null : rawOf(bytes, walker, element, depth);
  };
}

function rawOf(bytes: Uint8Array, walker: TolerantWalker, element: WalkedElement, depth: number): RawElement {
  return {
    bytes: bytes.subarray(element.valueAt, element.end),
    statedLength: element.statedLength,
    vr: element.vr,
    items: () => (element.items ?? []).map((item) => walkedElements(bytes, walker, item, depth + 1)),
  };
}
