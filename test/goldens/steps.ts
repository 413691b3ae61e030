// Steps of a run against stored ones, with the goldens' rule for near ties.

import type { SampledStep } from "../../src/sampler/index.ts";
import type { Outcome } from "./outcome.ts";

export interface GoldenStep {
  /** Budget of the step. */
  readonly k: number;
  /** Positions that competed; absent where it is not stored. */
  readonly candidates?: number;
  readonly commits: readonly { readonly position: number; readonly id: number; readonly certainty: number }[];
  /** Smallest relative gap of the choices in this step; null where there was nothing to choose. */
  readonly margin: number | null;
}

/** README: certainty, relative. */
const CERTAINTY_TOLERANCE = 5e-3;
/** README: at a smaller margin float noise may flip the choice. */
const NEAR_TIE_MARGIN = 1e-3;

export interface ComparedSteps extends Outcome {
  /** True when a near tie went the other way: nothing after it can be compared. */
  readonly isCutShort: boolean;
}

/** Compares commit by commit, up to the first step that differs at a near tie. */
export function compareSteps(found: readonly SampledStep[], expected: readonly GoldenStep[]): ComparedSteps {
  let largest = 0;
  for (const [index, step] of expected.entries()) {
    const difference = stepDifference(found[index], step);
    if ("largest" in difference) {
      largest = Math.max(largest, difference.largest);
      continue;
    }
    const margin = step.margin ?? Infinity;
    const place = `step ${index + 1} of ${expected.length}: ${difference.what}, margin ${margin.toExponential(1)}`;
    if (!difference.isChoice || margin >= NEAR_TIE_MARGIN) return { passed: false, detail: place, isCutShort: false };
    return { passed: true, detail: `compared up to a near tie (${place})`, isCutShort: true };
  }
  if (found.length !== expected.length) return { passed: false, detail: `${found.length} steps instead of ${expected.length}`, isCutShort: false };
  return { passed: true, detail: `${expected.length} steps, certainty ${largest.toExponential(1)}`, isCutShort: false };
}

/** The largest relative difference of a certainty; or what is different, and whether a near tie may explain it. */
type StepDifference = { readonly largest: number } | { readonly what: string; readonly isChoice: boolean };

function stepDifference(found: SampledStep | undefined, expected: GoldenStep): StepDifference {
  const fault = (what: string): StepDifference => ({ what, isChoice: false });
  if (found === undefined) return fault("missing");
  if (expected.candidates !== undefined && found.candidates !== expected.candidates) return fault(`${found.candidates} candidates instead of ${expected.candidates}`);
  if (found.commits.length !== Math.min(expected.k, found.candidates)) return fault(`${found.commits.length} commits instead of ${expected.k}`);
  // Order inside a step has no effect and no margin: compared by position.
  const byPosition = (a: { position: number }, b: { position: number }): number => a.position - b.position;
  const ours = [...found.commits].sort(byPosition);
  let largest = 0;
  for (const [index, commit] of [...expected.commits].sort(byPosition).entries()) {
    const own = ours[index];
    if (own?.position !== commit.position || own.id !== commit.id) {
      return { what: `token ${own?.id ?? "none"} at ${own?.position ?? "no position"} instead of ${commit.id} at ${commit.position}`, isChoice: true };
    }
    const difference = Math.abs(own.certainty - commit.certainty) / commit.certainty;
    if (!(difference <= CERTAINTY_TOLERANCE)) return fault(`certainty ${own.certainty} instead of ${commit.certainty} at ${commit.position}`);
    largest = Math.max(largest, difference);
  }
  return { largest };
}
