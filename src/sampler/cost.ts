// About how many rows of the network a draft or fill computes in each mode: what its time is proportional to.

import type { PresetName } from "./presets.ts";
import { INTERVAL, PUBLISHED_INTERVAL } from "./presets.ts";

/** The size of a request, positions. */
export interface RunSize {
  /** Up to the end of the last image. */
  readonly shared: number;
  /** The whole sequence. */
  readonly length: number;
  /** Masks that are filled. */
  readonly active: number;
  /** Of them in one block; `active` in a fill. */
  readonly block: number;
  /** Of the schedule. */
  readonly steps: number;
  /** Rows after the block's beginning are computed in every pass of a prefix cache; a fill computes its masks alone. */
  readonly isFill: boolean;
}

/** Passes per position where certainties decide: the demo takes a third to a half; random weights take one each. */
const PASSES_PER_MASK = 0.5;

/**
 * Rows that all passes compute together, an early end of the text not counted.
 * @param isSharedKept what stands before the end of the last image was computed for an earlier draft
 */
export function rowsComputed(preset: PresetName, size: RunSize, isSharedKept = false): number {
  const { shared, length, active, block, steps, isFill } = size;
  const fastPasses = Math.max(active / Math.max(1, block), active * PASSES_PER_MASK);
  // From the block to the end: on the average of all blocks half of the canvas is behind.
  const fromBlock = isFill ? active : active - (active - block) / 2;
  switch (preset) {
    case "exact":
      return steps * length;
    case "careful":
      return mixed(steps, INTERVAL, length, fromBlock);
    case "published-fast":
      return mixed(fastPasses, PUBLISHED_INTERVAL, length, fromBlock);
    case "standard": {
      const rest = length - shared;
      return (isSharedKept ? 0 : shared) + rest + mixed(Math.max(0, fastPasses - 1), INTERVAL, rest, block);
    }
  }
}

/** Passes of which every `interval`-th computes `whole` rows and the others `few`. */
function mixed(passes: number, interval: number, whole: number, few: number): number {
  const refreshes = Math.ceil(passes / interval);
  return refreshes * whole + (passes - refreshes) * few;
}
