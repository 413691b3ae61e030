// A draft's order of commits replayed: how probable each drafted token was just before it was committed (DESIGN 3,
// "Grounding"). With and without the image, the difference is what the token owes to it.

import type { CancelSignal, TargetScorer } from "./denoiser.ts";
import { samplerError } from "./errors.ts";

/** A token of the draft. */
export interface DraftedToken {
  /** Position in the whole sequence. */
  readonly position: number;
  /** Place in the order of commits; equal ones were committed together. */
  readonly order: number;
}

export interface ReplayTask {
  /** The finished sequence `[length]`, `IMAGE_POSITION` where an image feature stands. Borrowed. */
  readonly ids: Int32Array;
  readonly maskId: number;
  readonly tokens: readonly DraftedToken[];
  /** States in which the order is replayed, at least 1; 1: every drafted token masked. */
  readonly states: number;
  readonly forbidden: readonly number[];
}

/** Tokens scored in one state: they and all later ones are masked there. */
export interface ReplayState {
  /** Indices into `ReplayTask.tokens`, by rising position. */
  readonly scored: readonly number[];
  readonly masked: readonly number[];
}

/**
 * The states: the distinct places in the order are dealt evenly, so there are never more states than places.
 * @throws SamplerError `sampler/task` when the number of states is none
 */
export function replayStates({ tokens, states }: Pick<ReplayTask, "tokens" | "states">): ReplayState[] {
  if (!Number.isSafeInteger(states) || states < 1) throw samplerError("sampler/task", `A draft cannot be replayed in ${states} states.`);
  const orders = [...new Set(tokens.map(({ order }) => order))].sort((a, b) => a - b);
  const nStates = Math.min(states, orders.length);
  const stateOf = new Map(orders.map((order, rank) => [order, Math.floor((rank * nStates) / orders.length)]));
  const byPosition = [...tokens.entries()].sort(([, a], [, b]) => a.position - b.position).map(([index, { order }]) => ({ index, state: stateOf.get(order) ?? 0 }));
  return Array.from({ length: nStates }, (_, state) => ({
    scored: byPosition.filter((token) => token.state === state).map(({ index }) => index),
    masked: byPosition.filter((token) => token.state >= state).map(({ index }) => index),
  }));
}

/**
 * Replays a draft, one pass a state. Each value is the number of passes done.
 * @returns natural logarithm of each token's probability, in the order of the task `[tokens]`
 * @throws SamplerError `sampler/task`; whatever the signal's reason is when it is aborted
 */
export async function* replayDraft(task: ReplayTask, scorer: TargetScorer, signal: CancelSignal): AsyncGenerator<number, Float64Array, undefined> {
  const logs = new Float64Array(task.tokens.length);
  const positionOf = (index: number): number => task.tokens[index]?.position ?? 0;
  const idOf = (index: number): number => task.ids[positionOf(index)] ?? 0;
  for (const [state, { scored, masked }] of replayStates(task).entries()) {
    signal.throwIfAborted();
    const ids = Int32Array.from(task.ids);
    for (const index of masked) ids[positionOf(index)] = task.maskId;
    const request = { ids, scored: Int32Array.from(scored, positionOf), targets: Int32Array.from(scored, idOf), forbidden: task.forbidden, guidance: null };
    const found = await scorer.targetLogs(request, signal);
    for (const [row, index] of scored.entries()) logs[index] = found[row] ?? NaN;
    yield state + 1;
  }
  return logs;
}
