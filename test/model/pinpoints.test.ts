// The spellings of image_grid_pinpoints and image_aspect_ratio.

import assert from "node:assert/strict";

import { parseAspectRatio, parsePinpoints } from "../../src/model/index.ts";

describe("image_grid_pinpoints", () => {
  const pairs = [[10, 10], [10, 20], [20, 10], [20, 20]];
  const rows: readonly (readonly [spelling: string, value: unknown])[] = [
    ["a list", pairs],
    ["the short form, width outer", "(1x1),...,(2x2)"],
    ["the text of a list", "[[10, 10], [10, 20], [20, 10], [20, 20]]"],
    ["the text of a list of tuples with trailing commas", " [(10, 10), (10, 20,), (20, 10), (20, 20),] "],
  ];
  for (const [spelling, value] of rows) it(`may be ${spelling}`, () => { assert.deepEqual(parsePinpoints(value, 10), pairs); });

  it("keeps an order that is not sorted, because the first of equals wins", () => {
    assert.deepEqual(parsePinpoints([[30, 10], [10, 30]], 10), [[30, 10], [10, 30]]);
  });

  const refused: readonly unknown[] = [
    undefined, null, 3, {}, [], "", "[]", "(1x1", "x", "(0x1),...,(2x2)", "(3x3),...,(1x1)", "(1x1),...,(99999x99999)", "[[10, 10]", "__import__('os')",
    [[10]], [[10, 10, 10]], [[10, "10"]], [[10, 0]], [[10, 1.5]], [10, 10], Array.from({ length: 5000 }, () => [10, 10]),
  ];
  for (const value of refused) {
    it(`may not be ${(JSON.stringify(value) ?? "absent").slice(0, 40)}`, () => {
      assert.throws(() => parsePinpoints(value, 10), { code: "model/config-pinpoints" });
    });
  }
});

describe("image_aspect_ratio", () => {
  it("is anyres without a bound, or anyres_max_N", () => {
    assert.deepEqual([parseAspectRatio("anyres"), parseAspectRatio("anyres_max_9")], [{ maxTiles: null }, { maxTiles: 9 }]);
  });
  for (const value of ["pad", "anyres_max_", "anyres_max_0", "anyres_max_x", "square_anyres_max_4", null, undefined, 4]) {
    it(`is not ${String(value)}`, () => { assert.throws(() => parseAspectRatio(value), { code: "model/config-aspect-ratio" }); });
  }
});
