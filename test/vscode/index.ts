// What VS Code calls inside the extension host: runs every *.test.ts of this folder (bundled beside this file) with mocha.

import { readdirSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import CountingReporter from "../countingReporter.cjs";

/** Longest time of one test: an engine start, a load of the demo model and a draft, on a busy machine. */
const LIMIT_MS = 120_000;

/**
 * Runs the tests; TEST_GREP picks some by title.
 * @throws Error with the number of failed tests
 */
export async function run(): Promise<void> {
  const grep = process.env["TEST_GREP"];
  const mocha = new Mocha({ ui: "bdd", timeout: LIMIT_MS, color: false, reporter: CountingReporter, ...(grep ? { grep } : {}) });
  const files = readdirSync(__dirname).filter((name) => name.endsWith(".test.cjs"));
  for (const name of files.sort()) mocha.addFile(path.join(__dirname, name));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
