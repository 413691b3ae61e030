// Bytes to the tower's input values: byte / 255, minus the mean, divided by the standard deviation, all in float32
// (SigLIP's image processor; `features/pixel_lut.npy` of the goldens holds the 256 results).

import { ImagingError } from "./errors.ts";
import type { RgbImage } from "./rgbImage.ts";

const CHANNELS = 3;
const BYTE_VALUES = 256;

/** Mean and standard deviation of each channel, of values 0..1. */
export interface NormaliseFacts {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * The value of every byte in every channel.
 * @returns `[3, 256]`
 * @throws ImagingError `imaging/facts-invalid`
 */
export function normaliseTable(facts: NormaliseFacts): Float32Array {
  const table = new Float32Array(CHANNELS * BYTE_VALUES);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const mean = Math.fround(facts.mean[channel] ?? NaN);
    const std = Math.fround(facts.std[channel] ?? NaN);
    if (!Number.isFinite(mean) || !(std > 0)) throw new ImagingError("imaging/facts-invalid", { why: "mean and standard deviation need three values each" });
    for (let byte = 0; byte < BYTE_VALUES; byte++) {
      // Rounded to float32 after each operation, as the reference's arrays are.
      const value = Math.fround(byte * (1 / 255));
      table[channel * BYTE_VALUES + byte] = Math.fround(value - mean) / std;
    }
  }
  return table;
}

/**
 * The input of the tower.
 * @param views `[tiles]`, all square and of one size
 * @returns `[tiles, 3, side, side]`
 * @throws ImagingError `imaging/facts-invalid`, `imaging/size-invalid`
 */
export function normaliseViews(views: readonly RgbImage[], facts: NormaliseFacts): Float32Array {
  const table = normaliseTable(facts);
  const side = views[0]?.width ?? 0;
  const plane = side * side;
  const values = new Float32Array(views.length * CHANNELS * plane);
  views.forEach((view, tile) => {
    if (view.width !== side || view.height !== side || view.pixels.length !== plane * CHANNELS) {
      throw new ImagingError("imaging/size-invalid", { width: view.width, height: view.height, bytes: view.pixels.length });
    }
    for (let channel = 0; channel < CHANNELS; channel++) {
      const to = (tile * CHANNELS + channel) * plane;
      for (let i = 0, from = channel; i < plane; i++, from += CHANNELS) values[to + i] = table[channel * BYTE_VALUES + (view.pixels[from] ?? 0)] ?? 0;
    }
  });
  return values;
}
