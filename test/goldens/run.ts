// `npm run goldens [-- DIR ...]`: compares every stage and run of folders of reference values, one line each. Without DIR:
// ../shared/goldens and its variant-gqa. A folder nested in another is run by naming it.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { sharedPath } from "../sharedFolder.ts";
import type { Outcome, GoldenCheck } from "./outcome.ts";
import { goldenSuite } from "./suite.ts";

interface Counts {
  passed: number;
  failed: number;
}

process.exitCode = 1;
void main(process.argv.slice(2)).then((failed) => {
  process.exitCode = failed > 0 ? 1 : 0;
});

/** @returns how many checks failed */
async function main(named: readonly string[]): Promise<number> {
  const known = [sharedPath("goldens"), sharedPath("goldens", "variant-gqa")].filter((path) => path !== null);
  const folders = named.length > 0 ? named.map((folder) => resolve(folder)) : known;
  const counts: Counts = { passed: 0, failed: 0 };
  if (folders.length === 0) {
    console.log("FAILED  there is no ../shared/goldens; name a folder: npm run goldens -- DIR");
    counts.failed++;
  }
  for (const folder of folders) await runFolder(folder, counts);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed;
}

async function runFolder(folder: string, counts: Counts): Promise<void> {
  console.log(`\n${folder}`);
  if (!existsSync(join(folder, "checkpoint", "config.json"))) {
    console.log("FAILED  the folder has no checkpoint");
    counts.failed++;
    return;
  }
  const suite = goldenSuite(folder);
  try {
    for (const check of suite.checks) {
      const { passed, detail } = await outcomeOf(check);
      counts[passed ? "passed" : "failed"]++;
      console.log(`${passed ? "passed" : "FAILED"}  ${check.name}${detail === "" ? "" : `: ${detail}`}`);
    }
  } finally {
    await suite.close();
  }
}

/** A check that throws has failed. */
async function outcomeOf(check: GoldenCheck): Promise<Outcome> {
  try {
    return await check.run();
  } catch (error) {
    return { passed: false, detail: error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ""}` : String(error) };
  }
}
