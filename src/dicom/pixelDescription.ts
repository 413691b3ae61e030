// How the pixels of a file are laid out (Image Pixel Module, PS3.3 C.7.6.3), checked before memory is asked for.

import type { DataSet, ElementBytes } from "./dataSet.ts";
import { DicomError } from "./errors.ts";
import type { CodecFamily } from "./codecMessages.ts";
import type { Keyword } from "./tags.ts";

/** Most pixels of a frame; the raster images' limit, so that both give the model the same. */
export const MAX_FRAME_PIXELS = 64 * 1024 * 1024;
/** Most frames of a file: a cine run has hundreds, a whole-slide image some ten thousand. */
export const MAX_FRAMES = 100_000;

/** Length of an element whose end is marked instead (PS3.5 7.1.1). */
const UNDEFINED_LENGTH = 0xffff_ffff;

export type Photometric = "MONOCHROME1" | "MONOCHROME2" | "PALETTE COLOR" | "RGB" | "YBR_FULL" | "YBR_FULL_422" | "YBR_ICT" | "YBR_RCT";

/** Number type of a stored sample. */
export type SampleType = "integer" | "float32" | "float64";

/** Layout of the pixels; attributes have the names of PS3.6. */
export interface PixelDescription {
  readonly Rows: number;
  readonly Columns: number;
  readonly SamplesPerPixel: 1 | 3;
  readonly PhotometricInterpretation: Photometric;
  readonly PlanarConfiguration: 0 | 1;
  readonly BitsAllocated: number;
  readonly BitsStored: number;
  readonly HighBit: number;
  readonly isSigned: boolean;
  readonly sampleType: SampleType;
  readonly NumberOfFrames: number;
  /** Bits of one frame in the file. Frames of one-bit pixels are not padded to whole bytes (PS3.5 8.1.1). */
  readonly frameBits: number;
  readonly pixels: ElementBytes;
  /** How the frames are compressed; null where they are not. */
  readonly codec: CodecFamily | null;
}

/**
 * Reads and checks the layout.
 * @param codec of the transfer syntax; null where the pixels are not encapsulated
 * @throws DicomError `dicom/broken`, `dicom/photometric-unsupported`, `dicom/pixel-format-unsupported`,
 *   `dicom/limit-pixels`, `dicom/limit-frames`; null when there are no pixels
 */
export function describePixels(dataSet: DataSet, codec: CodecFamily | null): PixelDescription | null {
  const found = findPixels(dataSet);
  if (found === null) return null;
  const { pixels, sampleType } = found;
  const word = (keyword: Keyword): number | null => dataSet.word(keyword, "unsigned");
  const Rows = word("Rows") ?? 0;
  const Columns = word("Columns") ?? 0;
  if (Rows === 0 || Columns === 0) throw new DicomError("dicom/broken", { why: "it has pixels but no rows or columns" });
  if (Rows * Columns > MAX_FRAME_PIXELS) throw new DicomError("dicom/limit-pixels", { pixels: Rows * Columns, limit: MAX_FRAME_PIXELS });
  if (codec === null && pixels.statedLength === UNDEFINED_LENGTH) throw new DicomError("dicom/broken", { why: "its pixels are marked as compressed, its header says they are not" });
  const { photometric, samples } = readPhotometric(dataSet, word("SamplesPerPixel") ?? 1, codec);
  const BitsAllocated = sampleType === "integer" ? (word("BitsAllocated") ?? 0) : sampleType === "float32" ? 32 : 64;
  const BitsStored = sampleType === "integer" ? (word("BitsStored") ?? BitsAllocated) : BitsAllocated;
  const HighBit = sampleType === "integer" ? (word("HighBit") ?? BitsStored - 1) : BitsAllocated - 1;
  checkBits({ BitsAllocated, BitsStored, HighBit, sampleType });
  // Two pixels share their colour in 4:2:2: four samples for two pixels (PS3.3 C.7.6.3.1.2).
  const isShared = photometric === "YBR_FULL_422" && codec === null;
  const samplesStored = isShared ? 2 : samples;
  if (isShared && Columns % 2 === 1) throw new DicomError("dicom/broken", { why: "its colour is shared by pairs of columns, but their number is odd" });
  if (photometric.startsWith("YBR") && BitsAllocated !== 8) throw new DicomError("dicom/pixel-format-unsupported", { why: `${photometric} with ${BitsAllocated} bits` });
  return {
    Rows,
    Columns,
    SamplesPerPixel: samples,
    PhotometricInterpretation: photometric,
    PlanarConfiguration: word("PlanarConfiguration") === 1 ? 1 : 0,
    BitsAllocated,
    BitsStored,
    HighBit,
    isSigned: word("PixelRepresentation") === 1,
    sampleType,
    NumberOfFrames: readFrames(dataSet),
    frameBits: Rows * Columns * samplesStored * BitsAllocated,
    pixels,
    codec,
  };
}

function findPixels(dataSet: DataSet): { pixels: ElementBytes; sampleType: SampleType } | null {
  const integers = dataSet.bytes("PixelData");
  if (integers !== null) return { pixels: integers, sampleType: "integer" };
  const singles = dataSet.bytes("FloatPixelData");
  if (singles !== null) return { pixels: singles, sampleType: "float32" };
  const doubles = dataSet.bytes("DoubleFloatPixelData");
  return doubles === null ? null : { pixels: doubles, sampleType: "float64" };
}

function readPhotometric(dataSet: DataSet, samples: number, codec: CodecFamily | null): { photometric: Photometric; samples: 1 | 3 } {
  const photometric = dataSet.text("PhotometricInterpretation") ?? (samples === 3 ? "RGB" : "MONOCHROME2");
  switch (photometric) {
    case "MONOCHROME1":
    case "MONOCHROME2":
    case "PALETTE COLOR":
      if (samples === 1) return { photometric, samples };
      break;
    case "RGB":
    case "YBR_FULL":
    case "YBR_FULL_422":
      if (samples === 3) return { photometric, samples };
      break;
    case "YBR_ICT":
    case "YBR_RCT":
      // The transforms of JPEG 2000 (C.7.6.3.1.2); elsewhere nothing undoes them.
      if (samples === 3 && (codec === "jpeg2000" || codec === "htJpeg2000")) return { photometric, samples };
      break;
  }
  throw new DicomError("dicom/photometric-unsupported", { photometric, samples });
}

function checkBits({ BitsAllocated, BitsStored, HighBit, sampleType }: Pick<PixelDescription, "BitsAllocated" | "BitsStored" | "HighBit" | "sampleType">): void {
  if (sampleType !== "integer") return;
  if (![1, 8, 16, 32].includes(BitsAllocated)) throw new DicomError("dicom/pixel-format-unsupported", { why: `${BitsAllocated} bits allocated` });
  if (BitsStored < 1 || BitsStored > BitsAllocated || HighBit >= BitsAllocated || HighBit + 1 < BitsStored) {
    throw new DicomError("dicom/broken", { why: `${BitsStored} bits up to bit ${HighBit} do not fit into ${BitsAllocated}` });
  }
}

/** A number that is none counts as one frame, as it does where the attribute is missing. */
function readFrames(dataSet: DataSet): number {
  const frames = dataSet.decimals("NumberOfFrames")[0] ?? 1;
  if (frames > MAX_FRAMES) throw new DicomError("dicom/limit-frames", { frames, limit: MAX_FRAMES });
  return Number.isInteger(frames) && frames > 0 ? frames : 1;
}
