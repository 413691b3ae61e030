// Which raster format a file has, by its first bytes and never by its name.

export type RasterFormat = "png" | "jpeg" | "tiff" | "webp" | "bmp";

/** Sizes of the BMP info headers in use: BITMAPCOREHEADER, OS/2 2.x, BITMAPINFOHEADER and its versions 2 to 5. */
const BMP_HEADER_SIZES: readonly number[] = [12, 16, 40, 52, 56, 64, 108, 124];

/**
 * The format of an image file.
 * @param bytes at least its first 18 bytes, or all of it
 * @returns null when it is none of them
 */
export function recogniseRaster(bytes: Uint8Array): RasterFormat | null {
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(bytes, 0, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, 0, [0x4d, 0x4d, 0x00, 0x2a])) return "tiff";
  if (startsWith(bytes, 0, [0x49, 0x49, 0x2b, 0x00]) || startsWith(bytes, 0, [0x4d, 0x4d, 0x00, 0x2b])) return "tiff";
  if (startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50])) return "webp";
  // "BM" alone begins many a text file: the size of the next header must be one that exists.
  if (startsWith(bytes, 0, [0x42, 0x4d]) && BMP_HEADER_SIZES.includes(bytes[14] ?? 0) && startsWith(bytes, 15, [0, 0, 0])) return "bmp";
  return null;
}

function startsWith(bytes: Uint8Array, at: number, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[at + i] === byte);
}
