// How far a run is and how long the rest will take.

export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line is renewed this often in a terminal, and written anew this often elsewhere, milliseconds. */
const TERMINAL_MS = 500;
const LOG_MS = 30_000;

/** Tells of answers that come in; the estimate goes by the cost of jobs. */
export class Progress {
  readonly #output: ProgressOutput;
  readonly #now: () => number;
  readonly #jobs: number;
  readonly #cost: number;
  readonly #startedMs: number;
  #doneJobs = 0;
  #doneCost = 0;
  #saidMs: number;

  /** @param jobs and @param cost that are still to be done */
  constructor(work: { readonly jobs: number; readonly cost: number }, output: ProgressOutput, now: () => number) {
    this.#jobs = work.jobs;
    this.#cost = work.cost;
    this.#output = output;
    this.#now = now;
    this.#startedMs = now();
    this.#saidMs = this.#startedMs;
  }

  add(cost: number): void {
    this.#doneJobs++;
    this.#doneCost += cost;
    const now = this.#now();
    const isTerminal = this.#output.isTTY === true;
    if (now - this.#saidMs < (isTerminal ? TERMINAL_MS : LOG_MS) && this.#doneJobs < this.#jobs) return;
    this.#saidMs = now;
    this.#output.write(`${isTerminal ? "\r\u001b[K" : ""}${this.line(now)}${isTerminal && this.#doneJobs < this.#jobs ? "" : "\n"}`);
  }

  /** E.g. `120 of 400 answers, about 3 min left`. */
  line(now: number): string {
    const leftMs = this.#doneCost === 0 ? null : ((now - this.#startedMs) * (this.#cost - this.#doneCost)) / this.#doneCost;
    const left = leftMs === null ? "" : `, about ${durationOf(leftMs)} left`;
    return `${String(this.#doneJobs)} of ${String(this.#jobs)} answers${this.#doneJobs < this.#jobs ? left : ""}`;
  }
}

/** `40 s`, `3 min`, `1 h 20 min`. */
export function durationOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${String(minutes)} min` : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
