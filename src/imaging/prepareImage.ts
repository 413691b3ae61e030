// The whole way from an RGB image to the tower's input, in one call.

import { chooseGrid } from "./grid.ts";
import type { Grid, GridFacts } from "./grid.ts";
import { normaliseViews } from "./normalise.ts";
import type { NormaliseFacts } from "./normalise.ts";
import { checkRgbImage } from "./rgbImage.ts";
import type { RgbImage } from "./rgbImage.ts";
import { cutTiles } from "./tiles.ts";

/** What the model's package says about images. */
export interface PrepareFacts extends GridFacts, NormaliseFacts {}

/** An image ready for the tower. */
export interface PreparedImage {
  readonly grid: Grid;
  /** `[grid.nTiles, 3, tileSize, tileSize]`, base view first. */
  readonly pixels: Float32Array;
}

/**
 * Lays the image out, cuts it into tiles and normalises them.
 * @throws ImagingError `imaging/size-invalid`, `imaging/limit-pixels`, `imaging/facts-invalid`
 */
export function prepareImage(image: RgbImage, facts: PrepareFacts): PreparedImage {
  checkRgbImage(image);
  const grid = chooseGrid(image.width, image.height, facts);
  const { views } = cutTiles(image, grid, facts.tileSize);
  return { grid, pixels: normaliseViews(views, facts) };
}
