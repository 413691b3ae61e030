// From the bytes of a frame to stored values: cells, bits and sign (PS3.5 8.1.1; PS3.3 C.7.6.3).

import type { PixelDescription } from "./pixelDescription.ts";

export type StoredArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Stored values of one frame. */
export interface StoredFrame {
  /** In the order of the file; what the file does not hold is 0. May lie in the bytes of the file: not to be changed. */
  readonly values: StoredArray;
  /** How many values, from the first, are in the file. */
  readonly nPresent: number;
}

/**
 * The stored values of a frame.
 * @param frame 0-based; within NumberOfFrames
 * @returns `[Rows, Columns]`, or for colour all samples in the order of the file
 */
export function readStoredValues(description: PixelDescription, frame: number): StoredFrame {
  const { BitsAllocated, frameBits, pixels } = description;
  const nValues = frameBits / BitsAllocated;
  if (BitsAllocated === 1) return readBits(pixels.bytes, frame * nValues, emptyValues(description, nValues));
  const bytesPerValue = BitsAllocated / 8;
  const begin = frame * nValues * bytesPerValue;
  const nPresent = Math.max(0, Math.min(nValues, Math.floor((pixels.bytes.length - begin) / bytesPerValue)));
  const whole = nPresent === nValues ? wholeValues(description, begin, nValues) : null;
  if (whole !== null) return { values: whole, nPresent };
  const values = emptyValues(description, nValues);
  const view = new DataView(pixels.bytes.buffer, pixels.bytes.byteOffset, pixels.bytes.byteLength);
  const cellAt = cellReader(description, view, begin);
  if (description.sampleType !== "integer") {
    for (let i = 0; i < nPresent; i++) values[i] = cellAt(i);
    return { values, nPresent };
  }
  // Bits outside BitsStored may hold overlays or dirt: shift them out at both ends, with the sign or without.
  const left = 31 - description.HighBit;
  const right = 32 - description.BitsStored;
  if (description.isSigned) for (let i = 0; i < nPresent; i++) values[i] = (cellAt(i) << left) >> right;
  else for (let i = 0; i < nPresent; i++) values[i] = (cellAt(i) << left) >>> right;
  return { values, nPresent };
}

/**
 * Cells that are values already, as they lie in the file; copied only where bits above the value must be cut off first, or
 * the file is not aligned. Null for other cells.
 */
function wholeValues(description: PixelDescription, begin: number, nValues: number): StoredArray | null {
  const { BitsAllocated, BitsStored, HighBit, isSigned, sampleType, pixels } = description;
  if (sampleType !== "integer" || HighBit !== BitsStored - 1 || !pixels.isLittleEndian || !isLittleEndianMachine) return null;
  const { buffer } = pixels.bytes;
  const from = pixels.bytes.byteOffset + begin;
  if (BitsAllocated === 8 && BitsStored === 8) return isSigned ? new Int8Array(buffer, from, nValues) : new Uint8Array(buffer, from, nValues);
  if (BitsAllocated !== 16) return null;
  const at = { buffer, from, nValues };
  const borrowed = from % 2 === 0 ? at : copyOf(at);
  const clean = BitsStored === 16 || !hasUpperBits(borrowed, BitsStored, isSigned) ? borrowed : cutUpperBits(borrowed === at ? copyOf(at) : borrowed, BitsStored, isSigned);
  return isSigned ? new Int16Array(clean.buffer, clean.from, nValues) : new Uint16Array(clean.buffer, clean.from, nValues);
}

/** 16-bit cells. */
interface Cells {
  readonly buffer: ArrayBufferLike;
  readonly from: number;
  readonly nValues: number;
}

function copyOf({ buffer, from, nValues }: Cells): Cells {
  return { buffer: buffer.slice(from, from + nValues * 2), from: 0, nValues };
}

/** Two cells at a time, and those before and after that are left over. */
function pairsOf({ buffer, from, nValues }: Cells): { pairs: Int32Array; singles: readonly Uint16Array[] } {
  const nBefore = (from % 4) / 2;
  const nPairs = (nValues - nBefore) >> 1;
  const pairsFrom = from + nBefore * 2;
  return { pairs: new Int32Array(buffer, pairsFrom, nPairs), singles: [new Uint16Array(buffer, from, nBefore), new Uint16Array(buffer, pairsFrom + nPairs * 4, (nValues - nBefore) % 2)] };
}

/** Whether a cell is another number than its lowest bits are. Most files have none: looking takes little more than a copy. */
function hasUpperBits(cells: Cells, nBits: number, isSigned: boolean): boolean {
  return isSigned ? hasOtherSigns(cells, nBits) : (usedBits(cells) & ~masksOf(nBits).both) !== 0;
}

