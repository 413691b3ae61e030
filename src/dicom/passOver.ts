// Steps over one attribute of a data set, of whatever kind and nesting, without reading its value (PS3.5 section 7).

/** How the attributes of a data set are written. */
export interface Encoding {
  readonly isExplicit: boolean;
  readonly isLittleEndian: boolean;
}

/** An attribute that was stepped over. `cut`: the bytes end inside it, and at least `missing` more are needed. */
export type Passed =
  | { readonly kind: "whole"; readonly tag: number; readonly valueAt: number; readonly end: number }
  | { readonly kind: "cut"; readonly tag: number; readonly missing: number }
  | { readonly kind: "broken" };

/** Sequences inside sequences; a file nested deeper is taken for broken. Enhanced objects have about five. */
const MAX_SEQUENCE_DEPTH = 32;

const UNDEFINED_LENGTH = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const ITEM_END = 0xfffe_e00d;
const SEQUENCE_END = 0xfffe_e0dd;
/** Representations whose length has 32 bits after two reserved bytes (PS3.5 7.1.2). */
const LONG_REPRESENTATIONS: ReadonlySet<string> = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** What a value of unknown length lacks is not known either; so much is asked for. */
const UNKNOWN_MISSING = 64 * 1024;

/**
 * Steps over the attribute at `at`.
 * @param view the data set
 * @param at offset of the attribute
 */
export function passOver(view: DataView, at: number, encoding: Encoding): Passed {
  return passElement(view, at, encoding, 0);
}

function passElement(view: DataView, at: number, encoding: Encoding, depth: number): Passed {
  const left = view.byteLength - at;
  if (left < 4) return { kind: "cut", tag: 0, missing: 8 - left };
  const tag = tagAt(view, at, encoding.isLittleEndian);
  if (left < 8) return { kind: "cut", tag, missing: 8 - left };
  if (!encoding.isExplicit) return passValue(view, { tag, valueAt: at + 8, length: view.getUint32(at + 4, encoding.isLittleEndian) }, encoding, depth);
  const vr = representationAt(view, at + 4);
  if (vr === null) return { kind: "broken" };
  if (!LONG_REPRESENTATIONS.has(vr)) return ended(view, tag, at + 8, at + 8 + view.getUint16(at + 6, encoding.isLittleEndian));
  if (left < 12) return { kind: "cut", tag, missing: 12 - left };
  // A sequence of unknown representation is written implicitly, whatever is around it (PS3.5 6.2.2).
  const inside: Encoding = vr === "UN" ? { isExplicit: false, isLittleEndian: true } : encoding;
  return passValue(view, { tag, valueAt: at + 12, length: view.getUint32(at + 8, encoding.isLittleEndian) }, inside, depth);
}

function passValue(view: DataView, element: { tag: number; valueAt: number; length: number }, inside: Encoding, depth: number): Passed {
  const { tag, valueAt, length } = element;
  if (length !== UNDEFINED_LENGTH) return ended(view, tag, valueAt, valueAt + length);
  if (depth >= MAX_SEQUENCE_DEPTH) return { kind: "broken" };
  for (let at = valueAt; ;) {
    if (at + 8 > view.byteLength) return { kind: "cut", tag, missing: UNKNOWN_MISSING };
    const mark = tagAt(view, at, inside.isLittleEndian);
    const itemLength = view.getUint32(at + 4, inside.isLittleEndian);
    if (mark === SEQUENCE_END) return { kind: "whole", tag, valueAt, end: at + 8 };
    if (mark !== ITEM) return { kind: "broken" };
    const end = itemLength === UNDEFINED_LENGTH ? itemEnd(view, at + 8, inside, depth + 1) : at + 8 + itemLength;
    if (end === null) return { kind: "broken" };
    at = end;
  }
}

/** Where an item of undefined length ends; beyond the bytes where they are cut; null where it is broken. */
function itemEnd(view: DataView, from: number, encoding: Encoding, depth: number): number | null {
  for (let at = from; ;) {
    if (at + 8 > view.byteLength) return view.byteLength;
    if (tagAt(view, at, encoding.isLittleEndian) === ITEM_END) return at + 8;
    const element = passElement(view, at, encoding, depth);
    if (element.kind === "broken") return null;
    if (element.kind === "cut") return view.byteLength;
    at = element.end;
  }
}

function ended(view: DataView, tag: number, valueAt: number, end: number): Passed {
  return end > view.byteLength ? { kind: "cut", tag, missing: end - view.byteLength } : { kind: "whole", tag, valueAt, end };
}

function representationAt(view: DataView, at: number): string | null {
  const first = view.getUint8(at);
  const second = view.getUint8(at + 1);
  const isUpperCase = (byte: number): boolean => byte >= UPPER_A && byte <= UPPER_Z;
  return isUpperCase(first) && isUpperCase(second) ? String.fromCharCode(first, second) : null;
}

function tagAt(view: DataView, at: number, isLittleEndian: boolean): number {
  return view.getUint16(at, isLittleEndian) * 0x1_0000 + view.getUint16(at + 2, isLittleEndian);
}
