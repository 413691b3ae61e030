// Trying a device in a process that may be lost, and a draft on the device that was found: with SwiftShader's Vulkan, in the
// bundles that the product runs.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { firstRight } from "../../src/engine/deviceProbe.ts";
import { EngineError } from "../../src/engine/errors.ts";
import { probeApart } from "../../src/engine/index.ts";
import type { DeviceChoice, DeviceFacts, Draft, EngineCalls, ProbeOutcome } from "../../src/engine/protocol.ts";
import { convert } from "../../src/model/index.ts";
import { Child } from "../../src/processes/index.ts";
import { sharedPath } from "../sharedFolder.ts";
import { NO_SOFTWARE_GPU, softwareGpu } from "../softwareGpu.ts";

const root = path.join(import.meta.dirname, "..", "..");
/** Software takes some ten seconds to translate kernels, on a busy machine a minute. */
const TIMEOUT_MS = 400_000;
const TRIAL_LIMIT_MS = 300_000;
const ANSWER = `process.send({ device: "webgpu", why: "no-adapter", halves: false, attention: "flash", gflops: 0, speed: 0 }); setInterval(() => {}, 1000);`;

describe("graphs that a device may be given", () => {
  const refused = new EngineError("engine/device-failed", { part: "probe" });
  const first = async (outcomes: Readonly<Record<string, boolean | Error>>): Promise<string | null> => await firstRight(Object.keys(outcomes), async (name) => {
    const outcome = outcomes[name];
    if (outcome instanceof Error) throw outcome;
    return await Promise.resolve(outcome === true);
  });

  it("are the first right ones", async () => { assert.equal(await first({ flash: true, plain: true }), "flash"); });
  it("are the next where the first compute something else", async () => { assert.equal(await first({ flash: false, plain: true }), "plain"); });
  it("are the next where the driver refuses the first", async () => { assert.equal(await first({ flash: refused, plain: true }), "plain"); });
  it("are none where all are wrong, whatever was refused before", async () => { assert.equal(await first({ flash: refused, plain: false }), null); });
  it("end with the last refusal", async () => { await assert.rejects(first({ flash: false, plain: refused }), refused); });
  it("end at once with a fault that is not the device's", async () => { await assert.rejects(first({ flash: new TypeError("ours"), plain: true }), TypeError); });
});

describe("trying a device", function () {
  this.timeout(TIMEOUT_MS);
  let folder = "";
  let known: ProbeOutcome | null = null;
  const variables = ["VK_ICD_FILENAMES", "LD_LIBRARY_PATH"].map((name) => [name, process.env[name]] as const);

  before(async () => {
    // Inside the repository, so that the bundles find the packages with native parts.
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = mkdtempSync(path.join(root, ".cache", "devices-"));
    const entryPoints = { probe: path.join(root, "src", "engine", "probeMain.ts"), engine: path.join(root, "src", "engine", "main.ts") };
    await build({ entryPoints, outdir: folder, bundle: true, platform: "node", format: "cjs", target: "node20", outExtension: { ".js": ".cjs" }, external: ["onnxruntime-node", "sharp"], logLevel: "error" });
  });
  after(() => { rmSync(folder, { recursive: true, force: true }); });
  afterEach(() => {
    for (const [name, value] of variables) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const tried = async (program: string, limitMs = 20_000): Promise<string | null> => {
    const script = path.join(folder, "scripted.cjs");
    writeFileSync(script, program);
    return (await probeApart("webgpu", { script, threads: 1, limitMs })).why;
  };

  it("outlives a driver that crashes", async () => { assert.equal(await tried("process.abort();"), "crashed"); });
  it("ends a driver that stands still", async () => { assert.equal(await tried("setInterval(() => {}, 1000);", 500), "hung"); });
  it("ends a process that has answered but does not end", async () => { assert.equal(await tried(ANSWER), "no-adapter"); });
  it("knows a missing loader by its message", async () => { assert.equal(await tried(`console.error("Warning: Couldn't load Vulkan: libvulkan.so.1"); setTimeout(() => { ${ANSWER} }, 50);`), "no-loader"); });
  it("believes no answer of another form", async () => { assert.equal(await tried(`process.send({ device: "webgpu", why: null });`), "crashed"); });

  it("finds that software computes rightly, in 32 bits, with plain attention", async function () {
    const gpu = softwareGpu();
    if (gpu === null) {
      console.log(NO_SOFTWARE_GPU);
      this.skip();
    }
    Object.assign(process.env, gpu.env);
    known = await probeApart("webgpu", { script: path.join(folder, "probe.cjs"), threads: 2, limitMs: TRIAL_LIMIT_MS });
    assert.deepEqual([known.why, known.halves, known.attention], [null, false, "plain"]);
    assert.ok(known.speed > 0 && known.speed < 1, `software is slower than the CPU: ${String(known.speed)}`);
  });

  it("drafts there what the CPU drafts when the person chose it, and says where; left alone it stays on the CPU", async function () {
    const [gpu, checkpoint] = [softwareGpu(), sharedPath("goldens", "variant-gqa", "checkpoint")];
    if (gpu === null || checkpoint === null || known === null) {
      console.log(checkpoint === null ? "skipped: ../shared/goldens/variant-gqa is not there" : NO_SOFTWARE_GPU);
      this.skip();
    }
    Object.assign(process.env, gpu.env);
    const packagePath = path.join(folder, "package");
    await convert({ checkpoint, tower: null, out: packagePath, weights: "fp32", onProgress: () => undefined, signal: new AbortController().signal });
    const engine = new Child<EngineCalls>({ name: "engine", script: path.join(folder, "engine.cjs"), scriptArguments: ["--threads=2"], executable: () => Promise.resolve(process.execPath), cancelGraceMs: TIMEOUT_MS, idleMs: TIMEOUT_MS, log: () => undefined });
    try {
      const there = await draftOn(engine, { packagePath, choice: "webgpu", known });
      const here = await draftOn(engine, { packagePath, choice: "auto", known });
      assert.deepEqual([there.facts?.runsOn, there.facts?.bits, there.facts?.notUsed], ["webgpu", 32, []]);
      assert.deepEqual([here.facts?.runsOn, here.facts?.notUsed.map(({ device, why }) => `${device} ${why}`)], ["cpu", ["cuda small", "webgpu small"]]);
      assert.deepEqual(there.draft.ids, here.draft.ids);
      assert.ok(there.draft.ids.length > 1, "a draft of one word compares little");
    } finally {
      engine.dispose();
    }
  });
});

const LENGTH = 16;

async function draftOn(engine: Child<EngineCalls>, { packagePath, choice, known }: { readonly packagePath: string; readonly choice: DeviceChoice; readonly known: ProbeOutcome }): Promise<{ draft: Draft; facts: DeviceFacts | null }> {
  await engine.ask("device", { choice, isLost: false, known: [known] });
  let facts: DeviceFacts | null = null;
  const settings = { preset: "standard" as const, genLength: LENGTH, blockLength: null, steps: LENGTH, temperature: 0, seed: 0, remasking: "low-confidence" as const, guidanceScale: 0 };
  const draft = await engine.ask("draft", { packagePath, imageIds: [], imageViews: "all", messages: [{ role: "user", content: "Impression, please." }], settings, suffix: "", stops: null, recorded: [] }, {
    onEvent: (event) => { if (event.kind === "device") facts = event.facts; },
  });
  return { draft, facts };
}
