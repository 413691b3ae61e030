// The store of keys and values: what is lent, what moves, and what stays.

import assert from "node:assert/strict";
import { MemoryKeyValueStore } from "../../src/engine/keyValues.ts";
import type { LentRows } from "../../src/engine/keyValues.ts";
import type { Values } from "../../src/engine/onnxruntime.ts";

const WIDTH = 2;

/** Writes rows that name their position: keys `10 p`, values `10 p + 1`, plus 1000 for the second layer. */
function keep(store: MemoryKeyValueStore, positions: readonly number[], mark = 0): void {
  const kept = Int32Array.from(positions);
  store.reserve(kept);
  for (const layer of [0, 1]) {
    const rows = (offset: number): Values => ({
      type: "float32", data: Float32Array.from(positions.flatMap((position) => Array<number>(WIDTH).fill(position * 10 + offset + layer * 1000 + mark))), shape: [1, positions.length, WIDTH],
    });
    void store.write(layer, kept, { keys: rows(0), values: rows(1) }, kept.map((_, row) => row));
  }
}

/** Positions that are lent, ascending; that all layers, keys and values agree on them is checked. */
function lent({ positions, layers }: LentRows, mark = 0): number[] {
  const [first, second] = layers;
  assert.ok(first && second);
  const named = Array.from({ length: positions }, (_, row) => ((first.keys[row * WIDTH] ?? NaN) - mark) / 10);
  for (const [row, position] of named.entries()) {
    for (let column = row * WIDTH; column < (row + 1) * WIDTH; column++) {
      assert.deepEqual([first.keys[column], first.values[column], second.keys[column], second.values[column]], [0, 1, 1000, 1001].map((offset) => position * 10 + offset + mark));
    }
  }
  assert.equal(first.keys.length, positions * WIDTH);
  return named.sort((a, b) => a - b);
}

describe("a store of keys and values", () => {
  it("lends all rows but some, again and again", () => {
    const store = new MemoryKeyValueStore(2, WIDTH);
    keep(store, [0, 1, 2, 3, 4, 5]);
    for (const left of [[2, 3], [0, 5], [], [4], [0, 1, 2, 3, 4, 5], [1, 7]]) {
      assert.deepEqual(lent(store.without(Int32Array.from(left))), [0, 1, 2, 3, 4, 5].filter((position) => !left.includes(position)));
    }
  });

  it("puts a row that is kept again in the place of the old one", () => {
    const store = new MemoryKeyValueStore(2, WIDTH);
    keep(store, [0, 1, 2]);
    store.without(Int32Array.of(0));
    keep(store, [0, 1, 2], 5);
    assert.deepEqual(lent(store.without(Int32Array.of(1)), 5), [0, 2]);
  });

  it("grows without losing rows", () => {
    const store = new MemoryKeyValueStore(2, WIDTH);
    for (let position = 0; position < 1000; position += 100) keep(store, Array.from({ length: 100 }, (_, offset) => position + offset));
    assert.equal(lent(store.without(Int32Array.of(999))).length, 999);
  });

  it("never moves or forgets what is fixed", () => {
    const store = new MemoryKeyValueStore(2, WIDTH);
    keep(store, [0, 1, 2]);
    store.fix();
    keep(store, [3, 4, 5]);
    assert.deepEqual(lent(store.without(Int32Array.of(1, 3, 5))), [0, 1, 2, 4]);
    store.forget();
    assert.deepEqual(lent(store.without(new Int32Array(0))), [0, 1, 2]);
    assert.deepEqual(lent(store.fixedRows()), [0, 1, 2]);
    assert.equal(store.fixed, 3);
  });
});
