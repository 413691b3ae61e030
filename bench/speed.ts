// `npm run bench [-- --quick | --only ratios|agreement|growth]`: our sampler beside the reference's computation in PyTorch, in
// one run, as ratios of CPU seconds on one thread. The shape has random weights, so each step commits one word on both sides; the
// vision tower is left out. Then how far faster modes agree with the exact one, and how the cost grows.

import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureMachine, type MachineFigures } from "./machine.ts";
import { agreement } from "./agreement.ts";
import { growth } from "./growth.ts";
import type { OurFigures } from "./ourSteps.ts";
import { runBench, syntheticPackage, type Form } from "./runBench.ts";
import { VOCABULARY } from "./syntheticCheckpoint.ts";
import { pythonWithTorch, referenceStep, type ReferenceFigures } from "./pytorch.ts";

/** The shape of the comparison; the network's is `scaled` of `syntheticCheckpoint.ts`. */
const PROMPT = 896;
const LENGTH = 128;
const BLOCK = 32;
/** What the step and the draft must reach: times fewer CPU seconds than the reference. */
const WANTED = { int4: { step: 30, draft: 25 }, int8: { step: 60, draft: 50 } } as const;
/** Below this share of the machine's float32 speed torch has no good library here, and the ratio says nothing. */
const TORCH_SHARE = 0.6;
const GOLDENS = path.resolve(import.meta.dirname, "..", "..", "shared", "goldens");

function ours(form: Form, more: readonly string[] = []): OurFigures {
  return JSON.parse(runBench("ourSteps.ts", ["--package", syntheticPackage(form), "--prompt", String(PROMPT), "--length", String(LENGTH), "--block", String(BLOCK), ...more])) as OurFigures;
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

const PARTS: Readonly<Record<"ratios" | "agreement" | "growth", (isQuick: boolean) => Promise<void> | void>> = {
  ratios,
  agreement: () => agreement([GOLDENS, path.join(GOLDENS, "variant-gqa")]),
  growth: () => { growth(); },
};
type Part = keyof typeof PARTS;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, only: { type: "string" } } });
  const all = Object.keys(PARTS) as Part[];
  const parts = values.quick ? all.slice(0, 1) : all.filter((name) => values.only === undefined || name === values.only);
  if (parts.length === 0) {
    console.error(`npm run bench [-- --quick | --only ${all.join("|")}]`);
    process.exitCode = 2;
    return;
  }
  const [processor] = cpus();
  console.log(`${processor?.model ?? "?"}, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}`);
  for (const part of parts) await PARTS[part](values.quick);
}

/** @param isQuick leaves the exact step of ours out */
async function ratios(isQuick: boolean): Promise<void> {
  const started = performance.now();
  const python = pythonWithTorch();
  if (python === null) {
    console.log("skipped: no Python with torch (Debian: python3-torch, libopenblas0-pthread)");
    return;
  }
  const machine = await measureMachine();
  console.log(`one thread: float32 ${machine.float32Gflops.toFixed(0)} GFLOP/s, memory ${machine.readGBs.toFixed(1)} GB/s`);
  const step = reference(python, machine).stepCpuSeconds;
  const forms = { int4: ours("int4-128", isQuick ? [] : ["--with-exact"]), int8: ours("int8", isQuick ? [] : ["--with-exact"]) };
  for (const [name, figures] of Object.entries(forms)) {
    const { drafted } = figures;
    if (drafted !== null) console.log(`${name} (${figures.weights}): prompt ${seconds(drafted.prompt)}, cached step ${seconds(figures.cachedStep)}, draft ${seconds(drafted.whole)} CPU-s in ${String(drafted.passes)} passes; peak ${figures.peakGB.toFixed(2)} GB`);
    if (figures.exactPass !== null) console.log(`${name}: exact step ${seconds(figures.exactPass)} CPU-s, ${(step / figures.exactPass).toFixed(1)}x; ${reached(figures, machine)}`);
  }
  const ratio = (of: (figures: OurFigures) => number): string => Object.entries(forms).map(([name, figures]) => `${name} ${of(figures).toFixed(1)}x`).join(" ");
  const stepRatio = (figures: OurFigures): number => step / figures.cachedStep;
  const draftRatio = (figures: OurFigures): number => (step * LENGTH) / (figures.drafted?.whole ?? Number.NaN);
  console.log(`cached step: ${ratio(stepRatio)}`);
  console.log(`whole draft: ${ratio(draftRatio)}`);
  const isMet = (["int4", "int8"] as const).every((name) => stepRatio(forms[name]) >= WANTED[name].step && draftRatio(forms[name]) >= WANTED[name].draft);
  console.log(`${isMet ? "met" : "NOT met"}: at least int4 ${String(WANTED.int4.step)}x and ${String(WANTED.int4.draft)}x, int8 ${String(WANTED.int8.step)}x and ${String(WANTED.int8.draft)}x; ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
  if (!isMet) process.exitCode = 1;
}

/** Multiplications and additions of a cached step and of an exact one, beside what float32 reaches here. */
function reached({ weights, cachedStep, exactPass }: OurFigures, machine: MachineFigures): string {
  const layers = 16 * 2048 * (4 * 2048 + 3 * 5632);
  const head = 2048 * VOCABULARY;
  const rate = (rows: number, scored: number, taken: number): string => ((2 * (rows * layers + scored * head)) / taken / 1e9).toFixed(0);
  const bytes = weights === "int8" ? 1 : 1 / 2;
  const exact = exactPass === null ? "" : `, exact step ${rate(PROMPT + LENGTH, LENGTH, exactPass)}`;
  return `GFLOP/s without attention: cached step ${rate(BLOCK, (BLOCK + 1) / 2, cachedStep)}${exact}, float32 matrices ${machine.float32Gflops.toFixed(0)}; reading the weights once at ${machine.readGBs.toFixed(0)} GB/s would take ${(((layers + head) * bytes) / 1e9 / machine.readGBs).toFixed(2)} s`;
}

function seconds(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

void main();
