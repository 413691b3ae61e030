// The rule for near ties forgives another choice, and nothing else.

import assert from "node:assert/strict";
import type { SampledStep } from "../../src/sampler/index.ts";
import { compareSteps } from "./steps.ts";
import type { GoldenStep } from "./steps.ts";

const stepOf = (id: number, certainty = 0.5): SampledStep =>
  ({ step: 1, of: 2, commits: [{ position: 0, id, certainty }], candidates: 3, stopPosition: null, ids: new Int32Array(0) });
const stored = (margin: number): GoldenStep => ({ k: 1, candidates: 3, commits: [{ position: 0, id: 7, certainty: 0.5 }], margin });

describe("compareSteps", () => {
  const cases: [name: string, found: SampledStep[], margin: number, passed: boolean, isCutShort: boolean][] = [
    ["passes equal steps", [stepOf(7)], 0.1, true, false],
    ["passes a certainty within 5e-3", [stepOf(7, 0.502)], 0.1, true, false],
    ["fails on a certainty beyond it, near tie or not", [stepOf(7, 0.51)], 1e-6, false, false],
    ["fails on a certainty that is no number", [stepOf(7, NaN)], 1e-6, false, false],
    ["fails on another token at a clear margin", [stepOf(8)], 1e-3, false, false],
    ["stops comparing at another token at a near tie", [stepOf(8)], 9e-4, true, true],
    ["fails on another number of candidates", [{ ...stepOf(7), candidates: 2 }], 1e-6, false, false],
    ["fails on a missing step", [], 1e-6, false, false],
    ["fails on a step too many", [stepOf(7), stepOf(7)], 1e-6, false, false],
  ];
  for (const [name, found, margin, passed, isCutShort] of cases) {
    it(name, () => {
      const compared = compareSteps(found, [stored(margin)]);
      assert.deepEqual({ passed: compared.passed, isCutShort: compared.isCutShort }, { passed, isCutShort });
    });
  }
});
