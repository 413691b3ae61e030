// From a fill request to filled blanks: prompt, pick lists, lengths, the sampler, a refining pass, and what people see
// of it.

import { Cancelled } from "../processes/index.ts";
import { presetOf, refineTask, sampleInfill, type Commit, type Denoiser, type Infilled, type InfillTask, type RecordedStep, type SamplerMode, type TargetScorer } from "../sampler/index.ts";
import { checkRoom, encodeAnswer, type AnswerModel } from "./answer.ts";
import { shownCertainty } from "./certainty.ts";
import { EngineError } from "./errors.ts";
import { FillProgress } from "./fillProgress.ts";
import { infillTaskOf, runTrials, type Tried } from "./fillTrials.ts";
import type { HeldImage } from "./imageStore.ts";
import type { LoadedModel } from "./model.ts";
import { imageHashes, preparePrompt, promptLength, type RequestContext } from "./prompts.ts";
import type { Filled, FilledBlank, FillEvent, FillProvenance, FillRequest, FillSoFar, RecordedFill } from "./protocol.ts";
import { resolvePreset } from "./quality.ts";

/** What a fill may use while it runs. */
export type FillContext = RequestContext<FillEvent>;

/** Blanks and pick lists after a prompt, and the network that fills them. */
export interface FillTask {
  readonly model: AnswerModel;
  /** Ids of the prompt, `IMAGE_POSITION` at image features. */
  readonly prompt: Int32Array;
  readonly request: Pick<FillRequest, "answer" | "settings" | "refine" | "recorded">;
  readonly denoiser: Denoiser & TargetScorer;
  readonly mode: SamplerMode;
  readonly provenance: FillProvenance;
  readonly context: FillContext;
}

/**
 * Fills the blanks of a report.
 * @param images of the request, in its order
 * @throws Cancelled with `FillSoFar`, or the signal's reason before sampling; EngineError, SamplerError, TokenizerError
 */
export async function makeFill(model: LoadedModel, request: FillRequest, images: readonly HeldImage[], context: FillContext): Promise<Filled> {
  // Before any image is looked at: that takes long, and a report that is too long is refused with it or without.
  const positions = checkRoom(model, promptLength(model, request, images), encodeAnswer(model, request.answer));
  const prompt = await preparePrompt(model, request, images, context);
  const name = await resolvePreset(model, request.settings.preset, positions, request.settings.guidanceScale);
  const resolved = { ...request, settings: { ...request.settings, preset: name } };
  const preset = presetOf(name);
  const denoiser = await model.denoiser(prompt, preset, context.signal);
  const provenance = provenanceOf(model, resolved, prompt.text);
  const filled = await fillAnswer({ model, prompt: prompt.ids, request: resolved, mode: preset.infill, denoiser, provenance, context });
  return { ...filled, elapsedMs: context.now() - context.startedMs, provenance };
}

/**
 * Scores the pick lists, tries lengths, and fills the blanks of an answer, twice where it is refined.
 * @throws Cancelled with `FillSoFar`, or the signal's reason before sampling; EngineError, SamplerError
 */
export async function fillAnswer({ model, prompt, request, denoiser, mode, provenance, context }: FillTask): Promise<Pick<Filled, "blanks" | "choices" | "steps" | "passes">> {
  const answer = encodeAnswer(model, request.answer);
  checkRoom(model, prompt.length, answer);
  const { settings, recorded } = request;
  const trials = { model, prompt, answer, settings, recorded, denoiser, signal: context.signal, event: context.event };
  const tried = await runTrials(trials);
  const blanks: InfillTask = { ...infillTaskOf(trials, tried.standing), mode, listsBest: true };
  const task: InfillTask = { ...blanks, recorded: recordedSteps(model, blanks, recorded) };
  const progress = new FillProgress(model, task, recorded);
  const sampled = await sampleAll({ denoiser, progress, provenance, context, task, refine: request.refine });
  return { blanks: blanksOf(progress, task, sampled, tried), choices: tried.choices, steps: sampled.steps, passes: sampled.passes + tried.passes };
}

