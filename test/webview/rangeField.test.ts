// A typed value lands on the nearest allowed one.

import assert from "node:assert/strict";
import { nearestAllowed } from "../../webview/ui/rangeField.ts";

const CASES: readonly (readonly [value: number, min: number, max: number, step: number, expected: number])[] = [
  [32, 16, 256, 16, 32],
  [33, 16, 256, 16, 32],
  [41, 16, 256, 16, 48],
  [0, 16, 256, 16, 16],
  [1000, 16, 256, 16, 256],
  [99, 16, 100, 16, 96],
  [Number.NaN, 16, 256, 16, 16],
  [7.6, 1, 32, 1, 8],
];

describe("nearestAllowed", () => {
  for (const [value, min, max, step, expected] of CASES) {
    it(`makes ${String(value)} in ${String(min)}..${String(max)} by ${String(step)} ${String(expected)}`, () => { assert.equal(nearestAllowed(value, min, max, step), expected); });
  }
});
