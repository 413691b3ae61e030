// How an image is laid out for the tower: the canvas of tiles, where the scaled image lies on it, and how many image
// tokens come out (LLaVA-NeXT `anyres`, `mm_utils.py` and `llava_arch.py` of LLaDA-V, patch merge `spatial_unpad`).
//
// All arithmetic is in IEEE doubles and in the reference's order: one rounding elsewhere changes the number of tokens.

import { ImagingError } from "./errors.ts";
import { checkImageSize } from "./rgbImage.ts";

/** `anyres_max_N` shrinks the feature map when its side is more than this many times too long. */
const SHRINK_ABOVE = 1.1;

/** What the model's configuration says about grids. */
export interface GridFacts {
  /** Allowed canvases `[width, height]` in pixels, multiples of `tileSize`, in the order in which they are tried. */
  readonly pinpoints: readonly (readonly number[])[];
  /** Side of a tile, pixels. */
  readonly tileSize: number;
  /** Patches along a side of a tile: the tower's image size divided by its patch size, rounded down. */
  readonly patchesPerSide: number;
  /** N of `anyres_max_N`; null: plain `anyres`, the map is never shrunk. */
  readonly maxTiles: number | null;
}

/** The layout of one image. Sizes are `[width, height]`, positions `[x, y]`, in pixels; the map is in patches. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly bestResolution: readonly [number, number];
  readonly gridColumns: number;
  readonly gridRows: number;
  /** Tiles with the base view: `gridColumns * gridRows + 1`. */
  readonly nTiles: number;
  /** Size of the scaled image, and where it is pasted on the black canvas. */
  readonly resized: readonly [number, number];
  readonly paste: readonly [number, number];
  /** First row and column of the feature map that hold image, and how many; the rest is padding. */
  readonly unpaddedTop: number;
  readonly unpaddedLeft: number;
  readonly unpaddedHeight: number;
  readonly unpaddedWidth: number;
  /** How many times the side of the map is longer than `maxTiles` allows; 0 for plain `anyres`. */
  readonly times: number;
  readonly isShrunk: boolean;
  readonly finalHeight: number;
  readonly finalWidth: number;
  /** Rows of features: `patchesPerSide^2 + finalHeight * (finalWidth + 1)`. */
  readonly imageTokens: number;
}

/**
 * The grid of an image.
 * @param width of the image, pixels
 * @param height of the image, pixels
 * @throws ImagingError `imaging/size-invalid`, `imaging/limit-pixels`, `imaging/facts-invalid`
 */
export function chooseGrid(width: number, height: number, facts: GridFacts): Grid {
  checkImageSize(width, height);
  const { tileSize, patchesPerSide } = facts;
  const [canvasWidth, canvasHeight] = selectBestResolution(width, height, facts.pinpoints);
  if (canvasWidth % tileSize !== 0 || canvasHeight % tileSize !== 0) {
    throw new ImagingError("imaging/facts-invalid", { why: `a canvas of ${canvasWidth} x ${canvasHeight} is not made of tiles of ${tileSize}` });
  }
  const gridColumns = canvasWidth / tileSize;
  const gridRows = canvasHeight / tileSize;
  const resized = fitInto(width, height, canvasWidth, canvasHeight);
  const map = unpad(width, height, gridColumns * patchesPerSide, gridRows * patchesPerSide);
  const shrink = shrinkOf(map.height, map.width, patchesPerSide, facts.maxTiles);
  return {
    width,
    height,
    bestResolution: [canvasWidth, canvasHeight],
    gridColumns,
    gridRows,
    nTiles: gridColumns * gridRows + 1,
    resized,
    paste: [Math.floor((canvasWidth - resized[0]) / 2), Math.floor((canvasHeight - resized[1]) / 2)],
    unpaddedTop: map.top,
    unpaddedLeft: map.left,
    unpaddedHeight: map.height,
    unpaddedWidth: map.width,
    ...shrink,
    imageTokens: patchesPerSide * patchesPerSide + shrink.finalHeight * (shrink.finalWidth + 1),
  };
}

/** The candidate that keeps most of the image's pixels, then wastes least (`select_best_resolution`); the first wins ties. */
function selectBestResolution(width: number, height: number, pinpoints: readonly (readonly number[])[]): readonly [number, number] {
  let best: readonly [number, number] | null = null;
  let bestEffective = 0;
  let leastWaste = Infinity;
  for (const [w = 0, h = 0] of pinpoints) {
    const scale = Math.min(w / width, h / height);
    const effective = Math.min(Math.trunc(width * scale) * Math.trunc(height * scale), width * height);
    const waste = w * h - effective;
    if (effective > bestEffective || (effective === bestEffective && waste < leastWaste)) {
      best = [w, h];
      bestEffective = effective;
      leastWaste = waste;
    }
  }
  if (best === null) throw new ImagingError("imaging/facts-invalid", { why: "no grid pinpoint is given" });
  return best;
}

/** Size of the image scaled to touch the canvas on one side (`resize_and_pad_image`). */
function fitInto(width: number, height: number, canvasWidth: number, canvasHeight: number): readonly [number, number] {
  const scaleWidth = canvasWidth / width;
  const scaleHeight = canvasHeight / height;
  return scaleWidth < scaleHeight
    ? [canvasWidth, Math.min(Math.ceil(height * scaleWidth), canvasHeight)]
    : [Math.min(Math.ceil(width * scaleHeight), canvasWidth), canvasHeight];
}

interface MapArea {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The part of the feature map that holds image (`unpad_image`); what is kept can be one row more than the image, or none. */
function unpad(width: number, height: number, mapWidth: number, mapHeight: number): MapArea {
  if (width / height > mapWidth / mapHeight) {
    const kept = Math.trunc(height * (mapWidth / width));
    const top = Math.floor((mapHeight - kept) / 2);
    return { top, left: 0, height: mapHeight - 2 * top, width: mapWidth };
  }
  const kept = Math.trunc(width * (mapHeight / height));
  const left = Math.floor((mapWidth - kept) / 2);
  return { top: 0, left, height: mapHeight, width: mapWidth - 2 * left };
}

function shrinkOf(height: number, width: number, patchesPerSide: number, maxTiles: number | null): Pick<Grid, "times" | "isShrunk" | "finalHeight" | "finalWidth"> {
  const times = maxTiles === null ? 0 : Math.sqrt((height * width) / (maxTiles * (patchesPerSide * patchesPerSide)));
  if (times <= SHRINK_ABOVE) return { times, isShrunk: false, finalHeight: height, finalWidth: width };
  return { times, isShrunk: true, finalHeight: floorDivide(height, times), finalWidth: floorDivide(width, times) };
}

/** Python's `a // b` for positive floats (CPython `float_floor_div`): from the exact remainder, not from the rounded quotient. */
function floorDivide(dividend: number, divisor: number): number {
  const quotient = (dividend - (dividend % divisor)) / divisor;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
