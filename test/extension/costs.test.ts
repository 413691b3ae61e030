// Who is asked before long work, and how often.

import assert from "node:assert/strict";
import type { EstimateJob } from "../../src/client/index.ts";
import type { Estimate } from "../../src/engine/protocol.ts";
import { Costs, type CostAnswer } from "../../src/extension/costs.ts";
import { Cancelled } from "../../src/processes/index.ts";

const SLOW = { rowMs: 100, maxPositions: 4096 };
const never = new AbortController().signal;
const job: EstimateJob = { packagePath: "", images: [], imageViews: "all", messages: [], preset: "auto", canvas: 32, active: 32, steps: null, isFill: false };

/** Estimates of so many seconds; answers in their order, undefined declines. */
function costs(seconds: number, answers: readonly (CostAnswer | undefined)[]) {
  const asked: number[] = [];
  let estimates = 0;
  const made = new Costs((estimate, times) => {
    asked.push(estimate.seconds * times);
    return Promise.resolve(answers[asked.length - 1]);
  });
  const estimate: Estimate = { preset: "exact", seconds, standardSeconds: 5, baseViewSeconds: 3 };
  const drafting = { estimate: () => { estimates++; return Promise.resolve(estimate); } };
  return { asked, nEstimates: () => estimates, agree: (times = 1, summary = SLOW) => made.agree(drafting, summary, { job, times }, never) };
}

describe("costs", () => {
  it("asks nobody about a fast model, not even for an estimate", async () => {
    const { agree, nEstimates, asked } = costs(600, []);
    assert.deepEqual(await agree(1, { rowMs: 0.1, maxPositions: 4096 }), { preset: "auto", imageViews: "all" });
    assert.deepEqual([nEstimates(), asked], [0, []]);
  });

  it("asks nobody below a minute, all requests together", async () => {
    const { agree, asked } = costs(25, [{ seconds: 75 }]);
    await agree(2);
    assert.deepEqual(asked, []);
    await agree(3);
    assert.deepEqual(asked, [75]);
  });

  it("takes what the person chose", async () => {
    const { agree } = costs(600, [{ seconds: 5, preset: "standard", imageViews: "base" }]);
    assert.deepEqual(await agree(), { preset: "standard", imageViews: "base" });
  });

  it("asks again only about something longer", async () => {
    const { agree, asked } = costs(100, [{ seconds: 100 }, { seconds: 200 }]);
    for (const times of [1, 1, 1, 2]) await agree(times);
    assert.deepEqual(asked, [100, 200]);
  });

  it("ends the work where the person declines", async () => {
    await assert.rejects(costs(600, [undefined]).agree(), Cancelled);
  });
});
