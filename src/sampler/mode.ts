// How a draft runs: a commit rule and a cache policy, the two arguments of the one loop (Fast-dLLM, arXiv 2505.22618).

import type { Block } from "./canvas.ts";
import type { RowPlan } from "./denoiser.ts";
import { samplerError } from "./errors.ts";
import { publishedFactorRule, scheduleRule } from "./schedule.ts";
import type { CommitRule } from "./schedule.ts";

/**
 * Which rows a pass computes.
 * @param sinceRefresh passes since all rows of the sequence were computed in this block; null: none yet
 * @param length positions of the sequence
 * @returns null: every row, and nothing is kept
 */
export type CachePolicy = (block: Block, sinceRefresh: number | null, length: number) => RowPlan | null;

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
  return (block, sinceRefresh, length) =>
    cachedPlan(interval, sinceRefresh, { computed: range(block.start, length), kept: range(0, block.start) });
}

/**
 * Keys and values of everything but the block are kept, later blocks and suffix too.
 * @param interval as in `prefixCache`
 */
export function dualCache(interval: number): CachePolicy {
  return (block, sinceRefresh, length) =>
    cachedPlan(interval, sinceRefresh, { computed: range(block.start, block.end), kept: [...range(0, block.start), ...range(block.end, length)] });
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

function cachedPlan(interval: number, sinceRefresh: number | null, cached: { readonly computed: number[]; readonly kept: number[] }): RowPlan | null {
  if (interval === 1) return null;
  const isRefresh = sinceRefresh === null || sinceRefresh >= interval;
  return isRefresh ? { computed: null, kept: Int32Array.from(cached.kept) } : { computed: Int32Array.from(cached.computed), kept: null };
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}
