// An opened DICOM image: its facts, its frames, and what a frame looks like in a view.

import { rgbOfPalette, rgbOfSamples } from "./colour.ts";
import { decodeCompressed, sizedAsCoded } from "./compressedFrames.ts";
import type { DataSet } from "./dataSet.ts";
import { parseDicomFile } from "./dicomParser.ts";
import { distinctValues } from "./distinctValues.ts";
import { findFrames, joinPieces } from "./encapsulated.ts";
import { DicomError } from "./errors.ts";
import { modalityTransform, namedWindows, paddingRange, voiLookupTable } from "./grayscale.ts";
import type { ModalityTransform, NamedWindow } from "./grayscale.ts";
import { lookUp } from "./lookupTable.ts";
import { describePixels } from "./pixelDescription.ts";
import type { PixelDescription } from "./pixelDescription.ts";
import { RecentFrames } from "./recentFrames.ts";
import { readStoredValues } from "./storedValues.ts";
import type { StoredFrame } from "./storedValues.ts";
import { codecOf, isAlwaysLossy, objectWithoutPixels } from "./uids.ts";
import { greyOf, windowOfRange } from "./windowing.ts";
import type { Window } from "./windowing.ts";

/** A file opened for reading frames. Holds the bytes of the file. */
export interface DicomImage {
  readonly description: PixelDescription;
  readonly dataSet: DataSet;
  /** Pieces of each compressed frame, decoded when asked for; null where the pixels are not compressed. */
  readonly compressedFrames: readonly (readonly Uint8Array[])[] | null;
  readonly isColour: boolean;
  /** True when the file ends before its last frame does. */
  readonly isPartial: boolean;
  /** Windows of the first frame, first one first; empty for colour. */
  readonly windows: readonly NamedWindow[];
  /** Whether compression has changed the values: by LossyImageCompression, or by a transfer syntax that always does. */
  readonly isLossy: boolean;
  /** Sentences about what was tolerated. */
  readonly problems: readonly string[];
}

/** What is to be seen of a frame. */
export interface FrameView {
  readonly frame: number;
  /** Null: the file's VOI LUT, or where it has none the range of the frame's values. Of no effect on colour. */
  readonly window: Window | null;
  /** Inverted on top of what MONOCHROME1 asks for. */
  readonly isInverted: boolean;
}

