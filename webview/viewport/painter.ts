// The picture of a slice on a canvas of its size: painted anew only where slice, view or values changed.

import type { FrameStore } from "./frameStore.ts";
import { paintValues, type Shown } from "./greyTable.ts";
import type { Pictures } from "./stage.ts";

/**
 * @param store frames; the slices asked for must be in it
 * @param shown the view at the moment
 */
export function painter(store: FrameStore, shown: () => Shown): Pictures {
  const canvas = document.createElement("canvas");
  let image: ImageData | null = null;
  let painted = "";
  const paint = (slice: number): ImageData => {
    const frame = store.peek(slice);
    if (frame === null) return image ?? new ImageData(1, 1);
    const { window, isInverted } = shown();
    const key = JSON.stringify([slice, frame.version, window, isInverted]);
    if (image !== null && key === painted) return image;
    if (image?.width !== frame.columns || image.height !== frame.rows) {
      canvas.width = frame.columns;
      canvas.height = frame.rows;
      image = new ImageData(frame.columns, frame.rows);
    }
    paintValues(frame, { window, isInverted }, new Uint32Array(image.data.buffer));
    // Opaque, and in the processor's memory: it is written anew for each slice and never seen by a graphics card.
    canvas.getContext("2d", { alpha: false, willReadFrequently: true })?.putImageData(image, 0, 0);
    painted = key;
    return image;
  };
  return {
    plane: (slice) => store.plane(slice),
    canvas: (slice) => {
      paint(slice);
      return canvas;
    },
    bytes: (slice) => {
      const { data } = paint(slice);
      const rgb = new Uint8Array((data.length / 4) * 3);
      for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
        rgb[to] = data[from] ?? 0;
        rgb[to + 1] = data[from + 1] ?? 0;
        rgb[to + 2] = data[from + 2] ?? 0;
      }
      return rgb;
    },
  };
}
