// How long something still takes that reads or writes many bytes, from how fast it went in the last while. Pure.

/** What happened longer ago says nothing about the speed now, milliseconds. */
const WINDOW_MS = 30_000;
/** Before this no estimate is worth anything, milliseconds. */
const FIRST_MS = 3000;

export class TimeLeft {
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];

  /**
   * Takes the next sample.
   * @param bytesDone so far; fewer than before: it began again
   * @param nowMs of a steady clock
   * @returns seconds, or null while they cannot be known
   */
  after(bytesDone: number, bytesInAll: number, nowMs: number): number | null {
    const last = this.#samples.at(-1);
    if (last !== undefined && bytesDone < last.bytes) this.forget();
    this.#samples.push({ atMs: nowMs, bytes: bytesDone });
    while ((this.#samples[1]?.atMs ?? Infinity) <= nowMs - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || nowMs - first.atMs < FIRST_MS || bytesDone <= first.bytes) return null;
    return ((bytesInAll - bytesDone) * (nowMs - first.atMs)) / (bytesDone - first.bytes) / 1000;
  }

  /** Forgets how fast it went: what comes now goes at another speed. */
  forget(): void {
    this.#samples.length = 0;
  }
}
