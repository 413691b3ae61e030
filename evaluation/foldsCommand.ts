// `npm run eval:folds -- RESULT.json ...`: the line of the cross-validation from the results of all folds.

import { parseArgs } from "node:util";
import { EvaluationError } from "./errors.ts";
import { EXIT } from "./evaluate.ts";
import { foldsLine } from "./lines/folds.ts";
import { isMet } from "./lines/line.ts";
import { readResult } from "./report/result.ts";
import type { World } from "./world.ts";

const SEED = "12";

/** @returns the exit code @throws EvaluationError `evaluation/folds`, `evaluation/result-invalid`, `evaluation/option` */
export async function foldsCommand(args: readonly string[], world: Pick<World, "output">): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { seed: { type: "string", default: SEED } } });
  if (positionals.length === 0) throw new EvaluationError("evaluation/option", "npm run eval:folds -- RESULT.json of each fold, made with --split train --fold K --only vqa");
  const line = foldsLine(await Promise.all(positionals.map(readResult)), Number(values.seed));
  const { value, interval, majority, n } = line;
  const three = (number: number | undefined | null): string => (number ?? Number.NaN).toFixed(3);
  world.output.write(`${line.name}: ${three(value)}, 90 % interval ${three(interval?.low)} to ${three(interval?.high)}, majority ${three(majority)}, n = ${String(n)}: ${isMet(line) === true ? "met" : "MISSED"}\n`);
  return isMet(line) === true ? EXIT.met : EXIT.missed;
}
