// Geometry, canvases and tiles of the reference, exact to the byte; runs where ../shared/goldens is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { chooseGrid, cutTiles, decodeRaster, normaliseTable } from "../../src/imaging/index.ts";
import type { Grid, GridFacts, RgbImage } from "../../src/imaging/index.ts";
import { sharedPath } from "../sharedFolder.ts";

interface Case {
  readonly file: string;
  readonly canvas: string;
  readonly base: string;
  readonly tiles: number;
  readonly tile_channel_sums: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}

/** What grid.json and images.json call the fields of a grid. */
function inGoldenWords(grid: Grid): Record<string, unknown> {
  return {
    width: grid.width,
    height: grid.height,
    best_resolution: grid.bestResolution,
    grid_columns: grid.gridColumns,
    grid_rows: grid.gridRows,
    resized: grid.resized,
    paste: grid.paste,
    unpadded_height: grid.unpaddedHeight,
    unpadded_width: grid.unpaddedWidth,
    times: grid.times,
    shrunk: grid.isShrunk,
    final_height: grid.finalHeight,
    final_width: grid.finalWidth,
    image_tokens: grid.imageTokens,
  };
}

/** The list, its text, or the short form `(1x1),...,(RxC)` times the tile size. */
function expandPinpoints(pinpoints: unknown, tileSize: number): number[][] {
  if (Array.isArray(pinpoints)) return pinpoints.map((pair: readonly number[]) => [...pair]);
  if (String(pinpoints).startsWith("[")) return expandPinpoints(JSON.parse(String(pinpoints).replaceAll("(", "[").replaceAll(")", "]")), tileSize);
  const numbers = [...String(pinpoints).matchAll(/\d+/g)].map((match) => Number(match[0]));
  const [firstWide = 0, firstHigh = 0, lastWide = 0, lastHigh = 0] = numbers;
  const list: number[][] = [];
  for (let wide = firstWide; wide <= lastWide; wide++) for (let high = firstHigh; high <= lastHigh; high++) list.push([wide * tileSize, high * tileSize]);
  return list;
}

function factsOf(set: { image_aspect_ratio: string; image_grid_pinpoints: unknown; image_size: number; patches_per_side: number }): GridFacts {
  const most = /anyres_max_(\d+)/.exec(set.image_aspect_ratio)?.[1];
  return {
    pinpoints: expandPinpoints(set.image_grid_pinpoints, set.image_size),
    tileSize: set.image_size,
    patchesPerSide: set.patches_per_side,
    maxTiles: most === undefined ? null : Number(most),
  };
}

const load = async (path: string): Promise<RgbImage> => (await decodeRaster(readFileSync(path))).image;
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

for (const folder of ["goldens", join("goldens", "variant-gqa")]) {
  describe(`imaging against ${folder}`, function () {
    this.timeout(60_000);
    const grids = sharedPath(folder, "grid.json");
    before(function () {
      if (grids !== null) return;
      console.log(`skipped: ../shared/${folder} is not there`);
      this.skip();
    });

    it("chooses every grid of grid.json", () => {
      let nCases = 0;
      for (const set of json(grids ?? "").sets) {
        for (const expected of set.cases) {
          const found = inGoldenWords(chooseGrid(expected.width, expected.height, factsOf(set)));
          for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key], value, `${set.image_aspect_ratio} ${expected.width}x${expected.height} ${key}`);
          nCases++;
        }
      }
      assert.ok(nCases >= 76);
    });

    it("lays out every image of images.json byte for byte", async () => {
      const root = dirname(grids ?? "");
      const facts = factsOf(json(grids ?? "").sets[0]);
      const cases: Record<string, Case> = json(join(root, "images.json"));
      for (const [name, expected] of Object.entries(cases)) {
        const image = await load(join(root, expected.file));
        const grid = chooseGrid(image.width, image.height, facts);
        const found = { ...inGoldenWords(grid), tiles: grid.nTiles };
        for (const [key, value] of Object.entries(found)) assert.deepEqual(value, Reflect.get(expected, key), `${name} ${key}`);
        const { canvas, views } = cutTiles(image, grid, facts.tileSize);
        assertSameImage(canvas, await load(join(root, expected.canvas)), `${name} canvas`);
        const [base, ...tiles] = views;
        assertSameImage(base, await load(join(root, expected.base)), `${name} base`);
        assert.deepEqual(views.map(channelSums), expected.tile_channel_sums, name);
        for (const [index, tile] of tiles.entries()) {
          const path = sharedPath(folder, "canvas", `${name}.tile${index}.png`);
          if (path !== null) assertSameImage(tile, await load(path), `${name} tile ${index}`);
        }
      }
    });

    it("normalises to pixel_lut.npy within 1e-7", () => {
      const expected = readNpy(join(dirname(grids ?? ""), "features", "pixel_lut.npy"));
      const table = normaliseTable({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
      assert.equal(expected.length, 256);
      expected.forEach((value, byte) => assert.ok(Math.abs(value - (table[byte] ?? NaN)) <= 1e-7, `byte ${byte}`));
    });
  });
}

function assertSameImage(found: RgbImage | undefined, expected: RgbImage, what: string): void {
  assert.deepEqual([found?.width, found?.height], [expected.width, expected.height], what);
  assert.equal(Buffer.compare(found?.pixels ?? new Uint8Array(), expected.pixels), 0, what);
}

function channelSums(image: RgbImage): number[] {
  const sums = [0, 0, 0];
  image.pixels.forEach((value, i) => (sums[i % 3] = (sums[i % 3] ?? 0) + value));
  return sums;
}

/** Version 1 `.npy`, `<f4`. */
function readNpy(path: string): Float32Array {
  const bytes = readFileSync(path);
  const data = bytes.subarray(10 + bytes.readUInt16LE(8));
  return new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
}
