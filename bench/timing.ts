// Medians of repeated runs, taken in turn so that a busy moment of the machine hits all of them alike.

/** Runs of a thing in a table. */
export interface Timing {
  /** The first run of the process. */
  readonly coldMs: number;
  /** Median of the runs after `WARM_UP`. */
  readonly warmMs: number;
  /** Fastest of those: what the work takes when nobody else runs. */
  readonly leastMs: number;
}

/** Runs before those that count: the compiler needs some. */
const WARM_UP = 3;

/**
 * Times several works, one after the other in each round.
 * @param budgetMs rounds end when all together took this long, but not before the least number of rounds
 */
export async function timeInTurn<K extends string>(works: Readonly<Record<K, () => unknown>>, budgetMs = 4000, leastRounds = 8): Promise<Readonly<Record<K, Timing>>> {
  const names = Object.keys(works) as K[];
  const runs = new Map<K, number[]>(names.map((name) => [name, []]));
  const started = performance.now();
  for (let round = 0; round < leastRounds + WARM_UP || (performance.now() - started < budgetMs && round < 1000); round++) {
    for (const name of names) {
      const before = performance.now();
      await works[name]();
      runs.get(name)?.push(performance.now() - before);
    }
  }
  return Object.fromEntries(names.map((name) => [name, timingOf(runs.get(name) ?? [])])) as Record<K, Timing>;
}

/** The middle of some numbers; the lower one of two. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[(numbers.length - 1) >> 1] ?? Number.NaN;
}

function timingOf(ms: readonly number[]): Timing {
  const warm = ms.slice(WARM_UP);
  return { coldMs: ms[0] ?? Number.NaN, warmMs: median(warm), leastMs: Math.min(...warm) };
}
