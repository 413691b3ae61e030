// The command line of `npm run eval`.

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { SPLITS, type Split } from "./data/dataSet.ts";
import { FOLDS } from "./data/sampling.ts";
import { EvaluationError } from "./errors.ts";
import { MEASURE_NAMES, type MeasureName } from "./lines/measure.ts";

export const USAGE = `npm run eval -- --model demo|PACKAGE --data DIR --split train|val|test [options]
  --model PACKAGE    folder of a model package; demo: the one that comes with RadDraft
  --data DIR         RadDraft's corpus, VQA-RAD, SLAKE, PathVQA, or LLaVA-Med's open questions, as published
  --split S          train, val or test
  --only NAMES       measures, with commas between: ${MEASURE_NAMES.join(", ")}
  --beside FILE      result of another model, printed beside each line (default: the interim demo's)
  --beside-model P   another package, measured too and printed beside each line
  --images N         most images of each measure (default: what takes well under an hour with the demo; 0: all)
  --seed N           of samples and intervals (default 12)
  --canvas N         canvas of an answer to a question (default 16; LLaVA-Med's open questions 128)
  --suffix TEXT      added to every question, e.g. " Answer concisely in English."
  --fold K           only images of fold K (0 to ${String(FOLDS - 1)}), for npm run eval:folds
  --folds FILES      results of all folds, with commas between, for their line (default for the demo: evaluation/baselines/demo-folds)
  --processes N      engines at once (default: as many as cores and memory allow)
  --minutes N        stop after N minutes; the same command goes on later
  --out DIR          where result.json and the plots go (default .cache/evaluation/NAME)
  --fresh            ask everything again, whatever the journal holds`;

/** Most images of each measure: together they take the demo well under an hour on two cores. */
const MOST: Readonly<Record<MeasureName, number>> = { facts: 1200, pneumonia: 600, vqa: 400, text: 100, infilling: 200, grounding: 100, certainty: 1200, foreign: 32, told: 96, presets: 60, speed: 12 };

export interface EvaluationOptions {
  readonly model: string;
  readonly data: string;
  readonly split: Split;
  readonly only: readonly MeasureName[] | null;
  readonly beside: string | null;
  readonly besideModel: string | null;
  readonly most: Readonly<Record<MeasureName, number>>;
  readonly seed: number;
  /** Null: the data set's own. */
  readonly canvas: number | null;
  readonly suffix: string;
  readonly fold: number | null;
  readonly folds: readonly string[];
  /** Null: as many as cores and memory allow. */
  readonly processes: number | null;
  readonly minutes: number | null;
  readonly out: string | null;
  readonly isFresh: boolean;
}

const SPECS = {
  model: { type: "string" }, data: { type: "string" }, split: { type: "string" }, only: { type: "string" }, beside: { type: "string" }, "beside-model": { type: "string" },
  images: { type: "string" }, seed: { type: "string", default: "12" }, canvas: { type: "string" }, suffix: { type: "string", default: "" }, fold: { type: "string" }, folds: { type: "string", default: "" },
  processes: { type: "string" }, minutes: { type: "string" }, out: { type: "string" }, fresh: { type: "boolean", default: false }, help: { type: "boolean", default: false },
} as const;

/**
 * Reads the command line.
 * @returns null where help is asked for
 * @throws EvaluationError `evaluation/option`
 */
export function evaluationOptions(args: readonly string[]): EvaluationOptions | null {
  const values = parsed(args);
  if (values.help) return null;
  const images = wholeNumber("images", values.images, 0, Number.MAX_SAFE_INTEGER);
  return {
    model: required("model", values.model),
    data: required("data", values.data),
    split: oneOf("split", required("split", values.split), SPLITS),
    only: values.only === undefined ? null : listOf(values.only).map((name) => oneOf("only", name, MEASURE_NAMES)),
    beside: values.beside ?? null,
    besideModel: values["beside-model"] ?? null,
    most: images === null ? MOST : { ...MOST, ...Object.fromEntries(MEASURE_NAMES.map((name) => [name, images === 0 ? Number.MAX_SAFE_INTEGER : images])) },
    seed: wholeNumber("seed", values.seed, 0, 0xffff_ffff) ?? 0,
    canvas: wholeNumber("canvas", values.canvas, 1, 4096),
    suffix: values.suffix,
    fold: wholeNumber("fold", values.fold, 0, FOLDS - 1),
    folds: listOf(values.folds),
    processes: wholeNumber("processes", values.processes, 1, Math.max(64, availableParallelism())),
    minutes: wholeNumber("minutes", values.minutes, 1, 1_000_000),
    out: values.out ?? null,
    isFresh: values.fresh,
  };
}

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof SPECS }>>["values"] {
  try {
    return parseArgs({ args: [...args], options: SPECS }).values;
  } catch (cause) {
    throw new EvaluationError("evaluation/option", `${cause instanceof Error ? cause.message : String(cause)} See npm run eval -- --help`, cause);
  }
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new EvaluationError("evaluation/option", `--${name} is missing. See npm run eval -- --help`);
  return value;
}

function oneOf<Value extends string>(name: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new EvaluationError("evaluation/option", `--${name} is ${value}; ${allowed.join(", ")} are allowed.`);
  return found;
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least || value > most) throw new EvaluationError("evaluation/option", `--${name} is ${text}; a whole number from ${String(least)}${most >= 1_000_000 ? "" : ` to ${String(most)}`} is allowed.`);
  return value;
}

function listOf(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}
