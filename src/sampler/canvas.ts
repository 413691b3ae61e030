// What draft and infilling do differently, as the one loop of `sample.ts` sees it: which positions compete, when a
// block is left, and which stops count.

/** A stretch of the canvas that is finished before the next starts. */
export interface Block {
  /** Positions in the whole sequence, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Positions that it fills, ascending. */
  readonly active: Int32Array;
  readonly steps: number;
}

/**
 * The sequence being filled. Invariant: only positions that hold the mask id are ever written, and only through
 * `commit`; a pinned id never changes.
 */
export interface Canvas {
  /** Ids of the whole sequence `[length]`. */
  readonly ids: Int32Array;
  readonly maskId: number;
  /** Position of the first canvas id in the sequence; the prompt is before it. */
  readonly start: number;
  readonly length: number;
  readonly blocks: readonly Block[];
  /** Sets of ids that cannot be candidates. */
  readonly forbidden: readonly (readonly number[])[];
  /** Canvas position of the stop of the whole draft, or null. */
  stopPosition(): number | null;
  /** Masks that the block's schedule counts when it starts. */
  masksIn(block: Block): number;
  /** True when neither this block nor a later one is to be filled. */
  endsBefore(block: Block): boolean;
  /** True when nothing in the block is left to fill. */
  leaves(block: Block): boolean;
  /** Masked positions that compete in this block, ascending. */
  eligible(block: Block): Int32Array;
  /** Index into `forbidden` that holds at a position. */
  classOf(position: number): number;
  commit(position: number, id: number): void;
  /** Looks for stops after a step's commits. */
  renewStops(): void;
  /** True when a mask is left where there should be text. */
  hasMasks(): boolean;
}

/** Positions from `start` to `end` (exclusive) that hold the mask id, ascending. */
export function maskedBetween(ids: Int32Array, maskId: number, start: number, end: number): number[] {
  const positions: number[] = [];
  for (let position = start; position < end; position++) if (ids[position] === maskId) positions.push(position);
  return positions;
}

/** Positions that hold no mask, ascending. */
export function settledPositions(ids: Int32Array, maskId: number): Int32Array {
  return Int32Array.from(ids, (id, position) => (id === maskId ? -1 : position)).filter((position) => position >= 0);
}

/** True when a position from `start` to `end` (exclusive) holds the mask id. */
export function hasMaskBetween(ids: Int32Array, maskId: number, start: number, end: number): boolean {
  for (let position = start; position < end; position++) if (ids[position] === maskId) return true;
  return false;
}
