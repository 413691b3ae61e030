// BMP files, which sharp refuses: the only file that knows bmp-ts.
//
// The library is right for uncompressed pixels that follow the palette at once; the header is read here first, so
// that the rest is either brought into that form or refused.

import { decode } from "bmp-ts";

import { ImagingError } from "./errors.ts";
import { checkImageSize } from "./rgbImage.ts";
import type { RgbImage } from "./rgbImage.ts";

const FILE_HEADER_BYTES = 14;
/** BITMAPINFOHEADER; the older headers have other fields. */
const INFO_HEADER_BYTES = 40;
const WIDTH_AT = 18;
const PIXELS_AT = 10;
const BITS: readonly number[] = [1, 4, 8, 16, 24, 32];
/** BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS. */
const COMPRESSIONS: readonly number[] = [0, 3, 6];

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** Where the pixels begin, and where the library reads them: after header, masks and palette. */
  readonly pixelsAt: number;
  readonly readAt: number;
}

/**
 * Decodes a BMP file; alpha is dropped.
 * @throws ImagingError `imaging/image-broken`, `imaging/pixel-type-unsupported`, `imaging/limit-pixels`, `imaging/size-invalid`
 */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const header = readHeader(bytes);
  const { width, height } = header;
  checkImageSize(width, height);
  // At 4 bits the library stops after the first row of an odd width; one column more has the same bytes a row.
  const readWidth = header.bits === 4 ? width + (width % 2) : width;
  const packed = Buffer.concat([bytes.subarray(0, header.readAt), bytes.subarray(header.pixelsAt)]);
  packed.writeUInt32LE(readWidth, WIDTH_AT);
  if (packed.length < header.readAt + rowBytes(width, header.bits) * height) throw broken();
  const abgr = decodeAbgr(packed);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = y * readWidth * 4; x < width; x++, from += 4, to += 3) {
      pixels[to] = abgr[from + 3] ?? 0;
      pixels[to + 1] = abgr[from + 2] ?? 0;
      pixels[to + 2] = abgr[from + 1] ?? 0;
    }
  }
  return { width, height, pixels };
}

/** Rows are padded to four bytes. */
function rowBytes(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

function readHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) throw broken();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(FILE_HEADER_BYTES, true);
  if (headerSize < INFO_HEADER_BYTES || headerSize === 64) throw new ImagingError("imaging/pixel-type-unsupported", { type: "an OS/2 bitmap" });
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (!BITS.includes(bits) || !COMPRESSIONS.includes(compression)) throw new ImagingError("imaging/pixel-type-unsupported", { type: "a compressed bitmap" });
  const nColours = view.getUint32(46, true);
  const nEntries = nColours > 0 ? nColours : bits <= 8 ? 1 << bits : 0;
  const maskBytes = headerSize > INFO_HEADER_BYTES ? 0 : compression === 6 ? 16 : compression === 3 ? 12 : 0;
  const pixelsAt = view.getUint32(PIXELS_AT, true);
  const readAt = FILE_HEADER_BYTES + headerSize + maskBytes + nEntries * 4;
  // A palette cut short by the pixel offset is read past its end by the library.
  if (nEntries > 256 || pixelsAt < readAt || pixelsAt > bytes.length) throw broken();
  return { width: view.getInt32(WIDTH_AT, true), height: Math.abs(view.getInt32(22, true)), bits, pixelsAt, readAt };
}

/** @returns `[height, width, 4]`: alpha, blue, green, red */
function decodeAbgr(bytes: Buffer): Uint8Array {
  try {
    return decode(bytes, { toRGBA: false }).data;
  } catch (cause) {
    throw broken(cause);
  }
}

function broken(cause?: unknown): ImagingError {
  return new ImagingError("imaging/image-broken", { format: "BMP" }, cause);
}
