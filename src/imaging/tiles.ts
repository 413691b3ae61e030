// From an image to what the tower sees: base view, canvas, and the tiles cut from it (`process_anyres_image`).

import type { Grid } from "./grid.ts";
import { resizeBicubic } from "./resize.ts";
import type { RgbImage } from "./rgbImage.ts";

/** The canvas with the scaled image centred on black, and the views: base view first, then the tiles row by row. */
export interface Tiles {
  readonly canvas: RgbImage;
  /** `[nTiles]`, each `tileSize x tileSize`. */
  readonly views: readonly RgbImage[];
}

/**
 * Scales the image onto its grid and cuts it.
 * @param grid from `chooseGrid` for this image
 * @param tileSize side of a tile, pixels
 * @throws ImagingError `imaging/size-invalid`
 */
export function cutTiles(image: RgbImage, grid: Grid, tileSize: number): Tiles {
  const canvas = pasteOnBlack(resizeBicubic(image, grid.resized[0], grid.resized[1]), grid);
  const views = [resizeBicubic(image, tileSize, tileSize)];
  for (let row = 0; row < grid.gridRows; row++) {
    for (let column = 0; column < grid.gridColumns; column++) views.push(crop(canvas, column * tileSize, row * tileSize, tileSize));
  }
  return { canvas, views };
}

function pasteOnBlack(image: RgbImage, grid: Grid): RgbImage {
  const [width, height] = grid.bestResolution;
  const pixels = new Uint8Array(width * height * 3);
  const [left, top] = grid.paste;
  for (let y = 0; y < image.height; y++) {
    const row = image.pixels.subarray(y * image.width * 3, (y + 1) * image.width * 3);
    pixels.set(row, ((top + y) * width + left) * 3);
  }
  return { width, height, pixels };
}

function crop(image: RgbImage, left: number, top: number, side: number): RgbImage {
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * image.width + left) * 3;
    pixels.set(image.pixels.subarray(from, from + side * 3), y * side * 3);
  }
  return { width: side, height: side, pixels };
}
