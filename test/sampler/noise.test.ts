// Noise that is a function of its key alone.

import assert from "node:assert/strict";
import { fillGumbelNoise } from "../../src/sampler/index.ts";
import { randomRank, threefry } from "../../src/sampler/noise.ts";

describe("threefry", () => {
  // Known answers of the Random123 distribution (kat_vectors, threefry2x32 20).
  const cases: [key: [number, number], counter: [number, number], expected: [number, number]][] = [
    [[0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
  ];
  for (const [key, counter, expected] of cases) {
    it(`turns ${counter.join(" ")} into the published words`, () => {
      const out = new Uint32Array(2);
      threefry(key, counter, out);
      assert.deepEqual([...out], expected);
    });
  }
});

describe("fillGumbelNoise", () => {
  const rowOf = (seed: number, step: number, position: number, temperature = 1): Float64Array => {
    const row = new Float64Array(4000);
    fillGumbelNoise(row, { seed, step, position }, temperature);
    return row;
  };

  it("has the mean and the variance of a Gumbel distribution", () => {
    const row = rowOf(5, 1, 9);
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    // Standard errors at 4000 draws: 0.02 and 0.05; five of them.
    assert.ok(Math.abs(mean - 0.5772) < 0.1, `${mean}`);
    assert.ok(Math.abs(variance - Math.PI ** 2 / 6) < 0.25, `${variance}`);
  });

  it("depends on seed, step and position, and scales with the temperature", () => {
    assert.deepEqual(rowOf(1, 2, 3), rowOf(1, 2, 3));
    for (const other of [rowOf(2, 2, 3), rowOf(1, 3, 3), rowOf(1, 2, 4)]) assert.notDeepEqual(other, rowOf(1, 2, 3));
    assert.deepEqual(rowOf(1, 2, 3, 2), rowOf(1, 2, 3).map((value) => value * 2));
  });

  it("draws an id as often as its probability says, at temperature 1", () => {
    const probabilities = [0.5, 0.3, 0.2];
    const counts = [0, 0, 0];
    const row = new Float64Array(3);
    for (let position = 0; position < 4000; position++) {
      fillGumbelNoise(row, { seed: 3, step: 1, position }, 1);
      const noisy = probabilities.map((p, id) => Math.log(p) + (row[id] ?? 0));
      const best = noisy.indexOf(Math.max(...noisy));
      counts[best] = (counts[best] ?? 0) + 1;
    }
    for (const [id, p] of probabilities.entries()) assert.ok(Math.abs((counts[id] ?? 0) / 4000 - p) < 0.04, counts.join(" "));
  });
});

describe("randomRank", () => {
  it("lies between 0 and 1 and differs by position", () => {
    const ranks = Array.from({ length: 100 }, (_, position) => randomRank({ seed: 1, step: 1, position }));
    assert.ok(ranks.every((rank) => rank > 0 && rank < 1));
    assert.equal(new Set(ranks).size, 100);
  });
});
