// Pick lists: every option is scored in its place, none is sampled (DESIGN 8, "Pick lists").

import type { CancelSignal, TargetRequest, TargetScorer } from "./denoiser.ts";
import { samplerError } from "./errors.ts";

/** Options that compete for one place in a text. */
export interface OptionsTask {
  /** Ids of each option, at least one. */
  readonly options: readonly (readonly number[])[];
  /** Id that fills shorter options up to the longest. Null: each option has its own length. */
  readonly padId: number | null;
  readonly maskId: number;
  readonly forbidden: readonly number[];
  readonly guidance: TargetRequest["guidance"];
  /** The whole sequence with `length` masks in the place, and where they start. */
  readonly place: (length: number) => { readonly ids: Int32Array; readonly start: number };
}

/** What the options scored. */
export interface ScoredOptions {
  /** Softmax of the scores `[options]`, sums to 1. */
  readonly probabilities: readonly number[];
  /** Index of the most probable option, the lower one on a tie. */
  readonly best: number;
  /** Passes of the network. */
  readonly passes: number;
}

/** Options that have the same length and begin alike share a pass. */
interface Pass {
  readonly length: number;
  readonly prefix: readonly number[];
  readonly asked: { readonly option: number; readonly target: number }[];
}

/**
 * Scores options: the sum of the log-probabilities of their ids in reading order, each seen with the ids before it and
 * masks after it.
 * @throws SamplerError `sampler/task` when an option has no id, `sampler/answer` when no option is possible; whatever the signal's reason is when it is aborted
 */
export async function scoreOptions(task: OptionsTask, scorer: TargetScorer, signal: CancelSignal): Promise<ScoredOptions> {
  const passes = passesOf(task);
  const scores = task.options.map(() => 0);
  for (const { length, prefix, asked } of passes) {
    signal.throwIfAborted();
    const { ids, start } = task.place(length);
    const sequence = Int32Array.from(ids);
    sequence.set(prefix, start);
    const request: TargetRequest = {
      ids: sequence,
      scored: new Int32Array(asked.length).fill(start + prefix.length),
      targets: Int32Array.from(asked, ({ target }) => target),
      forbidden: task.forbidden,
      guidance: task.guidance,
    };
    const logs = await scorer.targetLogs(request, signal);
    for (const [index, { option }] of asked.entries()) scores[option] = (scores[option] ?? 0) + (logs[index] ?? NaN);
  }
  return { ...softmaxOf(scores), passes: passes.length };
}

function passesOf({ options, padId }: OptionsTask): Pass[] {
  if (options.length === 0 || options.some((ids) => ids.length === 0)) throw samplerError("sampler/task", "An option has no token.");
  const longest = Math.max(...options.map((ids) => ids.length));
  const passes = new Map<string, Pass>();
  for (const [option, own] of options.entries()) {
    const ids = padId === null ? own : [...own, ...Array.from({ length: longest - own.length }, () => padId)];
    for (const [offset, target] of ids.entries()) {
      const prefix = ids.slice(0, offset);
      const key = `${ids.length}:${prefix.join()}`;
      const pass = passes.get(key) ?? { length: ids.length, prefix, asked: [] };
      pass.asked.push({ option, target });
      passes.set(key, pass);
    }
  }
  return [...passes.values()];
}

function softmaxOf(scores: readonly number[]): { probabilities: number[]; best: number } {
  const highest = Math.max(...scores);
  if (!Number.isFinite(highest)) throw samplerError("sampler/answer", "No option is possible.");
  const weights = scores.map((score) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { probabilities: weights.map((weight) => weight / sum), best: scores.indexOf(highest) };
}
