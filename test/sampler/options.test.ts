// Pick lists against the definition: a sum of log-probabilities in reading order, then a softmax.

import assert from "node:assert/strict";
import { scoreOptions, type OptionsTask, type TargetRequest, type TargetScorer } from "../../src/sampler/index.ts";
import { mix } from "../doubles/scriptedDenoiser.ts";

const MASK = 7;
const never = new AbortController().signal;

/** Logarithms that depend on the whole sequence, the position and the target. */
function logOf(ids: Int32Array, position: number, target: number): number {
  let state = mix(position * 131 + target);
  for (const id of ids) state = mix(state ^ (id + 0x9e37));
  return -(1 + (state % 1000)) / 100;
}

class ScriptedScorer implements TargetScorer {
  readonly requests: TargetRequest[] = [];

  targetLogs(request: TargetRequest): Promise<Float64Array> {
    this.requests.push(request);
    return Promise.resolve(Float64Array.from(request.scored, (position, index) => logOf(request.ids, position, request.targets[index] ?? 0)));
  }
}

const place = (length: number): { ids: Int32Array; start: number } => ({ ids: Int32Array.from([5, ...Array.from({ length }, () => MASK), 4, MASK]), start: 1 });
const task = (options: number[][], padId: number | null): OptionsTask => ({ options, padId, maskId: MASK, forbidden: [MASK], guidance: null, place });

/** The definition, an option at a time. */
function restated({ options, padId }: OptionsTask): number[] {
  const longest = Math.max(...options.map((ids) => ids.length));
  const scores = options.map((own) => {
    const ids = padId === null ? own : [...own, ...Array.from({ length: longest - own.length }, () => padId)];
    const x = place(ids.length).ids;
    return ids.reduce((sum, id, offset) => {
      const log = logOf(x, 1 + offset, id);
      x[1 + offset] = id;
      return sum + log;
    }, 0);
  });
  const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0));
}

describe("scoreOptions", () => {
  const lists: [name: string, options: number[][]][] = [
    ["single tokens", [[1], [2], [3]]],
    ["options that begin alike", [[1, 2, 3], [1, 2, 4], [1, 5, 3]]],
    ["options of different lengths", [[1], [1, 2], [2, 2, 2, 2]]],
    ["the same option twice", [[1, 2], [1, 2]]],
  ];
  for (const [name, options] of lists) {
    for (const padId of [null, 6]) {
      it(`agrees with the definition for ${name}, ${padId === null ? "each in its own length" : "padded to the longest"}`, async () => {
        const wish = task(options, padId);
        const { probabilities, best } = await scoreOptions(wish, new ScriptedScorer(), never);
        const expected = restated(wish);
        for (const [index, probability] of probabilities.entries()) assert.ok(Math.abs(probability - (expected[index] ?? 0)) < 1e-12);
        assert.equal(best, expected.indexOf(Math.max(...expected)));
      });
    }
  }

  it("runs one pass for options that share length and beginning", async () => {
    const scorer = new ScriptedScorer();
    const { passes } = await scoreOptions(task([[1, 2], [1, 3], [4, 5]], null), scorer, never);
    assert.deepEqual([passes, scorer.requests.length], [3, 3]);
    assert.deepEqual([...(scorer.requests[0]?.targets ?? [])], [1, 1, 4]);
  });

  it("refuses an option without a token, and options of which none is possible", async () => {
    await assert.rejects(scoreOptions(task([[1], []], null), new ScriptedScorer(), never), { code: "sampler/task" });
    const impossible: TargetScorer = { targetLogs: ({ scored }) => Promise.resolve(new Float64Array(scored.length).fill(-Infinity)) };
    await assert.rejects(scoreOptions(task([[1], [2]], null), impossible, never), { code: "sampler/answer" });
  });

  it("gives an impossible option probability 0 beside a possible one", async () => {
    const half: TargetScorer = { targetLogs: ({ targets }) => Promise.resolve(Float64Array.from(targets, (target) => (target === 1 ? -Infinity : -3))) };
    assert.deepEqual(await scoreOptions(task([[1], [2]], null), half, never), { probabilities: [0, 1], best: 1, passes: 1 });
  });
});
