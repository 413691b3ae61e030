// What a model is asked for an evaluation, one job an answer: each has a key, so that an answer is kept and never asked
// for twice.

import { createHash } from "node:crypto";
import type { Drafted, GroundedWord, OrderedSpan } from "../model/modelPort.ts";

interface JobBase {
  /** Id of the image. */
  readonly image: string;
  readonly question: string;
}

/** A draft in one block. */
export interface DraftJob extends JobBase {
  readonly kind: "draft";
  readonly length: number;
  readonly steps: number;
  readonly preset: string;
  /** True: nothing else runs meanwhile and every core is its own, since its time counts. */
  readonly isTimed: boolean;
}

/** An answer that is one of some options, scored as a pick list. */
export interface OptionsJob extends JobBase {
  readonly kind: "options";
  readonly options: readonly string[];
}

/** A word of a known answer, masked. */
export interface BlankJob extends JobBase {
  readonly kind: "blank";
  readonly before: string;
  /** With the space before it. */
  readonly masked: string;
  readonly after: string;
  /** Masks beyond the word's own tokens; above 0 the length is proposed, not given. */
  readonly extra: number;
}

/** The first sentence of a draft, and what its words owe to the image. */
export interface GroundJob extends JobBase {
  readonly kind: "ground";
  readonly length: number;
  /** True: drafted from a grey picture, scored with the image. */
  readonly isFromGrey: boolean;
  readonly states: number;
}

export type Job = DraftJob | OptionsJob | BlankJob | GroundJob;

export interface OptionsResult {
  /** In the order of the options; they sum to 1. */
  readonly probabilities: readonly number[];
}

export interface BlankResult {
  readonly text: string;
  readonly spans: readonly OrderedSpan[];
}

export interface GroundResult {
  readonly text: string;
  readonly words: readonly GroundedWord[];
}

/** Result of each kind of job. */
export interface ResultOf {
  readonly draft: Drafted;
  readonly options: OptionsResult;
  readonly blank: BlankResult;
  readonly ground: GroundResult;
}

/** An answer, or the code of the error that came in its place. */
export type Outcome = { readonly result: ResultOf[Job["kind"]] } | { readonly failed: string };

/** Names a job: equal jobs have equal keys. */
export function keyOf(job: Job): string {
  const sorted = Object.entries(job).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 32);
}

/** Work of a job in passes of the network, roughly: for estimates alone. */
export function costOf(job: Job): number {
  switch (job.kind) {
    case "draft":
      return Math.min(job.steps, job.length);
    case "options":
      return 8;
    case "blank":
      return job.extra > 0 ? 8 : 3;
    case "ground":
      return job.length + 2 * job.states;
  }
}

/** Results by their jobs; a job that failed counts as an empty answer. */
export class Results {
  readonly #outcomes: ReadonlyMap<string, Outcome>;

  constructor(outcomes: ReadonlyMap<string, Outcome>) {
    this.#outcomes = outcomes;
  }

  draft(job: DraftJob): Drafted {
    return this.#of(job) ?? { text: "", ids: [], spans: [], stop: 0, passes: 0, elapsedMs: 0 };
  }

  options(job: OptionsJob): OptionsResult {
    return this.#of(job) ?? { probabilities: job.options.map(() => 1 / job.options.length) };
  }

  blank(job: BlankJob): BlankResult {
    return this.#of(job) ?? { text: "", spans: [] };
  }

  ground(job: GroundJob): GroundResult {
    return this.#of(job) ?? { text: "", words: [] };
  }

  #of<J extends Job>(job: J): ResultOf[J["kind"]] | null {
    const outcome = this.#outcomes.get(keyOf(job));
    // The journal keeps a job's kind of result under its key alone.
    return outcome === undefined || "failed" in outcome ? null : (outcome.result as ResultOf[J["kind"]]);
  }
}
