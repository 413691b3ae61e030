// From the bytes of a frame to stored values: cells, bits and sign (PS3.5 8.1.1; PS3.3 C.7.6.3).

import type { PixelDescription } from "./pixelDescription.ts";

export type StoredArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Stored values of one frame. */
export interface StoredFrame {
  /** In the order of the file; what the file does not hold is 0. */
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
  const copied = nPresent === nValues ? copyWhole(description, begin, nValues) : null;
  if (copied !== null) return { values: copied, nPresent };
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

/** One copy of cells that are values already, and of 16-bit cells whose upper bits are then cut off; null for others. */
function copyWhole(description: PixelDescription, begin: number, nValues: number): StoredArray | null {
  const { BitsAllocated, BitsStored, HighBit, isSigned, sampleType, pixels } = description;
  if (sampleType !== "integer" || HighBit !== BitsStored - 1 || !pixels.isLittleEndian || !isLittleEndianMachine) return null;
  if (BitsAllocated !== 16 && (BitsAllocated !== 8 || BitsStored !== 8)) return null;
  const from = pixels.bytes.byteOffset + begin;
  // A slice of the buffer is not filled with zeros first, as a new array is.
  const cells = pixels.bytes.buffer.slice(from, from + nValues * (BitsAllocated / 8));
  if (BitsAllocated === 8) return isSigned ? new Int8Array(cells) : new Uint8Array(cells);
  const values = isSigned ? new Int16Array(cells) : new Uint16Array(cells);
  const unused = 16 - BitsStored;
  if (unused === 0) return values;
  if (isSigned) for (let i = 0; i < nValues; i++) values[i] = ((values[i] ?? 0) << (unused + 16)) >> (unused + 16);
  else for (let i = 0, mask = 0xffff >> unused; i < nValues; i++) values[i] = (values[i] ?? 0) & mask;
  return values;
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
