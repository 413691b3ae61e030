// The reference's sampler and infilling restated from the goldens' README with whole arrays and no regard for cost:
// the measure of `src/sampler` in tests.

import type { InfillTask, SampleTask } from "../../src/sampler/index.ts";

/** Candidate and certainty at a position of the sequence as it is now. */
export type Answer = (ids: Int32Array, position: number, forbidden: readonly number[]) => { id: number; certainty: number };

export interface RestatedStep {
  readonly commits: { position: number; id: number; certainty: number }[];
  readonly candidates: number;
}

export interface Restated {
  readonly canvas: number[];
  readonly stop: number | null;
  readonly steps: RestatedStep[];
  readonly ids: Int32Array;
}

/** `generate` of the reference without guidance and noise. */
export function restatedDraft(task: SampleTask, answer: Answer): Restated {
  const x = Int32Array.from(task.ids);
  const { canvasStart: P, canvasLength: G, maskId } = task;
  const B = task.settings.blockLength;
  const S = task.settings.steps / (G / B);
  const steps: RestatedStep[] = [];
  let found = false;
  let stopPosition = P + G;
  for (let block = 0; block < G / B; block++) {
    const start = P + block * B;
    const end = start + B;
    if (found && stopPosition <= start) break;
    const M = x.slice(start, end).filter((id) => id === maskId).length;
    for (let i = 0; i < S; i++) {
      const masked = Array.from(x, (id) => id === maskId);
      if (found && !masked.slice(P, stopPosition).includes(true)) break;
      if (!masked.slice(start, end).includes(true)) break;
      const answers = Array.from(x, (_, position) => answer(x, position, task.suppressed));
      const certainty = answers.map((a, position) => {
        if (!masked[position] || position >= P + G) return -Infinity;
        return position >= (found ? stopPosition : end) ? -Infinity : a.certainty;
      });
      const k = Math.floor(M / S) + (i < M % S ? 1 : 0);
      if (k === 0) continue;
      steps.push(commitBest(x, P, answers, certainty, k));
      for (const stop of task.stops) {
        for (let at = 0; at + stop.length <= G; at++) {
          if (stop.some((id, offset) => x[P + at + offset] !== id)) continue;
          if (!found || P + at < stopPosition) [found, stopPosition] = [true, P + at];
          break;
        }
        if (found) break;
      }
    }
  }
  return { canvas: [...x.slice(P, P + G)], stop: found ? stopPosition - P : null, steps, ids: x };
}

/** One block, one order, every blank with its own end. */
export function restatedInfill(task: InfillTask, answer: Answer): Restated {
  const x = Int32Array.from(task.ids);
  const P = task.canvasStart;
  const nMasks = task.blanks.reduce((sum, blank) => sum + blank.length, 0);
  const S = Math.min(task.settings.steps, nMasks);
  const steps: RestatedStep[] = [];
  for (let i = 0; i < S; i++) {
    const certainty = Array.from(x, () => -Infinity);
    const answers = Array.from(x, () => ({ id: 0, certainty: 0 }));
    for (const blank of task.blanks) {
      for (let offset = 0; offset < blank.length; offset++) {
        const position = P + blank.start + offset;
        if (blank.endId !== null && x[position] === blank.endId) break;
        if (x[position] !== task.maskId) continue;
        const a = answer(x, position, task.forbidden[blank.forbiddenSet] ?? []);
        answers[position] = a;
        certainty[position] = a.certainty;
      }
    }
    if (certainty.every((value) => value === -Infinity)) break;
    const k = Math.floor(nMasks / S) + (i < nMasks % S ? 1 : 0);
    steps.push(commitBest(x, P, answers, certainty, k));
  }
  return { canvas: [...x.slice(P, P + task.canvasLength)], stop: null, steps, ids: x };
}

function commitBest(x: Int32Array, canvasStart: number, answers: { id: number }[], certainty: number[], k: number): RestatedStep {
  const finite = certainty.flatMap((value, position) => (value === -Infinity ? [] : [{ position, certainty: value, id: answers[position]?.id ?? -1 }]));
  finite.sort((a, b) => b.certainty - a.certainty || a.position - b.position);
  const chosen = finite.slice(0, k);
  for (const { position, id } of chosen) x[position] = id;
  return { commits: chosen.map((commit) => ({ ...commit, position: commit.position - canvasStart })), candidates: finite.length };
}
