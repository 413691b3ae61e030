// The engine and its device: what it is told, when it is asked once more, and when GPUs are given up.

import assert from "node:assert/strict";
import { DeviceEngine, type Engine } from "../../src/client/deviceEngine.ts";
import type { DeviceFacts, DeviceWish, DraftEvent } from "../../src/engine/protocol.ts";
import { ProcessError, type ChildState } from "../../src/processes/index.ts";

const ON_GPU: DeviceFacts = { runsOn: "webgpu", threads: 2, bits: 16, notUsed: [] };
const ON_CPU: DeviceFacts = { ...ON_GPU, runsOn: "cpu", bits: 32 };
const FAILED = new ProcessError("engine/device-failed", "The GPU failed.", "");
const step = (number: number): DraftEvent => ({ kind: "step", step: number, of: 4, commits: [{ position: number, id: 7, certainty: 1, piece: "a" }], stopPosition: null, stepMs: 1, elapsedMs: 1 });

/** An engine that answers as it is told, one answer a request. */
class ScriptedEngine {
  readonly wishes: DeviceWish[] = [];
  readonly asked: unknown[] = [];
  readonly answers: ((event: (news: unknown) => void) => unknown)[] = [];
  kills = 0;
  #listener: (state: ChildState) => void = () => undefined;

  readonly engine: Engine = {
    ask: (kind: string, request: unknown, options?: { readonly onEvent?: ((event: never) => void) | undefined }) => {
      if (kind === "device") {
        this.wishes.push(request as DeviceWish);
        return Promise.resolve(null as never);
      }
      this.asked.push(request);
      return Promise.resolve().then(() => this.answers.shift()?.((news) => options?.onEvent?.(news as never)) as never);
    },
    kill: () => {
      this.kills++;
      this.state("died");
    },
    onState: (listener) => {
      this.#listener = listener;
      return () => undefined;
    },
  };

  state(state: ChildState): void {
    this.#listener(state);
  }
}

/** Answers a load on a device. */
const loaded = (facts: DeviceFacts) => (event: (news: unknown) => void): unknown => {
  event({ kind: "device", facts, probed: [] });
  return "loaded";
};

function engineAt(clock: { now: number }): { scripted: ScriptedEngine; models: DeviceEngine; load: () => Promise<unknown> } {
  const scripted = new ScriptedEngine();
  const models = new DeviceEngine(scripted.engine, { choice: "auto", log: () => undefined, now: () => clock.now });
  return { scripted, models, load: () => models.ask("load", { packagePath: "p", verify: false }, {}) };
}

describe("the engine with its device", () => {
  it("is told where to run before the first request, when that changes, and when it was started anew", async () => {
    const { scripted, models, load } = engineAt({ now: 0 });
    scripted.answers.push(loaded(ON_CPU), loaded(ON_CPU), loaded(ON_GPU), loaded(ON_GPU));
    await load();
    await load();
    models.choose("webgpu");
    await load();
    scripted.state("stopped");
    await load();
    assert.deepEqual(scripted.wishes.map(({ choice }) => choice), ["auto", "webgpu", "webgpu"]);
    assert.equal(models.facts?.runsOn, "webgpu");
  });

  it("hands what an engine found out to the next one", async () => {
    const { scripted, load } = engineAt({ now: 0 });
    const probed = [{ device: "webgpu", key: "k", why: "hung", halves: false, attention: "flash", gflops: 0, speed: 0 }] as const;
    scripted.answers.push((event) => { event({ kind: "device", facts: ON_CPU, probed }); }, loaded(ON_CPU));
    await load();
    scripted.state("died");
    await load();
    assert.deepEqual(scripted.wishes.map(({ known }) => known), [[], probed]);
  });

  it("keeps the news of the device from who asked", async () => {
    const { scripted, models } = engineAt({ now: 0 });
    scripted.answers.push((event) => {
      event({ kind: "device", facts: ON_GPU, probed: [] });
      event(step(1));
    });
    const heard: string[] = [];
    await models.ask("load", { packagePath: "p", verify: false }, { onEvent: ({ kind }) => { heard.push(kind); } });
    assert.deepEqual(heard, ["step"]);
  });

  it("starts a request again after what was told, once, and tells no step twice", async () => {
    const { scripted, models } = engineAt({ now: 0 });
    const heard: DraftEvent[] = [];
    scripted.answers.push(
      (event) => {
        event(step(1));
        throw FAILED;
      },
      (event) => {
        event(step(1));
        event(step(2));
        return "a draft";
      },
    );
    const request = { packagePath: "p", verify: false };
    const result = await models.askAgain("load", request, (told) => ({ ...request, verify: told.length === 1 }), { onEvent: (event) => { heard.push(event); } });
    assert.deepEqual([result, scripted.asked, heard, scripted.kills], ["a draft", [request, { ...request, verify: true }], [step(1), step(2)], 0]);
  });

  it("ends the engine when the GPU fails again, and takes the processor after the second time in ten minutes", async () => {
    const clock = { now: 0 };
    const { scripted, models, load } = engineAt(clock);
    const fail = (): never => { throw FAILED; };
    const lose = async (): Promise<void> => {
      scripted.answers.push(loaded(ON_GPU), fail, fail);
      await load();
      await assert.rejects(models.askAgain("load", { packagePath: "p", verify: false }, () => ({ packagePath: "p", verify: false }), {}), { code: "process/died" });
    };
    await lose();
    clock.now += 11 * 60_000;
    await lose();
    assert.deepEqual([scripted.kills, scripted.wishes.at(-1)?.isLost], [2, false]);
    clock.now += 9 * 60_000;
    await lose();
    scripted.answers.push(loaded(ON_CPU));
    await load();
    assert.equal(scripted.wishes.at(-1)?.isLost, true);
    models.choose("auto");
    scripted.answers.push(loaded(ON_GPU));
    await load();
    assert.equal(scripted.wishes.at(-1)?.isLost, false);
  });

  it("does not count deaths on the processor", async () => {
    const { scripted, load } = engineAt({ now: 0 });
    for (let death = 0; death < 3; death++) {
      scripted.answers.push(loaded(ON_CPU));
      await load();
      scripted.state("died");
    }
    scripted.answers.push(loaded(ON_CPU));
    await load();
    assert.equal(scripted.wishes.at(-1)?.isLost, false);
  });

  it("passes other errors on", async () => {
    const { scripted, models } = engineAt({ now: 0 });
    scripted.answers.push(() => { throw new ProcessError("engine/memory", "", ""); });
    const request = { packagePath: "p", verify: false };
    await assert.rejects(models.askAgain("load", request, () => request, {}), { code: "engine/memory" });
    assert.equal(scripted.asked.length, 1);
  });

  it("says where the model runs when that changes, and when it stays so under another choice", async () => {
    const { scripted, models, load } = engineAt({ now: 0 });
    const said: string[] = [];
    models.onFacts(() => said.push(models.facts?.runsOn ?? "nowhere"));
    scripted.answers.push(loaded(ON_CPU), loaded(ON_CPU), loaded(ON_CPU), loaded(ON_GPU));
    await load();
    await load();
    models.choose("webgpu");
    await load();
    await load();
    assert.deepEqual(said, ["cpu", "cpu", "webgpu"]);
  });

  it("is told of a choice that was made while it loaded", async () => {
    const { scripted, models, load } = engineAt({ now: 0 });
    scripted.answers.push((event) => {
      models.choose("cpu");
      loaded(ON_GPU)(event);
    }, loaded(ON_CPU));
    await load();
    await load();
    assert.deepEqual(scripted.wishes.map(({ choice }) => choice), ["auto", "cpu"]);
  });
});
