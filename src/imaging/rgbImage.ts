// An 8-bit RGB image in memory, and the limit on its size.

import { ImagingError } from "./errors.ts";

/**
 * Most pixels of one image: twice the largest mammogram or slide overview that a report refers to (about 30 megapixels),
 * 192 MiB as RGB. Error `imaging/limit-pixels`.
 */
export const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;

/** Interleaved 8-bit RGB, row-major, top left first: `pixels` is `[height, width, 3]`. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * Checks that a size is positive and within the limit.
 * @throws ImagingError `imaging/size-invalid`, `imaging/limit-pixels`
 */
export function checkImageSize(width: number, height: number): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new ImagingError("imaging/size-invalid", { width, height, bytes: 0 });
  }
  if (width * height > MAX_IMAGE_PIXELS) {
    throw new ImagingError("imaging/limit-pixels", { pixels: width * height, limit: MAX_IMAGE_PIXELS });
  }
}

/**
 * Checks that an image has the bytes that its size asks for.
 * @throws ImagingError `imaging/size-invalid`, `imaging/limit-pixels`
 */
export function checkRgbImage(image: RgbImage): void {
  checkImageSize(image.width, image.height);
  if (image.pixels.length !== image.width * image.height * 3) {
    throw new ImagingError("imaging/size-invalid", { width: image.width, height: image.height, bytes: image.pixels.length });
  }
}
