// A session that is opened by its first run and after each release.

import assert from "node:assert/strict";
import { onDemand } from "../../src/engine/onDemandSession.ts";
import type { Session } from "../../src/engine/onnxruntime.ts";

describe("a session on demand", () => {
  it("is opened by the first run, kept, and opened again after a release", async () => {
    let [opened, released] = [0, 0];
    const made = (): Promise<Session> => {
      opened++;
      return Promise.resolve({ run: () => Promise.resolve({}), release: () => { released++; return Promise.resolve(); } });
    };
    const session = onDemand(made);
    await session.release();
    assert.deepEqual([opened, released], [0, 0]);
    await session.run({}, []);
    await session.run({}, []);
    assert.deepEqual([opened, released], [1, 0]);
    await session.release();
    await session.release();
    assert.deepEqual([opened, released], [1, 1]);
    await session.run({}, []);
    assert.equal(opened, 2);
  });

  it("is tried again by the next run where it cannot be opened", async () => {
    let tries = 0;
    const session = onDemand(() => Promise.reject(new Error(`try ${String(++tries)}`)));
    await assert.rejects(session.run({}, []), /try 1/);
    await assert.rejects(session.run({}, []), /try 2/);
    await session.release();
  });
});
