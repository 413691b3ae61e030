// The demo checkpoint against reference values in the form of its golden.json (rules in its `note`).

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GraphDenoiser, prepareFactsOf } from "../../src/engine/index.ts";
import { chooseGrid, cutTiles, decodeRaster } from "../../src/imaging/index.ts";
import { sampleDraft } from "../../src/sampler/index.ts";
import type { Sampled, SampledStep, SampleTask } from "../../src/sampler/index.ts";
import { buildPrompt, layoutPrompt } from "../../src/tokenizer/index.ts";
import { drain } from "../doubles/drain.ts";
import type { GoldenModel } from "./goldenModel.ts";
import { allOf, close, exact } from "./outcome.ts";
import type { GoldenCheck, Outcome } from "./outcome.ts";
import { runInfill } from "./runs.ts";
import { compareSteps } from "./steps.ts";
import type { GoldenStep } from "./steps.ts";

/** Stored with 5 decimals at values up to 200; float32 of another runtime. */
const SPOT_TOLERANCE = 5e-3;
/** Stored with 4 decimals. */
const LOGIT_TOLERANCE = 1e-3;
/** golden.json calls a lead below this a near tie between positions. */
const NEAR_TIE_LEAD = 3e-6;

/** Step, canvas position, token id, certainty, lead over the best position left. */
type StoredCommit = readonly [step: number, position: number, id: number, certainty: number, lead: number | null];

interface DemoImage {
  readonly file: string;
  readonly decoded_rgb_sha256: string;
  readonly base_rgb_sha256: string;
  readonly tile_rgb_sha256: string;
  /** `[views][4]`: first values of the first patch, base view then tile. */
  readonly tower_out_first4: readonly (readonly number[])[];
  readonly projected_first4: readonly (readonly number[])[];
  readonly image_tokens: number;
}

interface DemoCase {
  readonly image: string;
  readonly question: string;
  readonly prompt: string;
  readonly prompt_ids: readonly number[];
  readonly prompt_length_with_image: number;
  readonly settings: { readonly steps: number; readonly gen_length: number; readonly block_length: number };
  readonly first_step_top5_raw_logits: { readonly positions: readonly number[]; readonly ids_and_logits: readonly (readonly (readonly [id: number, logit: number])[])[] };
  readonly commits: readonly StoredCommit[];
  readonly forward_passes: number;
  readonly final_ids: readonly number[];
  readonly stop_position: number | null;
  readonly output_ids: readonly number[];
  readonly text: string;
  readonly near_tie: boolean;
}

interface DemoInfill {
  readonly image: string | null;
  readonly question: string;
  readonly prompt_ids: readonly number[];
  readonly canvas_before: readonly number[];
  /** Id that ends a blank's text: the positions after it stay masked. Null or left out: every mask is filled. */
  readonly end_id?: number | null;
  readonly commits: readonly StoredCommit[];
  readonly smallest_position_margin: number;
  readonly final_ids: readonly number[];
  readonly text: string;
}

interface DemoGolden {
  readonly banned_ids: readonly number[];
  readonly mask_id: number;
  readonly stop_id: number;
  readonly images: readonly DemoImage[];
  readonly cases: readonly DemoCase[];
  readonly infilling: readonly DemoInfill[];
}

/** Where reference values of the demo and their pictures are. */
export interface DemoPlace {
  /** The golden.json. */
  readonly golden: string;
  /** Folder of the pictures; null: only what needs none is listed. */
  readonly images: string | null;
}

const neverAborted = new AbortController().signal;

/** All comparisons with golden.json that the place allows. */
export function demoChecks(place: DemoPlace, model: GoldenModel): GoldenCheck[] {
  const golden: DemoGolden = JSON.parse(readFileSync(place.golden, "utf8"));
  const { images: folder } = place;
  const fileOf = (image: string | null): string[] => (image === null || folder === null ? [] : [join(folder, image)]);
  const infills = golden.infilling.map((run, index) => ({ run, index })).filter(({ run }) => run.image === null || folder !== null);
  return [
    ...(folder === null ? [] : golden.images.map((image) => ({ name: `image ${image.file}`, run: () => checkImage(join(folder, image.file), image, model) }))),
    ...(folder === null ? [] : golden.cases.map((one) => ({ name: `draft ${one.image}: ${one.question}`, run: () => checkCase(golden, one, fileOf(one.image), model) }))),
    ...infills.map(({ run, index }) => ({ name: `infilling ${index + 1} ${run.image ?? "without image"}: ${run.question}`, run: () => checkInfill(golden, run, fileOf(run.image), model) })),
  ];
}

async function checkImage(path: string, stored: DemoImage, model: GoldenModel): Promise<Outcome> {
  const { manifest } = await model.open();
  const facts = prepareFactsOf(manifest);
  const { image } = await decodeRaster(readFileSync(path));
  const grid = chooseGrid(image.width, image.height, facts);
  const [base, tile] = cutTiles(image, grid, facts.tileSize).views;
  const stages = await model.stages(path);
  const patches = facts.patchesPerSide ** 2;
  const firstOf = (values: Float32Array, width: number): number[] => stored.tower_out_first4.flatMap((_, view) => [...values.subarray(view * patches * width, view * patches * width + 4)]);
  return allOf(
    exact("decoded_rgb_sha256", sha256(image.pixels), stored.decoded_rgb_sha256),
    exact("base_rgb_sha256", sha256(base?.pixels), stored.base_rgb_sha256),
    exact("tile_rgb_sha256", sha256(tile?.pixels), stored.tile_rgb_sha256),
    exact("image_tokens", grid.imageTokens, stored.image_tokens),
    close({ what: "tower", found: firstOf(stages.vision, manifest.tower.hidden), expected: stored.tower_out_first4.flat(), tolerance: SPOT_TOLERANCE }),
    close({ what: "projector", found: firstOf(stages.projector, manifest.decoder.hidden), expected: stored.projected_first4.flat(), tolerance: SPOT_TOLERANCE }),
  );
}

