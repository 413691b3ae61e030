// Windows: the borders of each formula of PS3.3 C.11.2.1.

import assert from "node:assert/strict";

import { greyOf, windowOfRange } from "../../src/dicom/windowing.ts";
import type { Window } from "../../src/dicom/windowing.ts";

const window = (center: number, width: number, f: Window["function"]): Window => ({ center, width, function: f });

describe("greyOf", () => {
  for (const [what, view, rows] of [
    ["LINEAR: the standard's example, black at 0 and white at 4095", window(2048, 4096, "LINEAR"), [[-1, 0], [0, 0], [1, 0], [2047, 127], [2048, 128], [4095, 255], [5000, 255]]],
    ["LINEAR of width 1: a threshold", window(50, 1, "LINEAR"), [[49, 0], [49.5, 0], [49.6, 255], [50, 255]]],
    ["LINEAR_EXACT: half open at its borders", window(100, 10, "LINEAR_EXACT"), [[95, 0], [95.1, 3], [100, 128], [105, 255], [106, 255]]],
    ["LINEAR_EXACT narrower than 1", window(0.5, 0.5, "LINEAR_EXACT"), [[0.25, 0], [0.5, 128], [0.75, 255]]],
    ["SIGMOID: half at the centre, never quite at the ends", window(0, 4, "SIGMOID"), [[0, 128], [1, 186], [-1, 69], [100, 255], [-100, 0]]],
  ] as const) {
    it(what, () => rows.forEach(([value, grey]) => assert.equal(greyOf(view)(value), grey, String(value))));
  }

  it("refuses widths that the function forbids", () => {
    for (const view of [window(0, 0.5, "LINEAR"), window(0, 0, "LINEAR_EXACT"), window(0, -1, "SIGMOID"), window(NaN, 5, "LINEAR")]) {
      assert.throws(() => greyOf(view), { code: "dicom/window-width" });
    }
  });

  it("shows a range from black to white", () => {
    const grey = greyOf(windowOfRange([-1000, 3000]));
    assert.deepEqual([-1000, -999, 1000, 3000].map(grey), [0, 0, 128, 255]);
  });
});
