// What a cache with a byte limit keeps and drops.

import assert from "node:assert/strict";
import { ByteCache } from "../../src/engine/byteCache.ts";

describe("ByteCache", () => {
  it("drops what was unused longest when the limit is passed", () => {
    const cache = new ByteCache<string>(10);
    cache.set("a", "A", 4);
    cache.set("b", "B", 4);
    cache.get("a");
    cache.set("c", "C", 4);
    assert.deepEqual(["a", "b", "c"].map((key) => cache.get(key)), ["A", undefined, "C"]);
  });

  it("keeps a value above the limit alone, and counts a replaced value once", () => {
    const cache = new ByteCache<string>(10);
    cache.set("a", "A", 4);
    cache.set("big", "B", 20);
    assert.deepEqual([cache.get("a"), cache.get("big")], [undefined, "B"]);
    cache.set("big", "b", 2);
    cache.set("c", "C", 8);
    assert.deepEqual([cache.get("big"), cache.get("c")], ["b", "C"]);
  });
});
