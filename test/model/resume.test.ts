// A conversion that ends before its time: what is kept, what is believed of it, and that the package is the same at last.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

import { convert, discardPartial, openPackage, threads } from "../../src/model/index.ts";
import type { Converted, ConvertOptions, ConvertProgress, Encoder, Weights } from "../../src/model/index.ts";
import { createEstimate } from "../../src/model/estimate.ts";
import { ownThread } from "../../src/model/encoder.ts";
import { tinyCheckpoint, writeCheckpoint } from "./tinyCheckpoint.ts";

const DEMO = join(import.meta.dirname, "..", "..", "models", "medv-demo");
const PARTIAL = "out.raddraft-partial";

let place = "";
const at = (name: string): string => join(place, name);
const never = new AbortController().signal;

function run(options: Partial<ConvertOptions> = {}): Promise<Converted> {
  return convert({ checkpoint: at("in"), tower: null, out: at("out"), weights: "int4", onProgress: () => undefined, signal: never, ...options });
}

/** An encoder that counts, by the values of a row, what it is given. */
function counting(): Encoder & { readonly jobs: number[] } {
  const jobs: number[] = [];
  const own = ownThread();
  return { ...own, jobs, encode: (job) => { jobs.push(job.columns); return own.encode(job); } };
}

/** Converts until the reading of a tensor begins. */
async function interrupt(tensor: string, options: Partial<ConvertOptions> = {}): Promise<void> {
  const abort = new AbortController();
  const onProgress = (progress: ConvertProgress): void => { if (progress.tensor === tensor) abort.abort(); };
  await assert.rejects(run({ ...options, signal: abort.signal, onProgress }), { name: "AbortError" });
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await readFile(join(folder, name))).toString("base64")] as const)));
}

