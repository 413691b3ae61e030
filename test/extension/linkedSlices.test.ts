// Which slice goes with which, in two stacks that are scrolled together.

import assert from "node:assert/strict";
import { counterpart, sameShare } from "../../src/extension/priors/linkedSlices.ts";

const placed = (...positions: readonly (number | null)[]) => positions.map((positionMm) => ({ positionMm }));
const every = (mm: number, count: number, from = 0) => placed(...Array.from({ length: count }, (_, i) => from + i * mm));

describe("linked stacks", () => {
  it("move by the same millimetres, whatever lies between their slices", () => {
    const [thick, thin] = [every(5, 20), every(1, 100, -300)];
    assert.equal(counterpart(12, thick, thin, { one: 10, other: 40 }), 50);
    assert.equal(counterpart(50, thin, thick, { one: 40, other: 10 }), 12);
    assert.equal(counterpart(42, thin, thick, { one: 40, other: 10 }), 10, "the nearer slice");
  });

  it("stay at the end of the shorter one", () => {
    assert.equal(counterpart(19, every(5, 20), every(5, 8, 200), { one: 0, other: 0 }), 7);
    assert.equal(counterpart(0, every(5, 20), every(5, 8), { one: 10, other: 2 }), 0);
  });

  it("move slice by slice where places are not known", () => {
    assert.equal(counterpart(5, placed(null, null, null, null, null, null), every(1, 10), { one: 2, other: 4 }), 7);
    assert.equal(counterpart(5, [{}, {}, {}, {}, {}, {}], [{}, {}, {}], { one: 2, other: 1 }), 2);
  });

  it("begin at the same share of the way through", () => {
    assert.deepEqual([sameShare(0, 24, 48), sameShare(23, 24, 48), sameShare(12, 25, 49), sameShare(0, 1, 30), sameShare(3, 7, 1)], [0, 47, 24, 0, 0]);
  });
});
