// The model as the evaluation sees it: drafts, fills and groundings about one image.

import type { AnswerPart } from "../../src/engine/protocol.ts";

/** A picture for a request. */
export interface PictureUse {
  /** File of the image. */
  readonly path: string;
  /** True: a uniform grey picture of the same size stands in its place. */
  readonly isGrey: boolean;
}

/** A question about a picture. */
export interface Ask {
  readonly picture: PictureUse;
  readonly question: string;
}

export interface DraftAsk extends Ask {
  /** Canvas positions; one block. */
  readonly length: number;
  readonly steps: number;
  /** Name of the preset, `exact` among them. */
  readonly preset: string;
}

/** A stretch of text with the lowest certainty among its tokens. UTF-16, end exclusive. */
export interface CertainSpan {
  readonly start: number;
  readonly end: number;
  readonly certainty: number;
}

export interface Drafted {
  readonly text: string;
  /** Ids before the stop. */
  readonly ids: readonly number[];
  readonly spans: readonly CertainSpan[];
  /** Canvas position of the end of turn; null: the canvas is full. */
  readonly stop: number | null;
  readonly passes: number;
  readonly elapsedMs: number;
}

export interface OrderedSpan extends CertainSpan {
  /** Place in the order of commits. */
  readonly order: number;
}

export interface Filled {
  readonly blanks: readonly { readonly text: string; readonly spans: readonly OrderedSpan[] }[];
  /** Probabilities of the options of each pick list. */
  readonly choices: readonly (readonly number[])[];
}

export interface GroundAsk extends Ask {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly order: number }[];
  readonly states: number;
}

/** A word and the natural logarithm of its probability with the image minus that without, summed over its tokens. */
export interface GroundedWord {
  readonly start: number;
  readonly end: number;
  readonly grounding: number;
}

export interface ModelPort {
  draft(ask: DraftAsk, signal: AbortSignal): Promise<Drafted>;
  fill(ask: Ask & { readonly answer: readonly AnswerPart[] }, signal: AbortSignal): Promise<Filled>;
  ground(ask: GroundAsk, signal: AbortSignal): Promise<readonly GroundedWord[]>;
  /** Tokens of a text that stands in an answer. */
  countTokens(ask: Ask & { readonly text: string }, signal: AbortSignal): Promise<number>;
}