function hasOtherSigns(cells: Cells, nBits: number): boolean {
  const { pairs, singles } = pairsOf(cells);
  const of = masksOf(nBits);
  let different = 0;
  for (const single of singles) for (const cell of single) different |= (cell ^ spread(cell, of)) & 0xffff;
  for (const pair of pairs) different |= pair ^ spread(pair, of);
  return different !== 0;
}

/** Bits that are set in any cell, of every other one in the upper half. */
function usedBits({ buffer, from, nValues }: Cells): number {
  const view = new DataView(buffer, from, nValues * 2);
  const end = view.byteLength - (view.byteLength % 32);
  let used = 0;
  let alsoUsed = 0;
  // Sixteen cells at a time through a view: half the time of two by two through an array (0.05 against 0.11 ms for 0.5 MB).
  for (let at = 0; at < end; at += 32) {
    used |= view.getInt32(at, true) | view.getInt32(at + 4, true) | view.getInt32(at + 8, true) | view.getInt32(at + 12, true);
    alsoUsed |= view.getInt32(at + 16, true) | view.getInt32(at + 20, true) | view.getInt32(at + 24, true) | view.getInt32(at + 28, true);
  }
  for (let at = end; at < view.byteLength; at += 2) used |= view.getUint16(at, true);
  return used | alsoUsed;
}

function cutUpperBits(cells: Cells, nBits: number, isSigned: boolean): Cells {
  const { pairs, singles } = pairsOf(cells);
  const of = masksOf(nBits);
  if (isSigned) for (let i = 0; i < pairs.length; i++) pairs[i] = spread(pairs[i] ?? 0, of);
  else for (let i = 0; i < pairs.length; i++) pairs[i] = (pairs[i] ?? 0) & of.both;
  for (const single of singles) for (const [i, cell] of single.entries()) single[i] = isSigned ? spread(cell, of) : cell & of.both;
  return cells;
}

/** Bits of the values of two cells, and their signs. */
interface Masks {
  readonly both: number;
  readonly signs: number;
}

function masksOf(nBits: number): Masks {
  const value = 0xffff >> (16 - nBits);
  const sign = 1 << (nBits - 1);
  return { both: value | (value << 16), signs: sign | (sign << 16) };
}

/** The highest bits of two cells. */
const APART = 0x8000_8000;

/** The sign over the upper bits of both cells: flipped and taken away again; a bit above each keeps the two apart. */
function spread(pair: number, { both, signs }: Masks): number {
  return ((((pair & both) ^ signs) | APART) - signs) ^ APART;
}

const isLittleEndianMachine = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** An array of the container of a sample. */
export function emptyValues({ sampleType, BitsAllocated, isSigned }: Pick<PixelDescription, "sampleType" | "BitsAllocated" | "isSigned">, length: number): StoredArray {
  if (sampleType === "float32") return new Float32Array(length);
  if (sampleType === "float64") return new Float64Array(length);
  if (BitsAllocated <= 8) return isSigned && BitsAllocated === 8 ? new Int8Array(length) : new Uint8Array(length);
  if (BitsAllocated === 16) return isSigned ? new Int16Array(length) : new Uint16Array(length);
  return isSigned ? new Int32Array(length) : new Uint32Array(length);
}

function cellReader({ BitsAllocated, sampleType, pixels }: PixelDescription, view: DataView, begin: number): (index: number) => number {
  const { bytes, isLittleEndian } = pixels;
  if (sampleType === "float32") return (i) => view.getFloat32(begin + i * 4, isLittleEndian);
  if (sampleType === "float64") return (i) => view.getFloat64(begin + i * 8, isLittleEndian);
  if (BitsAllocated === 32) return (i) => view.getUint32(begin + i * 4, isLittleEndian);
  if (BitsAllocated === 16) return (i) => view.getUint16(begin + i * 2, isLittleEndian);
  // Bytes in words of a big-endian file come in swapped pairs (PS3.5 7.3).
  const swap = !isLittleEndian && pixels.vr === "OW" ? 1 : 0;
  return (i) => bytes[(begin + i) ^ swap] ?? 0;
}

/** One bit a pixel, the first in the least significant bit, frames without padding between them. */
function readBits(bytes: Uint8Array, firstBit: number, values: StoredArray): StoredFrame {
  const nPresent = Math.max(0, Math.min(values.length, bytes.length * 8 - firstBit));
  for (let i = 0, bit = firstBit; i < nPresent; i++, bit++) values[i] = ((bytes[bit >>> 3] ?? 0) >> (bit & 7)) & 1;
  return { values, nPresent };
}
