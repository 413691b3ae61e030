// The denoising loop, one for drafts and infilling (LLaDA, arXiv 2502.09992; the steps are numbered as in the goldens'
// README, "Sampler").

import { CacheState } from "./cacheState.ts";
import { settledPositions } from "./canvas.ts";
import type { Block, Canvas } from "./canvas.ts";
import { checkCandidates, commitOf, orderByRank } from "./commits.ts";
import type { Commit, RecordedStep } from "./commits.ts";
import type { CancelSignal, Candidates, Denoiser, RowPlan } from "./denoiser.ts";
import { draftCanvas } from "./draftCanvas.ts";
import type { SampleTask } from "./draftCanvas.ts";
import { samplerError } from "./errors.ts";
import { infillCanvas } from "./infillCanvas.ts";
import type { InfillTask } from "./infillCanvas.ts";
import { EXACT } from "./mode.ts";
import type { SamplerMode } from "./mode.ts";
import { randomRank } from "./noise.ts";
import type { BlockBudget } from "./schedule.ts";
import type { StepSettings } from "./settings.ts";

/** What a step did. */
export interface SampledStep {
  /** Step of the schedule, 1-based. A block that is full early leaves out its last steps, so numbers may jump. */
  readonly step: number;
  readonly of: number;
  /** By falling rank: by certainty, or by chance under `remasking: random`. */
  readonly commits: readonly Commit[];
  /** Positions that competed. */
  readonly candidates: number;
  /** Canvas position of the stop after this step, or null. Infilling: always null, its blanks have their own. */
  readonly stopPosition: number | null;
  /** The whole sequence after this step `[length]`. Borrowed: it changes with the next step. */
  readonly ids: Int32Array;
}

/** What sampling left. */
export interface Sampled {
  /** Canvas ids, all of them, positions after the stop included `[canvasLength]`. */
  readonly ids: Int32Array;
  readonly stopPosition: number | null;
  /** Steps that ran, recorded ones included. */
  readonly steps: number;
  /** Passes of the network; a recorded step needs none. */
  readonly passes: number;
  /** True when masks are left before the stop: the model committed the mask id, or masks in the prompt used up the schedule. */
  readonly hasMasks: boolean;
}

/** What infilling left. */
export interface Infilled extends Sampled {
  /** Where each blank's text ends, in the order of the task: offset in the blank, or null for its whole length. */
  readonly blankStops: readonly (number | null)[];
}

/**
 * Samples a draft. Each value is a finished step; the generator may be left between steps. Recorded steps of a draft that
 * was broken off are taken again without the network, so that the continued draft ends in the ids of the undisturbed one.
 * @throws SamplerError for settings and tasks that cannot run, `sampler/answer`, `sampler/recorded`; whatever the signal's reason is when it is aborted
 */
export async function* sampleDraft(task: SampleTask, denoiser: Denoiser, signal: CancelSignal): AsyncGenerator<SampledStep, Sampled, undefined> {
  return yield* fill(draftCanvas(task), {
    settings: task.settings,
    mode: task.mode ?? EXACT,
    denoiser,
    recorded: recordedSteps(task.recorded),
    stepsBefore: 0,
    listsBest: false,
    signal,
  });
}

/**
 * Fills blanks between pinned ids. Each value is a finished step; the generator may be left between steps. Recorded steps
 * are taken again as in `sampleDraft`.
 * @throws SamplerError for settings and tasks that cannot run, `sampler/answer`, `sampler/recorded`; whatever the signal's reason is when it is aborted
 */
export async function* sampleInfill(task: InfillTask, denoiser: Denoiser, signal: CancelSignal): AsyncGenerator<SampledStep, Infilled, undefined> {
  const canvas = infillCanvas(task);
  const sampled = yield* fill(canvas, {
    settings: task.settings,
    mode: task.mode ?? EXACT,
    denoiser,
    recorded: recordedSteps(task.recorded),
    stepsBefore: task.stepsBefore ?? 0,
    listsBest: task.listsBest ?? false,
    signal,
  });
  return { ...sampled, blankStops: canvas.blankStops() };
}

interface FillOptions {
  readonly settings: StepSettings;
  readonly mode: SamplerMode;
  readonly denoiser: Denoiser;
  /** By step. */
  readonly recorded: ReadonlyMap<number, RecordedStep>;
  /** Added to the number of every step. */
  readonly stepsBefore: number;
  readonly listsBest: boolean;
  readonly signal: CancelSignal;
}

function recordedSteps(steps: readonly RecordedStep[] | undefined): ReadonlyMap<number, RecordedStep> {
  return new Map((steps ?? []).map((recorded) => [recorded.step, recorded]));
}

