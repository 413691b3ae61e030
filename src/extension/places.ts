// Which work runs at which place: one at a time for each place, and a newer one cancels the older. Pure.

/** Where a draft belongs: an image, the conversation about one, a blank of a report. */
export type Place = `image:${string}` | `chat:${string}` | `report:${string}`;

interface Running {
  readonly abort: AbortController;
  /** Resolves when the work has ended, however it did. */
  readonly ended: Promise<void>;
}

export class Places {
  readonly #changed: () => void;
  /** In the order of their requests. */
  readonly #running = new Map<Place, Running>();

  /** @param changed called when work has begun or ended */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Places with work that runs or waits, the oldest request first. */
  get all(): readonly Place[] {
    return [...this.#running.keys()];
  }

  has(place: Place): boolean {
    return this.#running.has(place);
  }

  /**
   * Runs work at a place. Work that runs there is cancelled, and its ending waited for.
   * @param work called exactly once, even when it was cancelled while it waited: its signal is then aborted already
   * @returns what the work returns or throws
   */
  async run<T>(place: Place, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#running.get(place);
    before?.abort.abort();
    const abort = new AbortController();
    const ending = (async (): Promise<T> => {
      await before?.ended;
      return await work(abort.signal);
    })();
    const running = { abort, ended: ending.then(() => undefined, () => undefined) };
    this.#running.delete(place); // The place moves to the end of the order.
    this.#running.set(place, running);
    this.#changed();
    try {
      return await ending;
    } finally {
      if (this.#running.get(place) === running) this.#running.delete(place);
      this.#changed();
    }
  }

  /** Cancels the work at a place; nothing happens where none runs. */
  stop(place: Place): void {
    this.#running.get(place)?.abort.abort();
  }

  stopAll(): void {
    for (const { abort } of this.#running.values()) abort.abort();
  }
}
