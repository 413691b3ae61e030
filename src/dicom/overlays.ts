// Overlay planes (PS3.3 C.9.2): graphics in groups 6000 to 601E, in their own data or in unused bits of the pixels.

import { textsOf, wordsOf } from "./attributes.ts";
import type { ElementBytes } from "./dataSet.ts";
import { wholeCells } from "./frames.ts";
import type { DicomImage } from "./frames.ts";

/** An overlay on one frame. */
export interface Overlay {
  /** 0x6000 to 0x601e. */
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Row and column of its first point in the image; 1, 1 is the first pixel. */
  readonly origin: readonly [row: number, column: number];
  /** G: graphics; R: region of interest. */
  readonly type: string;
  readonly label: string;
  /** `[rows, columns]`, 0 or 1 each. */
  readonly bits: Uint8Array;
}

const FIRST_GROUP = 0x6000;
const LAST_GROUP = 0x601e;
/** Largest side; the attribute has 16 bits, and the plane must not be larger than a frame may be. */
const MAX_POINTS = 64 * 1024 * 1024;

/** The overlays on a frame; those that cannot be read are left out. */
export function overlaysOf(image: DicomImage, frame: number): readonly Overlay[] {
  const overlays: Overlay[] = [];
  for (let group = FIRST_GROUP; group <= LAST_GROUP; group += 2) {
    const overlay = readOverlay(image, group, frame);
    if (overlay !== null) overlays.push(overlay);
  }
  return overlays;
}

function readOverlay(image: DicomImage, group: number, frame: number): Overlay | null {
  const element = (number: number): ElementBytes | null => image.dataSet.bytesAt(group.toString(16) + number.toString(16).padStart(4, "0"));
  const word = (number: number): number | null => wordAt(element(number), "unsigned", 0);
  const text = (number: number): string => textsOf(element(number)?.bytes ?? new Uint8Array(), latin1)[0] ?? "";
  const rows = word(0x0010) ?? 0;
  const columns = word(0x0011) ?? 0;
  if (rows * columns === 0 || rows * columns > MAX_POINTS) return null;
  // ImageFrameOrigin, NumberOfFramesInOverlay (C.9.2.1.2): which frames it lies on.
  const nFrames = Number(text(0x0015)) || 1;
  const firstFrame = (word(0x0051) ?? 1) - 1;
  const index = nFrames === 1 && word(0x0051) === null ? 0 : frame - firstFrame;
  if (index < 0 || index >= nFrames) return null;
  const data = element(0x3000);
  const bits = data === null ? embeddedBits(image, word(0x0102) ?? 0, frame, rows * columns) : planeBits(data, index * rows * columns, rows * columns);
  if (bits === null) return null;
  const origin = [wordAt(element(0x0050), "signed", 0) ?? 1, wordAt(element(0x0050), "signed", 1) ?? 1] as const;
  return { group, rows, columns, origin, type: text(0x0040), label: text(0x1500), bits };
}

function wordAt(element: ElementBytes | null, sign: "unsigned" | "signed", index: number): number | null {
  return element === null ? null : (wordsOf(element, sign)[index] ?? null);
}

/** One bit a point, the first in the least significant bit (PS3.5 8.1.2). */
function planeBits({ bytes, isLittleEndian, vr }: ElementBytes, firstBit: number, nPoints: number): Uint8Array {
  const swap = !isLittleEndian && vr === "OW" ? 1 : 0;
  const bits = new Uint8Array(nPoints);
  for (let i = 0, bit = firstBit; i < nPoints; i++, bit++) bits[i] = ((bytes[(bit >>> 3) ^ swap] ?? 0) >> (bit & 7)) & 1;
  return bits;
}

/**
 * The retired form: a bit of each pixel cell that holds no part of the value. A bit that is not there is not set. Null
 * where the plane is not as large as the frame.
 */
function embeddedBits(image: DicomImage, position: number, frame: number, nPoints: number): Uint8Array | null {
  const { BitsAllocated, BitsStored, HighBit, Rows, Columns } = image.description;
  if (nPoints !== Rows * Columns) return null;
  const bits = new Uint8Array(nPoints);
  const isUnused = position > HighBit || position <= HighBit - BitsStored;
  if (!isUnused || position >= BitsAllocated) return bits;
  const { values, nPresent } = wholeCells(image, frame);
  for (let i = 0; i < Math.min(nPoints, nPresent); i++) bits[i] = ((values[i] ?? 0) >>> position) & 1;
  return bits;
}

const latin1Decoder = new TextDecoder("iso-8859-1");

function latin1(bytes: Uint8Array): string {
  return latin1Decoder.decode(bytes);
}
