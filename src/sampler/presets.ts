// The modes that people choose by name (DESIGN 4): what is reused, and how many words a step commits.

import { dualCache, EXACT, prefixCache, publishedFast, renewedCache } from "./mode.ts";
import type { SamplerMode } from "./mode.ts";
import { factorRule, scheduleRule } from "./schedule.ts";

/** Names of the modes, the slowest first. */
export const PRESETS = ["exact", "careful", "standard", "published-fast"] as const;
export type PresetName = (typeof PRESETS)[number];

/** A named mode. */
export interface Preset {
  readonly draft: SamplerMode;
  readonly infill: SamplerMode;
  /**
   * True: keys and values of the prompt up to the end of its last image are computed by themselves, once an image, and
   * serve every draft about it.
   */
  readonly sharesPrefix: boolean;
}

/** LLaDA-V's published interval. */
export const PUBLISHED_INTERVAL = 32;
/**
 * Passes after which what is kept is computed anew in our own modes. Question and text around blanks must see what is
 * committed: kept for a whole block, they cost a third of the demo's first sentences.
 */
export const INTERVAL = 8;
/** The published demo's `threshold`; Fast-dLLM's recommendation too (arXiv 2505.22618, section 4). */
const FACTOR = 1;

const STANDARD: SamplerMode = { commitRule: factorRule(FACTOR), cache: renewedCache(INTERVAL) };
const PUBLISHED_FAST = publishedFast(FACTOR, PUBLISHED_INTERVAL);

const PRESET_MODES: Readonly<Record<PresetName, Preset>> = {
  exact: { draft: EXACT, infill: EXACT, sharesPrefix: false },
  careful: {
    draft: { commitRule: scheduleRule, cache: prefixCache(INTERVAL) },
    infill: { commitRule: scheduleRule, cache: dualCache(INTERVAL) },
    sharesPrefix: false,
  },
  standard: { draft: STANDARD, infill: STANDARD, sharesPrefix: true },
  "published-fast": { draft: PUBLISHED_FAST, infill: PUBLISHED_FAST, sharesPrefix: false },
};

export function presetOf(name: PresetName): Preset {
  return PRESET_MODES[name];
}