/** The prompt's positions, after its ids were compared with the stored ones. */
async function promptOf(model: GoldenModel, question: string, files: readonly string[], stored: readonly number[]): Promise<{ text: string; ids: Int32Array; features: Float32Array; outcome: Outcome }> {
  const { manifest, tokenizer } = await model.open();
  const content = files.length > 0 ? `<image>\n${question}` : question;
  const prompt = buildPrompt([{ role: "user", content }], manifest.prompt, tokenizer);
  const features = await model.features(files);
  const { ids } = layoutPrompt(prompt.ids, files.length > 0 ? [features.length / manifest.decoder.hidden] : [], manifest.prompt.maxPromptPositions);
  return { text: prompt.text, ids, features, outcome: exact("prompt_ids", prompt.ids, stored) };
}

async function checkCase(golden: DemoGolden, stored: DemoCase, files: readonly string[], model: GoldenModel): Promise<Outcome> {
  const { network, tokenizer } = await model.open();
  const prompt = await promptOf(model, stored.question, files, stored.prompt_ids);
  const { gen_length: genLength, block_length: blockLength, steps: nSteps } = stored.settings;
  const ids = new Int32Array(prompt.ids.length + genLength).fill(golden.mask_id);
  ids.set(prompt.ids);
  const task: SampleTask = {
    ids, canvasStart: prompt.ids.length, canvasLength: genLength, maskId: golden.mask_id, suppressed: golden.banned_ids, stops: [[golden.stop_id]],
    settings: { blockLength, steps: nSteps, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
  const { steps, sampled } = await drain<Sampled>(sampleDraft(task, new GraphDenoiser(network, prompt.features, neverAborted), neverAborted));
  const output = [...sampled.ids.subarray(0, sampled.stopPosition ?? sampled.ids.length)];
  return allOf(
    exact("prompt", prompt.text, stored.prompt),
    prompt.outcome,
    exact("prompt_length_with_image", prompt.ids.length, stored.prompt_length_with_image),
    await checkLogits(task, prompt.features, stored, model),
    compareCommits(steps, stored.commits, stored.near_tie),
    ...(stored.near_tie ? [] : [exact("forward_passes", sampled.passes, stored.forward_passes)]),
    exact("stop_position", sampled.stopPosition, stored.stop_position),
    exact("final_ids", [...sampled.ids], stored.final_ids),
    exact("output_ids", output, stored.output_ids),
    exact("text", tokenizer.decode(output, { skipSpecialTokens: true }).trim(), stored.text),
  );
}

/** The five best raw logits of some positions before the first commit. */
async function checkLogits(task: SampleTask, features: Float32Array, { first_step_top5_raw_logits: stored }: DemoCase, model: GoldenModel): Promise<Outcome> {
  const { vocab } = (await model.open()).manifest.decoder;
  const decoded = (await model.layers(await model.embeddings(task.ids, features))).at(-1) ?? new Float32Array(0);
  const { logits } = await model.logits(decoded, stored.positions.map((position) => task.canvasStart + position), null);
  const pairs = stored.ids_and_logits.flatMap((row, index) => row.map(([id, logit]) => ({ found: logits[index * vocab + id] ?? NaN, logit })));
  return close({ what: "logits", found: pairs.map((pair) => pair.found), expected: pairs.map((pair) => pair.logit), tolerance: LOGIT_TOLERANCE });
}

async function checkInfill(golden: DemoGolden, stored: DemoInfill, files: readonly string[], model: GoldenModel): Promise<Outcome> {
  const { tokenizer } = await model.open();
  const prompt = await promptOf(model, stored.question, files, stored.prompt_ids);
  const { steps, sampled } = await runInfill(model, { prompt: prompt.ids, features: prompt.features, canvas: stored.canvas_before, maskId: golden.mask_id, suppressed: golden.banned_ids, endId: stored.end_id ?? null });
  const stop = sampled.ids.indexOf(golden.stop_id);
  return allOf(
    prompt.outcome,
    compareCommits(steps, stored.commits, stored.smallest_position_margin < NEAR_TIE_LEAD),
    exact("final_ids", [...sampled.ids], stored.final_ids),
    exact("text", tokenizer.decode(sampled.ids.subarray(0, stop === -1 ? sampled.ids.length : stop), { skipSpecialTokens: true }).trim(), stored.text),
  );
}

/** One commit a step; not compared at all in a run with a near tie. */
function compareCommits(steps: readonly SampledStep[], stored: readonly StoredCommit[], isNearTie: boolean): Outcome {
  if (isNearTie) return { passed: true, detail: `near tie, ids and text only, ${steps.length} steps` };
  const expected = stored.map(([, position, id, certainty]): GoldenStep => ({ k: 1, commits: [{ position, id, certainty }], margin: null }));
  return compareSteps(steps, expected);
}

function sha256(bytes: Uint8Array | undefined): string {
  return createHash("sha256").update(bytes ?? "").digest("hex");
}
