// Does the jobs of a run that are not done: image by image, so that an image is looked at once, and on several engines at once.

import { costOf, type Job } from "./jobs.ts";
import { doJob } from "./doJob.ts";
import type { Journal } from "./journal.ts";
import type { ModelPort } from "../model/modelPort.ts";

export interface RunOptions {
  readonly jobs: readonly Job[];
  /** File of an image, by its id. */
  readonly pathOf: (image: string) => Promise<string>;
  /** Engines; each is given the jobs of one image after the other. */
  readonly models: readonly ModelPort[];
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Asked before each job: true when the time that was given is over. */
  readonly isTimeUp: () => boolean;
  readonly onDone: (cost: number) => void;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

/** Codes of what is wrong with one image or one request; anything else ends the run. */
const OF_ONE_JOB = /^(?:reader|imaging|dicom|engine\/(?:prompt-too-long|report-too-long))/;

/**
 * Does what is left to do.
 * @returns false when time was up before everything was done
 * @throws what the models throw, but for errors of one image, which are kept as failed
 */
export async function runJobs(options: RunOptions): Promise<boolean> {
  const waiting = byImage(options.jobs.filter((job) => !options.journal.has(job)));
  const failed = new AbortController();
  // When one engine fails, the others end their job and no more: nothing may come into the journal afterwards.
  const workers = options.models.map((model) => work(model, waiting, options, failed.signal).catch((error: unknown) => {
    failed.abort();
    throw error;
  }));
  await Promise.allSettled(workers);
  return (await Promise.all(workers)).every(Boolean);
}

function byImage(jobs: readonly Job[]): Job[][] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const own = groups.get(job.image);
    if (own === undefined) groups.set(job.image, [job]);
    else own.push(job);
  }
  return [...groups.values()];
}

/** Takes images until none is left. */
async function work(model: ModelPort, waiting: Job[][], options: RunOptions, failed: AbortSignal): Promise<boolean> {
  const { pathOf, journal, signal } = options;
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    for (const job of group) {
      if (failed.aborted || options.isTimeUp()) return false;
      signal.throwIfAborted();
      const startedMs = options.now();
      try {
        const result = await doJob(job, await pathOf(job.image), model, signal);
        journal.add(job, { result }, options.now() - startedMs);
      } catch (error) {
        const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
        if (signal.aborted || !OF_ONE_JOB.test(code)) throw error;
        journal.add(job, { failed: code }, options.now() - startedMs);
      }
      options.onDone(costOf(job));
    }
  }
  return true;
}
