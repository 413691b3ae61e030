// What a run takes from outside: where things lie, how engines are started, where words go. Tests hand in their own.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { availableParallelism, freemem } from "node:os";
import path from "node:path";
import { createDrafting, type Drafting } from "../src/client/index.ts";
import { MANIFEST_FILE, openPackage } from "../src/model/index.ts";
import { EvaluationError } from "./errors.ts";
import { EngineModel, PRESETS } from "./model/engineModel.ts";
import type { ModelPort } from "./model/modelPort.ts";
import type { ProgressOutput } from "./run/progress.ts";

/** What is said of a package in a result. */
export interface PackageFacts {
  readonly name: string;
  readonly revision: string;
  readonly weights: string;
  /** SHA-256 of its manifest, which holds the hash of every tensor, and of its tokenizer. */
  readonly packageSha256: string;
  readonly weightBytes: number;
  /** How its certainties are mapped before they are shown; null: they are not. */
  readonly calibration: string | null;
}

/** Engines that run. */
export interface Engines {
  readonly models: readonly ModelPort[];
  /** Ends their processes. */
  dispose(): void;
}

export interface World {
  /** Folder for journals, pictures and results. */
  readonly cache: string;
  /** Folder of results of the interim demo that come with the evaluation. */
  readonly baselines: string;
  /** Folder of a package by what was typed. */
  packageOf(typed: string): string;
  /** @throws EvaluationError `evaluation/model-missing`; errors of the package */
  identify(packagePath: string): Promise<PackageFacts>;
  /** SHA-256 of the programs that make the answers. */
  engineSha256(): Promise<string>;
  /** Names of the engine's presets. */
  readonly presets: readonly string[];
  /** How many engines a package gets where nothing is asked. */
  enginesFor(facts: PackageFacts): number;
  /** Starts engines with the package loaded. @param threads of each; null: all cores */
  start(packagePath: string, options: { readonly count: number; readonly threads: number | null; readonly suffix: string }, signal: AbortSignal): Promise<Engines>;
  readonly output: ProgressOutput;
  readonly errors: ProgressOutput;
  now(): number;
}

const PROGRAMS = ["engine", "reader", "setup"] as const;
/** A loaded package takes at most this many times its files (`src/engine/network.ts`), and an engine this much beside it. */
const MEMORY_PER_BYTE = 1.5;
const MEMORY_BESIDE_BYTES = 700e6;

/** Folders of a checkout. */
export interface Places {
  /** Bundles of the programs, and the demo's package. */
  readonly dist: string;
  readonly cache: string;
  readonly baselines: string;
}

/** The world of a checkout. */
export function realWorld({ dist, cache, baselines }: Places): World {
  const program = (name: string): string => path.join(dist, `${name}.cjs`);
  return {
    cache,
    baselines,
    packageOf: (typed) => (typed === "demo" ? path.join(dist, "models", "demo") : path.resolve(typed)),
    identify,
    engineSha256: async () => {
      const hash = createHash("sha256");
      for (const name of PROGRAMS.slice(0, 2)) hash.update(await readFile(program(name)));
      return hash.digest("hex");
    },
    presets: PRESETS,
    enginesFor: ({ weightBytes }) => Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / (weightBytes * MEMORY_PER_BYTE + MEMORY_BESIDE_BYTES)))),
    start: async (packagePath, { count, threads, suffix }, signal) => {
      const scripts = { engine: program("engine"), reader: program("reader"), setup: program("setup") };
      // The processor alone: journals of two machines stay comparable.
      const drafting: Drafting[] = Array.from({ length: count }, () => createDrafting({ scripts, nodeExecutable: process.execPath, threads, device: "cpu", log: () => undefined }));
      const dispose = (): void => { for (const one of drafting) one.dispose(); };
      try {
        await Promise.all(drafting.map((one) => one.load(packagePath, () => undefined, signal)));
      } catch (error) {
        dispose();
        throw error;
      }
      return { models: drafting.map((one) => new EngineModel({ drafting: one, packagePath, cache: path.join(cache, "pictures"), suffix })), dispose };
    },
    output: process.stdout,
    errors: process.stderr,
    now: () => performance.now(),
  };
}

async function identify(packagePath: string): Promise<PackageFacts> {
  if (!existsSync(path.join(packagePath, MANIFEST_FILE))) throw new EvaluationError("evaluation/model-missing", `The folder of --model is no model package: it has no ${MANIFEST_FILE}.`);
  const { manifest } = await openPackage(packagePath);
  const hash = createHash("sha256");
  for (const name of [MANIFEST_FILE, "tokenizer.json"]) hash.update(await readFile(path.join(packagePath, name)));
  let weightBytes = 0;
  for (const name of new Set(manifest.tensors.flatMap(({ pieces }) => pieces.map(({ file }) => file)))) weightBytes += (await stat(path.join(packagePath, name))).size;
  const { name, revision, weights } = manifest;
  return { name, revision, weights, packageSha256: hash.digest("hex"), weightBytes, calibration: manifest.certaintyCalibration?.method ?? null };
}
