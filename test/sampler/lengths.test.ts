// Lengths of a blank: which are tried, and what the first pass says of them.

import assert from "node:assert/strict";
import { firstPassCertainty, lengthBias, lengthsToTry, rankLengths } from "../../src/sampler/index.ts";
import type { InfillTask } from "../../src/sampler/index.ts";
import { scriptedAnswer, ScriptedDenoiser } from "../doubles/scriptedDenoiser.ts";

const MASK = 7;

describe("lengthsToTry", () => {
  const cases: [proposed: number, most: number, lengths: number[]][] = [
    [8, 100, [8, 6, 12, 4, 16]],
    [1, 100, [1, 2]],
    [2, 100, [2, 3, 1, 4]],
    [8, 12, [8, 6, 12, 4]],
    [8, 3, [3]],
  ];
  for (const [proposed, most, lengths] of cases) {
    it(`tries ${String(lengths)} around ${String(proposed)} with room for ${String(most)}`, () => { assert.deepEqual(lengthsToTry(proposed, most), lengths); });
  }
});

describe("rankLengths", () => {
  it("puts the surest first and keeps equal ones as they were tried", () => {
    const tried = [[8, 0.5], [6, 0.25], [12, 0.5], [4, 0.75]].map(([length = 0, certainty = 0]) => ({ length, certainty }));
    assert.deepEqual(rankLengths(tried).map(({ length }) => length), [4, 8, 12, 6]);
  });
});

describe("lengthBias", () => {
  const measured = [{ length: 4, certainty: 0.8 }, { length: 8, certainty: 0.4 }, { length: 16, certainty: 0.2 }];
  const cases: [length: number, bias: number][] = [[1, 0.8], [4, 0.8], [6, 0.6], [8, 0.4], [12, 0.3], [16, 0.2], [40, 0.2]];
  for (const [length, bias] of cases) {
    it(`is ${String(bias)} at length ${String(length)}`, () => { assert.ok(Math.abs(lengthBias(measured, length) - bias) < 1e-12); });
  }

  it("is 1 where nothing was measured, and flat where one length was", () => {
    assert.deepEqual([lengthBias([], 5), lengthBias([{ length: 8, certainty: 0.5 }], 5), lengthBias([{ length: 8, certainty: 0.5 }], 50)], [1, 0.5, 0.5]);
  });
});

describe("firstPassCertainty", () => {
  it("is the mean over the blank's own masks, with its own forbidden ids, while the other blanks are masked", async () => {
    const task: InfillTask = {
      ids: Int32Array.of(5, MASK, MASK, 4, MASK, MASK, MASK, 3), canvasStart: 1, canvasLength: 6, maskId: MASK,
      blanks: [{ start: 0, length: 2, endId: null, forbiddenSet: 0 }, { start: 3, length: 3, endId: null, forbiddenSet: 1 }],
      forbidden: [[MASK], [MASK, 0, 1]],
      settings: { steps: 5, temperature: 0.7, seed: 0, remasking: "low-confidence", guidanceScale: 1 },
    };
    const script = { seed: 5, vocab: 9, certaintySteps: 1000 };
    const denoiser = new ScriptedDenoiser(script);
    const certainty = await firstPassCertainty(task, 1, denoiser, new AbortController().signal);
    const expected = [4, 5, 6].map((position) => scriptedAnswer(script, task.ids, position, [MASK, 0, 1]).certainty);
    assert.equal(certainty, expected.reduce((sum, one) => sum + one, 0) / 3);
    assert.deepEqual(denoiser.requests.map(({ noise, guidance }) => [noise, guidance]), [[null, { scale: 1, promptLength: 1 }]]);
  });
});
