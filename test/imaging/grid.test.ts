// Grid choice: rows of the reference's table whose arithmetic is easy to get wrong.

import assert from "node:assert/strict";

import { chooseGrid } from "../../src/imaging/grid.ts";
import type { GridFacts } from "../../src/imaging/grid.ts";

const pinpoints = [1, 2, 3].flatMap((wide) => [1, 2, 3].map((high) => [wide * 224, high * 224]));
const small: GridFacts = { pinpoints, tileSize: 224, patchesPerSide: 14, maxTiles: 2 };
const real: GridFacts = { pinpoints: [1, 2, 3, 4, 5, 6].flatMap((wide) => [1, 2, 3, 4, 5, 6].map((high) => [wide * 384, high * 384])), tileSize: 384, patchesPerSide: 27, maxTiles: 4 };

describe("chooseGrid", () => {
  for (const [what, facts, [width, height], expected] of [
    ["a square below a tile", real, [64, 64], { bestResolution: [384, 384], resized: [384, 384], paste: [0, 0], imageTokens: 1485 }],
    ["a strip: two grid columns", real, [720, 120], { bestResolution: [768, 384], resized: [768, 128], paste: [0, 128], unpaddedHeight: 9, unpaddedWidth: 54, imageTokens: 1224 }],
    ["an odd rest: the map keeps one row more", real, [301, 1], { resized: [384, 2], paste: [0, 191], unpaddedHeight: 1, imageTokens: 757 }],
    ["a row so thin that no map is left", small, [300, 1], { bestResolution: [448, 224], unpaddedHeight: 0, finalHeight: 0, imageTokens: 196 }],
    ["a size between two: side lengths rounded up", small, [300, 200], { resized: [337, 224], paste: [55, 0], unpaddedWidth: 22, imageTokens: 518 }],
  ] as const) {
    it(`lays out ${what}`, () => {
      const grid = chooseGrid(width, height, facts);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(grid, key), value, key);
    });
  }

  it("shrinks above 1.1 with N tiles and never without", () => {
    const shrunk = chooseGrid(672, 672, small);
    assert.equal(shrunk.times, Math.sqrt((42 * 42) / (2 * 196)));
    assert.deepEqual([shrunk.isShrunk, shrunk.finalHeight, shrunk.finalWidth], [true, 19, 19]);
    const plain = chooseGrid(672, 672, { ...small, maxTiles: null });
    assert.deepEqual([plain.isShrunk, plain.finalHeight, plain.imageTokens], [false, 42, 196 + 42 * 43]);
  });

  it("refuses facts that do not fit together and images that are none", () => {
    assert.throws(() => chooseGrid(5, 5, { ...small, pinpoints: [] }), { code: "imaging/facts-invalid" });
    assert.throws(() => chooseGrid(5, 5, { ...small, pinpoints: [[300, 224]] }), { code: "imaging/facts-invalid" });
    assert.throws(() => chooseGrid(0, 5, small), { code: "imaging/size-invalid" });
  });
});
