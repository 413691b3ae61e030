// A checkpoint whose weights are computed while they are read, without a byte of them on the disk.

import assert from "node:assert/strict";

import { syntheticCheckpoint } from "../../bench/syntheticCheckpoint.ts";

describe("a synthetic checkpoint", () => {
  it("gives the same bytes however it is cut", async () => {
    const file = await syntheticCheckpoint("scaled", 7).openFile("model-00001-of-00001.safetensors");
    const start = 100_001;
    const whole = await file.readAt(start, 5000);
    const parts = [await file.readAt(start, 1), await file.readAt(start + 1, 998), await file.readAt(start + 999, 4001)];
    assert.deepEqual(Buffer.concat(parts), Buffer.from(whole));
  });

  it("has other weights for another seed", async () => {
    const [one, other] = await Promise.all([1, 2].map(async (seed) =>
      (await syntheticCheckpoint("scaled", seed).openFile("model-00001-of-00001.safetensors")).readAt(3_000_000_000, 64)));
    assert.notDeepEqual(one, other);
  });

  it("lies in several shards in the real shape, 16 to 17 GB in all", () => {
    const { shards } = syntheticCheckpoint("8b", 1);
    assert(shards.length > 3 && shards.every(({ size }) => size < 5.1e9));
    const bytes = shards.reduce((sum, { size }) => sum + size, 0);
    assert(bytes > 16e9 && bytes < 18e9, String(bytes));
  });
});
