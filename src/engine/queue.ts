// One draft at a time: the network is one, and two drafts at once would both be slower.

/** Runs tasks one after another, in the order they came. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Tasks that run or wait. */
  get length(): number {
    return this.#waiting;
  }

  /** Runs `task` when all earlier ones have ended. An aborted signal takes it out before its turn: the signal's reason is thrown. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise<void>((resolve) => { release = resolve; });
    this.#waiting++;
    try {
      await abortable(before, signal);
      return await task();
    } finally {
      this.#waiting--;
      // Only when the earlier tasks have ended may the next one start, even if this one left the queue early.
      void before.then(release);
    }
  }
}

async function abortable(wait: Promise<unknown>, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => { reject(signal.reason as Error); };
    if (signal.aborted) { stop(); return; }
    signal.addEventListener("abort", stop, { once: true });
    void wait.then(() => { signal.removeEventListener("abort", stop); resolve(); });
  });
}
