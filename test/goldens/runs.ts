// Every run of the sampler and of infilling, step by step.

import { GraphDenoiser } from "../../src/engine/index.ts";
import { publishedFast, sampleDraft, sampleInfill } from "../../src/sampler/index.ts";
import type { Blank, InfillTask, Sampled, SampledStep, SampleTask } from "../../src/sampler/index.ts";
import { drain } from "../doubles/drain.ts";
import type { GoldenFolder, GoldenIds, GoldenPrompt } from "./goldenFolder.ts";
import type { GoldenModel } from "./goldenModel.ts";
import { allOf, close, exact } from "./outcome.ts";
import type { GoldenCheck, Outcome } from "./outcome.ts";
import { compareSteps } from "./steps.ts";
import type { GoldenStep } from "./steps.ts";
import { layoutOf } from "./textStages.ts";

/** README: decoder logits, times what guidance makes of their noise. */
const LOGIT_TOLERANCE = 1e-3;

interface GoldenSettings {
  readonly gen_length: number;
  readonly block_length: number;
  readonly steps: number;
  readonly cfg_scale: number;
  readonly generation_suffix: string | null;
  readonly stopping_criteria: readonly string[] | null;
  /** Only in generation_fast.json; the first is a factor. */
  readonly threshold?: number | null;
  readonly prefix_refresh_interval?: number;
}

/** A run of generation.json, text_only.json or generation_fast.json. */
export interface GoldenRun {
  readonly id: string;
  readonly prompt: string;
  readonly settings: GoldenSettings;
  readonly prompt_length: number;
  readonly suffix_ids: readonly number[];
  readonly forward_passes: number;
  readonly output_ids: readonly number[];
  readonly text: string;
  readonly text_with_special: string;
  readonly stopped_at: number | null;
  readonly step0_logits?: { readonly file: string; readonly positions: readonly number[] };
  readonly steps: readonly GoldenStep[];
}

interface GoldenInfill {
  readonly id: string;
  readonly prompt: string;
  readonly prompt_length: number;
  readonly canvas_ids: readonly number[];
  readonly masked_positions: readonly number[];
  readonly output_ids: readonly number[];
  readonly text: string;
  readonly steps: readonly GoldenStep[];
}

const neverAborted = new AbortController().signal;

/** Runs of generation.json, text_only.json or generation_fast.json. */
export function draftChecks(folder: GoldenFolder, model: GoldenModel, file: string): GoldenCheck[] {
  if (!folder.has(file)) return [];
  const { ids, runs } = folder.json<{ ids: GoldenIds; runs: GoldenRun[] }>(file);
  return runs.flatMap((run): GoldenCheck[] => {
    const checks: GoldenCheck[] = [{ name: `run ${run.id}`, run: () => checkRun(folder, model, run, ids) }];
    if (run.step0_logits !== undefined) checks.push({ name: `step 0 logits ${run.id}`, run: () => checkLogits(folder, model, run, ids) });
    return checks;
  });
}

/** Canvases of infilling.json. */
export function infillChecks(folder: GoldenFolder, model: GoldenModel): GoldenCheck[] {
  if (!folder.has("infilling.json")) return [];
  const { ids, runs } = folder.json<{ ids: GoldenIds; runs: GoldenInfill[] }>("infilling.json");
  return runs.map((run) => ({ name: `infilling ${run.id}`, run: () => checkInfill(folder, model, run, ids) }));
}

/** A prompt ready for the sampler. */
interface Ready {
  readonly prompt: Int32Array;
  readonly features: Float32Array;
}

async function ready(folder: GoldenFolder, model: GoldenModel, name: string): Promise<Ready> {
  const prompt: GoldenPrompt | undefined = folder.prompts()[name];
  if (prompt === undefined) throw new Error(`prompts.json has no ${name}`);
  const { manifest } = await model.open();
  const features = await model.features(prompt.images.map((image) => folder.file(folder.images()[image]?.file ?? "")));
  return { prompt: layoutOf(folder, prompt, manifest.prompt.maxPromptPositions), features };
}

async function taskOf(model: GoldenModel, run: GoldenRun, prompt: Int32Array): Promise<SampleTask> {
  const { tokenizer, manifest } = await model.open();
  const { settings } = run;
  const encode = (text: string): number[] => tokenizer.encode(text, { addSpecialTokens: false });
  const suffix = encode(settings.generation_suffix ?? "");
  const ids = new Int32Array(prompt.length + settings.gen_length + suffix.length).fill(manifest.tokens.mask);
  ids.set(prompt);
  ids.set(suffix, prompt.length + settings.gen_length);
  return {
    ids, canvasStart: prompt.length, canvasLength: settings.gen_length, maskId: manifest.tokens.mask, suppressed: manifest.tokens.suppressed,
    ...(settings.prefix_refresh_interval === undefined ? {} : { mode: publishedFast(settings.threshold ?? null, settings.prefix_refresh_interval) }),
    stops: (settings.stopping_criteria ?? []).map(encode),
    settings: { blockLength: settings.block_length, steps: settings.steps, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: settings.cfg_scale },
  };
}

