// `npm run eval:calibrate`: a rising map from a model's certainty to the share of its statements that were right, for the
// checkpoint's configuration (`certainty_calibration`).

import path from "node:path";
import { imageFilesOf } from "./data/imageFiles.ts";
import { openData } from "./data/openData.ts";
import { foldOf } from "./data/sampling.ts";
import { EvaluationError } from "./errors.ts";
import { EXIT, scopeOf } from "./evaluate.ts";
import { certainty, checkedStatements, type Statement } from "./lines/certainty.ts";
import { calibrationError } from "./metrics/calibration.ts";
import { isotonicMap, mapped } from "./metrics/isotonic.ts";
import { evaluationOptions } from "./options.ts";
import { answerAll } from "./run/answerAll.ts";
import { keyOf, Results } from "./run/jobs.ts";
import { openJournal } from "./run/journal.ts";
import type { World } from "./world.ts";

const USAGE = "npm run eval:calibrate -- --model PACKAGE --data DIR --split train|val [--images N] [--seed 12] [--minutes N]";
/** Places behind the point: the engine keeps nine. */
const PLACES = 5;

/**
 * Fits the map and prints it as JSON, with the errors before and after.
 * @returns the exit code
 * @throws EvaluationError, and what the engine throws; the signal's reason
 */
export async function calibrateCommand(args: readonly string[], world: World, signal: AbortSignal): Promise<number> {
  const options = evaluationOptions(args);
  if (options === null) throw new EvaluationError("evaluation/option", USAGE);
  const data = await openData(path.resolve(options.data), options.split);
  const files = await imageFilesOf(data, path.join(world.cache, "images"));
  const packagePath = world.packageOf(options.model);
  const facts = await world.identify(packagePath);
  if (facts.calibration !== null) throw new EvaluationError("evaluation/option", "The package is calibrated already: take certainty_calibration out of its checkpoint, convert it again and measure that.");
  const scope = scopeOf({ options, data, world });
  const jobs = [...new Map(certainty.jobs(scope).map((job) => [keyOf(job), job])).values()];
  const journal = openJournal(world.cache, { packageSha256: facts.packageSha256, dataSha256: files.sha256, engineSha256: await world.engineSha256(), suffix: options.suffix }, options.isFresh);
  const endMs = options.minutes === null ? Infinity : world.now() + options.minutes * 60_000;
  if (!(await answerAll({ packagePath, facts, jobs, journal, processes: options.processes ?? world.enginesFor(facts), suffix: options.suffix, paths: files.paths, endMs }, world, signal))) {
    world.errors.write("Time is up. The same command goes on from here.\n");
    return EXIT.timeUp;
  }
  const statements = checkedStatements(scope, new Results(journal.outcomes));
  if (statements.length === 0) throw new EvaluationError("evaluation/data-invalid", "No statement about these images could be checked.");
  const method = `isotonic regression on ${String(statements.length)} checked statements, ${data.name} ${options.split}, seed ${String(options.seed)}`;
  const points = isotonicMap(statements).map(([at, share]) => [round(at), round(share)]);
  world.errors.write(`Calibration error ${three(calibrationError(statements))} as the model has it, ${three(crossFittedError(statements))} with maps fitted on the other folds' images.\n`);
  world.output.write(`${JSON.stringify({ certainty_calibration: { method, points } }, null, 1)}\n`);
  return EXIT.met;
}

/** Error of statements under maps that were fitted without their image's fold. */
export function crossFittedError(statements: readonly Statement[]): number | null {
  const folds = [...new Set(statements.map(({ image }) => foldOf(image)))];
  return calibrationError(folds.flatMap((fold) => {
    const points = isotonicMap(statements.filter(({ image }) => foldOf(image) !== fold));
    return statements.filter(({ image }) => foldOf(image) === fold).map((one) => ({ ...one, certainty: mapped(points, one.certainty) }));
  }));
}

function round(value: number): number {
  return Number(value.toFixed(PLACES));
}

function three(value: number | null): string {
  return (value ?? Number.NaN).toFixed(3);
}
