// A picture as the host may carry it to a viewer: whole, or scaled down to the message limit.

import type { Picture } from "./imageFile.ts";
import { MAX_RENDERED_BYTES } from "./protocol.ts";
import type { RenderedFrame } from "./protocol.ts";

/**
 * The picture for a viewer.
 * @param maxBytes limit of the pixels; `MAX_RENDERED_BYTES` where the protocol carries them
 */
export function renderPicture(picture: Picture, maxBytes = MAX_RENDERED_BYTES): RenderedFrame {
  if (picture.pixels.length <= maxBytes) return { ...picture, isScaled: false };
  let factor = Math.ceil(Math.sqrt(picture.pixels.length / maxBytes));
  // Rounding up both sides can pass the limit, by far for an image of one row.
  while (Math.ceil(picture.width / factor) * Math.ceil(picture.height / factor) * picture.channels > maxBytes) factor++;
  return { ...averageSquares(picture, factor), isScaled: true };
}

/** Each pixel is the mean of a square of `factor x factor`, of what there is of it at the edges. */
function averageSquares({ width, height, channels, pixels }: Picture, factor: number): Picture {
  const outWidth = Math.ceil(width / factor);
  const outHeight = Math.ceil(height / factor);
  const out = new Uint8Array(outWidth * outHeight * channels);
  const sums = new Float64Array(outWidth * channels);
  for (let outY = 0; outY < outHeight; outY++) {
    const top = outY * factor;
    const nRows = Math.min(factor, height - top);
    sums.fill(0);
    for (let y = top; y < top + nRows; y++) {
      for (let x = 0, from = y * width * channels; x < width; x++) {
        const to = Math.floor(x / factor) * channels;
        for (let channel = 0; channel < channels; channel++, from++) sums[to + channel] = (sums[to + channel] ?? 0) + (pixels[from] ?? 0);
      }
    }
    for (let i = 0; i < sums.length; i++) {
      const nColumns = Math.min(factor, width - Math.floor(i / channels) * factor);
      out[outY * sums.length + i] = Math.round((sums[i] ?? 0) / (nRows * nColumns));
    }
  }
  return { width: outWidth, height: outHeight, channels, pixels: out };
}
