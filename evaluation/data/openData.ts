// Which published format a folder holds, and the split that is asked for.

import { existsSync } from "node:fs";
import path from "node:path";
import { EvaluationError } from "../errors.ts";
import { corpus } from "./corpus.ts";
import type { DataAdapter, DataSet, Split } from "./dataSet.ts";
import { llavaMed } from "./llavaMed.ts";
import { pathVqa } from "./pathVqa.ts";
import { slake } from "./slake.ts";
import { vqaRad } from "./vqaRad.ts";

const ADAPTERS: readonly DataAdapter[] = [corpus, vqaRad, slake, pathVqa, llavaMed];

/**
 * Reads one split of a folder in any of the formats.
 * @throws EvaluationError `evaluation/data-unknown`, `evaluation/split-missing`, `evaluation/data-invalid`
 */
export async function openData(folder: string, split: Split): Promise<DataSet> {
  const adapter = ADAPTERS.find(({ marks }) => marks.some((mark) => existsSync(path.join(folder, mark))));
  if (adapter === undefined) {
    const known = ADAPTERS.map(({ name, marks }) => `${name} (${marks[0] ?? ""})`).join(", ");
    throw new EvaluationError("evaluation/data-unknown", `The folder of --data is none of the known data sets: ${known}.`);
  }
  const data = await adapter.read(folder, split);
  if (data.images.length === 0) throw new EvaluationError("evaluation/split-missing", `${adapter.name} has no image in its split ${split}.`);
  return data;
}
