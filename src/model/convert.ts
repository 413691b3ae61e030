// A checkpoint becomes a package: one pass over the shards, memory bounded by the largest tensor; interrupted, it goes on
// where it ended.

import { createHash } from "node:crypto";
import { copyFile, readdir, readFile, rename, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { FormatError } from "../formats/index.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { Checkpoint, CheckpointPlace } from "./checkpoint.ts";
import { ownThread } from "./encoder.ts";
import type { Encoder } from "./encoder.ts";
import { ModelError } from "./errors.ts";
import { createEstimate } from "./estimate.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { checkManifest, MANIFEST_FILE, WEIGHTS_FORMAT } from "./manifest.ts";
import type { Manifest, TensorEntry } from "./manifest.ts";
import { weightsBytes } from "./packageNeeds.ts";
import { makeFolderWhole } from "./partialFolder.ts";
import { planPieces } from "./pieces.ts";
import type { PlannedForm, PlannedTensor } from "./pieces.ts";
import { streamShards } from "./shardStream.ts";
import { formOf, INT4_OF_INT8 } from "./tensorNames.ts";
import type { ExpectedTensor, Weights } from "./tensorNames.ts";
import type { MatrixTrial } from "./trialGraphs.ts";
import { createWeightsWriter } from "./weightsWriter.ts";

/** Beside the weights: tokenizer files and the manifest. */
const SMALL_FILES_BYTES = 64 * 1024 * 1024;
const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"] as const;
/** The manifest until the package is whole: nobody may take a folder in the making for a package. */
const UNFINISHED_MANIFEST_FILE = "raddraft-unfinished.json";

/** What to convert, and to where. */
export interface ConvertOptions extends CheckpointPlace {
  /** Folder to be made; must not exist, or hold a package, which is then replaced. */
  readonly out: string;
  readonly weights: Weights;
  readonly onProgress: (progress: ConvertProgress) => void;
  readonly signal: AbortSignal;
  /** Who quantises; left out: this thread. The caller closes it. */
  readonly encoder?: Encoder;
  /** Asked for a package of int8 alone. Left out: every matrix is int8, untried. */
  readonly calibrate?: Calibrate;
}

/**
 * Tries the matrices of the checkpoint as int8 and as int4, on the rows that they read.
 * @param onProgress told the tensor at hand and the share that is done, 0..1
 */
export type Calibrate = (onProgress: (tensor: string, done: number) => void, signal: AbortSignal) => Promise<readonly MatrixTrial[]>;

/** `tensor`: what is being read now; bytes are those of the checkpoint. */
export interface ConvertProgress {
  readonly tensor: string;
  readonly bytesDone: number;
  readonly bytesInAll: number;
  /** Null while nothing can be said. */
  readonly secondsLeft: number | null;
}

/** A finished package. */
export interface Converted {
  readonly out: string;
  readonly manifest: Manifest;
  /** Size of its weights files. */
  readonly bytes: number;
}

/**
 * Converts a checkpoint. When it was cancelled, killed or stopped by the disk, what is finished stays beside `out` and is
 * used by the next conversion of the same checkpoint to the same place.
 * @throws ModelError, FormatError as `openCheckpoint`; `model/tensor-value`, `model/tensor-too-large`,
 *   `model/out-exists`, `model/out-busy`, `model/disk-space`, `model/write-failed`
 * @throws the signal's reason when aborted
 */
export async function convert(options: ConvertOptions): Promise<Converted> {
  const checkpoint = await openCheckpoint(options);
  try {
    let journal: Journal | null = null;
    const manifest = await makeFolderWhole({
      out: options.out,
      marker: MANIFEST_FILE,
      isWorthKeeping: (error) => journal?.hasAny() === true && !isFaultOfCheckpoint(error),
      async fill(folder) {
        // Before the calibration, which takes a while, for what it will be at most.
        await refuseFullDisk(folder, weightsBytes(planPieces(checkpoint.expected, ({ use }) => formOf(use, options.weights))));
        const progress = progressOf(checkpoint, options);
        const plan = planPieces(checkpoint.expected, await formsOf(checkpoint, options, progress));
        journal = await openJournal(folder, plan);
        return writePackage(folder, { checkpoint, plan, options, journal, progress });
      },
    });
    return { out: options.out, manifest, bytes: weightsBytes(manifest.tensors) };
  } finally {
    await checkpoint.close();
  }
}

/** Such an error comes again however often the conversion goes on. */
function isFaultOfCheckpoint(error: unknown): boolean {
  if (error instanceof FormatError) return true;
  return error instanceof ModelError && error.code !== "model/write-failed" && error.code !== "model/disk-space";
}

interface Job {
  readonly checkpoint: Checkpoint;
  readonly plan: readonly PlannedTensor[];
  readonly options: ConvertOptions;
  readonly journal: Journal;
  readonly progress: Progress;
}

/** How far both parts of the work are. */
interface Progress {
  readonly calibrated: (tensor: string, share: number) => void;
  readonly converted: (tensor: string, bytes: number) => void;
}

/** The calibration reads the decoder's matrices once more, so their bytes count twice. */
function progressOf(checkpoint: Checkpoint, { weights, calibrate, onProgress }: ConvertOptions): Progress {
  const estimate = createEstimate();
  const first = weights === "int8" && calibrate !== undefined ? matrixBytes(checkpoint) : 0;
  const bytesInAll = first + checkpoint.bytes;
  const tell = (tensor: string, bytesDone: number): void => { onProgress({ tensor, bytesDone, bytesInAll, secondsLeft: estimate.at(performance.now(), bytesDone, bytesInAll) }); };
  return {
    calibrated: (tensor, share) => { tell(tensor, Math.floor(first * share)); },
    converted: (tensor, bytes) => { tell(tensor, first + bytes); },
  };
}

function matrixBytes({ shards }: Checkpoint): number {
  return shards.flatMap(({ tensors }) => tensors).reduce((sum, { entry, expected }) => sum + (expected?.use === "linear" ? entry.length : 0), 0);
}

async function formsOf({ expected }: Checkpoint, { weights, calibrate, signal }: ConvertOptions, { calibrated }: Progress): Promise<(tensor: ExpectedTensor) => PlannedForm> {
  const trials = weights === "int8" && calibrate !== undefined ? await calibrate(calibrated, signal) : [];
  const byName = new Map(trials.map((trial) => [trial.name, trial]));
  const untried = trials.length > 0 ? expected.find(({ name, use }) => use === "linear" && !byName.has(name)) : undefined;
  if (untried !== undefined) throw new ModelError("model/tensor-missing", { tensor: untried.source });
  return ({ name, use }) => {
    const trial = byName.get(name);
    if (trial === undefined) return formOf(use, weights);
    if (trial.form === "int4") return { ...INT4_OF_INT8, trial: trial.errors };
    return { form: "int8", ...(trial.apart.length === 0 ? {} : { apart: [...trial.apart] }), trial: trial.errors };
  };
}

async function writePackage(folder: string, job: Job): Promise<Manifest> {
  const { checkpoint, plan, journal, progress, options } = job;
  const writer = createWeightsWriter(folder);
  const encoder = options.encoder ?? ownThread();
  const { tensors, hashes } = await streamShards({ folder, checkpoint, plan, writer, journal, encoder, onProgress: progress.converted, signal: options.signal }).finally(() => writer.close());
  for (const file of TOKENIZER_FILES) await copyFile(join(checkpoint.folder, file), join(folder, file));
  const sources = new Map(hashes);
  for (const [name, path] of checkpoint.descriptions) sources.set(name, createHash("sha256").update(await readFile(path)).digest("hex"));
  const manifest = manifestOf(job, plan.flatMap((planned) => tensors.get(planned.name) ?? []), sources);
  await writeFile(join(folder, UNFINISHED_MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`, { flush: true });
  await journal.remove();
  await rename(join(folder, UNFINISHED_MANIFEST_FILE), join(folder, MANIFEST_FILE));
  return manifest;
}

function manifestOf({ checkpoint, options }: Job, tensors: TensorEntry[], hashes: ReadonlyMap<string, string>): Manifest {
  const checked = checkManifest({
    weightsFormat: WEIGHTS_FORMAT,
    name: checkpoint.name,
    isDemo: checkpoint.demo !== null,
    licence: checkpoint.demo?.licence ?? "",
    ...checkpoint.facts,
    sources: Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1))),
    weights: options.weights,
    trainedCanvas: checkpoint.demo?.trainedCanvas ?? [],
    tensors,
  });
  if (!checked.ok) throw new ModelError("model/config-value", { file: "config.json", key: checked.where, why: checked.why });
  return checked.value;
}

/** @param bytes of the whole package's weights; what an earlier try wrote of them is there already */
async function refuseFullDisk(folder: string, bytes: number): Promise<void> {
  // Some network file systems cannot say; then the write itself will.
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.blocks === 0) return;
  const there = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name)).then(({ blocks }) => blocks * STAT_BLOCK_BYTES, () => 0)));
  const missing = bytes + SMALL_FILES_BYTES - there.reduce((sum, taken) => sum + taken, 0);
  const have = disk.bavail * disk.bsize;
  const megabytes = (count: number): number => Math.ceil(count / 1e6);
  if (have < missing) throw new ModelError("model/disk-space", { need: megabytes(missing), have: megabytes(have) });
}

/** Unit of `blocks` in a file's facts, whatever the disk's own. A file with holes takes less than its size. */
const STAT_BLOCK_BYTES = 512;
