// A rising map from certainty to the share that is right (isotonic regression by pooling adjacent violators, Barlow et al. 1972).

import type { Checked } from "./calibration.ts";

/** A point of a map: certainty and share, each 0..1. */
export type MapPoint = readonly [certainty: number, share: number];

/** Statements of one bin at least: fewer say little about a share. */
const LEAST_IN_BIN = 25;
const MOST_BINS = 24;
/** Shares keep this distance from 0 and 1, so that points beyond the outer bins can still rise strictly. */
const MARGIN = 0.001;

interface Bin {
  readonly n: number;
  readonly certainty: number;
  readonly share: number;
}

/**
 * Fits the map: bins of equally many statements, pooled until their shares rise, flat beyond the outer ones.
 * @returns points rising strictly in both, the first at certainty 0, the last at 1
 */
export function isotonicMap(statements: readonly Checked[]): MapPoint[] {
  const pooled = risingBins(evenBins(statements));
  const inner = pooled.filter(({ certainty }) => certainty > 0 && certainty < 1).map(({ certainty, share }): MapPoint => [certainty, MARGIN + share * (1 - 2 * MARGIN)]);
  const [first = [0.5, 0.5]] = inner;
  const last = inner.at(-1) ?? first;
  return [[0, first[1] - MARGIN / 2], ...(inner.length === 0 ? [first] : inner), [1, last[1] + MARGIN / 2]];
}

/** The share that a map gives a certainty: linear between its points. */
export function mapped(points: readonly MapPoint[], certainty: number): number {
  const next = points.findIndex(([at]) => at >= certainty);
  const [toX, toY] = points[next] ?? points.at(-1) ?? [1, 1];
  const [fromX, fromY] = points[next - 1] ?? [toX, toY];
  return toX === fromX ? toY : fromY + ((toY - fromY) * (certainty - fromX)) / (toX - fromX);
}

function evenBins(statements: readonly Checked[]): Bin[] {
  const sorted = [...statements].sort((a, b) => a.certainty - b.certainty);
  const nBins = Math.max(1, Math.min(MOST_BINS, Math.floor(sorted.length / LEAST_IN_BIN)));
  return Array.from({ length: nBins }, (_, index) => {
    const own = sorted.slice(Math.round((index * sorted.length) / nBins), Math.round(((index + 1) * sorted.length) / nBins));
    return { n: own.length, certainty: mean(own.map((one) => one.certainty)), share: mean(own.map(({ isRight }) => Number(isRight))) };
  }).filter(({ n }) => n > 0);
}

/** Neighbours that do not rise become one. */
function risingBins(bins: readonly Bin[]): Bin[] {
  const pooled: Bin[] = [];
  for (const bin of bins) {
    let current = bin;
    for (let before = pooled.at(-1); before !== undefined && (before.share >= current.share || before.certainty >= current.certainty); before = pooled.at(-1)) {
      pooled.pop();
      const n = before.n + current.n;
      const weighted = (of: (bin: Bin) => number): number => (of(before) * before.n + of(current) * current.n) / n;
      current = { n, certainty: weighted(({ certainty }) => certainty), share: weighted(({ share }) => share) };
    }
    pooled.push(current);
  }
  return pooled;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
