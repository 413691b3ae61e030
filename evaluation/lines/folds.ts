// Five checkpoints, each answering the fold that it was trained without, as one line.

import { FOLDS } from "../data/sampling.ts";
import { EvaluationError } from "../errors.ts";
import type { RunResult } from "../report/result.ts";
import { lineOf, type Line } from "./line.ts";
import { closedLine } from "./vqa.ts";

/**
 * The line of the cross-validation: the answers to all folds together.
 * @param results of all folds; none: the line says that it was not measured
 * @throws EvaluationError `evaluation/folds` when folds are missing, of other data, or answered by the same checkpoint
 */
export function foldsLine(results: readonly RunResult[], seed: number): Line {
  const [first] = results;
  const line = first === undefined ? lineOf({ id: "", name: "", unit: "share", value: null, n: 0 }) : closedLine("", "", results.flatMap(({ answers }) => answers), seed);
  if (first !== undefined) check(results, first);
  return { ...line, id: "vqa-closed-folds", name: "VQA-RAD, closed, five folds of train", bar: { kind: "aboveMajority" } };
}

function check(results: readonly RunResult[], first: RunResult): void {
  const folds = results.map(({ settings }) => settings.fold).sort();
  const refuse = (why: string): never => { throw new EvaluationError("evaluation/folds", `The folds cannot be put together: ${why}.`); };
  if (folds.length !== FOLDS || folds.some((fold, index) => fold !== index)) refuse(`results of the folds 0 to ${String(FOLDS - 1)} are needed, one each`);
  if (results.some(({ data }) => data.sha256 !== first.data.sha256 || data.split !== first.data.split)) refuse("they are of different data");
  if (new Set(results.map(({ model }) => model.packageSha256)).size !== FOLDS) refuse("each fold must be answered by a checkpoint of its own, trained without it");
  if (results.some(({ answers }) => answers.length === 0)) refuse("a fold has no closed question; was vqa measured?");
}
