// Certainties as people see them: mapped to the share of statements that were right at them where the package was
// measured, and back, since steps of a broken-off draft come back as they were told.

import type { CertaintyCalibration } from "../model/index.ts";

/** The two directions; without a calibration both give what they get. */
export interface ShownCertainty {
  /** @param certainty of the sampler, 0..1; a certainty above 1 by rounding counts as 1 */
  readonly of: (certainty: number) => number;
  /** @param shown as `of` gave it @returns the sampler's certainty */
  readonly back: (shown: number) => number;
}

const AS_IT_IS: ShownCertainty = { of: (certainty) => certainty, back: (shown) => shown };

/** @param calibration with rising points, as a package's is checked for */
export function shownCertainty(calibration: CertaintyCalibration | undefined): ShownCertainty {
  if (calibration === undefined) return AS_IT_IS;
  const points = calibration.points.map(([certainty = 0, share = 0]) => [certainty, share] as const);
  const turned = points.map(([certainty, share]) => [share, certainty] as const);
  return { of: (certainty) => rounded(interpolated(points, certainty)), back: (shown) => interpolated(turned, shown) };
}

/** So that what came back is shown with the same number again. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/** Value at x on the line through the points, which rise in x; the first or last value outside them. */
function interpolated(points: readonly (readonly [x: number, y: number])[], x: number): number {
  const next = points.findIndex(([at]) => at >= x);
  if (next === -1) return points.at(-1)?.[1] ?? x;
  const [toX, toY] = points[next] ?? [x, x];
  const [fromX, fromY] = points[next - 1] ?? [toX, toY];
  return toX === fromX ? toY : fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX);
}