/** Displayed 8-bit values `[height, width, channels]`. */
export interface DisplayedFrame {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/**
 * Opens a file.
 * @param bytes the whole file; borrowed for as long as the image is used
 * @throws DicomError every code of the layer but `dicom/frame-missing` and `dicom/window-width`
 */
export function openDicom(bytes: Uint8Array): DicomImage {
  const { dataSet, problems: parseProblems, transferSyntaxUid } = parseDicomFile(bytes);
  const codec = codecOf(transferSyntaxUid);
  const stated = describePixels(dataSet, codec);
  if (stated === null) {
    const object = objectWithoutPixels(dataSet.text("SOPClassUID") ?? "");
    throw new DicomError("dicom/no-pixels", object === null ? {} : { object });
  }
  if (stated.pixels.bytes.length === 0) throw new DicomError("dicom/truncated");
  const compressed = codec === null ? null : findFrames(dataSet, stated.pixels, stated.NumberOfFrames, codec !== "rle");
  const description = sizedAsCoded(stated, compressed?.frames[0] ?? null);
  const isPartial =
    compressed === null
      ? description.pixels.bytes.length * 8 < description.frameBits * description.NumberOfFrames
      : !compressed.isComplete || compressed.frames.length < description.NumberOfFrames;
  const problems = [...parseProblems, ...(compressed?.problems ?? []), ...sizeProblems(stated, description)];
  const isColour = !isGrey(description);
  return {
    description,
    dataSet,
    compressedFrames: compressed?.frames ?? null,
    isColour,
    isPartial,
    isLossy: dataSet.text("LossyImageCompression") === "01" || isAlwaysLossy(transferSyntaxUid),
    get windows() {
      return isColour ? [] : namedWindows(dataSet, 0);
    },
    problems: isPartial ? [...problems, "The file is cut off: a part of its pixels is missing."] : problems,
  };
}

/** Where the size of the pixels is not the one that the file states, the pixels are shown as they are; what is measured in mm may be wrong. */
function sizeProblems(stated: PixelDescription, coded: PixelDescription): readonly string[] {
  if (stated === coded) return [];
  return [`The compressed pixels are ${coded.Columns} x ${coded.Rows}, the file says ${stated.Columns} x ${stated.Rows}; they are shown as they are, and lengths in mm may be wrong.`];
}

const recent = new RecentFrames();

/**
 * Stored values of a frame; not to be changed by who gets them.
 * @throws DicomError `dicom/frame-missing`, and of a compressed frame `dicom/codestream-broken`,
 *   `dicom/codestream-mismatch`, `dicom/codec-failed`, `dicom/pixel-format-unsupported`
 */
export function storedFrame({ description, compressedFrames }: DicomImage, frame: number): StoredFrame {
  const frames = description.NumberOfFrames;
  if (frame >= frames) throw new DicomError("dicom/frame-missing", { frame: frame + 1, frames });
  const pieces = compressedFrames?.[frame];
  if (description.codec !== null && pieces === undefined) throw new DicomError("dicom/frame-missing", { frame: frame + 1, frames });
  const known = recent.get(description, frame);
  if (known !== null) return known;
  const stored = description.codec === null || pieces === undefined ? readStoredValues(description, frame) : decodeCompressed(description, description.codec, joinPieces(pieces));
  if (stored.nPresent === 0) throw new DicomError("dicom/frame-missing", { frame: frame + 1, frames });
  recent.keep(description, frame, stored);
  return stored;
}

/**
 * Pixel cells of a frame with all their bits, those outside the values too.
 * @throws what `storedFrame` throws
 */
export function wholeCells(image: DicomImage, frame: number): StoredFrame {
  const { BitsAllocated } = image.description;
  return storedFrame({ ...image, description: { ...image.description, BitsStored: BitsAllocated, HighBit: BitsAllocated - 1, isSigned: false } }, frame);
}

/** Windows of a frame, first one first: its own functional group before the shared one before the file (C.7.6.16.2.10); empty for colour. */
export function windowsOf(image: DicomImage, frame: number): readonly NamedWindow[] {
  return image.isColour ? [] : namedWindows(image.dataSet, frame);
}

/**
 * Whether a frame without a window is seen through a table.
 * @throws DicomError `dicom/broken`
 */
export function hasVoiLookupTable(image: DicomImage, frame: number): boolean {
  return !image.isColour && voiLookupTable(image.dataSet, frame, signOf(image.description)) !== null;
}

/**
 * Modality values of a frame's pixels.
 * @throws DicomError `dicom/broken`
 */
export function modalityOf(image: DicomImage, frame: number): ModalityTransform {
  return modalityTransform(image.dataSet, frame, signOf(image.description));
}

/**
 * Smallest and largest modality value of a frame, padding left out; null for colour or where all is padding.
 * @throws DicomError `dicom/frame-missing`, `dicom/broken`
 */
export function modalityRange(image: DicomImage, frame: number): readonly [number, number] | null {
  return image.isColour ? null : rangeOf(image, storedFrame(image, frame), frame);
}

/**
 * A frame as it is displayed, at full size. A pixel that the file lacks is black.
 * @throws DicomError `dicom/frame-missing`, `dicom/window-width`, `dicom/broken`, `dicom/photometric-unsupported`
 */
export function displayFrame(image: DicomImage, view: FrameView): DisplayedFrame {
  const { description, dataSet } = image;
  const size = { width: description.Columns, height: description.Rows };
  const stored = storedFrame(image, view.frame);
  if (image.isColour) {
    const pixels = description.SamplesPerPixel === 3 ? rgbOfSamples(description, stored) : rgbOfPalette(dataSet, stored, signOf(description));
    if (view.isInverted) for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - (pixels[i] ?? 0);
    return { ...size, channels: 3, pixels };
  }
  const toModality = modalityOf(image, view.frame);
  const toGrey = greyTransform(image, view, stored);
  const isInverse = isShownInverse(image) !== view.isInverted;
  const level = isInverse ? (value: number): number => 255 - toGrey(toModality(value)) : (value: number): number => toGrey(toModality(value));
  return { ...size, channels: 1, pixels: mapStored(stored, description, level) };
}

/**
 * Whether the file asks for its smallest value to be white: MONOCHROME1 (C.7.6.3.1.2), or a presentation LUT of shape
 * INVERSE (C.11.6), which goes with it and does not invert a second time. After the window, before the person's own.
 */
export function isShownInverse({ description, dataSet }: Pick<DicomImage, "description" | "dataSet">): boolean {
  return description.PhotometricInterpretation === "MONOCHROME1" || (isGrey(description) && dataSet.text("PresentationLUTShape") === "INVERSE");
}

function isGrey({ PhotometricInterpretation }: PixelDescription): boolean {
  return PhotometricInterpretation === "MONOCHROME1" || PhotometricInterpretation === "MONOCHROME2";
}

function signOf(description: PixelDescription): "unsigned" | "signed" {
  return description.isSigned ? "signed" : "unsigned";
}

function greyTransform(image: DicomImage, view: FrameView, stored: StoredFrame): (modality: number) => number {
  if (view.window !== null) return greyOf(view.window);
  const table = voiLookupTable(image.dataSet, view.frame, signOf(image.description));
  // A table's output spans 0 to 2^bits - 1 (C.11.2.1.1).
  if (table !== null) return (value) => Math.floor((lookUp(table, value) * 255) / (2 ** table.bits - 1) + 0.5);
  return greyOf(windowOfRange(rangeOf(image, stored, view.frame) ?? [0, 0]));
}

function rangeOf(image: DicomImage, stored: StoredFrame, frame: number): readonly [number, number] | null {
  const padding = paddingRange(image.dataSet, signOf(image.description));
  const toModality = modalityOf(image, frame);
  let min = Infinity;
  let max = -Infinity;
  const seen = (value: number): void => {
    min = Math.min(min, value);
    max = Math.max(max, value);
  };
  const isPadding = (value: number): boolean => padding !== null && value >= padding[0] && value <= padding[1];
  // A modality LUT need not be monotonic, so the ends of the stored values are not enough.
  for (const value of distinctValues(stored) ?? stored.values.subarray(0, stored.nPresent)) if (!isPadding(value) && !Number.isNaN(value)) seen(toModality(value));
  return Number.isFinite(min) && Number.isFinite(max) ? [min, max] : null;
}

/** Through a table of all values where 16 bits hold them: one window function for each value, not for each pixel. */
function mapStored({ values, nPresent }: StoredFrame, description: PixelDescription, level: (stored: number) => number): Uint8Array {
  const pixels = new Uint8Array(values.length);
  if (description.sampleType !== "integer" || description.BitsStored > 16) {
    for (let i = 0; i < nPresent; i++) pixels[i] = level(values[i] ?? 0);
    return pixels;
  }
  const table = new Uint8Array(2 ** description.BitsStored);
  const first = description.isSigned ? -table.length / 2 : 0;
  for (let i = 0; i < table.length; i++) table[i] = level(first + i);
  for (let i = 0; i < nPresent; i++) pixels[i] = table[(values[i] ?? 0) - first] ?? 0;
  return pixels;
}
