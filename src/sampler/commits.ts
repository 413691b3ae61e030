// Which candidates a step fixes for good ("transfer" in the reference): the best ranked, ties to the lower position.

import type { Candidates } from "./denoiser.ts";
import { samplerError } from "./errors.ts";

/** A candidate fixed for good. */
export interface Commit {
  /** Position relative to the canvas; negative: a mask in the prompt. */
  readonly position: number;
  readonly id: number;
  /** Probability of the id when it was chosen, 0..1. */
  readonly certainty: number;
  /** The best ids of its row without noise when it was committed, falling; only where the task lists them. */
  readonly best?: readonly { readonly id: number; readonly certainty: number }[];
}

/** A step that was taken before, in a draft that is continued. */
export interface RecordedStep {
  /** 1-based, as in `SampledStep`. */
  readonly step: number;
  readonly commits: readonly Commit[];
}

/**
 * Order of the candidates from the best rank to the worst; equal ranks by position.
 * @param ranks `[scored]`, positions ascending
 * @returns indices into `ranks`
 */
export function orderByRank(ranks: Float64Array): number[] {
  const rankOf = (index: number): number => ranks[index] ?? 0;
  return Array.from(ranks.keys()).sort((a, b) => rankOf(b) - rankOf(a) || a - b);
}

/** The commit of a candidate at `position` (relative to the canvas), with the best ids of its row where there are some. */
export function commitOf(candidates: Candidates, index: number, position: number): Commit {
  const commit = { position, id: candidates.ids[index] ?? 0, certainty: candidates.certainties[index] ?? 0 };
  if (candidates.best === undefined) return commit;
  const { perRow, ids, certainties } = candidates.best;
  const best = Array.from({ length: perRow }, (_, place) => ({ id: ids[index * perRow + place] ?? 0, certainty: certainties[index * perRow + place] ?? 0 }));
  return { ...commit, best };
}

/**
 * Refuses an answer of the network that cannot be ranked or committed.
 * @throws SamplerError `sampler/answer`: another number of rows than asked for, an id that is none, a certainty that is no probability
 */
export function checkCandidates(candidates: Candidates, nScored: number): void {
  const { ids, certainties } = candidates;
  if (ids.length !== nScored || certainties.length !== nScored) {
    throw samplerError("sampler/answer", `${nScored} rows were asked for, ${ids.length} ids and ${certainties.length} certainties came.`);
  }
  // A hair above 1 is rounding of a softmax; NaN fails both comparisons.
  if (!certainties.every((certainty) => certainty >= 0 && certainty <= 1 + 1e-6)) throw samplerError("sampler/answer", "A certainty is no probability.");
  if (!ids.every((id) => id >= 0)) throw samplerError("sampler/answer", "A candidate is no token.");
}
