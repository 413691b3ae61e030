// The real processes with the demo model, bundled for one test file.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { createDrafting, type Drafting } from "../../src/client/index.ts";
import { convert } from "../../src/model/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const DEMO = path.join(root, "models", "medv-demo");

/** A small CT slice, and a phantom of a chest radiograph. */
export const SAMPLE = path.join(root, "samples", "ct_small", "CT_small.dcm");
export const PHANTOM = path.join(root, "samples", "phantom_chest", "phantom_chest.dcm");

export interface RealDrafting {
  readonly packagePath: string;
  /** A fresh object with processes of its own; the caller disposes it. */
  start(): Drafting;
  /** Removes the bundles. */
  remove(): void;
}

/**
 * Bundles engine, reader and setup, and converts the demo.
 * @param hasFillEnd false: without the token that ends a blank, which published checkpoints do not have
 */
export async function realDrafting({ hasFillEnd = true } = {}): Promise<RealDrafting> {
  // Inside the repository, so that the bundles find the packages with native parts.
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".cache", "drafting-"));
  const entries = Object.fromEntries([["probe", "engine/probeMain.ts"], ...["engine", "reader", "setup"].map((name) => [name, `${name}/main.ts`])].map(([name, file]) => [name, path.join(root, "src", file ?? "")]));
  await build({ entryPoints: entries, outdir: folder, bundle: true, platform: "node", format: "cjs", target: "node20", outExtension: { ".js": ".cjs" }, external: ["onnxruntime-node", "sharp"], define: { "import.meta.filename": "__filename" }, logLevel: "error" });
  const packagePath = path.join(folder, "demo");
  const checkpoint = hasFillEnd ? DEMO : withoutFillEnd(path.join(folder, "checkpoint"));
  await convert({ checkpoint, tower: null, out: packagePath, weights: "fp32", onProgress: () => undefined, signal: new AbortController().signal });
  const scripts = { engine: path.join(folder, "engine.cjs"), reader: path.join(folder, "reader.cjs"), setup: path.join(folder, "setup.cjs") };
  return {
    packagePath,
    start: () => createDrafting({ scripts, nodeExecutable: null, threads: 2, log: () => undefined }),
    remove: () => { rmSync(folder, { recursive: true, force: true }); },
  };
}

function withoutFillEnd(checkpoint: string): string {
  cpSync(DEMO, checkpoint, { recursive: true });
  const config = path.join(checkpoint, "config.json");
  writeFileSync(config, JSON.stringify({ ...(JSON.parse(readFileSync(config, "utf8")) as object), fill_end_token: undefined }));
  return checkpoint;
}

/** What a promise ended in: its value or its error. */
export async function endOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then((value) => value, (error: unknown) => error);
}
