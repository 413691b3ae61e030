// `npm run bench:weights`: how far each form of the weights is from float32, on the checkpoints of the reference values
// (../shared/goldens), on the demo, and on a demo with outlying channels: divergence of the probabilities, the same
// candidates, the same drafts.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { calibrate, defaultThreads, embedSequence, GraphDenoiser, LoadedModel, onProcessor, openNetwork } from "../src/engine/index.ts";
import { concatenated } from "../src/engine/prompts.ts";
import { decodeRaster } from "../src/imaging/index.ts";
import type { RgbImage } from "../src/imaging/index.ts";
import { checkpointPackage, convert, openCheckpoint, openPackage, weightsBytes } from "../src/model/index.ts";
import type { Weights } from "../src/model/index.ts";
import { EXACT, IMAGE_POSITION, sampleDraft } from "../src/sampler/index.ts";
import { buildPrompt, layoutPrompt, loadTokenizer } from "../src/tokenizer/index.ts";
import { outlierCheckpoint } from "../test/engine/outlierCheckpoint.ts";
import { sharedPath } from "../test/sharedFolder.ts";

/** Forms that are compared with fp32. */
const FORMS = ["int8", "int4", "int4-128"] as const satisfies readonly Weights[];
const QUESTION = "<image>\nDescribe the image.";
/** Shares of the float32 draft that are committed where the forms are compared. */
const STATES = [0, 0.25, 0.5, 0.75] as const;
/** Images of each. */
const GOLDEN_IMAGES = 4;
const DEMO_IMAGES = 24;
/** Rows of logits at once. */
const ROWS = 32;
/** Of the doctored demo. */
const OUTLIERS: readonly number[] = [3, 40, 77, 150];
const ROOT = path.resolve(import.meta.dirname, "..");
const signal = new AbortController().signal;

interface Subject {
  readonly name: string;
  readonly checkpoint: string;
  readonly images: () => Promise<readonly RgbImage[]>;
  readonly canvas: number;
  /** int8 is measured once more without trials: what the outliers would do. */
  readonly hasOutliers?: true;
}

/** Canvas positions of a prompt in some state. */
interface State {
  readonly ids: Int32Array;
  readonly masked: Int32Array;
}

/** Sums over rows of logits and over drafts. */
class Agreement {
  #divergence = 0;
  #largest = 0;
  #rows = 0;
  #sameCandidates = 0;
  #tokens = 0;
  #sameTokens = 0;

  addRow(exact: Float32Array, other: Float32Array): void {
    const [p, q] = [logProbabilities(exact), logProbabilities(other)];
    const divergence = p.reduce((sum, log, id) => (log === -Infinity ? sum : sum + Math.exp(log) * (log - (q[id] ?? 0))), 0);
    this.#divergence += divergence;
    this.#largest = Math.max(this.#largest, divergence);
    this.#rows++;
    if (largestOf(exact) === largestOf(other)) this.#sameCandidates++;
  }

  addDraft(exact: Int32Array, other: Int32Array): void {
    this.#tokens += exact.length;
    this.#sameTokens += exact.filter((id, index) => id === other[index]).length;
  }

  line(): string {
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return `${(this.#divergence / this.#rows).toExponential(1)} | ${this.#largest.toExponential(1)} | ${percent(this.#sameCandidates / this.#rows)} of ${String(this.#rows)} | ${percent(this.#sameTokens / this.#tokens)} of ${String(this.#tokens)}`;
  }
}

void main();

