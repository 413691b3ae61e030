// `npm run goldens [-- DIR ...]`: compares every stage and run of folders of reference values, one line each. Without DIR:
// ../shared/goldens and its variant-gqa. A folder nested in another is run by naming it.
//
// `--device webgpu` computes on a graphics card, in float32 (`--attention plain` where its driver needs it); `--only A,B`
// runs the checks whose names begin so, `--demo` those of the demo on phantoms too.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ON_CPU, type Placement } from "../../src/engine/index.ts";
import { sharedPath } from "../sharedFolder.ts";
import { demoChecks } from "./demo.ts";
import { GoldenModel } from "./goldenModel.ts";
import type { Outcome, GoldenCheck } from "./outcome.ts";
import { goldenSuite } from "./suite.ts";

interface Counts {
  passed: number;
  failed: number;
}

const OPTIONS = {
  device: { type: "string", default: "cpu" },
  attention: { type: "string", default: "flash" },
  only: { type: "string", default: "" },
  demo: { type: "boolean", default: false },
} as const;

process.exitCode = 1;
void main().then((failed) => {
  process.exitCode = failed > 0 ? 1 : 0;
});

/** @returns how many checks failed; one where none ran */
async function main(): Promise<number> {
  const { values, positionals: named } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const placement = placementOf(values);
  const known = [sharedPath("goldens"), sharedPath("goldens", "variant-gqa")].filter((path) => path !== null);
  const folders = named.length > 0 ? named.map((folder) => resolve(folder)) : known;
  const counts: Counts = { passed: 0, failed: 0 };
  if (folders.length === 0 && !values.demo) {
    console.log("FAILED  there is no ../shared/goldens; name a folder: npm run goldens -- DIR");
    counts.failed++;
  }
  for (const folder of folders) await runFolder(folder, counts, { placement, only: values.only.split(",") });
  if (values.demo) await runDemo(counts, { placement, only: values.only.split(",") });
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  // A word that names no check must not pass.
  return counts.passed === 0 ? 1 : counts.failed;
}

function placementOf({ device, attention }: { readonly device: string; readonly attention: string }): Placement {
  if (device === "cpu") return ON_CPU;
  if (device !== "webgpu" || (attention !== "flash" && attention !== "plain")) throw new Error("--device is cpu or webgpu, --attention flash or plain");
  return { provider: "webgpu", target: { kind: "gpu", float: "float32", attention }, gflops: null };
}

interface Chosen {
  readonly placement: Placement;
  /** Beginnings of names. */
  readonly only: readonly string[];
}

async function runDemo(counts: Counts, chosen: Chosen): Promise<void> {
  console.log("\nmodels/medv-demo on phantoms");
  const phantoms = join(import.meta.dirname, "phantoms");
  const model = new GoldenModel(join(import.meta.dirname, "..", "..", "models", "medv-demo"), chosen.placement);
  try {
    await runChecks(demoChecks({ golden: join(phantoms, "golden.json"), images: join(phantoms, "images") }, model), counts, chosen);
  } finally {
    await model.close();
  }
}

async function runFolder(folder: string, counts: Counts, chosen: Chosen): Promise<void> {
  console.log(`\n${folder}`);
  if (!existsSync(join(folder, "checkpoint", "config.json"))) {
    console.log("FAILED  the folder has no checkpoint");
    counts.failed++;
    return;
  }
  const suite = goldenSuite(folder, chosen.placement);
  try {
    await runChecks(suite.checks, counts, chosen);
  } finally {
    await suite.close();
  }
}

async function runChecks(checks: readonly GoldenCheck[], counts: Counts, { only }: Chosen): Promise<void> {
  for (const check of checks.filter(({ name }) => only.some((start) => name.startsWith(start)))) {
    const { passed, detail } = await outcomeOf(check);
    counts[passed ? "passed" : "failed"]++;
    console.log(`${passed ? "passed" : "FAILED"}  ${check.name}${detail === "" ? "" : `: ${detail}`}`);
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
