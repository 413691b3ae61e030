// Where a package runs, as a table: what the person wants, what the package can, what trying the devices found.

import assert from "node:assert/strict";
import type { Device, DeviceWish, ProbeOutcome } from "../../src/engine/deviceProtocol.ts";
import { Devices, type ChoiceOptions } from "../../src/engine/devices.ts";
import type { Manifest } from "../../src/model/manifest.ts";

const MIB = 1024 * 1024;
const KEY = "a library with a driver";

/** A package as far as the choice looks at it. */
function manifest(form: "int4" | "int8", mebibytes: number): Manifest {
  return { tensors: [{ name: "w", shape: [1, 1], form, pieces: [{ role: "values", type: "uint8", shape: [1], file: "", offset: 0, length: mebibytes * MIB, sha256: "" }] }] } as unknown as Manifest;
}

function outcome(device: Device, more: Partial<ProbeOutcome> = {}): ProbeOutcome {
  return { device, key: KEY, why: null, halves: true, attention: "flash", gflops: 5000, speed: 8, ...more };
}

const wish = (more: Partial<DeviceWish> = {}): DeviceWish => ({ choice: "auto", isLost: false, known: [], ...more });
const on = (platform: string, more: Partial<ChoiceOptions> = {}): ChoiceOptions => ({ platform, signal: new AbortController().signal, onProbe: () => undefined, ...more });
const BIG = manifest("int4", 4400);

interface Case {
  readonly title: string;
  readonly package?: Manifest;
  readonly wish?: DeviceWish;
  readonly platform?: string;
  readonly found?: Partial<Record<Device, Partial<ProbeOutcome>>>;
  /** Providers in order, and why others are not used. */
  readonly expected: readonly [places: readonly string[], notUsed: readonly string[]];
  /** Devices that are tried. */
  readonly tried?: readonly Device[];
}

const NOT_THERE = { why: "no-build" } as const;
const cases: readonly Case[] = [
  { title: "takes a GPU that is right and fast", found: { cuda: NOT_THERE }, expected: [["webgpu"], []] },
  { title: "takes the faster of two", found: { cuda: { speed: 20 } }, expected: [["cuda", "webgpu"], []] },
  { title: "says why there is none", found: { cuda: NOT_THERE, webgpu: { why: "no-adapter" } }, expected: [[], ["webgpu no-adapter"]] },
  { title: "says that a platform has no build", platform: "darwin", found: { webgpu: NOT_THERE }, tried: ["webgpu"], expected: [[], ["webgpu no-build"]] },
  { title: "leaves one that is slower than the processor", found: { cuda: NOT_THERE, webgpu: { speed: 0.8 } }, expected: [[], ["webgpu slower"]] },
  { title: "takes a slow one that the person named", wish: wish({ choice: "webgpu" }), found: { webgpu: { speed: 0.01 } }, tried: ["webgpu"], expected: [["webgpu"], []] },
  { title: "takes none that computes wrongly, named or not", wish: wish({ choice: "webgpu" }), found: { webgpu: { why: "wrong" } }, expected: [[], ["webgpu wrong"]] },
  { title: "gives no big model to plain attention", found: { cuda: NOT_THERE, webgpu: { attention: "plain" } }, expected: [[], ["webgpu wrong"]] },
  { title: "keeps int8 on the processor", package: manifest("int8", 7000), found: { cuda: NOT_THERE }, expected: [[], ["webgpu form"]] },
  { title: "tries nothing for a small model", package: manifest("int4", 20), tried: [], expected: [[], ["cuda small", "webgpu small"]] },
  { title: "gives a small model to the device that the person named", package: manifest("int4", 20), wish: wish({ choice: "webgpu" }), found: { webgpu: { attention: "plain" } }, expected: [["webgpu"], []] },
  { title: "tries nothing where the person chose the processor", wish: wish({ choice: "cpu" }), tried: [], expected: [[], ["cuda chosen", "webgpu chosen"]] },
  { title: "tries nothing after a GPU was lost", wish: wish({ isLost: true }), tried: [], expected: [[], ["cuda lost", "webgpu lost"]] },
  { title: "tells of DirectML but does not use it", platform: "win32", found: { cuda: NOT_THERE, webgpu: { why: "no-adapter" }, dml: {} }, expected: [[], ["webgpu no-adapter", "dml listed"]] },
  { title: "says that the named CUDA is not there", wish: wish({ choice: "cuda" }), found: { cuda: NOT_THERE }, tried: ["cuda"], expected: [[], ["cuda no-build"]] },
];

describe("the choice of a device", () => {
  for (const { title, package: packed = BIG, wish: asked = wish(), platform = "linux", found = {}, expected, tried } of cases) {
    it(title, async () => {
      const asking: Device[] = [];
      const devices = new Devices((device) => {
        asking.push(device);
        return Promise.resolve(outcome(device, found[device]));
      }, KEY);
      const { places, notUsed } = await devices.choose(packed, asked, on(platform));
      assert.deepEqual([places.map(({ provider }) => provider), notUsed.map(({ device, why }) => `${device} ${why}`)], expected);
      if (tried !== undefined) assert.deepEqual(asking, tried);
      // What was found is found once.
      await devices.choose(packed, asked, on(platform));
      assert.equal(new Set(asking).size, asking.length);
    });
  }

  it("computes in halves where the device has them, and with the attention that is right there", async () => {
    for (const [halves, float] of [[true, "float16"], [false, "float32"]] as const) {
      const devices = new Devices((device) => Promise.resolve(outcome(device, { halves })), KEY);
      const { places: [place] } = await devices.choose(BIG, wish({ choice: "webgpu" }), on("linux"));
      assert.deepEqual(place, { provider: "webgpu", target: { kind: "gpu", float, attention: "flash" }, gflops: 5000 });
    }
  });

  it("believes an earlier engine, but not about another driver", async () => {
    const asked: Device[] = [];
    const devices = new Devices((device) => {
      asked.push(device);
      return Promise.resolve(outcome(device, { why: "hung" }));
    }, KEY);
    const known = [outcome("cuda", { why: "no-build" }), outcome("webgpu", { key: "the driver of yesterday" })];
    assert.deepEqual((await devices.choose(BIG, wish({ known }), on("linux"))).notUsed, [{ device: "webgpu", why: "hung" }]);
    assert.deepEqual(asked, ["webgpu"]);
  });

  it("tells before a device is tried, and stops waiting for it at once", async () => {
    const stop = new AbortController();
    const told: string[] = [];
    let answer: (outcome: ProbeOutcome) => void = () => undefined;
    const devices = new Devices(() => new Promise((resolve) => { answer = resolve; }), KEY);
    const asked = wish({ choice: "webgpu" });
    const chosen = devices.choose(BIG, asked, on("linux", { signal: stop.signal, onProbe: () => told.push("tried") }));
    stop.abort(new Error("stopped"));
    await assert.rejects(chosen, /stopped/u);
    answer(outcome("webgpu"));
    const { places } = await devices.choose(BIG, asked, on("linux", { onProbe: () => told.push("tried again") }));
    assert.deepEqual([places.length, told], [1, ["tried"]]);
  });
});