async function main(): Promise<void> {
  console.log("| checkpoint | weights | MB | mean KL, nats | largest | same candidate | same token of the draft |\n| --- | --- | --- | --- | --- | --- | --- |");
  const place = await mkdtemp(path.join(tmpdir(), "weights-"));
  try {
    for (const subject of subjectsHere()) await compare(subject, place);
    await compare(await doctoredDemo(path.join(place, "outliers")), place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function subjectsHere(): Subject[] {
  const goldens = ([["golden", "."], ["golden, grouped queries", "variant-gqa"]] as const).flatMap(([name, folder]) => {
    const checkpoint = sharedPath("goldens", folder, "checkpoint");
    const images = sharedPath("goldens", folder, "images");
    if (checkpoint === null || images === null) {
      console.log(`skipped: no ../shared/goldens/${folder}`);
      return [];
    }
    return [{ name, checkpoint, canvas: 32, images: async () => rasters((await readdir(images)).filter((file) => file.endsWith(".png")).sort().slice(0, GOLDEN_IMAGES).map((file) => path.join(images, file))) }];
  });
  return [...goldens, { name: "demo", checkpoint: path.join(ROOT, "models", "medv-demo"), canvas: 64, images: demoImages }];
}

/**
 * The demo in other numbers, the same function in fp32: four channels behind the first norm of a layer are 256 times larger,
 * as in large language models, and the gated product of another grows from block to block up to 128 times.
 */
async function doctoredDemo(checkpoint: string): Promise<Subject> {
  await outlierCheckpoint(checkpoint, new Map([[1, (channel) => (OUTLIERS.includes(channel) ? 256 : 1)]]), new Map([[2, (channel) => 2 ** (Math.floor(channel / 32) % 8)]]));
  return { name: "demo with outliers", checkpoint, canvas: 64, images: demoImages, hasOutliers: true };
}

async function compare({ name, checkpoint, images, canvas, hasOutliers }: Subject, place: string): Promise<void> {
  const pictures = await images();
  const exact = await load(checkpoint, path.join(place, `${name}-fp32`), "fp32", true);
  const drafted = [];
  for (const picture of pictures) drafted.push(await draft(exact.model, picture, canvas));
  const logits = [];
  for (const [index, { states }] of drafted.entries()) logits.push(await logitsOf(exact.model, pictures[index], states));
  await exact.model.release();
  console.log(`| ${name} | fp32 | ${(exact.bytes / 1e6).toFixed(1)} | | | | |`);
  const forms = [...(hasOutliers === true ? [{ weights: "int8", isTried: false } as const] : []), ...FORMS.map((weights) => ({ weights, isTried: true }))];
  for (const { weights, isTried } of forms) {
    const { model, bytes, note } = await load(checkpoint, path.join(place, `${name}-${weights}-${String(isTried)}`), weights, isTried);
    const agreement = new Agreement();
    for (const [index, picture] of pictures.entries()) {
      const { states = [], ids = new Int32Array(0) } = drafted[index] ?? {};
      const expected = logits[index] ?? [];
      for (const [row, values] of (await logitsOf(model, picture, states)).entries()) agreement.addRow(expected[row] ?? new Float32Array(0), values);
      agreement.addDraft(ids, (await draft(model, picture, canvas)).ids);
    }
    await model.release();
    console.log(`| ${name} | ${weights}${note} | ${(bytes / 1e6).toFixed(1)} | ${agreement.line()} |`);
  }
}

/** @param isTried whether int8 tries every matrix on a prompt, as a person's conversion does */
async function load(checkpoint: string, out: string, weights: Weights, isTried: boolean): Promise<{ model: LoadedModel; bytes: number; note: string }> {
  const { manifest } = await convert({
    checkpoint, tower: null, out, weights, signal, onProgress: () => undefined,
    ...(isTried ? { calibrate: async (onProgress: (tensor: string, done: number) => void) => {
      const opened = await openCheckpoint({ checkpoint, tower: null });
      return await calibrate(checkpointPackage(opened), { threads: defaultThreads(), signal, onProgress }).finally(() => opened.close());
    } } : {}),
  });
  const source = await openPackage(out);
  const network = await openNetwork(source, { threads: defaultThreads(), layersPerShard: null, signal, onProgress: () => undefined });
  const tokenizer = loadTokenizer(await source.tokenizerJson(), await source.tokenizerConfigJson());
  const kept = manifest.tensors.filter(({ trial, form }) => trial !== undefined && form === "int4").length;
  const apart = manifest.tensors.filter((tensor) => tensor.apart !== undefined).length;
  const note = !isTried ? " without trials" : weights === "int8" && kept + apart > 0 ? ` (${String(apart)} with channels apart, ${String(kept)} in int4)` : "";
  return { model: new LoadedModel(source, network, tokenizer, onProcessor(defaultThreads())), bytes: weightsBytes(manifest.tensors), note };
}

interface Drafted {
  /** Of the canvas. */
  readonly ids: Int32Array;
  readonly states: readonly State[];
}

/** The exact draft, and what it looked like on the way. */
async function draft(model: LoadedModel, picture: RgbImage, length: number): Promise<Drafted> {
  const { prompt, features } = await promptOf(model, picture);
  const { tokens } = model.manifest;
  const ids = Int32Array.of(...prompt, ...new Array<number>(length).fill(tokens.mask));
  const states: State[] = [stateOf(ids, tokens.mask, prompt.length)];
  const task = {
    ids, canvasStart: prompt.length, canvasLength: length, maskId: tokens.mask, suppressed: tokens.suppressed, stops: [], mode: EXACT,
    settings: { blockLength: length, steps: length, temperature: 0, seed: 0, remasking: "low-confidence" as const, guidanceScale: 0 },
  };
  const sampler = sampleDraft(task, new GraphDenoiser(model.network, features, signal), signal);
  let step = 0;
  let next = await sampler.next();
  while (next.done !== true) {
    step++;
    if (STATES.some((share) => share > 0 && Math.round(share * length) === step)) states.push(stateOf(next.value.ids.slice(), tokens.mask, prompt.length));
    next = await sampler.next();
  }
  return { ids: next.value.ids.slice(0, length), states };
}

function stateOf(ids: Int32Array, mask: number, canvasStart: number): State {
  return { ids: ids.slice(), masked: Int32Array.from(ids.keys()).filter((position) => position >= canvasStart && ids[position] === mask) };
}

/** Logits of the masked rows of some states, one after the other, forbidden ids at -inf. */
async function logitsOf(model: LoadedModel, picture: RgbImage | undefined, states: readonly State[]): Promise<Float32Array[]> {
  if (picture === undefined) return [];
  const { features } = await promptOf(model, picture);
  const { vocab, hidden } = model.manifest.decoder;
  const rows: Float32Array[] = [];
  for (const { ids, masked } of states) {
    const decoded = await model.network.decode(await embedSequence(model.network, ids, features), signal, { wanted: masked });
    for (let from = 0; from < masked.length; from += ROWS) {
      const count = Math.min(ROWS, masked.length - from);
      const { logits } = await model.network.tail({
        rows: decoded.subarray(from * hidden, (from + count) * hidden), guidance: null, allowed: new Float32Array(vocab), classes: new BigInt64Array(count), targets: null, listsBest: false, noise: null, isDebugging: true,
      });
      for (let row = 0; row < count; row++) {
        const values = logits?.slice(row * vocab, (row + 1) * vocab) ?? new Float32Array(0);
        for (const id of model.manifest.tokens.suppressed) values[id] = -Infinity;
        rows.push(values);
      }
    }
  }
  return rows;
}

async function promptOf(model: LoadedModel, picture: RgbImage): Promise<{ readonly prompt: Int32Array; readonly features: Float32Array }> {
  const imageId = createHash("sha256").update(picture.pixels).digest("hex");
  const { rows, imageTokens } = await model.look({ imageId, image: picture, views: "all" }, signal, () => undefined);
  const { ids } = buildPrompt([{ role: "user", content: QUESTION }], model.manifest.prompt, model.tokenizer);
  const images = ids.filter((id) => id === IMAGE_POSITION).length;
  const prompt = layoutPrompt(ids, new Array<number>(images).fill(imageTokens), model.manifest.prompt.maxPromptPositions).ids;
  return { prompt, features: concatenated(new Array<Float32Array>(images).fill(rows)) };
}

/** In float64, `[vocab]`. */
function logProbabilities(logits: Float32Array): Float64Array {
  const most = logits[largestOf(logits)] ?? 0;
  const sum = logits.reduce((whole, logit) => whole + Math.exp(logit - most), 0);
  return Float64Array.from(logits, (logit) => logit - most - Math.log(sum));
}

function largestOf(logits: Float32Array): number {
  let best = 0;
  for (const [id, logit] of logits.entries()) if (logit > (logits[best] ?? -Infinity)) best = id;
  return best;
}

async function rasters(paths: readonly string[]): Promise<RgbImage[]> {
  return Promise.all(paths.map(async (file) => (await decodeRaster(await readFile(file))).image));
}

/** Some of the corpus' images that the demo was not trained on; without the corpus a phantom. */
async function demoImages(): Promise<RgbImage[]> {
  const corpus = sharedPath("corpus");
  if (corpus === null) return rasters([path.join(ROOT, "samples", "phantom_chest", "phantom_chest.png")]);
  const records = readFileSync(path.join(corpus, "corpus.jsonl"), "utf8").split("\n").filter((line) => line.includes('"split":"val"')).map((line) => JSON.parse(line) as { shard: string; offset: number; size: number });
  const images: RgbImage[] = [];
  for (let index = 0; index < DEMO_IMAGES; index++) {
    const record = records[Math.floor((index * records.length) / DEMO_IMAGES)];
    if (record === undefined) continue;
    const file = await open(path.join(corpus, record.shard));
    const bytes = Buffer.alloc(record.size);
    await file.read(bytes, 0, record.size, record.offset);
    await file.close();
    images.push((await decodeRaster(bytes)).image);
  }
  return images;
}
