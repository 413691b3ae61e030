// `npm test [-- STAGE ...]`: types, lint, unit tests, build, and the tests inside a real VS Code; ends in
// `N passed, N failed`. RADDRAFT_FULL=1 (`npm run test:full`) gives long runs their full counts.

import "./requireNode.mjs";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureInstalled } from "./install.mjs";
import { capture, fail, root } from "./steps.mjs";

const inRoot = (...parts) => path.join(root, ...parts);
const bin = (name, ...parts) => inRoot("node_modules", name, ...parts);
const countsFolder = inRoot(".cache", "counts");

const UI_TEST_LIMIT_MS = 180_000;
const UNIT_TEST_LIMIT_MS = 60_000;

/** Nothing here takes half of this; what hangs must not keep the others waiting. */
const STAGE_LIMIT_MS = 20 * 60_000;

/** Prints what a program prints, and remembers why tests say they were skipped. */
async function runLoud(reasons, args, env = {}) {
  let line = "";
  const onText = (text) => {
    process.stdout.write(text);
    const lines = (line + text).split("\n");
    line = lines.pop() ?? "";
    for (const each of lines) {
      const match = /^\s*(?:\S+ )?skipped: (.+)$/.exec(each);
      if (match) reasons.add(match[1].trim());
    }
  };
  return (await capture(process.execPath, args, { env, onText, limitMs: STAGE_LIMIT_MS })).code;
}

/** A program that passes or fails as one. */
function check(...programs) {
  return async (result) => {
    for (const args of programs) {
      if ((await runLoud(result.reasons, args)) === 0) result.passed += 1;
      else result.failed += 1;
    }
  };
}

/** A run of mocha, in this machine's Node.js or inside VS Code; its reporter writes what it counted. */
function tests(name, args) {
  return async (result) => {
    mkdirSync(countsFolder, { recursive: true });
    const file = path.join(countsFolder, `${name}.json`);
    rmSync(file, { force: true });
    const code = await runLoud(result.reasons, args, { RADDRAFT_COUNTS: file });
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { passed: 0, failed: 0, skipped: [], failures: [] };
    result.passed += counts.passed;
    result.failed += counts.failed;
    result.skipped.push(...counts.skipped);
    result.failures.push(...counts.failures);
    // Ended badly without a failed test: a crash, or nothing ran.
    if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) {
      result.failed += 1;
      result.failures.push(`${name}: ended with code ${code} after ${counts.passed} passed tests`);
    }
  };
}

function mocha(limitMs, ...args) {
  return [bin("mocha", "bin", "mocha.js"), "--reporter", inRoot("test", "countingReporter.cjs"), "--timeout", String(limitMs), ...args];
}

/** Why the stages in a real VS Code cannot run here, or null. Installs what it may. */
async function whyNoWorkbench() {
  const { canHaveChromium, ensureChromium, ensureServer } = await import("../test/e2e/ensure.mjs");
  if (!canHaveChromium()) return "no Chromium: install the package chromium, or set CHROMIUM_PATH";
  ensureChromium();
  ensureServer();
  return null;
}

/** Tests inside VS Code need no browser where a desktop VS Code is named. */
const whyNoVsCode = async () => (process.env.VSCODE_EXECUTABLE ? null : await whyNoWorkbench());

const PYTHON_PROBE = "import sys; sys.exit(sys.version_info < (3, 11))";

/** The training code needs a Python; nothing else here does. Its tests say themselves what they skip without PyTorch. */
const whyNoPython = async () => (["python3", "/usr/bin/python3"].some((python) => spawnSync(python, ["-c", PYTHON_PROBE]).status === 0) ? null : "no Python 3.11 or newer");

const nothing = async () => null;
const STAGES = [
  { name: "types", why: nothing, run: check([bin("typescript", "bin", "tsc"), "-b"], [bin("typescript", "bin", "tsc"), "-p", "test/tsconfig.json"], [bin("typescript", "bin", "tsc"), "-p", "bench/tsconfig.json"], [bin("typescript", "bin", "tsc"), "-p", "evaluation/tsconfig.json"]) },
  { name: "lint", why: nothing, run: check([bin("eslint", "bin", "eslint.js"), "--max-warnings", "0", "."]) },
  { name: "build", why: nothing, run: check([inRoot("scripts", "build.mjs")]) },
  { name: "unit", why: nothing, run: tests("unit", mocha(UNIT_TEST_LIMIT_MS, "--ignore", "test/vscode/**", "test/**/*.test.ts")) },
  { name: "training", why: whyNoPython, run: check([inRoot("scripts", "trainingTests.mjs")]) },
  { name: "host", why: whyNoVsCode, run: tests("host", [inRoot("test", "e2e", "runHostTests.mjs")]) },
  { name: "ui", why: whyNoWorkbench, run: tests("ui", mocha(UI_TEST_LIMIT_MS, "test/ui/**/*.test.mjs", "--retries", "1")) },
  { name: "package", why: nothing, run: check([inRoot("scripts", "package.mjs")]) },
  { name: "vsix", why: whyNoWorkbench, run: tests("vsix", mocha(UI_TEST_LIMIT_MS, "test/vsix/**/*.test.mjs")) },
];

async function runStage(stage) {
  const startMs = Date.now();
  const result = { name: stage.name, passed: 0, failed: 0, skipped: [], failures: [], reasons: new Set(), ms: 0 };
  process.stdout.write(`\n== ${stage.name}\n`);
  try {
    const why = await stage.why();
    if (why) {
      result.skipped.push(`all of ${stage.name}`);
      result.reasons.add(why);
    } else {
      await stage.run(result);
    }
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.stack : error}\n`);
    result.failed += 1;
    result.failures.push(`${stage.name}: ${error instanceof Error ? error.message : error}`);
  }
  result.ms = Date.now() - startMs;
  return result;
}

function report(results) {
  process.stdout.write("\n== summary\n");
  for (const { name, passed, failed, skipped, ms } of results) {
    process.stdout.write(`${name.padEnd(8)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(skipped.length).padStart(4)} skipped ${(ms / 1000).toFixed(1).padStart(7)} s\n`);
  }
  for (const { name, skipped, reasons } of results) {
    for (const title of skipped) process.stdout.write(`skipped in ${name}: ${title}\n`);
    for (const why of reasons) process.stdout.write(`why: ${why}\n`);
  }
  for (const { name, failures } of results) for (const title of failures) process.stdout.write(`failed in ${name}: ${title}\n`);
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const failed = sum((result) => result.failed);
  const skipped = sum((result) => result.skipped.length);
  process.stdout.write(`${sum((result) => result.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
if (unknown.length > 0) {
  fail(new Error(`no such stage: ${unknown.join(", ")} (there are ${STAGES.map((stage) => stage.name).join(", ")})`));
} else {
  try {
    await ensureInstalled();
    // Whatever a stage leaves in its temporary folder goes with it: sockets of killed processes, caches of tools.
    const scratch = mkdtempSync(path.join(os.tmpdir(), "rd-"));
    for (const name of ["TMPDIR", "TMP", "TEMP"]) process.env[name] = scratch;
    const results = [];
    for (const stage of STAGES) if (wanted.length === 0 || wanted.includes(stage.name)) results.push(await runStage(stage));
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    report(results);
  } catch (error) {
    fail(error);
  }
}
