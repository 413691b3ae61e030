// Marks find their slices again after a reload, whether the series around the file is known by then or not.

import assert from "node:assert/strict";
import type { ViewerKept } from "../../webview/ui/host.ts";
import type { Mark } from "../../webview/viewport/stage.ts";
import { PendingMarks } from "../../webview/viewport/pendingMarks.ts";

const mark = (id: string, slice: number): Mark => ({ id, kind: "length", slice, points: [[0, 0], [1, 1]] });
const kept = (slices: number, ...marks: readonly Mark[]): ViewerKept => ({ tool: "length", placement: { zoom: 1, center: [0, 0], rotation: 0, isFlippedHorizontally: false, isFlippedVertically: false }, marks, slices });
const taken = (pending: PendingMarks, slices: number): unknown => pending.take(slices, (slice) => slice < slices).map(({ id, slice }) => [id, slice]);

describe("pending marks", () => {
  it("of one image come back with it, once", () => {
    const pending = new PendingMarks(kept(1, mark("a", 0)));
    assert.deepEqual([taken(pending, 1), taken(pending, 1)], [[["a", 0]], []]);
  });

  it("of a stack wait for the stack, and are not numbered anew by it", () => {
    const pending = new PendingMarks(kept(60, mark("a", 0), mark("b", 21)));
    assert.deepEqual(taken(pending, 1), []);
    pending.putAside([mark("new", 0), mark("other", 1)]);
    pending.move([20, 17]);
    assert.deepEqual(taken(pending, 60), [["new", 20], ["other", 17], ["a", 0], ["b", 21]]);
  });

  it("stay kept while their slices are not there", () => {
    const pending = new PendingMarks(kept(3, mark("a", 2)));
    assert.deepEqual(pending.take(3, () => false), []);
    assert.deepEqual(pending.all.map(({ id }) => id), ["a"]);
  });
});
