// Conversion from end to end: what comes out of good checkpoints, and that bad ones give their code and leave nothing.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openFileBytes, readSafetensorsHeader, widenBf16, widenFp16 } from "../../src/formats/index.ts";
import { convert, openPackage } from "../../src/model/index.ts";
import type { Converted, ConvertProgress, ModelPackage, Weights } from "../../src/model/index.ts";
import { sharedPath } from "../sharedFolder.ts";
import { valuesOf } from "./dequantise.ts";
import { safetensorsOf, tinyCheckpoint, TINY, withHeader, writeCheckpoint } from "./tinyCheckpoint.ts";
import type { TinyCheckpoint } from "./tinyCheckpoint.ts";

const TOWER = "model.vision_tower.vision_tower.vision_model.";
const DEMO = join(import.meta.dirname, "..", "..", "models", "medv-demo");
const ALL: readonly Weights[] = ["fp32", "int8", "int4", "int4-128"];
/**
 * Largest difference by form, as a share of the tensor's largest magnitude. fp16: half of 2^-10. int8: half of 1/127.
 * int4: codes in steps of at least a ninth of the largest value of a block, which may be cut to 7 or -8 of them.
 */
const TOLERANCE = { fp32: 0, fp16: 2 ** -11, int8: 0.51 / 127, int4: 2 / 9 } as const;

let place = "";
const at = (name: string): string => join(place, name);

function run(checkpoint: string, out: string, options: { weights?: Weights; tower?: string; signal?: AbortSignal; onProgress?: (progress: ConvertProgress) => void } = {}): Promise<Converted> {
  const { weights = "fp32", tower = null, signal = new AbortController().signal, onProgress = () => undefined } = options;
  return convert({ checkpoint, out, weights, tower, signal, onProgress });
}

/** Every value of every safetensors file of the folders, by tensor name, read without the converter's own loop. */
async function sourceValues(...folders: readonly string[]): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const folder of folders) {
    for (const name of (await readdir(folder)).filter((file) => file.endsWith(".safetensors"))) {
      const file = await openFileBytes(join(folder, name));
      for (const tensor of (await readSafetensorsHeader(file)).tensors) {
        const bytes = await file.readAt(tensor.offset, tensor.length);
        values.set(tensor.name, tensor.dtype === "BF16" ? widenBf16(bytes) : tensor.dtype === "F16" ? widenFp16(bytes) : new Float32Array(bytes.buffer));
      }
      await file.close();
    }
  }
  return values;
}

/** A package's name in the checkpoint, by rules of the test's own. */
function sourceNameOf(name: string, towerPrefix: string): string {
  const fixed: Record<string, string> = { "embed.weight": "model.embed_tokens.weight", "image_newline": "model.image_newline", "lm_head.weight": "lm_head.weight" };
  return fixed[name] ?? name
    .replace(/^tower\.layers/, `${towerPrefix}encoder.layers`)
    .replace(/^tower\./, `${towerPrefix}embeddings.`)
    .replace(/^projector\./, "model.mm_projector.")
    .replace(/^decoder\./, "model.");
}

async function compare(opened: ModelPackage, sources: ReadonlyMap<string, Float32Array>, towerPrefix: string): Promise<void> {
  for (const { name, form, shape } of opened.manifest.tensors) {
    const expected = sources.get(sourceNameOf(name, towerPrefix));
    assert(expected !== undefined, name);
    const values = await valuesOf(opened, name);
    assert.equal(values.length, shape.reduce((product, side) => product * side, 1));
    let [worst, largest] = [0, 0];
    expected.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - (values[index] ?? NaN)));
      largest = Math.max(largest, Math.abs(value));
    });
    assert(worst <= TOLERANCE[form] * largest, `${name} ${form}: ${String(worst / largest)}`);
  }
}

