// Cache policies in the one loop: which rows a pass computes and keeps, and that a loop without progress ends.

import assert from "node:assert/strict";
import { dualCache, publishedFast, renewedCache, sampleDraft, scheduleRule } from "../../src/sampler/index.ts";
import type { SamplerMode, SampleTask } from "../../src/sampler/index.ts";
import { drain } from "../doubles/drain.ts";
import { ScriptedDenoiser } from "../doubles/scriptedDenoiser.ts";

const MASK = 7;
const never = new AbortController().signal;

/** Prompt of two, two blocks of two, suffix of one. */
function task(mode: SamplerMode, guidanceScale = 0): SampleTask {
  return {
    ids: Int32Array.of(4, 5, MASK, MASK, MASK, MASK, 4), canvasStart: 2, canvasLength: 4, maskId: MASK, suppressed: [], stops: [], mode,
    settings: { blockLength: 2, steps: 4, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale },
  };
}

function listed(positions: Int32Array | null | undefined): number[] | null {
  return positions ? [...positions] : null;
}

async function plans(mode: SamplerMode): Promise<(readonly [computed: number[] | null, kept: number[] | null])[]> {
  const denoiser = new ScriptedDenoiser({ seed: 1, vocab: 7, certaintySteps: 100 });
  await drain(sampleDraft(task(mode), denoiser, never));
  return denoiser.requests.map(({ rows }) => [listed(rows?.computed), listed(rows?.kept)]);
}

describe("cache policies", () => {
  it("prefix: a full pass a block, then the rows from the block on", async () => {
    assert.deepEqual(await plans(publishedFast(null, 32)), [
      [null, [0, 1]], [[2, 3, 4, 5, 6], []],
      [null, [0, 1, 2, 3]], [[4, 5, 6], []],
    ]);
  });

  it("dual: then the rows of the block alone", async () => {
    assert.deepEqual(await plans({ commitRule: scheduleRule, cache: dualCache(Infinity) }), [
      [null, [0, 1, 4, 5, 6]], [[2, 3], []],
      [null, [0, 1, 2, 3, 6]], [[4, 5], []],
    ]);
  });

  it("renewed: a full pass once, then what holds no mask is computed with the block, at its start and after the interval", async () => {
    assert.deepEqual(await plans({ commitRule: scheduleRule, cache: renewedCache(Infinity) }), [
      [null, [0, 1, 4, 5, 6]], [[2, 3], []],
      [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 6]], [[4, 5], []],
    ]);
    assert.deepEqual(await plans({ commitRule: scheduleRule, cache: renewedCache(1) }), [
      [null, [0, 1, 4, 5, 6]], [[0, 1, 2, 3, 6], [0, 1, 6]],
      [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 6]], [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 6]],
    ]);
  });

  it("interval 1 keeps nothing", async () => {
    assert.deepEqual(await plans(publishedFast(null, 1)), [[null, null], [null, null], [null, null], [null, null]]);
  });

  for (const [interval, passes] of [[1, 1], [32, 2]] as const) {
    it(`a model that commits only masks ends after ${passes} passes at interval ${interval}`, async () => {
      const stuck = { score: ({ scored }: { readonly scored: Int32Array }) => Promise.resolve({ ids: new Int32Array(scored.length).fill(MASK), certainties: new Float64Array(scored.length).fill(0.5) }) };
      const { sampled } = await drain(sampleDraft(task(publishedFast(1, interval)), stuck, never));
      assert.deepEqual([sampled.passes, sampled.hasMasks], [passes, true]);
    });
  }

  it("refuses guidance", async () => {
    const denoiser = new ScriptedDenoiser({ seed: 1, vocab: 7, certaintySteps: 100 });
    await assert.rejects(drain(sampleDraft(task(publishedFast(1, 32), 1.5), denoiser, never)), { code: "sampler/guided-fast" });
  });
});
