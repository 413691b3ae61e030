// From a compressed frame to stored values: which codec, what the codestream says against what the file says, and the
// bits and sign of a sample (PS3.5 8.2, Annex A.4).

import { readCodestreamHeader, startOfJpeg2000 } from "./codestream.ts";
import type { CodestreamHeader } from "./codestream.ts";
import { DicomError } from "./errors.ts";
import { joinPieces } from "./encapsulated.ts";
import { decodeNative } from "./nativeCodecs.ts";
import type { CodecFamily } from "./codecMessages.ts";
import { MAX_FRAME_PIXELS } from "./pixelDescription.ts";
import type { PixelDescription } from "./pixelDescription.ts";
import { emptyValues, readStoredValues } from "./storedValues.ts";
import type { StoredFrame } from "./storedValues.ts";

/** RLE: 64 bytes of header, then one segment for each byte of a pixel (PS3.5 G.5). */
const RLE_HEADER_BYTES = 64;
/** Two bytes stand for 128 at most (G.3.1), so fewer cannot fill the frame. */
const MAX_RLE_RATIO = 64;

/**
 * Stored values of a compressed frame.
 * @returns grey or indices `[Rows, Columns]`, colour `[Rows, Columns, 3]`; YCbCr stays so, but for the transforms of JPEG 2000
 * @throws DicomError `dicom/codestream-broken`, `dicom/codestream-mismatch`, `dicom/codec-failed`, `dicom/pixel-format-unsupported`
 */
export function decodeCompressed(description: PixelDescription, family: CodecFamily, bytes: Uint8Array): StoredFrame {
  if (family === "rle") return decodeRle(description, bytes);
  const header = readCodestreamHeader(bytes, family);
  checkHeader(description, header);
  const { rows, columns, components: samples, precision, isSigned } = header;
  const bitsAllocated = precision > 16 ? 32 : precision > 8 ? 16 : 8;
  const coded = family === "jpeg2000" || family === "htJpeg2000" ? bytes.subarray(startOfJpeg2000(bytes)) : bytes;
  const cells = decodeNative(family, { bytes: coded, rows, columns, samples, bitsAllocated, precision, isSigned });
  return storedOf(description, header, cells, bitsAllocated);
}

/**
 * The description with the size of the first frame's codestream, which decides where the file states another one (PS3.5 8.2.1:
 * the characteristics in the codestream are those of the pixels); the same object where they agree or it cannot be read.
 * @throws DicomError `dicom/limit-pixels`
 */
export function sizedAsCoded(description: PixelDescription, firstFrame: readonly Uint8Array[] | null): PixelDescription {
  if (description.codec === null || description.codec === "rle" || firstFrame === null) return description;
  const header = headerOrNull(joinPieces(firstFrame), description.codec);
  if (header === null || (header.rows === description.Rows && header.columns === description.Columns)) return description;
  if (header.rows < 1 || header.columns < 1) return description;
  const pixels = header.rows * header.columns;
  if (pixels > MAX_FRAME_PIXELS) throw new DicomError("dicom/limit-pixels", { pixels, limit: MAX_FRAME_PIXELS });
  return { ...description, Rows: header.rows, Columns: header.columns, frameBits: pixels * description.SamplesPerPixel * description.BitsAllocated };
}

/** Null where it is broken: that is told when the frame is decoded. */
function headerOrNull(bytes: Uint8Array, family: Exclude<CodecFamily, "rle">): CodestreamHeader | null {
  try {
    return readCodestreamHeader(bytes, family);
  } catch {
    return null;
  }
}

/** RLE keeps the cells as they are in an uncompressed file, so they are read as there. */
function decodeRle(description: PixelDescription, bytes: Uint8Array): StoredFrame {
  const { Rows: rows, Columns: columns, SamplesPerPixel: samples, BitsAllocated } = description;
  if (BitsAllocated !== 8 && BitsAllocated !== 16 && BitsAllocated !== 32) throw new DicomError("dicom/pixel-format-unsupported", { why: `RLE with ${BitsAllocated} bits allocated` });
  checkRleHeader(bytes, samples * (BitsAllocated / 8));
  if (bytes.length * MAX_RLE_RATIO < rows * columns * samples * (BitsAllocated / 8)) throw new DicomError("dicom/codestream-broken");
  const cells = decodeNative("rle", { bytes, rows, columns, samples, bitsAllocated: BitsAllocated, precision: BitsAllocated, isSigned: false });
  const whole = { ...description, PlanarConfiguration: 0, NumberOfFrames: 1, pixels: { bytes: cells, statedLength: cells.length, vr: "OB", isLittleEndian: true } } as const;
  return readStoredValues(whole, 0);
}

function checkRleHeader(bytes: Uint8Array, nExpected: number): void {
  if (bytes.length < RLE_HEADER_BYTES) throw new DicomError("dicom/codestream-broken");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nSegments = view.getUint32(0, true);
  if (nSegments !== nExpected) throw new DicomError("dicom/codestream-mismatch", { what: "segments", coded: nSegments, stated: nExpected });
  for (let segment = 1; segment <= nSegments; segment++) {
    const offset = view.getUint32(segment * 4, true);
    const isOrdered = segment === 1 || offset >= view.getUint32((segment - 1) * 4, true);
    if (offset < RLE_HEADER_BYTES || offset > bytes.length || !isOrdered) throw new DicomError("dicom/codestream-broken");
  }
}

/** Size and components must agree before memory is given out; depth and sign may differ. */
function checkHeader(description: PixelDescription, header: CodestreamHeader): void {
  for (const [what, coded, stated] of [
    ["rows", header.rows, description.Rows],
    ["columns", header.columns, description.Columns],
    ["samples a pixel", header.components, description.SamplesPerPixel],
  ] as const) {
    if (coded !== stated) throw new DicomError("dicom/codestream-mismatch", { what, coded, stated });
  }
  if (header.precision > 32) throw new DicomError("dicom/pixel-format-unsupported", { why: `${header.precision} bits a sample` });
}

/**
 * Bits and sign of decoded samples. A codestream as deep as the file's cell holds the cell (overlays or dirt above
 * HighBit included); a shallower one holds the value alone, and then its depth is that of the value (8.2).
 */
function storedOf(description: PixelDescription, { precision }: CodestreamHeader, cells: Uint8Array, bitsAllocated: 8 | 16 | 32): StoredFrame {
  const isCell = precision > description.HighBit;
  const lowest = isCell ? description.HighBit + 1 - description.BitsStored : 0;
  const nBits = isCell ? description.BitsStored : Math.min(precision, description.BitsStored);
  const left = 32 - lowest - nBits;
  const right = 32 - nBits;
  const samples = bitsAllocated === 8 ? cells : bitsAllocated === 16 ? new Uint16Array(cells.buffer, cells.byteOffset, cells.length / 2) : new Uint32Array(cells.buffer, cells.byteOffset, cells.length / 4);
  // A codestream deeper than the cell that the file states is kept whole.
  const values = emptyValues({ ...description, BitsAllocated: Math.max(description.BitsAllocated, nBits > 16 ? 32 : nBits > 8 ? 16 : 8) }, samples.length);
  if (description.isSigned) for (let i = 0; i < samples.length; i++) values[i] = ((samples[i] ?? 0) << left) >> right;
  else for (let i = 0; i < samples.length; i++) values[i] = ((samples[i] ?? 0) << left) >>> right;
  return { values, nPresent: values.length };
}
