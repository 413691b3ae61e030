// Asks a package for every answer that its journal lacks, on as many engines as are asked for.

import { madeFile } from "../model/pictures.ts";
import path from "node:path";
import type { PackageFacts, World } from "../world.ts";
import { costOf, type Job } from "./jobs.ts";
import type { Journal } from "./journal.ts";
import { Progress } from "./progress.ts";
import { runJobs } from "./runJobs.ts";

export interface Work {
  readonly packagePath: string;
  readonly facts: PackageFacts;
  readonly jobs: readonly Job[];
  readonly journal: Journal;
  /** Engines at once. */
  readonly processes: number;
  readonly suffix: string;
  /** Files of the data set's images; an image that is not among them is made. */
  readonly paths: ReadonlyMap<string, string>;
  /** Time by the world's clock at which no further job begins. */
  readonly endMs: number;
}

/** A job whose time counts is done alone. */
function isTimed(job: Job): boolean {
  return job.kind === "draft" && job.isTimed;
}

/** Seconds that the answers to jobs took with some engines at once, over all runs that gave them. */
export function secondsOf(jobs: readonly Job[], journal: Journal, processes: number): number {
  return jobs.reduce((sum, job) => sum + journal.elapsedMs(job) / (isTimed(job) ? 1 : processes), 0) / 1000;
}

/**
 * Asks for what is missing; jobs whose time counts come at the end, one by one on all cores.
 * @returns false when time was up before
 * @throws what the engine throws; the signal's reason
 */
export async function answerAll(work: Work, world: World, signal: AbortSignal): Promise<boolean> {
  const { packagePath, facts, journal, processes, suffix } = work;
  const left = work.jobs.filter((job) => !journal.has(job));
  world.errors.write(`${facts.name}: ${String(work.jobs.length)} answers, ${String(left.length)} of them still to be asked for\n`);
  const progress = new Progress({ jobs: left.length, cost: left.reduce((sum, job) => sum + costOf(job), 0) }, world.errors, () => world.now());
  const pathOf = async (image: string): Promise<string> => work.paths.get(image) ?? (await madeFile(path.join(world.cache, "pictures"), image));
  for (const [part, count] of [[left.filter((job) => !isTimed(job)), processes], [left.filter(isTimed), 1]] as const) {
    if (part.length === 0) continue;
    // One engine alone may as well take all cores.
    const engines = await world.start(packagePath, { count, threads: count === 1 ? null : 1, suffix }, signal);
    try {
      const isDone = await runJobs({ jobs: part, pathOf, models: engines.models, journal, signal, isTimeUp: () => world.now() > work.endMs, onDone: (cost) => { progress.add(cost); }, now: () => world.now() });
      if (!isDone) return false;
    } finally {
      engines.dispose();
    }
  }
  return true;
}
