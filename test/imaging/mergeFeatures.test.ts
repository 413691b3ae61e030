// Merging: every row of the result is traced back to the tile and patch it came from.

import assert from "node:assert/strict";

import { chooseGrid } from "../../src/imaging/grid.ts";
import { mergeFeatures } from "../../src/imaging/mergeFeatures.ts";

const NEWLINE = -1;

/** Patches of 2 x 2, hidden 1; each feature is its own number: tile * 4 + patch. */
function merge(width: number, height: number, maxTiles: number | null) {
  const grid = chooseGrid(width, height, { pinpoints: [[8, 8], [16, 8], [8, 16], [16, 16]], tileSize: 8, patchesPerSide: 2, maxTiles });
  const features = Float32Array.from({ length: grid.nTiles * 4 }, (_, i) => i);
  return [...mergeFeatures({ features, newline: Float32Array.of(NEWLINE), grid, patchesPerSide: 2 })];
}

describe("mergeFeatures", () => {
  it("puts the base view first, then the rows of the map across tiles, each ended by a newline", () => {
    assert.deepEqual(merge(16, 16, null), [0, 1, 2, 3, 4, 5, 8, 9, NEWLINE, 6, 7, 10, 11, NEWLINE, 12, 13, 16, 17, NEWLINE, 14, 15, 18, 19, NEWLINE]);
  });

  it("leaves the padding out", () => {
    assert.deepEqual(merge(16, 8, null), [0, 1, 2, 3, 4, 5, 8, 9, NEWLINE, 6, 7, 10, 11, NEWLINE]);
    // 16 x 1 pixels on a map of 4 x 2: int(1 * 4 / 16) = 0 rows are kept, padding is floor(2 / 2) = 1 on each side.
    assert.deepEqual(merge(16, 1, null), [0, 1, 2, 3]);
    // 8 x 16 on the 1 x 2 grid: whole.
    assert.deepEqual(merge(8, 16, null), [0, 1, 2, 3, 4, 5, NEWLINE, 6, 7, NEWLINE, 8, 9, NEWLINE, 10, 11, NEWLINE]);
  });

  it("shrinks bilinearly between the four nearest patches", () => {
    // 4 x 4 patches to 2 x 2 (times 2): each result is the mean of four.
    assert.deepEqual(merge(16, 16, 1), [0, 1, 2, 3, mean(4, 5, 6, 7), mean(8, 9, 10, 11), NEWLINE, mean(12, 13, 14, 15), mean(16, 17, 18, 19), NEWLINE]);
  });

  it("refuses features of another size", () => {
    const grid = chooseGrid(8, 8, { pinpoints: [[8, 8]], tileSize: 8, patchesPerSide: 2, maxTiles: null });
    assert.throws(() => mergeFeatures({ features: new Float32Array(7), newline: new Float32Array(1), grid, patchesPerSide: 2 }), { code: "imaging/facts-invalid" });
  });
});

function mean(...values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
