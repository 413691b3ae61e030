// Which lengths of a blank are tried where the model knows no end of blanks, and how sure the first pass over each is
// (DESIGN 3, "Infilling").

import type { CancelSignal, Denoiser } from "./denoiser.ts";
import { checkCandidates } from "./commits.ts";
import { infillCanvas, type InfillTask } from "./infillCanvas.ts";

/** A length that was tried, and the mean certainty of the candidates of its first pass, 0..1. */
export interface TriedLength {
  readonly length: number;
  readonly certainty: number;
}

/** Factors on the proposed length, from it outwards: five passes buy the choice between half of it and twice as much. */
const TRIED_FACTORS = [1, 0.75, 1.5, 0.5, 2] as const;

/**
 * Lengths to try, the proposed one first, then outwards; each once.
 * @param most longest length that the sequence has room for, at least 1
 */
export function lengthsToTry(proposed: number, most: number): number[] {
  const lengths = TRIED_FACTORS.map((factor) => Math.max(1, Math.round(proposed * factor))).filter((length) => length <= most);
  return lengths.length === 0 ? [most] : [...new Set(lengths)];
}

/**
 * Mean certainty of the candidates of one blank in a first pass, no noise added.
 * @param blank index into the task's blanks
 * @throws SamplerError `sampler/task`, `sampler/answer`; whatever the signal's reason is when it is aborted
 */
export async function firstPassCertainty(task: InfillTask, blank: number, denoiser: Denoiser, signal: CancelSignal): Promise<number> {
  signal.throwIfAborted();
  const { ids } = infillCanvas(task);
  const { start = 0, length = 0, forbiddenSet = 0 } = task.blanks[blank] ?? {};
  const { guidanceScale } = task.settings;
  const candidates = await denoiser.score(
    {
      ids,
      scored: Int32Array.from({ length }, (_, offset) => task.canvasStart + start + offset),
      forbidden: task.forbidden,
      classes: new Uint8Array(length).fill(forbiddenSet),
      guidance: guidanceScale > 0 ? { scale: guidanceScale, promptLength: task.canvasStart } : null,
      noise: null,
      listsBest: false, rows: null,
    },
    signal,
  );
  checkCandidates(candidates, length);
  return candidates.certainties.reduce((sum, certainty) => sum + certainty, 0) / length;
}

/**
 * What a length's certainty is divided by: linear between the measured lengths, the nearest one's beyond them.
 * @param measured by rising length; none: 1
 */
export function lengthBias(measured: readonly TriedLength[], length: number): number {
  const above = measured.findIndex((point) => point.length >= length);
  const high = measured[above] ?? measured.at(-1);
  const low = measured[above - 1] ?? high;
  if (high === undefined || low === undefined) return 1;
  const share = high.length === low.length ? 0 : Math.max(0, (length - low.length) / (high.length - low.length));
  return (1 - share) * low.certainty + share * high.certainty;
}

/** The surest length first; equal ones stay in the order in which they were tried. */
export function rankLengths(tried: readonly TriedLength[]): TriedLength[] {
  return [...tried].sort((a, b) => b.certainty - a.certainty);
}
