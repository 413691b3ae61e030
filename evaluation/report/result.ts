// The result of a run as a file: every line, and everything that made it.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { array, boolean, check, literal, looseObject, nullable, number, record, string, strictObject, variant, picklist, type ShapeOf } from "../../src/formats/schema.ts";
import { EvaluationError } from "../errors.ts";
import type { Line } from "../lines/line.ts";

const RESULT_FORMAT = 1;

const measuredSchema = strictObject({ value: nullable(number()), n: number() });

const lineSchema = strictObject({
  id: string(),
  name: string(),
  unit: picklist(["share", "auc", "error", "seconds", "score", "ratio"]),
  value: nullable(number()),
  n: number(),
  interval: nullable(strictObject({ low: number(), high: number() })),
  majority: nullable(number()),
  bar: nullable(variant("kind", [strictObject({ kind: literal("least"), value: number() }), strictObject({ kind: literal("most"), value: number() }), strictObject({ kind: literal("aboveMajority") })])),
  bySource: record(string(), measuredSchema),
  isMet: nullable(boolean()),
});

const resultSchema = looseObject({
  format: literal(RESULT_FORMAT),
  model: strictObject({ name: string(), revision: string(), weights: string(), packageSha256: string(), calibration: nullable(string()) }),
  data: strictObject({ name: string(), split: string(), images: number(), questions: number(), sha256: string() }),
  /** Names of what made the answers: programs and their versions. */
  program: strictObject({ engineSha256: string(), node: string(), processor: string(), cores: number() }),
  settings: strictObject({
    seed: number(), suffix: string(), answerLength: number(), fold: nullable(number()), measures: array(string()), most: record(string(), number()), presets: array(string()), processes: number(), sampler: string(),
  }),
  /** Answers that are no answer, by the code of the error. */
  failed: record(string(), number()),
  /** Of all answers with the engines of `settings`, over all runs that gave them. */
  seconds: number(),
  lines: array(lineSchema),
  /** Closed questions as they were answered, where the run was of one fold. */
  answers: array(strictObject({ image: string(), label: string(), isHit: boolean() })),
});

export type RunResult = ShapeOf<typeof resultSchema>;
export type ResultLine = ShapeOf<typeof lineSchema>;

/** Reads a result. @throws EvaluationError `evaluation/result-invalid` */
export async function readResult(file: string): Promise<RunResult> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new EvaluationError("evaluation/result-invalid", `${path.basename(file)} is no result of an evaluation.`, cause);
  }
  const result = check(resultSchema, value);
  if (!result.ok) throw new EvaluationError("evaluation/result-invalid", `${path.basename(file)} is no result of this version: ${result.where}: ${result.why}.`);
  return result.value;
}

/** A line as it is written. */
export function resultLine(line: Line, isMet: boolean | null): ResultLine {
  return { ...line, bySource: { ...line.bySource }, isMet };
}
