// `npm run dicom:check -- DIR`: compares the files of a folder with its `expected.json`, a line a file.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { compareFolder, lineOf } from "./report.ts";

const folder = process.argv[2];
if (folder === undefined || !existsSync(join(folder, "expected.json"))) {
  console.error("Usage: npm run dicom:check -- DIR, where DIR has an expected.json.");
  process.exitCode = 2;
} else {
  let nPassed = 0;
  let nFailed = 0;
  for (const outcome of compareFolder(folder)) {
    console.log(lineOf(outcome));
    if (outcome.failures.length === 0) nPassed++;
    else nFailed++;
  }
  console.log(`${nPassed} passed, ${nFailed} failed`);
  process.exitCode = nFailed === 0 ? 0 : 1;
}
