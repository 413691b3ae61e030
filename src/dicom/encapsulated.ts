// Encapsulated pixel data (PS3.5 A.4): fragments, offset tables, and which fragments make a frame.

import { endsCodestream } from "./codestream.ts";
import type { DataSet, ElementBytes } from "./dataSet.ts";
import { DicomError } from "./errors.ts";

const ITEM_GROUP = 0xfffe;
const ITEM = 0xe000;
const SEQUENCE_END = 0xe0dd;
const ITEM_HEADER_BYTES = 8;
/** Most fragments of a file: several for each of the most frames. */
export const MAX_FRAGMENTS = 1_000_000;

/** A fragment: where its item begins after the offset table, and its value; borrowed. */
interface Fragment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The frames of a file, each as the pieces that hold it. */
export interface EncapsulatedFrames {
  readonly frames: readonly (readonly Uint8Array[])[];
  /** False when the file ends inside a fragment or before the sequence does. */
  readonly isComplete: boolean;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

/**
 * Finds the frames.
 * @param pixels the value of PixelData, from its first item
 * @param isCodestream whether a frame ends with an end-of-image marker (all but RLE)
 * @throws DicomError `dicom/broken`, `dicom/truncated`, `dicom/limit-fragments`
 */
export function findFrames(dataSet: DataSet, pixels: ElementBytes, nFrames: number, isCodestream: boolean): EncapsulatedFrames {
  const { table, fragments, ending } = readFragments(pixels.bytes);
  if (fragments.length === 0) throw new DicomError("dicom/truncated");
  const problems = ending === "open" ? ["The end of the compressed pixels is not marked."] : [];
  const offsets = extendedOffsets(dataSet) ?? basicOffsets(table);
  const frames = groupFragments(fragments, { nFrames, offsets, isCodestream });
  // Without an end to the sequence the last codestream tells whether the file is whole.
  const last = fragments[fragments.length - 1]?.bytes ?? new Uint8Array();
  const isComplete = ending === "closed" || (ending === "open" && (!isCodestream || endsCodestream(last)));
  return { frames: frames.map((group) => group.map(({ bytes }) => bytes)), isComplete, problems };
}

function readFragments(bytes: Uint8Array): { table: Uint8Array; fragments: readonly Fragment[]; ending: "closed" | "open" | "cut" } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Fragment[] = [];
  let table: Uint8Array | null = null;
  let firstAt = 0;
  let at = 0;
  while (at + ITEM_HEADER_BYTES <= bytes.length) {
    const element = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) !== ITEM_GROUP || (element !== ITEM && element !== SEQUENCE_END)) {
      if (table === null) throw new DicomError("dicom/broken", { why: "its compressed pixels do not begin with an item" });
      return { table, fragments, ending: "open" };
    }
    if (element === SEQUENCE_END) return { table: table ?? new Uint8Array(), fragments, ending: "closed" };
    const length = view.getUint32(at + 4, true);
    const from = at + ITEM_HEADER_BYTES;
    const value = bytes.subarray(from, from + length);
    if (table === null) {
      table = value;
      firstAt = from + length;
    } else fragments.push({ offset: at - firstAt, bytes: value });
    if (fragments.length > MAX_FRAGMENTS) throw new DicomError("dicom/limit-fragments", { limit: MAX_FRAGMENTS });
    if (from + length > bytes.length) return { table, fragments, ending: "cut" };
    at = from + length;
    // An odd length is against the standard; the next item tells whether a padding byte follows that is not counted.
    if (length % 2 === 1 && bytes[at] === 0 && bytes[at + 1] === 0xfe && bytes[at + 2] === 0xff) at++;
  }
  return { table: table ?? new Uint8Array(), fragments, ending: "open" };
}

/** 32-bit offsets of the first fragments of the frames (A.4, Table A.4-2). */
function basicOffsets(table: Uint8Array): readonly number[] | null {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const offsets = Array.from({ length: Math.floor(table.length / 4) }, (_, i) => view.getUint32(i * 4, true));
  return offsets.length === 0 ? null : offsets;
}

/** 64-bit offsets of ExtendedOffsetTable (PS3.3 C.7.6.3.1.8). */
function extendedOffsets(dataSet: DataSet): readonly number[] | null {
  const table = dataSet.bytes("ExtendedOffsetTable")?.bytes;
  if (table === undefined || table.length < 8) return null;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  return Array.from({ length: Math.floor(table.length / 8) }, (_, i) => Number(view.getBigUint64(i * 8, true)));
}

/** By the offset table where it fits, else by the rules that need none. */
function groupFragments(fragments: readonly Fragment[], how: { nFrames: number; offsets: readonly number[] | null; isCodestream: boolean }): readonly (readonly Fragment[])[] {
  const { nFrames, offsets, isCodestream } = how;
  if (nFrames === 1) return [fragments];
  if (offsets !== null && offsets.length === nFrames) {
    const byOffset = groupByOffsets(fragments, offsets);
    if (byOffset !== null) return byOffset;
  }
  // RLE: each frame is one fragment (A.4.2). The others: one fragment a frame, or frames that end where their markers say.
  if (!isCodestream || fragments.length === nFrames) return fragments.map((fragment) => [fragment]);
  return groupByEnds(fragments);
}

/** Null where an offset names no fragment: then the table is wrong. */
function groupByOffsets(fragments: readonly Fragment[], offsets: readonly number[]): readonly (readonly Fragment[])[] | null {
  const indexByOffset = new Map(fragments.map(({ offset }, index) => [offset, index]));
  // A file that is cut off names fragments behind its end.
  const last = fragments[fragments.length - 1];
  const end = last === undefined ? 0 : last.offset + ITEM_HEADER_BYTES + last.bytes.length;
  const present = offsets.filter((offset) => offset < end);
  const starts = present.map((offset) => indexByOffset.get(offset));
  const groups: (readonly Fragment[])[] = [];
  for (const [frame, start] of starts.entries()) {
    const next = frame + 1 < starts.length ? starts[frame + 1] : fragments.length;
    if (start === undefined || next === undefined || next <= start) return null;
    groups.push(fragments.slice(start, next));
  }
  return groups;
}

function groupByEnds(fragments: readonly Fragment[]): readonly (readonly Fragment[])[] {
  const groups: Fragment[][] = [];
  let open: Fragment[] = [];
  for (const fragment of fragments) {
    open.push(fragment);
    if (endsCodestream(fragment.bytes)) {
      groups.push(open);
      open = [];
    }
  }
  if (open.length > 0) groups.push(open);
  return groups;
}

/** The pieces of a frame as one; borrowed when there is only one piece. */
export function joinPieces(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
