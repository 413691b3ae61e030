// Look-up tables of DICOM: descriptor and data (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5).

import type { DataSet } from "./dataSet.ts";
import { DicomError } from "./errors.ts";
import type { Keyword } from "./tags.ts";

/** A table over integers; inputs below or above it take its first or last entry. */
export interface LookupTable {
  /** Input of the first entry. */
  readonly firstInput: number;
  /** Bits of an entry: 8 or 16, or what lies between. */
  readonly bits: number;
  readonly entries: Uint16Array;
}

/** Entries of the longest table; stated as zero, since 2^16 does not fit into the attribute. */
const MAX_ENTRIES = 65536;

/**
 * Reads a table.
 * @param sign how the first input is to be read: as the pixels are
 * @throws DicomError `dicom/broken`; null when the table is not there
 */
export function readLookupTable(dataSet: DataSet, keywords: { descriptor: Keyword; data: Keyword }, sign: "unsigned" | "signed"): LookupTable | null {
  const [stated, , bits] = dataSet.words(keywords.descriptor, "unsigned");
  const data = dataSet.bytes(keywords.data);
  if (stated === undefined || bits === undefined || data === null) return null;
  const nEntries = stated === 0 ? MAX_ENTRIES : stated;
  const firstInput = dataSet.words(keywords.descriptor, sign)[1] ?? 0;
  // Eight-bit entries come one a byte or, in tables said to be of words, one a word; the length tells which.
  const isPacked = bits === 8 && data.bytes.length < nEntries * 2;
  const entries = isPacked ? Uint16Array.from(data.bytes) : Uint16Array.from(dataSet.words(keywords.data, "unsigned"));
  if (entries.length < nEntries) throw new DicomError("dicom/broken", { why: "a look-up table is shorter than it says" });
  return { firstInput, bits, entries: entries.subarray(0, nEntries) };
}

/**
 * Expands a segmented palette (PS3.3 C.7.9.2): runs of given entries, runs that are linear from the entry before to a
 * given end, and references to segments that came earlier.
 * @throws DicomError `dicom/broken`; null when the table is not there
 */
export function readSegmentedTable(dataSet: DataSet, keywords: { descriptor: Keyword; data: Keyword }, sign: "unsigned" | "signed"): LookupTable | null {
  const [stated, , bits] = dataSet.words(keywords.descriptor, "unsigned");
  const words = dataSet.words(keywords.data, "unsigned");
  if (stated === undefined || bits === undefined || words.length === 0) return null;
  const nEntries = stated === 0 ? MAX_ENTRIES : stated;
  const entries: number[] = [];
  expandSegments(words, { from: 0, nSegments: Infinity, mayRefer: true }, entries);
  if (entries.length < nEntries) throw new DicomError("dicom/broken", { why: "a segmented palette is shorter than it says" });
  return { firstInput: dataSet.words(keywords.descriptor, sign)[1] ?? 0, bits, entries: Uint16Array.from(entries.slice(0, nEntries)) };
}

const DISCRETE = 0;
const LINEAR = 1;
const INDIRECT = 2;

/** A reference may not lead to another one, so the depth is two. */
function expandSegments(words: readonly number[], part: { from: number; nSegments: number; mayRefer: boolean }, entries: number[]): void {
  let at = part.from;
  for (let segment = 0; segment < part.nSegments && at + 2 < words.length; segment++) {
    const opcode = words[at];
    const length = words[at + 1] ?? 0;
    const value = words[at + 2] ?? 0;
    if (entries.length + length > MAX_ENTRIES) throw new DicomError("dicom/broken", { why: "a segmented palette is longer than it says" });
    if (opcode === DISCRETE) {
      entries.push(...words.slice(at + 2, at + 2 + length));
      at += 2 + length;
    } else if (opcode === LINEAR && entries.length > 0) {
      const start = entries[entries.length - 1] ?? 0;
      for (let i = 1; i <= length; i++) entries.push(Math.round(start + ((value - start) * i) / length));
      at += 3;
    } else if (opcode === INDIRECT && part.mayRefer) {
      // The offset is in bytes from the beginning of the data, its low word first.
      const offset = value + (words[at + 3] ?? 0) * 65536;
      expandSegments(words, { from: offset / 2, nSegments: length, mayRefer: false }, entries);
      at += 4;
    } else {
      throw new DicomError("dicom/broken", { why: "a segmented palette has an unknown segment" });
    }
  }
}

/** The entry for an input. */
export function lookUp(table: LookupTable, input: number): number {
  const index = Math.round(input) - table.firstInput;
  return table.entries[Math.max(0, Math.min(table.entries.length - 1, index))] ?? 0;
}
