// Shares, intervals and rank statistics; chance comes from a seed.

/** A share with the interval that holds it with 90 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a bootstrap draws: all observations of one image or patient go together. */
export interface Cluster<Observation> {
  readonly id: string;
  readonly observations: readonly Observation[];
}

/** The ends of a 90 % interval then move by a hundredth of its width from seed to seed. */
const RESAMPLES = 2000;
const TAIL = 0.05;

/** Uniform numbers in [0, 1) from a seed (mulberry32, public domain: a 32-bit counter through a mixer). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Mean of numbers or of claims (true: 1). @returns null for none */
export function meanOf(values: readonly (number | boolean)[]): number | null {
  return values.length === 0 ? null : values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
}

/** The middle one of numbers, or the mean of the two in the middle. @returns null for none */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return meanOf(sorted.length % 2 === 1 ? sorted.slice(middle, middle + 1) : sorted.slice(middle - 1, middle + 1));
}

/** Observations gathered by an id, in the order in which the ids come. */
export function clustered<Observation>(observations: readonly Observation[], idOf: (observation: Observation) => string): Cluster<Observation>[] {
  const clusters = new Map<string, Observation[]>();
  for (const observation of observations) clusters.set(idOf(observation), [...(clusters.get(idOf(observation)) ?? []), observation]);
  return [...clusters].map(([id, own]) => ({ id, observations: own }));
}

/**
 * The 90 % percentile interval of a statistic under resampling of whole clusters, 2,000 times.
 * @param statistic null where it does not exist for a resample, which is then left out
 * @returns null where it never exists
 */
export function bootstrapInterval<Observation>(clusters: readonly Cluster<Observation>[], statistic: (observations: readonly Observation[]) => number | null, seed: number): Interval | null {
  const random = randomNumbers(seed);
  const values: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)]?.observations ?? []);
    const value = statistic(drawn);
    if (value !== null) values.push(value);
  }
  values.sort((a, b) => a - b);
  const low = values[Math.floor(TAIL * values.length)];
  const high = values[Math.min(values.length - 1, Math.ceil((1 - TAIL) * values.length) - 1)];
  return low === undefined || high === undefined ? null : { low, high };
}

/**
 * Area under the receiver operating characteristic: how often a positive score is above a negative one, ties counted half.
 * @returns null where one of the two is empty
 */
export function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number | null {
  if (positive.length === 0 || negative.length === 0) return null;
  const all = [...positive.map((score) => ({ score, isPositive: true })), ...negative.map((score) => ({ score, isPositive: false }))].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.score === all[start]?.score) end++;
    // Ranks count from 1; equal scores share the mean of theirs.
    rankSum += ((start + 1 + end) / 2) * all.slice(start, end).filter(({ isPositive }) => isPositive).length;
    start = end;
  }
  return (rankSum - (positive.length * (positive.length + 1)) / 2) / (positive.length * negative.length);
}

/** Mean over the classes of the share that is right in each. @returns null for none */
export function balancedAccuracy(observations: readonly { readonly label: string; readonly isRight: boolean }[]): number | null {
  return meanOf(clustered(observations, ({ label }) => label).map(({ observations: own }) => meanOf(own.map(({ isRight }) => isRight)) ?? 0));
}

/** The commonest value with its share. @returns null for none */
export function majorityOf(values: readonly string[]): { readonly value: string; readonly share: number } | null {
  const [first] = clustered(values, (value) => value).sort((a, b) => b.observations.length - a.observations.length);
  return first === undefined ? null : { value: first.id, share: first.observations.length / values.length };
}
