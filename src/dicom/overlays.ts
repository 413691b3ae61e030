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

/** An overlay by its header: where its bits are. */
interface Plane extends Omit<Overlay, "bits"> {
  readonly source: { readonly data: ElementBytes; readonly firstBit: number } | { readonly position: number };
}

/** Groups of the overlays on a frame, by their headers alone. */
export function overlayGroupsOf(image: DicomImage, frame: number): readonly number[] {
  const groups: number[] = [];
  for (let group = FIRST_GROUP; group <= LAST_GROUP; group += 2) if (planeOf(image, group, frame) !== null) groups.push(group);
  return groups;
}

/**
 * One overlay on a frame; null where the group has none there.
 * @throws what `storedFrame` throws, where its bits are those of the pixels
 */
export function overlayOf(image: DicomImage, group: number, frame: number): Overlay | null {
  const plane = planeOf(image, group, frame);
  if (plane === null) return null;
  const { source, ...header } = plane;
  const nPoints = header.rows * header.columns;
  return { ...header, bits: "data" in source ? planeBits(source.data, source.firstBit, nPoints) : embeddedBits(image, source.position, frame, nPoints) };
}

/** The overlays on a frame; those that cannot be read are left out. */
export function overlaysOf(image: DicomImage, frame: number): readonly Overlay[] {
  return overlayGroupsOf(image, frame).flatMap((group) => overlayOf(image, group, frame) ?? []);
}

function planeOf(image: DicomImage, group: number, frame: number): Plane | null {
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
  // The retired form has a bit in each cell, so the plane is as large as the frame.
  if (data === null && rows * columns !== image.description.Rows * image.description.Columns) return null;
  const source = data === null ? { position: word(0x0102) ?? 0 } : { data, firstBit: index * rows * columns };
  const origin = [wordAt(element(0x0050), "signed", 0) ?? 1, wordAt(element(0x0050), "signed", 1) ?? 1] as const;
  return { group, rows, columns, origin, type: text(0x0040), label: text(0x1500), source };
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

/** The retired form: a bit of each pixel cell that holds no part of the value. A bit that is not there is not set. */
function embeddedBits(image: DicomImage, position: number, frame: number, nPoints: number): Uint8Array {
  const { BitsAllocated, BitsStored, HighBit } = image.description;
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
