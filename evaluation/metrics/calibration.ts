// Whether certainties say how often words are right: the reliability of ten bins and the expected calibration error.

/** A checked statement: the certainty that it was shown with, 0..1, and whether it was right. */
export interface Checked {
  readonly certainty: number;
  readonly isRight: boolean;
}

/** A bin of certainties. */
export interface ReliabilityBin {
  /** Borders, the upper one inclusive. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Means in the bin; 0 where it is empty. */
  readonly certainty: number;
  readonly accuracy: number;
}

const BINS = 10;

/** Ten bins of equal width; a certainty of 0 belongs to the first. */
export function reliabilityBins(checked: readonly Checked[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, index) => {
    const own = checked.filter(({ certainty }) => Math.min(BINS - 1, Math.max(0, Math.ceil(certainty * BINS) - 1)) === index);
    const mean = (value: (one: Checked) => number): number => (own.length === 0 ? 0 : own.reduce((sum, one) => sum + value(one), 0) / own.length);
    return { from: index / BINS, to: (index + 1) / BINS, n: own.length, certainty: mean(({ certainty }) => certainty), accuracy: mean(({ isRight }) => Number(isRight)) };
  });
}

/**
 * Expected calibration error: distance of certainty and accuracy of the bins, weighted by their size.
 * @returns null for no statement
 */
export function calibrationError(checked: readonly Checked[]): number | null {
  if (checked.length === 0) return null;
  return reliabilityBins(checked).reduce((sum, bin) => sum + (bin.n / checked.length) * Math.abs(bin.certainty - bin.accuracy), 0);
}

/** A span with its certainty, as the engine tells it. */
export interface CertainStretch {
  readonly start: number;
  readonly end: number;
  readonly certainty: number;
}

/** Certainty of a stretch of text as it is shown: the lowest among its tokens; 0 where none covers it. */
export function certaintyOf(spans: readonly CertainStretch[], start: number, end: number): number {
  const own = spans.filter((span) => span.start < end && span.end > start);
  return own.length === 0 ? 0 : Math.min(...own.map(({ certainty }) => certainty));
}
