// The network as the sampler sees it: the one port of this layer.

/** Stands in a sequence of ids where an image feature stands in the input; never a token, never masked. */
export const IMAGE_POSITION = -200;

/** Which rows a pass computes and what it keeps for later ones. */
export interface RowPlan {
  /**
   * Positions to compute, ascending: they attend to each other, and to what is kept of all other positions. Null: every
   * row, and what was kept is forgotten.
   */
  readonly computed: Int32Array | null;
  /** Computed positions whose keys and values this pass keeps, in place of what is kept of them. */
  readonly kept: Int32Array;
}

/** What the sampler wants to know before a step's commits. */
export interface ScoreRequest {
  /** Ids of the whole sequence `[length]`, `IMAGE_POSITION` where an image feature stands. Borrowed: read before the promise settles. */
  readonly ids: Int32Array;
  /** Positions to score, ascending `[scored]`; all of them hold the mask id. */
  readonly scored: Int32Array;
  /** Sets of ids that cannot be candidates; `classes[scoredIndex]` says which set holds for a row. */
  readonly forbidden: readonly (readonly number[])[];
  /** `[scored]`, index into `forbidden`. */
  readonly classes: Uint8Array;
  /** Classifier-free guidance (LLaDA, arXiv 2502.09992): `un + (scale + 1)(cond - un)`, where `un` sees masks at every position before `promptLength`. Null: none. */
  readonly guidance: { readonly scale: number; readonly promptLength: number } | null;
  /** Gumbel noise on the candidates, a function of (seed, step, position, id) alone. Null: temperature 0. */
  readonly noise: { readonly temperature: number; readonly seed: number; readonly step: number } | null;
  /** True: the answer has the best ids of every row. */
  readonly listsBest: boolean;
  /** Every scored row is among the computed ones; null: every row is computed and nothing is kept. */
  readonly rows: RowPlan | null;
}

/** Best candidate of every scored row, in the order of `ScoreRequest.scored`. */
export interface Candidates {
  /** `[scored]` */
  readonly ids: Int32Array;
  /** Probability of the candidate without noise, softmax in float64 after the forbidden ids are out `[scored]`, 0..1. */
  readonly certainties: Float64Array;
  /** The best ids of every row without noise, where the request asked for them. */
  readonly best?: BestIds;
}

/** Some best ids of every row, falling by probability `[scored, best]`. */
export interface BestIds {
  /** Ids a row. */
  readonly perRow: number;
  readonly ids: Int32Array;
  readonly certainties: Float64Array;
}

/** What is read of an `AbortSignal`: this layer has no platform's types, and any `AbortSignal` is one of these. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** Throws the reason when the signal is aborted. */
  throwIfAborted(): void;
}

export interface Denoiser {
  /**
   * Scores masked rows.
   * @throws whatever the signal's reason is when it is aborted between two parts of the network
   */
  score(request: ScoreRequest, signal: CancelSignal): Promise<Candidates>;
}

/** How probable given ids are, in masked rows. */
export interface TargetRequest {
  /** As in `ScoreRequest`. */
  readonly ids: Int32Array;
  /** Positions to score, ascending; one may come several times, with other targets. All of them hold the mask id `[scored]`. */
  readonly scored: Int32Array;
  /** `[scored]`: the id whose probability is asked for. */
  readonly targets: Int32Array;
  /** Ids that cannot be candidates. */
  readonly forbidden: readonly number[];
  readonly guidance: ScoreRequest["guidance"];
}

/** The network where ids are given and their probability is asked. */
export interface TargetScorer {
  /**
   * Scores given ids in masked rows.
   * @returns natural logarithms of their softmax probabilities in float64 `[scored]`; -Infinity for a forbidden one
   * @throws whatever the signal's reason is when it is aborted between two parts of the network
   */
  targetLogs(request: TargetRequest, signal: CancelSignal): Promise<Float64Array>;
}
