// `npm run synth -- --shape 8b|scaled --seed N --out DIR [--package WEIGHTS]`: random weights in LLaDA-MedV's layout, as a
// checkpoint on the disk, or read straight by the converter, which then needs space for the package alone.

import { mkdir, mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { calibrate } from "../src/engine/index.ts";
import { checkpointPackage, convert, openCheckpoint, threads } from "../src/model/index.ts";
import type { CheckpointPlace, MatrixTrial, Weights } from "../src/model/index.ts";
import { SHAPES, syntheticCheckpoint } from "./syntheticCheckpoint.ts";
import type { ShapeName, SyntheticCheckpoint } from "./syntheticCheckpoint.ts";

const CHUNK_BYTES = 64 * 1024 * 1024;
const WEIGHTS = ["int4", "int4-128", "int8", "fp32"] as const satisfies readonly Weights[];
const USAGE = `npm run synth -- --shape 8b|scaled --seed N --out DIR [--package ${WEIGHTS.join("|")}] [--calibrate] [--threads N]`;

void main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { shape: { type: "string" }, seed: { type: "string", default: "1" }, out: { type: "string" }, package: { type: "string" }, calibrate: { type: "boolean", default: false }, threads: { type: "string", default: String(availableParallelism()) } } });
  const shape = Object.keys(SHAPES).find((name): name is ShapeName => name === values.shape);
  const weights = WEIGHTS.find((name) => name === values.package);
  if (shape === undefined || values.out === undefined || !/^\d{1,9}$/.test(values.seed) || (values.package !== undefined && weights === undefined)) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const checkpoint = syntheticCheckpoint(shape, Number(values.seed));
  const bytes = checkpoint.shards.reduce((sum, shard) => sum + shard.size, 0);
  console.log(`shape ${shape}, seed ${values.seed}: ${String(checkpoint.shards.length)} shards, ${(bytes / 1e9).toFixed(2)} GB of bf16, random weights`);
  if (weights === undefined) await writeCheckpoint(checkpoint, resolve(values.out));
  else await convertDirectly(checkpoint, { out: resolve(values.out), weights, nThreads: Number(values.threads), isCalibrated: values.calibrate });
}

async function writeDescriptions(checkpoint: SyntheticCheckpoint, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of checkpoint.descriptions) await writeFile(join(folder, name), text);
}

async function writeCheckpoint(checkpoint: SyntheticCheckpoint, folder: string): Promise<void> {
  await writeDescriptions(checkpoint, folder);
  for (const { file, size } of checkpoint.shards) {
    const source = await checkpoint.openFile(file);
    const target = await open(join(folder, file), "wx");
    try {
      for (let done = 0; done < size; done += CHUNK_BYTES) await target.appendFile(await source.readAt(done, CHUNK_BYTES));
    } finally {
      await target.close();
    }
    console.log(`written ${file}`);
  }
}

/** The shards stand in a temporary folder as files without a block of their own; their bytes are computed as they are read. */
async function convertDirectly(checkpoint: SyntheticCheckpoint, { out, weights: form, nThreads, isCalibrated }: { readonly out: string; readonly weights: Weights; readonly nThreads: number; readonly isCalibrated: boolean }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "synthetic-"));
  const encoder = threads(await encoderScript(folder), nThreads);
  const started = performance.now();
  let tenths = 0;
  try {
    await writeDescriptions(checkpoint, folder);
    for (const { file, size } of checkpoint.shards) {
      await writeFile(join(folder, file), "");
      await truncate(join(folder, file), size);
    }
    const { bytes } = await convert({
      checkpoint: folder, tower: null, out, weights: form, signal: new AbortController().signal,
      encoder,
      ...(isCalibrated ? { calibrate: (told, signal) => calibrated({ checkpoint: folder, tower: null, openFile: (path) => checkpoint.openFile(path) }, nThreads, told, signal) } : {}),
      openFile: (path) => checkpoint.openFile(path),
      onProgress: ({ bytesDone, bytesInAll, secondsLeft }) => {
        if (Math.floor((bytesDone / bytesInAll) * 10) <= tenths) return;
        tenths = Math.floor((bytesDone / bytesInAll) * 10);
        console.log(`${String(tenths * 10)} % after ${seconds(started)} s${secondsLeft === null ? "" : `, ${String(secondsLeft)} s left`}`);
      },
    });
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    console.log(`package of ${(bytes / 1e9).toFixed(2)} GB (${form}) in ${seconds(started)} s, ${((userCPUTime + systemCPUTime) / 1e6).toFixed(0)} CPU-s; peak resident memory ${(maxRSS / 1024 ** 2).toFixed(2)} GiB`);
  } finally {
    await encoder.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function calibrated(place: CheckpointPlace, nThreads: number, onProgress: (tensor: string, done: number) => void, signal: AbortSignal): Promise<readonly MatrixTrial[]> {
  const opened = await openCheckpoint(place);
  const started = performance.now();
  const trials = await calibrate(checkpointPackage(opened), { threads: nThreads, signal, onProgress }).finally(() => opened.close());
  const { maxRSS } = process.resourceUsage();
  console.log(`calibrated in ${seconds(started)} s: ${String(trials.filter(({ form }) => form === "int8").length)} of ${String(trials.length)} matrices int8, ${String(trials.filter(({ apart }) => apart.length > 0).length)} with channels apart; peak so far ${(maxRSS / 1024 ** 2).toFixed(2)} GiB`);
  return trials;
}

/** The program of the threads, bundled as in the product: translated on the fly it would run more slowly. */
async function encoderScript(folder: string): Promise<string> {
  const outfile = join(folder, "encoderThread.cjs");
  await build({ entryPoints: [join(import.meta.dirname, "encoderThread.ts")], outfile, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "error" });
  return outfile;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}
