// A checkpoint becomes a package: one pass over the shards, memory bounded by the largest tensor, nothing left on failure.

import { createHash } from "node:crypto";
import { copyFile, readFile, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { bytesPerValue, float32Of, FormatError, widenBf16, widenFp16 } from "../formats/index.ts";
import type { FileBytes, SafetensorsDtype } from "../formats/index.ts";
import { openCheckpoint } from "./checkpoint.ts";
import type { Checkpoint, CheckpointPlace, StoredTensor } from "./checkpoint.ts";
import { ModelError } from "./errors.ts";
import { checkManifest, MANIFEST_FILE, WEIGHTS_FORMAT } from "./manifest.ts";
import type { Manifest, TensorEntry } from "./manifest.ts";
import { makeFolderWhole } from "./newFolder.ts";
import { planPieces } from "./pieces.ts";
import type { PlannedTensor } from "./pieces.ts";
import type { Weights } from "./tensorNames.ts";
import { createWeightsWriter } from "./weightsWriter.ts";
import type { TensorSink, WeightsWriter } from "./weightsWriter.ts";

/** Bytes of a tensor that are read, widened and turned at once: a tenth of a second of work between looks at the signal. */
const CHUNK_BYTES = 8 * 1024 * 1024;
/** Beside the weights: tokenizer files and the manifest. */
const SMALL_FILES_BYTES = 64 * 1024 * 1024;
const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"] as const;

/** What to convert, and to where. */
export interface ConvertOptions extends CheckpointPlace {
  /** Folder to be made; must not exist, or hold a package, which is then replaced. */
  readonly out: string;
  readonly weights: Weights;
  readonly onProgress: (progress: ConvertProgress) => void;
  readonly signal: AbortSignal;
}

/** `tensor`: what is being read now; bytes are those of the checkpoint. */
export interface ConvertProgress {
  readonly tensor: string;
  readonly bytesDone: number;
  readonly bytesInAll: number;
}

/** A finished package. */
export interface Converted {
  readonly out: string;
  readonly manifest: Manifest;
  /** Size of its weights files. */
  readonly bytes: number;
}

/**
 * Converts a checkpoint.
 * @throws ModelError, FormatError as `openCheckpoint`; `model/tensor-value`, `model/tensor-too-large`,
 *   `model/out-exists`, `model/disk-space`, `model/write-failed`
 * @throws the signal's reason when aborted
 */
export async function convert(options: ConvertOptions): Promise<Converted> {
  const checkpoint = await openCheckpoint(options);
  try {
    const plan = planPieces(checkpoint.expected, options.weights);
    const bytes = plan.flatMap((tensor) => tensor.pieces).reduce((sum, piece) => sum + piece.length, 0);
    const manifest = await makeFolderWhole(options.out, MANIFEST_FILE, async (folder) => {
      await refuseFullDisk(folder, bytes + SMALL_FILES_BYTES);
      return writePackage(folder, { checkpoint, plan, options });
    });
    return { out: options.out, manifest, bytes };
  } finally {
    await checkpoint.close();
  }
}

interface Job {
  readonly checkpoint: Checkpoint;
  readonly plan: readonly PlannedTensor[];
  readonly options: ConvertOptions;
}

async function writePackage(folder: string, job: Job): Promise<Manifest> {
  const { checkpoint, plan } = job;
  const writer = createWeightsWriter(folder);
  const { tensors, hashes } = await streamShards(job, writer).finally(() => writer.close());
  for (const file of TOKENIZER_FILES) await copyFile(join(checkpoint.folder, file), join(folder, file));
  for (const [name, path] of checkpoint.descriptions) hashes.set(name, createHash("sha256").update(await readFile(path)).digest("hex"));
  const manifest = manifestOf(job, plan.flatMap((planned) => tensors.get(planned.name) ?? []), hashes);
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`, { flush: true });
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

/** Reads each shard once from front to back: what is used goes to the writer, everything goes into the shard's hash. */
async function streamShards(job: Job, writer: WeightsWriter): Promise<{ tensors: Map<string, TensorEntry>; hashes: Map<string, string> }> {
  const plannedByName = new Map(job.plan.map((planned) => [planned.name, planned]));
  const tensors = new Map<string, TensorEntry>();
  const hashes = new Map<string, string>();
  let bytesDone = 0;
  for (const shard of job.checkpoint.shards) {
    const hash = createHash("sha256");
    const read = async (offset: number, length: number, tensor: string): Promise<Uint8Array> => {
      job.options.signal.throwIfAborted();
      const bytes = await readWhole(shard.shard.bytes, offset, length);
      hash.update(bytes);
      bytesDone += length;
      job.options.onProgress({ tensor, bytesDone, bytesInAll: job.checkpoint.bytes });
      return bytes;
    };
    await read(0, shard.shard.header.dataOffset, shard.sourceName);
    for (const stored of shard.tensors) {
      const planned = stored.expected === null ? undefined : plannedByName.get(stored.expected.name);
      const entry = await streamTensor(stored, planned === undefined ? null : writer.tensor(planned), read);
      if (entry !== null) tensors.set(entry.name, entry);
    }
    hashes.set(shard.sourceName, hash.digest("hex"));
  }
  return { tensors, hashes };
}

async function streamTensor(
  { entry }: StoredTensor,
  sink: TensorSink | null,
  read: (offset: number, length: number, tensor: string) => Promise<Uint8Array>,
): Promise<TensorEntry | null> {
  // Whole rows, because a row is what is quantised together.
  const rowBytes = entry.shape.slice(1).reduce((product, side) => product * side, bytesPerValue(entry.dtype));
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, rowBytes))) * rowBytes;
  for (let done = 0; done < entry.length; done += chunk) {
    const bytes = await read(entry.offset + done, Math.min(chunk, entry.length - done), entry.name);
    if (sink !== null) await sink.push(widen(bytes, entry.dtype));
  }
  return sink === null ? null : sink.finish();
}

function widen(bytes: Uint8Array, dtype: SafetensorsDtype): Float32Array {
  if (dtype === "BF16") return widenBf16(bytes);
  return dtype === "F16" ? widenFp16(bytes) : float32Of(bytes);
}

/** The header was checked against the file's size; a shorter answer means that it shrank since. */
async function readWhole(file: FileBytes, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await file.readAt(offset, length);
  if (bytes.length < length) throw new FormatError("formats/safetensors-truncated", { file: file.name, need: offset + length, have: offset + bytes.length });
  return bytes;
}

async function refuseFullDisk(folder: string, need: number): Promise<void> {
  // Some network file systems cannot say; then the write itself will.
  const disk = await statfs(folder).catch(() => null);
  if (disk === null || disk.blocks === 0) return;
  const have = disk.bavail * disk.bsize;
  const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
  if (have < need) throw new ModelError("model/disk-space", { need: megabytes(need), have: megabytes(have) });
}
