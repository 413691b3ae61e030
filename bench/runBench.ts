// Programs of this folder in processes of their own, so that each has its memory to itself, and the packages they measure.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { ShapeName } from "./syntheticCheckpoint.ts";

const root = path.resolve(import.meta.dirname, "..");
const SEED = 1;

export type Form = "int4" | "int4-128" | "int8";

/** Runs a program of this folder. @returns the last line that it prints */
export function runBench(script: string, args: readonly string[]): string {
  const ended = spawnSync(process.execPath, ["--import", "tsx", path.join("bench", script), ...args], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  if (ended.status !== 0) throw new Error(`${script} ended with ${String(ended.status)}`);
  return ended.stdout.trim().split("\n").at(-1) ?? "";
}

/** A package of random weights, kept for the next run. */
export function syntheticPackage(form: Form, shape: ShapeName = "scaled"): string {
  const folder = path.join(root, ".cache", "bench", `${shape}-${form}-seed${String(SEED)}`);
  if (!existsSync(folder)) console.log(runBench("synth.ts", ["--shape", shape, "--seed", String(SEED), "--out", folder, "--package", form]));
  return folder;
}

