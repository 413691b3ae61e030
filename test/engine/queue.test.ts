// The order of drafts, with failures and cancels.

import assert from "node:assert/strict";
import { Queue } from "../../src/engine/queue.ts";

describe("Queue", () => {
  const never = new AbortController().signal;
  const gate = (): { open: () => void; opened: Promise<void> } => {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => { open = resolve; });
    return { open, opened };
  };

  it("runs one task at a time, in the order they came, also after a failure", async () => {
    const queue = new Queue();
    const order: string[] = [];
    const first = gate();
    const a = queue.run(async () => { order.push("a begins"); await first.opened; order.push("a ends"); }, never);
    const b = queue.run(() => Promise.reject(new Error("b")), never);
    const c = queue.run(() => { order.push("c"); return Promise.resolve(); }, never);
    assert.equal(queue.length, 3);
    first.open();
    await a;
    await assert.rejects(b, { message: "b" });
    await c;
    assert.deepEqual(order, ["a begins", "a ends", "c"]);
    assert.equal(queue.length, 0);
  });

  it("lets a cancelled task leave before its turn, and keeps the next one behind the running one", async () => {
    const queue = new Queue();
    const order: string[] = [];
    const first = gate();
    const abort = new AbortController();
    const a = queue.run(async () => { await first.opened; order.push("a ends"); }, never);
    const b = queue.run(() => { order.push("b"); return Promise.resolve(); }, abort.signal);
    const c = queue.run(() => { order.push("c"); return Promise.resolve(); }, never);
    abort.abort(new Error("cancelled"));
    await assert.rejects(b, { message: "cancelled" });
    first.open();
    await Promise.all([a, c]);
    assert.deepEqual(order, ["a ends", "c"]);
  });
});
