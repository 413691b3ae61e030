// Compares a whole folder, a line a file.

import { compareFile } from "./compareFile.ts";
import type { Outcome } from "./compareFile.ts";
import { compareSeries } from "./compareSeries.ts";
import { readExpected } from "./expected.ts";

/** Compares each file and series of a folder that has an `expected.json`. */
export function* compareFolder(folder: string): Generator<Outcome> {
  const { files, series = [] } = readExpected(folder);
  for (const expected of files) yield compareFile(folder, expected);
  for (const expected of series) yield compareSeries(folder, expected);
}

/** `passed 0 name (remark)`: the number is the largest difference of a stored sample. */
export function lineOf({ file, largest, failures, remark }: Outcome): string {
  const word = failures.length === 0 ? "passed" : "FAILED";
  return `${word}  ${largest === null ? "-" : String(largest)}  ${file}${remark === "" ? "" : `  (${remark})`}${failures.map((failure) => `\n        ${failure}`).join("")}`;
}