async function checkRun(folder: GoldenFolder, model: GoldenModel, run: GoldenRun, ids: GoldenIds): Promise<Outcome> {
  const { network, tokenizer, manifest } = await model.open();
  const { prompt, features } = await ready(folder, model, run.prompt);
  const task = await taskOf(model, run, prompt);
  const suffix = [...task.ids.subarray(task.canvasStart + task.canvasLength)];
  const before = allOf(
    exact("ids", { mask_id: manifest.tokens.mask, eot_id: manifest.tokens.eot, suppressed: [...manifest.tokens.suppressed].sort() }, { mask_id: ids.mask_id, eot_id: ids.eot_id, suppressed: Object.values(ids.suppressed_ids).sort() }),
    exact("prompt_length", prompt.length, run.prompt_length),
    exact("suffix_ids", suffix, run.suffix_ids),
  );
  if (!before.passed) return before;
  const { steps, sampled } = await drain<Sampled>(sampleDraft(task, new GraphDenoiser(network, features, neverAborted), neverAborted));
  const compared = compareSteps(steps, run.steps);
  if (!compared.passed || compared.isCutShort) return compared;
  const output = [...sampled.ids.subarray(0, sampled.stopPosition ?? sampled.ids.length), ...suffix];
  return allOf(
    compared,
    exact("forward_passes", sampled.passes, run.forward_passes),
    exact("stopped_at", sampled.stopPosition, run.stopped_at),
    exact("output_ids", output, run.output_ids),
    exact("text", tokenizer.decode(output, { skipSpecialTokens: true }), run.text),
    exact("text_with_special", tokenizer.decode(output, { skipSpecialTokens: false }), run.text_with_special),
  );
}

async function checkLogits(folder: GoldenFolder, model: GoldenModel, run: GoldenRun, ids: GoldenIds): Promise<Outcome> {
  const stored = run.step0_logits;
  if (stored === undefined) return { passed: false, detail: "no logits stored" };
  const { manifest } = await model.open();
  const { prompt, features } = await ready(folder, model, run.prompt);
  const task = await taskOf(model, run, prompt);
  const decode = async (sequence: Int32Array): Promise<Float32Array> => (await model.layers(await model.embeddings(sequence, features))).at(-1) ?? new Float32Array(0);
  const scale = run.settings.cfg_scale;
  const unconditional = scale > 0 ? { decoded: await decode(Int32Array.from(task.ids).fill(task.maskId, 0, task.canvasStart)), scale } : null;
  const { logits } = await model.logits(await decode(task.ids), stored.positions.map((position) => task.canvasStart + position), unconditional);
  const { vocab } = manifest.decoder;
  for (let row = 0; row < stored.positions.length; row++) for (const id of Object.values(ids.suppressed_ids)) logits[row * vocab + id] = -Infinity;
  return close({ what: "logits", found: logits, expected: folder.npy(stored.file).values, tolerance: LOGIT_TOLERANCE * (2 * scale + 1) });
}

async function checkInfill(folder: GoldenFolder, model: GoldenModel, run: GoldenInfill, ids: GoldenIds): Promise<Outcome> {
  const { tokenizer } = await model.open();
  const { prompt, features } = await ready(folder, model, run.prompt);
  const { steps, sampled } = await runInfill(model, { prompt, features, canvas: run.canvas_ids, maskId: ids.mask_id, suppressed: Object.values(ids.suppressed_ids), endId: null });
  const compared = compareSteps(steps, run.steps);
  if (!compared.passed || compared.isCutShort) return allOf(exact("prompt_length", prompt.length, run.prompt_length), compared);
  return allOf(
    exact("prompt_length", prompt.length, run.prompt_length),
    compared,
    checkBest(steps),
    exact("masked_positions", blanksOf(run.canvas_ids, ids.mask_id).flatMap(({ start, length }) => Array.from({ length }, (_, offset) => start + offset)), run.masked_positions),
    exact("output_ids", [...sampled.ids], run.output_ids),
    exact("text", tokenizer.decode(sampled.ids, { skipSpecialTokens: true }), run.text),
  );
}

/** Without noise the first of the best ids is the commit, to the bit. */
function checkBest(steps: readonly SampledStep[]): Outcome {
  const commits = steps.flatMap((step) => step.commits);
  return exact("best", commits.map(({ best }) => best?.[0]), commits.map(({ id, certainty }) => ({ id, certainty })));
}

/** A canvas with masks between pinned ids, after a prompt. */
export interface InfillRun extends Ready {
  readonly canvas: readonly number[];
  readonly maskId: number;
  readonly suppressed: readonly number[];
  /** Ends every blank's text; null: nothing but its length does. */
  readonly endId: number | null;
}

/** Fills every run of masks by the goldens' rule: one commit a step, only the reference's ids forbidden, no stops. */
export async function runInfill(model: GoldenModel, run: InfillRun): Promise<{ steps: SampledStep[]; sampled: Sampled }> {
  const { network } = await model.open();
  const blanks = blanksOf(run.canvas, run.maskId).map((blank) => ({ ...blank, endId: run.endId }));
  const task: InfillTask = {
    ids: Int32Array.from([...run.prompt, ...run.canvas]), canvasStart: run.prompt.length, canvasLength: run.canvas.length, maskId: run.maskId,
    blanks, forbidden: [run.suppressed], listsBest: true,
    settings: { steps: run.canvas.length, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
  return drain<Sampled>(sampleInfill(task, new GraphDenoiser(network, run.features, neverAborted), neverAborted));
}

/** Runs of masks, each a blank without an end of its own. */
function blanksOf(canvas: readonly number[], maskId: number): Blank[] {
  const blanks: Blank[] = [];
  for (const [position, id] of canvas.entries()) {
    if (id !== maskId) continue;
    const last = blanks.at(-1);
    if (last !== undefined && last.start + last.length === position) blanks[blanks.length - 1] = { ...last, length: last.length + 1 };
    else blanks.push({ start: position, length: 1, endId: null, forbiddenSet: 0 });
  }
  return blanks;
}
