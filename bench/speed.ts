// `npm run bench [-- --quick]`: our sampler beside the reference's computation in PyTorch, in one run, as ratios of CPU seconds
// on one thread. The shape has random weights, so each step commits one word on both sides; the vision tower is left out.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureMachine, type MachineFigures } from "./machine.ts";
import type { OurFigures } from "./ourSteps.ts";
import { pythonWithTorch, referenceStep, type ReferenceFigures } from "./pytorch.ts";

const root = path.resolve(import.meta.dirname, "..");
/** The shape of the comparison; the network's is `scaled` of `syntheticCheckpoint.ts`. */
const PROMPT = 896;
const LENGTH = 128;
const BLOCK = 32;
const SEED = 1;
/** What the step and the draft must reach: times fewer CPU seconds than the reference. */
const WANTED = { int4: { step: 30, draft: 25 }, int8: { step: 60, draft: 50 } } as const;
/** Below this share of the machine's float32 speed torch has no good library here, and the ratio says nothing. */
const TORCH_SHARE = 0.6;

type Form = "int4" | "int4-128" | "int8";

/** Starts a program of this folder. @returns the last line that it prints */
function run(script: string, args: readonly string[]): string {
  const ended = spawnSync(process.execPath, ["--import", "tsx", path.join("bench", script), ...args], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  if (ended.status !== 0) throw new Error(`${script} ended with ${String(ended.status)}`);
  return ended.stdout.trim().split("\n").at(-1) ?? "";
}

/** A package of random weights, kept for the next run. */
export function syntheticPackage(form: Form): string {
  const folder = path.join(root, ".cache", "bench", `scaled-${form}-seed${String(SEED)}`);
  if (!existsSync(folder)) console.log(run("synth.ts", ["--shape", "scaled", "--seed", String(SEED), "--out", folder, "--package", form]));
  return folder;
}

function ours(form: Form, more: readonly string[] = []): OurFigures {
  return JSON.parse(run("ourSteps.ts", ["--package", syntheticPackage(form), "--prompt", String(PROMPT), "--length", String(LENGTH), "--block", String(BLOCK), ...more])) as OurFigures;
}

function reference(python: string, machine: MachineFigures): ReferenceFigures {
  const found = (["float32", "bfloat16"] as const).map((dtype) => referenceStep(python, dtype, { rows: PROMPT + LENGTH, masked: LENGTH / 2, steps: 2 }));
  for (const { dtype, torch, matmulGflops, stepCpuSeconds, parts } of found) {
    console.log(`reference step, PyTorch ${torch}, ${dtype}: ${seconds(stepCpuSeconds)} CPU-s (layers ${seconds(parts.layers)}, head ${seconds(parts.head)}, sampling ${seconds(parts.sampling)}); its matmul ${matmulGflops.toFixed(0)} GFLOP/s of ${machine.float32Gflops.toFixed(0)} float32`);
  }
  const best = found.reduce((a, b) => (a.stepCpuSeconds <= b.stepCpuSeconds ? a : b));
  if (best.matmulGflops < TORCH_SHARE * machine.float32Gflops) throw new Error(`torch multiplies at ${best.matmulGflops.toFixed(0)} GFLOP/s, this processor at ${machine.float32Gflops.toFixed(0)}: the ratios would be void. Install libopenblas0-pthread.`);
  console.log(`taken: ${best.dtype}; a draft of ${String(LENGTH)} steps is ${String(LENGTH)} times one of them`);
  return best;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, block128: { type: "boolean", default: false } } });
  const started = performance.now();
  const [processor] = cpus();
  console.log(`${processor?.model ?? "?"}, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
  const python = pythonWithTorch();
  if (python === null) {
    console.log("skipped: no Python with torch (Debian: python3-torch, libopenblas0-pthread)");
    return;
  }
  const machine = await measureMachine();
  console.log(`one thread: float32 ${machine.float32Gflops.toFixed(0)} GFLOP/s, memory ${machine.readGBs.toFixed(1)} GB/s`);
  const step = reference(python, machine).stepCpuSeconds;
  const forms = { int4: ours("int4-128", values.quick ? [] : ["--with-exact"]), int8: ours("int8", values.quick ? [] : ["--with-exact"]) };
  for (const [name, figures] of Object.entries(forms)) {
    console.log(`${name} (${figures.weights}): prompt ${seconds(figures.prompt)}, cached step ${seconds(figures.cachedStep)}, draft ${seconds(figures.draft)} CPU-s in ${String(figures.passes)} passes; peak ${figures.peakGB.toFixed(2)} GB`);
  }
  const ratio = (of: (figures: OurFigures) => number): string => Object.entries(forms).map(([name, figures]) => `${name} ${of(figures).toFixed(1)}x`).join(" ");
  const stepRatio = (figures: OurFigures): number => step / figures.cachedStep;
  const draftRatio = (figures: OurFigures): number => (step * LENGTH) / figures.draft;
  console.log(`cached step: ${ratio(stepRatio)}`);
  console.log(`whole draft: ${ratio(draftRatio)}`);
  const isMet = (["int4", "int8"] as const).every((name) => stepRatio(forms[name]) >= WANTED[name].step && draftRatio(forms[name]) >= WANTED[name].draft);
  console.log(`${isMet ? "met" : "NOT met"}: at least int4 ${String(WANTED.int4.step)}x and ${String(WANTED.int4.draft)}x, int8 ${String(WANTED.int8.step)}x and ${String(WANTED.int8.draft)}x; ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
  if (!isMet) process.exitCode = 1;
}

function seconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

void main();