describe("an interrupted conversion", () => {
  let whole: Record<string, string> = {};
  before(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-resume-"));
    await writeCheckpoint(at("in"), tinyCheckpoint());
    await run({ out: at("straight") });
    whole = await filesOf(at("straight"));
  });
  afterEach(async () => { for (const name of ["out", PARTIAL]) await rm(at(name), { recursive: true, force: true }); });
  after(async () => { await rm(place, { recursive: true, force: true }); });

  it("goes on with the tensors that it has, and makes the same package", async () => {
    const all = counting();
    await run({ out: at("out"), encoder: all });
    await rm(at("out"), { recursive: true });
    await interrupt("lm_head.weight");
    assert((await readdir(place)).includes(PARTIAL) && !(await readdir(at(PARTIAL))).includes("raddraft.json"));
    const rest = counting();
    await run({ encoder: rest });
    assert(rest.jobs.length > 0 && rest.jobs.length < all.jobs.length, `${String(rest.jobs.length)} of ${String(all.jobs.length)}`);
    assert.deepEqual(await filesOf(at("out")), whole);
    assert(!(await readdir(place)).includes(PARTIAL));
  });

  it("converts a tensor again whose piece was not wholly written, or whose source is another one now", async () => {
    for (const spoil of ["piece", "source", "journal"]) {
      await interrupt("lm_head.weight");
      const journal = join(at(PARTIAL), "journal.jsonl");
      const lines = (await readFile(journal, "utf8")).trimEnd().split("\n");
      if (spoil === "piece") {
        const { tensor } = JSON.parse(lines[3] ?? "") as { tensor: { pieces: { file: string; offset: number }[] } };
        const file = await open(join(at(PARTIAL), tensor.pieces[0]?.file ?? ""), "r+");
        await file.write(Uint8Array.of(77, 77), 0, 2, tensor.pieces[0]?.offset ?? 0);
        await file.close();
      } else if (spoil === "source") {
        await writeFile(journal, lines.map((line, index) => (index === 3 ? line.replace(/"source":"../, '"source":"zz') : line)).join("\n") + "\n");
      } else {
        await appendFile(journal, lines[2]?.slice(0, 40) ?? "");
      }
      await run();
      assert.deepEqual(await filesOf(at("out")), whole, spoil);
      await rm(at("out"), { recursive: true });
    }
  });

  it("begins anew where other weights are wanted, or the folder holds something else", async () => {
    await interrupt("lm_head.weight", { weights: "int8" });
    await run();
    assert.deepEqual(await filesOf(at("out")), whole);
    await rm(at("out"), { recursive: true });
    await mkdir(at(PARTIAL));
    await writeFile(join(at(PARTIAL), "raddraft.json"), "{}");
    await writeFile(join(at(PARTIAL), "journal.jsonl"), "not a journal\n");
    await run();
    assert.deepEqual(await filesOf(at("out")), whole);
  });

  it("can be thrown away", async () => {
    await interrupt("lm_head.weight");
    await discardPartial(at("out"));
    await discardPartial(at("out"));
    assert(!(await readdir(place)).includes(PARTIAL));
  });

  it("is made by one process at a time, and taken over from one that died", async () => {
    await mkdir(at(PARTIAL));
    const lock = join(at(PARTIAL), "making.lock");
    await writeFile(lock, String(process.ppid));
    await assert.rejects(run(), { code: "model/out-busy" });
    await assert.rejects(discardPartial(at("out")), { code: "model/out-busy" });
    // Nobody touched it for three minutes: that process has another life now.
    const long = new Date(Date.now() - 180_000);
    await utimes(lock, long, long);
    await run();
    await rm(at("out"), { recursive: true });
    // No process has this id: Linux ends at 2^22, others below 100,000.
    await mkdir(at(PARTIAL));
    await writeFile(lock, "9999999");
    await run();
    await stat(join(at("out"), "raddraft.json"));
  });

  it("is forgotten after a month, when another one is made beside it", async () => {
    const long = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    for (const [name, time] of [["old.raddraft-partial", long], ["young.raddraft-partial", new Date()]] as const) {
      await mkdir(at(name));
      await utimes(at(name), time, time);
    }
    await run();
    const names = await readdir(place);
    assert.deepEqual([names.includes("old.raddraft-partial"), names.includes("young.raddraft-partial")], [false, true]);
    await rm(at("young.raddraft-partial"), { recursive: true });
  });

  it("survives the end of its process at any time", async () => {
    const script = at("killed.cjs");
    await build({ entryPoints: [join(import.meta.dirname, "killedConversion.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "error" });
    const demo = { checkpoint: DEMO, out: at("out") };
    await run({ ...demo, out: at("demo") });
    let killed = 0;
    // Each try gets a little further; the last one ends by itself.
    for (let tensors = 5; ; tensors += 30) {
      const child = fork(script, [DEMO, at("out"), String(tensors)], { stdio: "inherit" });
      const signal = await new Promise((resolve) => child.on("exit", (_code, name) => { resolve(name); }));
      if (signal === null) break;
      killed++;
      await assert.rejects(openPackage(at("out")), { code: "model/package-missing" });
    }
    assert(killed >= 3, String(killed));
    assert.deepEqual(await filesOf(at("out")), await filesOf(at("demo")));
  });
});

describe("quantising in threads", () => {
  before(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-threads-"));
    await writeCheckpoint(at("in"), tinyCheckpoint());
    await build({ entryPoints: [join(import.meta.dirname, "encoderThread.ts")], outfile: at("thread.cjs"), bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "error" });
  });
  after(async () => { await rm(place, { recursive: true, force: true }); });

  for (const weights of ["fp32", "int8", "int4", "int4-128"] as const satisfies readonly Weights[]) {
    it(`makes the same package of ${weights} as one thread`, async () => {
      const encoder = threads(at("thread.cjs"), 3);
      await run({ checkpoint: DEMO, weights, out: at("one") });
      await run({ checkpoint: DEMO, weights, out: at("three"), encoder });
      await encoder.close();
      assert.deepEqual(await filesOf(at("three")), await filesOf(at("one")));
    });
  }

  it("ends with the code of what is wrong, and with the error of a thread that cannot start", async () => {
    const tiny = tinyCheckpoint();
    const tensor = tiny.tensors.get("lm_head.weight");
    if (tensor !== undefined) tensor.values[3] = NaN;
    await writeCheckpoint(at("spoilt"), tiny);
    for (const [script, code] of [["thread.cjs", "model/tensor-value"], ["nothing.cjs", "MODULE_NOT_FOUND"]] as const) {
      const encoder = threads(at(script), 2);
      await assert.rejects(run({ checkpoint: at("spoilt"), encoder }), ({ code: found }: { readonly code?: string }) => found?.endsWith(code) === true);
      await encoder.close();
    }
  });
});

describe("the estimate of what is left", () => {
  it("says nothing at first, then goes by the pace of the last half minute", () => {
    const estimate = createEstimate();
    assert.equal(estimate.at(0, 0, 1000), null);
    assert.equal(estimate.at(1000, 10, 1000), null);
    assert.equal(estimate.at(10_000, 100, 1000), 90);
    // What an earlier try had finished goes by fast; half a minute later that is forgotten.
    const resumed = createEstimate();
    resumed.at(0, 0, 1000);
    for (let second = 1; second <= 5; second++) resumed.at(second * 1000, second * 100, 1000);
    for (let second = 6; second <= 60; second++) resumed.at(second * 1000, 500 + (second - 5), 1000);
    assert.equal(resumed.at(61_000, 556, 1000), 444);
  });

  it("says nothing while nothing moves, and 0 at the end", () => {
    const estimate = createEstimate();
    estimate.at(0, 5, 10);
    assert.equal(estimate.at(60_000, 5, 10), null);
    assert.equal(estimate.at(61_000, 10, 10), 0);
  });
});
