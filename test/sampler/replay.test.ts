// The replay of a draft: which tokens each state shows, and that every token is scored once, just before its commit.

import assert from "node:assert/strict";
import { replayDraft, replayStates, type TargetRequest, type TargetScorer } from "../../src/sampler/index.ts";

const MASK = 99;
const never = new AbortController().signal;
/** Tokens at positions 2 to 7, committed in the order 5, 0, 3, 1, 4, 2. */
const tokens = [5, 0, 3, 1, 4, 2].map((order, index) => ({ position: 2 + index, order }));
const ids = Int32Array.of(10, 11, 12, 13, 14, 15, 16, 17, 18);

async function requestsOf(states: number): Promise<TargetRequest[]> {
  const requests: TargetRequest[] = [];
  const scorer: TargetScorer = { targetLogs: (request) => { requests.push(request); return Promise.resolve(Float64Array.from(request.scored, (position) => -position)); } };
  const run = replayDraft({ ids, maskId: MASK, tokens, states, forbidden: [MASK] }, scorer, never);
  let next = await run.next();
  const passes: number[] = [];
  for (; next.done !== true; next = await run.next()) passes.push(next.value);
  assert.deepEqual(passes, requests.map((_, index) => index + 1));
  assert.deepEqual([...next.value], tokens.map(({ position }) => -position));
  return requests;
}

describe("replayDraft", () => {
  for (const states of [1, 2, 3, 4, 6, 8]) {
    it(`shows in ${String(states)} states exactly what was committed before, and scores each token once`, async () => {
      const requests = await requestsOf(states);
      assert.equal(requests.length, Math.min(states, tokens.length));
      const scored = requests.flatMap((request) => [...request.scored]);
      assert.deepEqual([...scored].sort((a, b) => a - b), tokens.map(({ position }) => position));
      let shown: number[] = [];
      for (const request of requests) {
        const visible = tokens.filter(({ position }) => request.ids[position] !== MASK);
        assert.deepEqual(visible.map(({ order }) => order).sort((a, b) => a - b), shown, "the earlier ones, all of them");
        assert.deepEqual([request.ids[0], request.ids[1], request.ids[8]], [10, 11, 18], "what is not drafted stays");
        assert.ok(request.scored.every((position) => request.ids[position] === MASK));
        assert.deepEqual([...request.targets], Array.from(request.scored, (position) => ids[position]));
        shown = [...shown, ...tokens.filter(({ position }) => request.scored.includes(position)).map(({ order }) => order)].sort((a, b) => a - b);
        assert.deepEqual(shown, shown.map((_, order) => order), "a state takes the next ones in order");
      }
    });
  }

  it("masks everything in a single state", async () => {
    const [only] = await requestsOf(1);
    assert.ok(tokens.every(({ position }) => only?.ids[position] === MASK));
  });
});

describe("replayStates", () => {
  it("keeps tokens of one commit together", () => {
    const together = [0, 0, 0, 1].map((order, position) => ({ position, order }));
    assert.deepEqual(replayStates({ tokens: together, states: 4 }).map(({ scored }) => scored), [[0, 1, 2], [3]]);
  });

  it("has no state without a token, and refuses none at all", () => {
    assert.deepEqual(replayStates({ tokens: [], states: 8 }), []);
    assert.throws(() => replayStates({ tokens, states: 0 }), { code: "sampler/task" });
  });
});
