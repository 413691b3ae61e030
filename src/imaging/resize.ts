// Bicubic resampling, bit for bit as Pillow does it on 8-bit images (Pillow 9.4, libImaging/Resample.c).
//
// Separable and antialiased: when shrinking, the kernel is stretched by the scale. Two passes, horizontal first, with
// weights in fixed point and 8-bit values between the passes; a pass is skipped where the size stays.

import { checkImageSize, checkRgbImage } from "./rgbImage.ts";
import type { RgbImage } from "./rgbImage.ts";

/** Pillow's `PRECISION_BITS`: 32 bits less 8 for the value and 2 for the overshoot of the kernel. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);
/** The cubic kernel reaches two samples to each side. */
const KERNEL_SUPPORT = 2;

/** For each output index the first input index, how many inputs count, and their fixed-point weights `[out, most]`. */
interface Weights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  /** Row length of `weights`. */
  readonly most: number;
}

/**
 * The image at another size.
 * @returns a new image; at equal size a copy
 * @throws ImagingError `imaging/size-invalid`, `imaging/limit-pixels`
 */
export function resizeBicubic(image: RgbImage, width: number, height: number): RgbImage {
  checkRgbImage(image);
  checkImageSize(width, height);
  const wide = width === image.width ? image : resizeRows(image, width);
  const full = height === wide.height ? wide : resizeColumns(wide, height);
  return full === image ? { width, height, pixels: image.pixels.slice() } : full;
}

/** Keys' cubic convolution kernel with a = -0.5 (Pillow's `bicubic_filter`, operations in its order). */
function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/** Pillow's `precompute_coeffs` followed by `normalize_coeffs_8bpc`. */
function weightsOf(inSize: number, outSize: number): Weights {
  const scale = inSize / outSize;
  const stretch = Math.max(scale, 1);
  const support = KERNEL_SUPPORT * stretch;
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(outSize);
  const count = new Int32Array(outSize);
  const weights = new Int32Array(outSize * most);
  const real = new Float64Array(most);
  const perSample = 1 / stretch;
  for (let out = 0; out < outSize; out++) {
    const centre = (out + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - support + 0.5));
    const n = Math.min(inSize, Math.trunc(centre + support + 0.5)) - low;
    let sum = 0;
    for (let k = 0; k < n; k++) {
      const weight = cubic((k + low - centre + 0.5) * perSample);
      real[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < n; k++) {
      const weight = (real[k] ?? 0) / (sum === 0 ? 1 : sum);
      weights[out * most + k] = Math.trunc(weight * (1 << PRECISION_BITS) + (weight < 0 ? -0.5 : 0.5));
    }
    first[out] = low;
    count[out] = n;
  }
  return { first, count, weights, most };
}

/** The sums fit in 32 bits: the weights sum to 2^22 and their absolute values to less than 1.3 times that. */
function clampToByte(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function resizeRows(image: RgbImage, outWidth: number): RgbImage {
  const { first, count, weights, most } = weightsOf(image.width, outWidth);
  const source = image.pixels;
  const pixels = new Uint8Array(outWidth * image.height * 3);
  for (let y = 0, to = 0; y < image.height; y++) {
    const row = y * image.width * 3;
    for (let x = 0; x < outWidth; x++, to += 3) {
      let from = row + (first[x] ?? 0) * 3;
      const begin = x * most;
      const end = begin + (count[x] ?? 0);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let k = begin; k < end; k++, from += 3) {
        const weight = weights[k] ?? 0;
        red = (red + Math.imul(weight, source[from] ?? 0)) | 0;
        green = (green + Math.imul(weight, source[from + 1] ?? 0)) | 0;
        blue = (blue + Math.imul(weight, source[from + 2] ?? 0)) | 0;
      }
      pixels[to] = clampToByte(red);
      pixels[to + 1] = clampToByte(green);
      pixels[to + 2] = clampToByte(blue);
    }
  }
  return { width: outWidth, height: image.height, pixels };
}

/** Row by row with a row of sums, so that memory is read in order. */
function resizeColumns(image: RgbImage, outHeight: number): RgbImage {
  const { first, count, weights, most } = weightsOf(image.height, outHeight);
  const stride = image.width * 3;
  const source = image.pixels;
  const pixels = new Uint8Array(stride * outHeight);
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(HALF);
    for (let k = 0; k < (count[y] ?? 0); k++) {
      const weight = weights[y * most + k] ?? 0;
      const row = ((first[y] ?? 0) + k) * stride;
      for (let i = 0; i < stride; i++) sums[i] = ((sums[i] ?? 0) + Math.imul(weight, source[row + i] ?? 0)) | 0;
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) pixels[to + i] = clampToByte(sums[i] ?? 0);
  }
  return { width: image.width, height: outHeight, pixels };
}