interface FillRun {
  readonly denoiser: Denoiser;
  readonly progress: FillProgress;
  readonly provenance: FillProvenance;
  readonly context: FillContext;
  readonly task: InfillTask;
  readonly refine: number | null;
}

type Pass = Pick<Infilled, "steps" | "passes" | "blankStops"> & { readonly ids: Int32Array; readonly commits: readonly Commit[] };

/** The first pass, and the second one over the least certain positions when it is wished. */
async function sampleAll(run: FillRun): Promise<Pass> {
  const { context, progress, task } = run;
  const masks = task.blanks.reduce((sum, { length }) => sum + length, 0);
  const stepsOfFirst = Math.min(task.settings.steps, masks);
  const share = run.refine ?? 0;
  const of = stepsOfFirst + (share > 0 && masks > 0 ? Math.max(1, Math.round(share * masks)) : 0);
  context.event({ kind: "begin", promptLength: task.canvasStart, genLength: task.canvasLength, steps: of, preset: run.provenance.settings.preset, provenance: run.provenance });
  try {
    const first = await samplePass(run, task, of);
    const again = refineTask(task, { ...first, of: stepsOfFirst }, share);
    if (again === null) return first;
    const second = await samplePass(run, again, null);
    return { ...second, blankStops: first.blankStops, steps: first.steps + second.steps, passes: first.passes + second.passes };
  } catch (error) {
    if (context.signal.aborted) throw new Cancelled<FillSoFar>({ blanks: progress.texts() });
    throw error;
  }
}

/** @param of steps in all as far as known; null: those of this pass are the last */
async function samplePass({ denoiser, progress, context }: FillRun, task: InfillTask, of: number | null): Promise<Pass> {
  const commits: Commit[] = [];
  const sampler = sampleInfill(task, denoiser, context.signal);
  let before = context.now();
  let next = await sampler.next();
  while (next.done !== true) {
    const now = context.now();
    commits.push(...next.value.commits);
    const blanks = progress.take(next.value);
    context.event({ kind: "fillStep", step: next.value.step, of: of ?? next.value.of, blanks, stepMs: now - before, elapsedMs: now - context.startedMs });
    before = now;
    next = await sampler.next();
  }
  return { ...next.value, commits };
}

/** Steps that an engine told before it died, as the sampler takes them. @throws EngineError `engine/recorded-id` when they cannot be of this fill */
function recordedSteps({ manifest }: AnswerModel, task: InfillTask, recorded: RecordedFill | null): RecordedStep[] {
  // What a broken-off fill told are the certainties that were shown.
  const shown = shownCertainty(manifest.certaintyCalibration);
  return (recorded?.steps ?? []).map(({ step, blanks }) => ({
    step,
    commits: blanks
      .flatMap(({ blank, commits }) => commits.map(({ offset, id, certainty }): Commit => {
        const { start, length, forbiddenSet } = task.blanks[blank] ?? { start: 0, length: 0, forbiddenSet: 0 };
        if (offset >= length || id >= manifest.decoder.vocab || task.forbidden[forbiddenSet]?.includes(id) === true) throw new EngineError("engine/recorded-id");
        return { position: start + offset, id, certainty: shown.back(certainty) };
      }))
      .sort((a, b) => b.certainty - a.certainty || a.position - b.position),
  }));
}

function blanksOf(progress: FillProgress, task: InfillTask, sampled: Pass, tried: Tried): FilledBlank[] {
  return task.blanks.map(({ length }, blank) => ({
    ...progress.text(blank), length, isEmpty: sampled.blankStops[blank] === 0, tried: tried.lengths[blank] ?? [],
  }));
}

function provenanceOf(model: LoadedModel, { settings, refine, imageIds, imageViews }: FillRequest, prompt: string): FillProvenance {
  const { name, revision, weights } = model.manifest;
  return { model: name, revision, weights, weightsSha256: model.weightsSha256, device: model.device, settings, refine, prompt, imageViews, imageSha256: imageHashes(imageIds) };
}
