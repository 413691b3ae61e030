// The reference's step in PyTorch, by `bench/reference/step.py` in a process of its own.

import { spawnSync } from "node:child_process";
import path from "node:path";

/** What `step.py` says. */
export interface ReferenceFigures {
  readonly torch: string;
  readonly dtype: "float32" | "bfloat16";
  readonly matmulGflops: number;
  readonly stepCpuSeconds: number;
  readonly parts: Readonly<Record<"layers" | "head" | "sampling", number>>;
}

const SCRIPT = path.join(import.meta.dirname, "reference", "step.py");
/** The one of the person's environment, then that of Debian's `python3-torch`. */
const PYTHONS = ["python3", "/usr/bin/python3"];
/**
 * With no name at all OpenBLAS 0.3.21 takes a processor that it does not know by its model (Sapphire Rapids) for a Prescott,
 * at a quarter of its speed; with a name that it does not know it looks at what the processor can do.
 */
const UNNAMED_CORE = "";
const LIMIT_MS = 15 * 60_000;

/** A Python with torch, or null. */
export function pythonWithTorch(): string | null {
  return PYTHONS.find((python) => spawnSync(python, ["-c", "import torch"], { stdio: "ignore" }).status === 0) ?? null;
}

/**
 * Measures steps over `rows` rows of the scaled shape, one thread.
 * @param masked rows that are still masked
 */
export function referenceStep(python: string, dtype: ReferenceFigures["dtype"], { rows, masked, steps }: { readonly rows: number; readonly masked: number; readonly steps: number }): ReferenceFigures {
  const run = spawnSync(python, [SCRIPT, "--dtype", dtype, "--rows", String(rows), "--masked", String(masked), "--steps", String(steps)], {
    encoding: "utf8", timeout: LIMIT_MS, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", OPENBLAS_CORETYPE: process.env["OPENBLAS_CORETYPE"] ?? UNNAMED_CORE },
  });
  if (run.status !== 0) throw new Error(`step.py ended with ${String(run.status)}`);
  return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as ReferenceFigures;
}