async function* fill(canvas: Canvas, options: FillOptions): AsyncGenerator<SampledStep, Sampled, undefined> {
  let { stepsBefore } = options;
  const of = canvas.blocks.reduce((sum, block) => sum + block.steps, stepsBefore);
  let nSteps = 0;
  let nPasses = 0;
  const cache = new CacheState();
  for (const block of canvas.blocks) {
    if (cache.isStuck() || canvas.endsBefore(block)) break;
    const budget = options.mode.commitRule(canvas.masksIn(block), block.steps);
    cache.enterBlock();
    let stepInBlock = 0;
    for (; stepInBlock < budget.stepLimit && !canvas.leaves(block); stepInBlock++) {
      // The reference runs the network here and commits nothing; leaving that pass out changes no id.
      if (budget.most(stepInBlock) === 0) break;
      options.signal.throwIfAborted();
      nSteps++;
      const step = stepsBefore + stepInBlock + 1;
      const known = options.recorded.get(step);
      const rows = options.mode.cache({
        block, sinceRefresh: cache.sinceRefresh, isCached: cache.isCached, settled: settledPositions(canvas.ids, canvas.maskId), length: canvas.ids.length,
      });
      if (known === undefined) nPasses++;
      const { commits, candidates } = known === undefined ? await runStep(canvas, block, { budget, stepInBlock, step, rows, ...options }) : repeatStep(canvas, block, known);
      if (known === undefined) cache.addPass(rows, commits.some(({ id }) => id !== canvas.maskId) || budget.stepLimit !== Infinity);
      yield { step, of: Math.max(of, step), commits, candidates, stopPosition: canvas.stopPosition(), ids: canvas.ids };
      if (cache.isStuck()) break;
    }
    stepsBefore += budget.stepLimit === Infinity ? stepInBlock : block.steps;
  }
  return {
    ids: canvas.ids.slice(canvas.start, canvas.start + canvas.length),
    stopPosition: canvas.stopPosition(),
    steps: nSteps,
    passes: nPasses,
    hasMasks: canvas.hasMasks(),
  };
}

interface StepOptions extends FillOptions {
  readonly rows: RowPlan | null;
  readonly budget: BlockBudget;
  readonly stepInBlock: number;
  readonly step: number;
}

/** Steps 3 to 8: one pass, the ranking, the commits, the search for stops. */
async function runStep(canvas: Canvas, block: Block, options: StepOptions): Promise<{ commits: Commit[]; candidates: number }> {
  const { settings, step, rows } = options;
  const positions = rows?.computed ?? null;
  const computed = positions === null ? null : new Set(positions);
  const scored = canvas.eligible(block).filter((position) => computed?.has(position) ?? true);
  const masked = canvas.ids.reduce((count, id, position) => count + (id === canvas.maskId && (computed?.has(position) ?? true) ? 1 : 0), 0);
  const candidates = await options.denoiser.score(
    {
      ids: canvas.ids,
      scored,
      forbidden: canvas.forbidden,
      classes: Uint8Array.from(scored, (position) => canvas.classOf(position)),
      guidance: settings.guidanceScale > 0 ? { scale: settings.guidanceScale, promptLength: canvas.start } : null,
      noise: settings.temperature > 0 ? { temperature: settings.temperature, seed: settings.seed, step } : null,
      listsBest: options.listsBest,
      rows,
    },
    options.signal,
  );
  checkCandidates(candidates, scored.length);
  const ranks = ranksOf(candidates, scored, options);
  const order = orderByRank(ranks);
  const nCommits = options.budget.count(options.stepInBlock, order.map((index) => ranks[index] ?? 0), masked);
  const commits = order.slice(0, nCommits).map((index): Commit => {
    const position = scored[index] ?? 0;
    const commit = commitOf(candidates, index, position - canvas.start);
    canvas.commit(position, commit.id);
    return commit;
  });
  canvas.renewStops();
  return { commits, candidates: scored.length };
}

/** Takes a recorded step again. @throws SamplerError `sampler/recorded` when it cannot have been taken here */
function repeatStep(canvas: Canvas, block: Block, { commits }: RecordedStep): { commits: readonly Commit[]; candidates: number } {
  const eligible = new Set(canvas.eligible(block));
  for (const { position, id } of commits) {
    if (!eligible.delete(canvas.start + position)) throw samplerError("sampler/recorded", "");
    canvas.commit(canvas.start + position, id);
  }
  canvas.renewStops();
  return { commits, candidates: eligible.size + commits.length };
}

function ranksOf(candidates: Candidates, scored: Int32Array, { settings, step }: StepOptions): Float64Array {
  if (settings.remasking === "low-confidence") return candidates.certainties;
  return Float64Array.from(scored, (position) => randomRank({ seed: settings.seed, step, position }));
}
