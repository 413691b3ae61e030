// `npm run fuzz -- dicom --runs N --seed N`: reads broken DICOM files; exits 1 when one crashes, hangs, takes too much
// memory or ends in an error without a type, and writes that file into .cache/fuzz/.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { sharedPath } from "../sharedFolder.ts";
import { inputsOf } from "./dicomInputs.ts";
import { fuzz } from "./watch.ts";
import type { Finding } from "./watch.ts";

const DEFAULT_RUNS = 2000;
const DEFAULT_SEED = 1;

function numberAfter(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

async function main(): Promise<void> {
  const runs = numberAfter("--runs", DEFAULT_RUNS);
  const seed = numberAfter("--seed", DEFAULT_SEED);
  if (process.argv[2] !== "dicom" || !Number.isSafeInteger(runs) || !Number.isSafeInteger(seed)) {
    console.error("Usage: npm run fuzz -- dicom [--runs N] [--seed N]");
    process.exitCode = 2;
    return;
  }
  const folder = sharedPath("dicom", "public");
  if (folder === null) console.log("skipped: ../shared/dicom is not there; only files made here are broken");
  const findings = await fuzz({ runs, seed, folder }, (line) => console.log(line));
  if (findings.length > 0) keep(findings, seed, folder);
  console.log(`${runs} runs, ${findings.length} findings${findings.length === 0 ? "" : ", written into .cache/fuzz"}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

/** Writes the files that were found; they are made again from their seed. */
function keep(findings: readonly Finding[], seed: number, folder: string | null): void {
  const input = inputsOf(seed, folder);
  const into = join(import.meta.dirname, "..", "..", ".cache", "fuzz");
  mkdirSync(into, { recursive: true });
  for (const { run } of findings) writeFileSync(join(into, `dicom-${seed}-${run}.dcm`), input(run));
}

void main();
