// Geometry, canvases, tiles and pixel values: exact, the values within a float32 rounding.

import { readFileSync } from "node:fs";
import { chooseGrid, cutTiles, decodeRaster, normaliseTable } from "../../src/imaging/index.ts";
import type { Grid, RgbImage } from "../../src/imaging/index.ts";
import { gridFactsOf } from "./goldenFolder.ts";
import type { GoldenFolder, GridSet } from "./goldenFolder.ts";
import { allOf, close, exact } from "./outcome.ts";
import type { GoldenCheck, Outcome } from "./outcome.ts";

/** README: pixel_lut. */
const PIXEL_TOLERANCE = 1e-7;

/** The anyres arithmetic, one check a kind of pinpoints. */
export function gridChecks(folder: GoldenFolder): GoldenCheck[] {
  if (!folder.has("grid.json")) return [];
  const { sets } = folder.json<{ sets: GridSet[] }>("grid.json");
  return sets.map((set, index) => ({
    name: `grid ${index + 1} ${set.image_aspect_ratio}`,
    run() {
      const facts = gridFactsOf(set);
      const outcomes = set.cases.map((expected) => exact(`${expected.width}x${expected.height}`, inGoldenWords(chooseGrid(expected.width, expected.height, facts)), expected));
      return allOf({ passed: true, detail: `${set.cases.length} sizes` }, ...outcomes);
    },
  }));
}

/** Every stored image: geometry, canvas, base view, tiles, byte for byte. */
export function imageChecks(folder: GoldenFolder): GoldenCheck[] {
  const set = folder.has("grid.json") ? folder.json<{ sets: GridSet[] }>("grid.json").sets[0] : undefined;
  if (set === undefined) return [];
  return Object.entries(folder.images()).map(([name, expected]) => ({
    name: `image ${name}`,
    async run() {
      const facts = gridFactsOf(set);
      const image = await load(folder.file(expected.file));
      const grid = chooseGrid(image.width, image.height, facts);
      const { canvas, views } = cutTiles(image, grid, facts.tileSize);
      const { file: _file, canvas: canvasFile, base: baseFile, tile_channel_sums: sums, ...geometry } = expected;
      const tiles = views.map((view, index) => ({ view, file: `canvas/${name}.tile${index - 1}.png` })).filter(({ file }) => folder.has(file));
      return allOf(
        exact("geometry", { mode: Reflect.get(geometry, "mode"), tiles: grid.nTiles, ...inGoldenWords(grid) }, geometry),
        sameImage("canvas", canvas, await load(folder.file(canvasFile))),
        sameImage("base", views[0], await load(folder.file(baseFile))),
        exact("tile_channel_sums", views.map(channelSums), sums),
        ...(await Promise.all(tiles.map(async ({ view, file }) => sameImage(file, view, await load(folder.file(file)))))),
        { passed: true, detail: `${views.length} views and the canvas equal` },
      );
    },
  }));
}

/** The 256 pixel values. */
export function pixelChecks(folder: GoldenFolder): GoldenCheck[] {
  const file = "features/pixel_lut.npy";
  if (!folder.has(file)) return [];
  return [{
    name: "pixel_lut",
    run() {
      const table = normaliseTable({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
      return close({ what: "values", found: table.subarray(0, 256), expected: folder.npy(file).values, tolerance: PIXEL_TOLERANCE });
    },
  }];
}

async function load(path: string): Promise<RgbImage> {
  return (await decodeRaster(readFileSync(path))).image;
}

function inGoldenWords(grid: Grid): Record<string, unknown> {
  return {
    width: grid.width, height: grid.height, best_resolution: grid.bestResolution, grid_columns: grid.gridColumns, grid_rows: grid.gridRows,
    resized: grid.resized, paste: grid.paste, unpadded_height: grid.unpaddedHeight, unpadded_width: grid.unpaddedWidth,
    times: grid.times, shrunk: grid.isShrunk, final_height: grid.finalHeight, final_width: grid.finalWidth, image_tokens: grid.imageTokens,
  };
}

function sameImage(what: string, found: RgbImage | undefined, expected: RgbImage): Outcome {
  if (found === undefined) return { passed: false, detail: `${what}: missing` };
  const size = exact(what, [found.width, found.height], [expected.width, expected.height]);
  if (!size.passed) return size;
  const at = found.pixels.findIndex((value, index) => value !== expected.pixels[index]);
  return at === -1 ? { passed: true, detail: "" } : { passed: false, detail: `${what}: byte ${at} is ${found.pixels[at] ?? 0} instead of ${expected.pixels[at] ?? 0}` };
}

function channelSums(image: RgbImage): number[] {
  const sums = [0, 0, 0];
  for (const [index, value] of image.pixels.entries()) sums[index % 3] = (sums[index % 3] ?? 0) + value;
  return sums;
}
