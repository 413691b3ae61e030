// How long an event loop does one thing: a timer that should come every 2 ms, and the processor time between two of them.

const TICK_MS = 2;

/** The worst so far. */
export interface LoopFigures {
  /** Longest delay of the timer: own work, and waiting for a core that others use. */
  readonly blockMs: number;
  /** Longest own work between two ticks, processor time of all threads of the process. */
  readonly workMs: number;
}

/** Watches the loop it is made in until it is stopped. */
export class LoopWatch {
  #worst: LoopFigures = { blockMs: 0, workMs: 0 };
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let last = performance.now();
    let used = process.cpuUsage();
    this.#timer = setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      const workMs = Math.min(now - last, (user + system) / 1000);
      this.#worst = { blockMs: Math.max(this.#worst.blockMs, now - last - TICK_MS), workMs: Math.max(this.#worst.workMs, workMs) };
      last = now;
      used = process.cpuUsage();
    }, TICK_MS);
    this.#timer.unref();
  }

  /** The worst since the last time this was asked. */
  take(): LoopFigures {
    const worst = this.#worst;
    this.#worst = { blockMs: 0, workMs: 0 };
    return worst;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
