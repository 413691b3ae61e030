// A whole run: data, jobs, answers, lines, the table and the files.

import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DataSet } from "./data/dataSet.ts";
import { imageFilesOf, type ImageFiles } from "./data/imageFiles.ts";
import { openData } from "./data/openData.ts";
import { checkedStatements } from "./lines/certainty.ts";
import { foldsLine } from "./lines/folds.ts";
import { groundedWords } from "./lines/grounding.ts";
import { isMet } from "./lines/line.ts";
import type { Scope } from "./lines/measure.ts";
import { measuresFor } from "./lines/measures.ts";
import { answersOf, judged } from "./lines/vqa.ts";
import type { EvaluationOptions } from "./options.ts";
import { groundingPlot, reliabilityPlot } from "./report/plots.ts";
import { readResult, resultLine, type ResultLine, type RunResult } from "./report/result.ts";
import { remarksOf, sourceTableOf, tableOf, type Beside } from "./report/table.ts";
import { answerAll, secondsOf } from "./run/answerAll.ts";
import { keyOf, Results, type Job } from "./run/jobs.ts";
import { openJournal, type Journal } from "./run/journal.ts";
import { durationOf } from "./run/progress.ts";
import type { World } from "./world.ts";

/** Exit codes. */
export const EXIT = { met: 0, missed: 1, error: 2, timeUp: 3, interrupted: 130 } as const;

/** Canvas of an answer where none is asked: LLaVA-Med's open questions want sentences. */
const ANSWER_LENGTH = 16;
const OPEN_ANSWER_LENGTH = 128;

/**
 * Runs an evaluation and prints it.
 * @returns the exit code
 * @throws EvaluationError, and what the engine throws; the signal's reason
 */
export async function evaluate(options: EvaluationOptions, world: World, signal: AbortSignal): Promise<number> {
  const data = await openData(path.resolve(options.data), options.split);
  const files = await imageFilesOf(data, path.join(world.cache, "images"));
  const run: Run = { options, world, signal, data, files, startedMs: world.now() };
  const folds = await Promise.all(foldFiles(options, world).map(readResult));
  const own = await measureModel(options.model, folds, run);
  if (own === null) return timeUp(world);
  const beside = await besideResult(run);
  if (beside === "time is up") return timeUp(world);
  const lines = [tableOf(own.result, beside), sourceTableOf(own.result), remarksOf(own.result).join("\n")];
  world.output.write(`\n${titleOf(own.result)}\n\n${lines.filter((text) => text !== "").join("\n\n")}\n`);
  const missed = own.result.lines.filter((line) => line.isMet === false);
  const inBar = own.result.lines.filter((line) => line.isMet !== null);
  if (inBar.length > 0) world.output.write(`\n${missed.length === 0 ? "Every line of the bar is met." : `Lines of the bar that are not met: ${String(missed.length)} of ${String(inBar.length)}.`}\n`);
  world.output.write(`${durationOf(own.result.seconds * 1000)} for all answers with ${String(own.result.settings.processes)} engines, ${durationOf(world.now() - run.startedMs)} in this run. Files: ${path.relative(process.cwd(), own.folder)}\n`);
  return missed.length === 0 ? EXIT.met : EXIT.missed;
}

/** Results of the folds: those that are named, or for the demo those that come with the evaluation. */
function foldFiles({ folds, model }: EvaluationOptions, { baselines }: World): readonly string[] {
  const folder = path.join(baselines, "demo-folds");
  if (folds.length > 0 || model !== "demo" || !existsSync(folder)) return folds;
  return readdirSync(folder).filter((name) => name.endsWith(".json")).sort().map((name) => path.join(folder, name));
}

interface Run {
  readonly options: EvaluationOptions;
  readonly world: World;
  readonly signal: AbortSignal;
  readonly data: DataSet;
  readonly files: ImageFiles;
  readonly startedMs: number;
}

interface Finished {
  readonly result: RunResult;
  /** Where its files are. */
  readonly folder: string;
}