describe("conversion", () => {
  beforeEach(async () => { place = await mkdtemp(join(tmpdir(), "raddraft-convert-")); });
  afterEach(async () => { await rm(place, { recursive: true, force: true }); });

  for (const weights of ALL) {
    it(`keeps every value of the tiny checkpoint within the error of ${weights}`, async () => {
      await writeCheckpoint(at("in"), tinyCheckpoint());
      const { bytes } = await run(at("in"), at("out"), { weights });
      const opened = await openPackage(at("out"));
      await compare(opened, await sourceValues(at("in")), TOWER);
      await opened.verify(() => undefined, new AbortController().signal);
      assert.equal(bytes, opened.manifest.tensors.flatMap(({ pieces }) => pieces).reduce((sum, piece) => sum + piece.length, 0));
      assert.deepEqual((await readdir(at("out"))).sort(), ["raddraft.json", "tokenizer.json", "tokenizer_config.json", "weights-00.bin"]);
    });
    it(`keeps every value of the demo within the error of ${weights}`, async () => {
      await run(DEMO, at("out"), { weights });
      const opened = await openPackage(at("out"));
      const { name, isDemo, licence, trainedCanvas, tensors } = opened.manifest;
      assert.deepEqual({ name, isDemo, licence, trainedCanvas }, { name: "RadDraft demo", isDemo: true, licence: "CC BY-SA 4.0", trainedCanvas: [16, 32, 64, 128] });
      assert(tensors.flatMap(({ pieces }) => pieces).every((piece) => piece.offset % 4096 === 0));
      await compare(opened, await sourceValues(DEMO), TOWER);
    });
    for (const [folder, tower] of [["", ""], ["variant-gqa", "vision_tower"]] as const) {
      it(`keeps every value of goldens/${folder} within the error of ${weights}`, async function () {
        const checkpoint = sharedPath("goldens", folder, "checkpoint");
        if (checkpoint === null) {
          process.stdout.write("      skipped: no ../shared/goldens\n");
          return this.skip();
        }
        await run(checkpoint, at("out"), { weights });
        const apart = sharedPath("goldens", folder, tower);
        await compare(await openPackage(at("out")), await sourceValues(checkpoint, ...(tower === "" || apart === null ? [] : [apart])), tower === "" ? TOWER : "vision_model.");
      });
    }
  }

  it("widens exactly: the fp32 package holds the bits of the checkpoint", async () => {
    const tiny = tinyCheckpoint();
    const norm = tiny.tensors.get("model.norm.weight");
    assert(norm !== undefined);
    Object.assign(norm, { dtype: "F32", values: Float32Array.from(norm.values, (_, index) => Math.fround(1 / (index + 3))) });
    await writeCheckpoint(at("in"), tiny);
    await run(at("in"), at("out"));
    assert.deepEqual(await valuesOf(await openPackage(at("out")), "decoder.norm.weight"), norm.values);
  });

  it("finds a separate tower inside, beside, and where it is named, and ignores what a SigLIP2 model has besides", async () => {
    for (const [folder, named] of [["in/vision_tower", false], ["vision_tower", false], ["elsewhere/siglip", true]] as const) {
      const tiny = tinyCheckpoint();
      const apart = new Map([...tiny.tensors].filter(([name]) => name.startsWith(TOWER)).map(([name, tensor]) => [name.replace(TOWER, "vision_model."), tensor]));
      for (const name of ["logit_scale", "text_model.head.weight", "vision_model.head.probe"]) apart.set(name, { dtype: "I32", shape: [1], values: new Float32Array(1) });
      for (const name of [...tiny.tensors.keys()]) if (name.startsWith(TOWER)) tiny.tensors.delete(name);
      await writeCheckpoint(at("in"), tiny);
      await mkdir(at(folder), { recursive: true });
      await writeFile(join(at(folder), "model.safetensors"), safetensorsOf(apart));
      await run(at("in"), at("out"), named ? { tower: at(folder) } : {});
      await compare(await openPackage(at("out")), await sourceValues(at("in"), at(folder)), "vision_model.");
      await rm(place, { recursive: true });
      await mkdir(place);
    }
  });

  it("reads shards by their index, reports progress up to the last byte, and names every source with its hash", async () => {
    await writeSharded(tinyCheckpoint(), (map) => map);
    const progress: ConvertProgress[] = [];
    const { manifest } = await run(at("in"), at("out"), { onProgress: (step) => progress.push(step) });
    assert.equal(progress.at(-1)?.bytesDone, progress.at(-1)?.bytesInAll);
    assert(progress.every((step, index) => step.bytesDone >= (progress[index - 1]?.bytesDone ?? 0)));
    assert.deepEqual(Object.keys(manifest.sources), ["a.safetensors", "b.safetensors", "config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json"]);
    const { createHash } = await import("node:crypto");
    assert.equal(manifest.sources["a.safetensors"], createHash("sha256").update(await readFile(at("in/a.safetensors"))).digest("hex"));
  });

  it("replaces a package, and nothing else", async () => {
    await writeCheckpoint(at("in"), tinyCheckpoint());
    await run(at("in"), at("out"));
    await writeFile(at("out/graphs"), "stale");
    await run(at("in"), at("out"), { weights: "int4" });
    assert.equal((await openPackage(at("out"))).manifest.weights, "int4");
    assert.deepEqual((await readdir(place)).sort(), ["in", "out"]);
    assert(!(await readdir(at("out"))).includes("graphs"));
    await mkdir(at("mine"));
    await assert.rejects(run(at("in"), at("mine")), { code: "model/out-exists" });
    assert.deepEqual((await readdir(place)).sort(), ["in", "mine", "out"]);
  });

  it("keeps the older package when it fails, and leaves no folder when it is cancelled before anything is finished", async () => {
    await writeCheckpoint(at("in"), tinyCheckpoint());
    await run(at("in"), at("out"));
    const abort = new AbortController();
    const onProgress = ({ tensor }: ConvertProgress): void => { if (tensor !== "model.safetensors") abort.abort(); };
    await assert.rejects(run(at("in"), at("out"), { signal: abort.signal, onProgress }), { name: "AbortError" });
    await assert.rejects(run(at("in"), at("new/parents/out"), { signal: abort.signal }), { name: "AbortError" });
    assert.deepEqual((await readdir(place)).sort(), ["in", "out"]);
    await openPackage(at("out"));
  });

  it("tells the error of every tensor", async () => {
    await run(DEMO, at("out"), { weights: "int4" });
    const { tensors } = (await openPackage(at("out"))).manifest;
    const sources = await sourceValues(DEMO);
    for (const { name, form, error } of tensors) {
      const [expected, values] = [sources.get(sourceNameOf(name, TOWER)), await valuesOf(await openPackage(at("out")), name)];
      assert(expected !== undefined && error !== undefined, name);
      const [squares, errors] = [expected, expected.map((value, index) => value - (values[index] ?? NaN))].map((list) => list.reduce((sum, value) => sum + value ** 2, 0));
      const relative = squares === 0 ? 0 : Math.sqrt((errors ?? NaN) / (squares ?? NaN));
      assert(Math.abs(error.relativeRms - relative) < 1e-5, `${name}: ${String(error.relativeRms)} ${String(relative)}`);
      // The demo's fp16 tables were halves before; blocks of int4 lose about a tenth.
      if (form === "int4") assert(error.relativeRms > 0.04 && error.relativeRms < 0.2, `${name}: ${String(error.relativeRms)}`);
    }
  });

  /** Changes the checkpoint in memory; what it returns runs once the checkpoint is written. */
  type Spoil = (tiny: TinyCheckpoint) => (() => Promise<void>) | undefined;
  const change = (bend: (tiny: TinyCheckpoint) => void): Spoil => (tiny) => {
    bend(tiny);
    return undefined;
  };
  const tensorOf = (tiny: TinyCheckpoint, name: string): { dtype: string; shape: number[]; values: Float32Array } => {
    const tensor = tiny.tensors.get(name);
    assert(tensor !== undefined);
    return tensor;
  };
  const weightsFile = (bytes: () => Uint8Array) => () => () => writeFile(at("in/model.safetensors"), bytes());
  const whole = (): Uint8Array => safetensorsOf(tinyCheckpoint().tensors);
  const Q = "model.layers.0.self_attn.q_proj.weight";
  const spoilt: readonly (readonly [symptom: string, spoil: Spoil, code: string, weights?: Weights])[] = [
    ["a missing tensor", change((tiny) => { tiny.tensors.delete(Q); }), "model/tensor-missing"],
    ["a missing tensor of the tower", change((tiny) => { tiny.tensors.delete(`${TOWER}encoder.layers.0.mlp.fc1.bias`); }), "model/tensor-missing"],
    ["no tower at all", change((tiny) => { for (const name of [...tiny.tensors.keys()]) if (name.startsWith(TOWER)) tiny.tensors.delete(name); }), "model/tower-missing"],
    ["an extra tensor", change((tiny) => { tiny.tensors.set("model.layers.1.mlp.up_proj.weight", tensorOf(tiny, Q)); }), "model/tensor-extra"],
    ["an extra layer of the tower", change((tiny) => { tiny.tensors.set(`${TOWER}encoder.layers.2.mlp.fc1.bias`, tensorOf(tiny, Q)); }), "model/tensor-extra"],
    ["a bias in the attention", change((tiny) => { tiny.tensors.set("model.layers.0.self_attn.q_proj.bias", tensorOf(tiny, "model.norm.weight")); }), "model/tensor-extra"],
    ["a wrong shape", change((tiny) => { Object.assign(tensorOf(tiny, Q), { shape: [TINY.hidden * 2, TINY.hidden / 2] }); }), "model/tensor-shape"],
    ["a shape of another rank", change((tiny) => { Object.assign(tensorOf(tiny, Q), { shape: [TINY.hidden ** 2] }); }), "model/tensor-shape"],
    ["a wrong type", change((tiny) => { tensorOf(tiny, Q).dtype = "I32"; }), "model/tensor-dtype"],
    ["a value that is no number", change((tiny) => { tensorOf(tiny, Q).values[3] = NaN; }), "model/tensor-value"],
    ["a value that is no number, quantised", change((tiny) => { tensorOf(tiny, Q).values[3] = Infinity; }), "model/tensor-value", "int4"],
    ["a value too large for half precision", change((tiny) => { tensorOf(tiny, "model.embed_tokens.weight").values[0] = 1e6; }), "model/tensor-value", "int8"],
    ["rope_scaling", change(({ config }) => { config["rope_scaling"] = { type: "dynamic", factor: 4 }; }), "model/config-rope-scaling"],
    ["another projector", change(({ config }) => { config["mm_projector_type"] = "linear"; }), "model/config-projector"],
    ["another patch merge", change(({ config }) => { config["mm_patch_merge_type"] = "flat"; }), "model/config-patch-merge"],
    ["a configuration that lies about a size", change(({ config }) => { config["intermediate_size"] = 41; }), "model/tensor-shape"],
    ["a configuration that is a list", () => () => writeFile(at("in/config.json"), "[]"), "model/json-unreadable"],
    ["a configuration that is cut", () => () => writeFile(at("in/config.json"), '{"hidden_size": 12'), "model/json-unreadable"],
    ["no configuration", () => () => rm(at("in/config.json")), "model/not-a-checkpoint"],
    ["no tokenizer", () => () => rm(at("in/tokenizer.json")), "model/not-a-checkpoint"],
    ["no weights", () => () => rm(at("in/model.safetensors")), "model/not-a-checkpoint"],
    ["a truncated shard", weightsFile(() => whole().slice(0, -1)), "formats/safetensors-truncated"],
    ["a header over its limit", weightsFile(() => Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 123)), "formats/safetensors-header-limit"],
    ["a header that is no JSON", weightsFile(() => withHeader("no")), "formats/safetensors-header"],
    ["overlapping offsets", weightsFile(() => safetensorsOf(tinyCheckpoint().tensors, (header) => {
      const offsets = header[Q]?.data_offsets;
      assert(offsets !== undefined);
      offsets[0] -= 2;
      offsets[1] -= 2;
    })), "formats/safetensors-overlap"],
    ["offsets outside the file", weightsFile(() => safetensorsOf(tinyCheckpoint().tensors, (header) => {
      const offsets = header[Q]?.data_offsets;
      assert(offsets !== undefined);
      offsets[0] += 1e9;
      offsets[1] += 1e9;
    })), "formats/safetensors-range"],
    ["a demo card that lies", () => () => writeFile(at("in/raddraft-demo.json"), '{"name": 1}'), "model/config-value"],
    ["an index that names no map", () => () => writeFile(at("in/model.safetensors.index.json"), "{}"), "model/index-invalid"],
    ["an index that leads out of the folder", () => () => writeFile(at("in/model.safetensors.index.json"), '{"weight_map":{"a":"../model.safetensors"}}'), "model/index-invalid"],
    ["an index that names a missing shard", (tiny) => () => writeSharded(tiny, (map) => ({ ...map, [Q]: "c.safetensors" })), "model/shard-missing"],
    ["an index that names the other shard", (tiny) => () => writeSharded(tiny, (map) => ({ ...map, "lm_head.weight": "a.safetensors" })), "model/index-mismatch"],
    ["an index that leaves a tensor out", (tiny) => () => writeSharded(tiny, (map) => Object.fromEntries(Object.entries(map).filter(([name]) => name !== Q))), "model/index-mismatch"],
  ];
  for (const [symptom, spoil, code, weights = "fp32"] of spoilt) {
    it(`refuses ${symptom} and leaves nothing`, async () => {
      const tiny = tinyCheckpoint();
      const after = spoil(tiny);
      await writeCheckpoint(at("in"), tiny);
      await after?.();
      await assert.rejects(run(at("in"), at("new/out"), { weights }), (error: Error & { code?: unknown; action?: unknown }) => {
        assert.equal(error.code, code, error.message);
        assert(typeof error.action === "string" && error.action !== "" && !error.message.includes(place) && !error.message.includes("undefined"), error.message);
        return true;
      });
      assert.deepEqual(await readdir(place), ["in"]);
    });
  }
});

/** The tiny checkpoint in two shards; `bend` changes the index. */
async function writeSharded(tiny: TinyCheckpoint, bend: (map: Record<string, string>) => Record<string, string>): Promise<void> {
  await writeCheckpoint(at("in"), tiny);
  await rm(at("in/model.safetensors"));
  const names = [...tiny.tensors.keys()].sort();
  const fileOf = (name: string): string => (names.indexOf(name) % 2 === 0 ? "b.safetensors" : "a.safetensors");
  for (const file of ["a.safetensors", "b.safetensors"]) {
    await writeFile(at(`in/${file}`), safetensorsOf(new Map([...tiny.tensors].filter(([name]) => fileOf(name) === file))));
  }
  const map = Object.fromEntries(names.map((name) => [name, fileOf(name)]));
  await writeFile(at("in/model.safetensors.index.json"), JSON.stringify({ metadata: { total_size: 1 }, weight_map: bend(map) }));
}
