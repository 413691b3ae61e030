// How a draft runs: a commit rule and a cache policy, the two arguments of the one loop (Fast-dLLM, arXiv 2505.22618).

import type { Block } from "./canvas.ts";
import type { RowPlan } from "./denoiser.ts";
import { samplerError } from "./errors.ts";
import { publishedFactorRule, scheduleRule } from "./schedule.ts";
import type { CommitRule } from "./schedule.ts";

/** Where in a draft or fill a pass stands. */
export interface PassPlace {
  readonly block: Block;
  /** Passes since keys and values were last kept in this block; null: not yet in this block. */
  readonly sinceRefresh: number | null;
  /** True when keys and values are kept from a pass over all rows. */
  readonly isCached: boolean;
  /** Positions that hold no mask, ascending. */
  readonly settled: Int32Array;
  /** Positions of the sequence. */
  readonly length: number;
}

/**
 * Which rows a pass computes.
 * @returns null: every row, and nothing is kept
 */
export type CachePolicy = (place: PassPlace) => RowPlan | null;

/** A commit rule with a cache policy. */
export interface SamplerMode {
  readonly commitRule: CommitRule;
  readonly cache: CachePolicy;
}

/** Nothing is kept: every pass computes every row. */
export const noCache: CachePolicy = () => null;

/**
 * Keys and values of all positions before the block are kept; the rows from the block to the end are computed in every pass.
 * @param interval passes of a block from one refresh to the next, at least 1; Infinity: once a block
 */
export function prefixCache(interval: number): CachePolicy {
  return ({ block, sinceRefresh, length }) => {
    if (interval === 1) return null;
    return isDue(interval, sinceRefresh) ? { computed: null, kept: range(0, block.start) } : { computed: range(block.start, length), kept: NONE };
  };
}

/**
 * Keys and values of everything but the rows that are being filled are kept, later blocks and suffix too.
 * @param interval as in `prefixCache`
 */
export function dualCache(interval: number): CachePolicy {
  return ({ block, sinceRefresh, length }) => {
    if (interval === 1) return null;
    return isDue(interval, sinceRefresh) ? { computed: null, kept: allBut(block.active, length) } : { computed: block.active, kept: NONE };
  };
}

/**
 * As `dualCache`, but all rows are computed only once a draft. At each block and after every `interval` passes what holds no
 * mask is computed anew together with the block, so that text and question have seen what was committed; masks of later
 * blocks keep what they had.
 */
export function renewedCache(interval: number): CachePolicy {
  return ({ block, sinceRefresh, isCached, settled, length }) => {
    if (!isCached) return { computed: null, kept: allBut(block.active, length) };
    if (!isDue(interval, sinceRefresh)) return { computed: block.active, kept: NONE };
    const active = new Set(block.active);
    const kept = settled.filter((position) => !active.has(position));
    return { computed: Int32Array.from([...kept, ...block.active]).sort(), kept };
  };
}

/** The reference's sampler: its schedule, nothing kept. */
export const EXACT: SamplerMode = { commitRule: scheduleRule, cache: noCache };

/**
 * LLaDA-V's later sampler.
 * @param factor its `threshold`; null: its schedule
 * @param interval its `prefix_refresh_interval`
 * @see FAST.md of the goldens
 */
export function publishedFast(factor: number | null, interval: number): SamplerMode {
  return { commitRule: factor === null ? scheduleRule : publishedFactorRule(factor), cache: prefixCache(interval) };
}

/** @throws SamplerError `sampler/guided-fast`: guidance has no published meaning in any mode but the exact one */
export function checkMode(mode: SamplerMode, guidanceScale: number): void {
  if (mode !== EXACT && guidanceScale > 0) throw samplerError("sampler/guided-fast", "");
}

const NONE = new Int32Array(0);

function isDue(interval: number, sinceRefresh: number | null): boolean {
  return sinceRefresh === null || sinceRefresh >= interval;
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, offset) => start + offset);
}

function allBut(left: Int32Array, length: number): Int32Array {
  const out = new Set(left);
  return range(0, length).filter((position) => !out.has(position));
}