/** Measures a package; null when time was up. */
async function measureModel(typed: string, folds: readonly RunResult[], run: Run): Promise<Finished | null> {
  const { options, world, data, files } = run;
  const packagePath = world.packageOf(typed);
  const facts = await world.identify(packagePath);
  const scope = scopeOf(run);
  const measures = measuresFor(data.name, options.only);
  const jobs = [...new Map(measures.flatMap((measure) => measure.jobs(scope)).map((job) => [keyOf(job), job])).values()];
  const identity = { packageSha256: facts.packageSha256, dataSha256: files.sha256, engineSha256: await world.engineSha256(), suffix: options.suffix };
  const journal = openJournal(world.cache, identity, options.isFresh);
  const processes = options.processes ?? world.enginesFor(facts);
  const endMs = options.minutes === null ? Infinity : run.startedMs + options.minutes * 60_000;
  if (!(await answerAll({ packagePath, facts, jobs, journal, processes, suffix: options.suffix, paths: files.paths, endMs }, world, run.signal))) return null;

  const results = new Results(journal.outcomes);
  const lines = measures.flatMap((measure) => measure.lines(scope, results)).filter(({ n }) => n > 0);
  const hasFolds = data.name === "corpus" && options.fold === null && measures.some(({ name }) => name === "vqa");
  const all = hasFolds ? [...lines, foldsLine(folds, options.seed)] : lines;
  const result: RunResult = {
    format: 1,
    model: { name: facts.name, revision: facts.revision, weights: facts.weights, packageSha256: facts.packageSha256, calibration: facts.calibration },
    data: { name: data.name, split: options.split, images: data.images.length, questions: data.questions.length, sha256: files.sha256 },
    program: { engineSha256: identity.engineSha256, node: process.version, processor: os.cpus()[0]?.model.trim() ?? "", cores: os.availableParallelism() },
    settings: {
      seed: options.seed, suffix: options.suffix, answerLength: scope.answerLength, fold: options.fold, measures: measures.map(({ name }) => name), most: { ...options.most },
      presets: [...world.presets], processes, sampler: "temperature 0, low-confidence remasking, one block, steps = length",
    },
    failed: failuresOf(jobs, journal),
    seconds: secondsOf(jobs, journal, processes),
    lines: all.map((line): ResultLine => resultLine(line, isMet(line))),
    answers: options.fold === null ? [] : judged(answersOf("closed", scope, results)),
  };
  return { result, folder: await writeFiles(result, scope, results, run) };
}

/** What is measured, on a data set with the options of a run. */
export function scopeOf({ options, data, world }: Pick<Run, "options" | "data" | "world">): Scope {
  const answerLength = options.canvas ?? (data.name === "llava-med-qa" ? OPEN_ANSWER_LENGTH : ANSWER_LENGTH);
  return { data, seed: options.seed, most: options.most, answerLength, fold: options.fold, presets: world.presets };
}

function failuresOf(jobs: readonly Job[], journal: Journal): Record<string, number> {
  const failures: Record<string, number> = {};
  for (const job of jobs) {
    const outcome = journal.outcomes.get(keyOf(job));
    if (outcome !== undefined && "failed" in outcome) failures[outcome.failed] = (failures[outcome.failed] ?? 0) + 1;
  }
  return failures;
}

/** The result beside which lines are printed: a file, another package, or the interim demo's on the same split. */
async function besideResult(run: Run): Promise<Beside | "time is up" | null> {
  const { options, world, data } = run;
  const named = (result: RunResult): Beside => ({ name: result.model.name, result });
  if (options.besideModel !== null) {
    const other = await measureModel(options.besideModel, [], run);
    return other === null ? "time is up" : named(other.result);
  }
  if (options.beside !== null) return named(await readResult(options.beside));
  const baseline = path.join(world.baselines, `interim-${data.name}-${options.split}.json`);
  return existsSync(baseline) ? { name: "interim demo", result: await readResult(baseline) } : null;
}

async function writeFiles(result: RunResult, scope: Scope, results: Results, { options, world }: Run): Promise<string> {
  const slug = `${result.model.name}-${result.data.name}-${result.data.split}${options.fold === null ? "" : `-fold${String(options.fold)}`}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const folder = options.out === null ? path.join(world.cache, slug) : path.resolve(options.out);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "result.json"), `${JSON.stringify(result, null, 1)}\n`);
  const { measures } = result.settings;
  if (measures.includes("certainty")) await writeFile(path.join(folder, "reliability.svg"), reliabilityPlot(checkedStatements(scope, results), result.model.name));
  if (measures.includes("grounding")) await writeFile(path.join(folder, "grounding.svg"), groundingPlot(groundedWords(scope, results), result.model.name));
  return folder;
}

function titleOf({ model, data, settings, program }: RunResult): string {
  return [
    `${model.name} (${model.weights}, package ${model.packageSha256.slice(0, 12)}) on ${data.name}, ${data.split}: ${String(data.images)} images, ${String(data.questions)} questions (data ${data.sha256.slice(0, 12)})`,
    `${settings.sampler}; seed ${String(settings.seed)}; ${program.processor}, ${String(settings.processes)} engines`,
    ...(model.calibration === null ? [] : [`certainties mapped: ${model.calibration}`]),
  ].join("\n");
}

function timeUp(world: World): number {
  world.errors.write("Time is up. The same command goes on from here.\n");
  return EXIT.timeUp;
}

/** The one line of an error, with what to do. */
export function errorLine(error: unknown): string {
  const action = error instanceof Error && "action" in error && typeof error.action === "string" && error.action !== "" ? ` ${error.action}` : "";
  return error instanceof Error ? `${error.message}${action}` : String(error);
}
