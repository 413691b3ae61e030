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
import type { PlannedTensor } from "./pieces.ts";
import { streamShards } from "./shardStream.ts";
import type { Weights } from "./tensorNames.ts";
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
}

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
    const plan = planPieces(checkpoint.expected, options.weights);
    const bytes = weightsBytes(plan);
    let journal: Journal | null = null;
    const manifest = await makeFolderWhole({
      out: options.out,
      marker: MANIFEST_FILE,
      isWorthKeeping: (error) => journal?.hasAny() === true && !isFaultOfCheckpoint(error),
      async fill(folder) {
        journal = await openJournal(folder, plan);
        await refuseFullDisk(folder, bytes + SMALL_FILES_BYTES);
        return writePackage(folder, { checkpoint, plan, options, journal });
      },
    });
    return { out: options.out, manifest, bytes };
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
}

async function writePackage(folder: string, job: Job): Promise<Manifest> {
  const { checkpoint, plan, journal, options } = job;
  const writer = createWeightsWriter(folder);
  const encoder = options.encoder ?? ownThread();
  const { tensors, hashes } = await streamShards({ folder, checkpoint, plan, writer, journal, encoder, onProgress: progressOf(job), signal: options.signal }).finally(() => writer.close());
  for (const file of TOKENIZER_FILES) await copyFile(join(checkpoint.folder, file), join(folder, file));
  const sources = new Map(hashes);
  for (const [name, path] of checkpoint.descriptions) sources.set(name, createHash("sha256").update(await readFile(path)).digest("hex"));
  const manifest = manifestOf(job, plan.flatMap((planned) => tensors.get(planned.name) ?? []), sources);
  await writeFile(join(folder, UNFINISHED_MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`, { flush: true });
  await journal.remove();
  await rename(join(folder, UNFINISHED_MANIFEST_FILE), join(folder, MANIFEST_FILE));
  return manifest;
}

function progressOf({ checkpoint, options }: Job): (tensor: string, bytesDone: number) => void {
  const estimate = createEstimate();
  const bytesInAll = checkpoint.bytes;
  return (tensor, bytesDone) => { options.onProgress({ tensor, bytesDone, bytesInAll, secondsLeft: estimate.at(performance.now(), bytesDone, bytesInAll) }); };
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

/** @param need bytes of the whole package; what an earlier try wrote of it is there already */
async function refuseFullDisk(folder: string, need: number): Promise<void> {
  // Some network file systems cannot say; then the write itself will.
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.blocks === 0) return;
  const there = await Promise.all((await readdir(folder)).map((name) => stat(join(folder, name)).then(({ blocks }) => blocks * STAT_BLOCK_BYTES, () => 0)));
  const missing = need - there.reduce((sum, bytes) => sum + bytes, 0);
  const have = disk.bavail * disk.bsize;
  const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
  if (have < missing) throw new ModelError("model/disk-space", { need: megabytes(missing), have: megabytes(have) });
}

/** Unit of `blocks` in a file's facts, whatever the disk's own. A file with holes takes less than its size. */
const STAT_BLOCK_BYTES = 512;
