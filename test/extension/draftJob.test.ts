// What is set in a panel as settings of the sampler, and words that must not stand for an image.

import assert from "node:assert/strict";
import { draftSettings, withoutImageMarks } from "../../src/extension/draftJob.ts";

describe("draftSettings", () => {
  const panel = { length: 64, steps: null, temperature: 0, seed: 0, preset: "auto" } as const;
  for (const [steps, expected] of [[null, 64], [16, 16], [200, 64]] as const) {
    it(`takes ${String(expected)} steps for length 64 and steps ${String(steps)}`, () => {
      const settings = draftSettings({ ...panel, steps });
      assert.deepEqual([settings.genLength, settings.blockLength, settings.steps], [64, null, expected]);
    });
  }
});

describe("withoutImageMarks", () => {
  for (const [text, expected] of [["Is <image> normal?", "Is  normal?"], ["<im<image>age>x", "x"], ["a < b > c", "a < b > c"]] as const) {
    it(`makes "${expected}" of "${text}"`, () => { assert.equal(withoutImageMarks(text), expected); });
  }
});
