// How long something will still take, from how far it came: the pace of the last half minute, because what was finished
// before an interruption goes by faster than the rest, and a laptop grows slower as it grows warm.

/** Pace is measured over at least this long, milliseconds; until then nothing is said. */
const SHORTEST_MS = 3000;
const LONGEST_MS = 30_000;

/** Of one piece of work. */
export interface Estimate {
  /**
   * Told how far the work is.
   * @returns seconds left, or null while nothing can be said
   */
  at(timeMs: number, done: number, inAll: number): number | null;
}

/** A new estimate; it has no clock of its own. */
export function createEstimate(): Estimate {
  const seen: { readonly timeMs: number; readonly done: number }[] = [];
  return {
    at(timeMs, done, inAll) {
      const last = seen.at(-1);
      // A hundred looks a window are enough; the first one is the window's beginning.
      if (last === undefined || timeMs - last.timeMs > LONGEST_MS / 100) seen.push({ timeMs, done });
      while ((seen[1]?.timeMs ?? Infinity) <= timeMs - LONGEST_MS) seen.shift();
      const first = seen[0];
      if (first === undefined || timeMs - first.timeMs < SHORTEST_MS || done <= first.done) return null;
      return Math.ceil(((inAll - done) * (timeMs - first.timeMs)) / (done - first.done) / 1000);
    },
  };
}
