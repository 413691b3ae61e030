// Door of the layer: pixels, from a raster file to the tower's input, and from features to rows of the prompt.

export { ImagingError } from "./errors.ts";
export type { ImagingErrorCode } from "./errors.ts";
export { chooseGrid } from "./grid.ts";
export type { Grid, GridFacts } from "./grid.ts";
export { mergeFeatures } from "./mergeFeatures.ts";
export type { TileFeatures } from "./mergeFeatures.ts";
export { normaliseTable, normaliseViews } from "./normalise.ts";
export type { NormaliseFacts } from "./normalise.ts";
export { readPngTexts } from "./pngText.ts";
export { prepareImage } from "./prepareImage.ts";
export type { PreparedImage, PrepareFacts } from "./prepareImage.ts";
export { decodeRaster } from "./raster.ts";
export type { RasterImage } from "./raster.ts";
export { recogniseRaster } from "./rasterFormat.ts";
export type { RasterFormat } from "./rasterFormat.ts";
export { resizeBicubic } from "./resize.ts";
export { MAX_IMAGE_PIXELS } from "./rgbImage.ts";
export type { RgbImage } from "./rgbImage.ts";
export { cutTiles } from "./tiles.ts";
export type { Tiles } from "./tiles.ts";
