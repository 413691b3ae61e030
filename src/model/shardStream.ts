// Reads each shard once from front to back: what is used is encoded and written, everything goes into the shard's hash.
// Memory holds a few chunks, however large the checkpoint is.

import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { join } from "node:path";

import { bytesPerValue, FormatError, openFileBytes } from "../formats/index.ts";
import type { FileBytes } from "../formats/index.ts";
import type { Checkpoint, CheckpointShard, StoredTensor } from "./checkpoint.ts";
import type { Encoder } from "./encoder.ts";
import { ModelError } from "./errors.ts";
import type { Finished, Journal } from "./journal.ts";
import type { TensorEntry, TensorPiece } from "./manifest.ts";
import type { PlannedTensor } from "./pieces.ts";
import type { EncodedRows } from "./tensorRows.ts";
import type { TensorSink, WeightsWriter } from "./weightsWriter.ts";

/** Bytes of a tensor that are read and encoded at once: a tenth of a second of work between looks at the signal. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** What is converted, and with what. */
export interface StreamJob {
  /** Of the package in the making. */
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly plan: readonly PlannedTensor[];
  readonly writer: WeightsWriter;
  readonly journal: Journal;
  readonly encoder: Encoder;
  /** Told how many bytes of the checkpoint are done. */
  readonly onProgress: (tensor: string, bytesDone: number) => void;
  readonly signal: AbortSignal;
}

/** What became of the shards. */
export interface Streamed {
  /** By name. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** SHA-256 of each shard by its name in the list of sources. */
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * Converts all shards; what the journal claims is kept where the hashes of its source and of its pieces agree.
 * @throws ModelError `model/tensor-value`, errors of the file system, the signal's reason when aborted
 */
export async function streamShards(job: StreamJob): Promise<Streamed> {
  const plannedByName = new Map(job.plan.map((planned) => [planned.name, planned]));
  const tensors = new Map<string, TensorEntry>();
  const hashes = new Map<string, string>();
  const work = orderedWork(job.encoder.atOnce);
  let bytesDone = 0;
  for (const { shard, sourceName, tensors: stored } of job.checkpoint.shards) {
    const hash = createHash("sha256");
    const read: Read = async (offset, length, tensor) => {
      const bytes = await readWhole(shard.bytes, offset, length, job.signal);
      hash.update(bytes);
      bytesDone += length;
      job.onProgress(tensor, bytesDone);
      return bytes;
    };
    await read(0, shard.header.dataOffset, sourceName);
    for (const tensor of stored) {
      const planned = tensor.expected === null ? undefined : plannedByName.get(tensor.expected.name);
      if (planned === undefined) await readThrough(tensor, read, null);
      else await convertTensor(job, { tensor, planned, read, shard, work, onFinished: (entry) => tensors.set(entry.name, entry) });
    }
    hashes.set(sourceName, hash.digest("hex"));
  }
  await work.done();
  job.signal.throwIfAborted();
  return { tensors, hashes };
}

/** Encodes one tensor again in another form, in the place that is planned for it. @throws as `streamShards` */
export async function encodeTensor(job: Pick<StreamJob, "writer" | "encoder" | "signal">, stored: StoredTensor, shard: CheckpointShard["shard"], planned: PlannedTensor): Promise<Finished> {
  const work = orderedWork(job.encoder.atOnce);
  const source = createHash("sha256");
  const sink = job.writer.tensor(planned);
  await readThrough(stored, (offset, length) => readWhole(shard.bytes, offset, length, job.signal), async (bytes) => {
    source.update(bytes);
    await work.push(job.encoder.encode(rowsJob(stored, planned, bytes)), (rows) => pushRows(sink, planned, rows));
  });
  await work.done();
  return { tensor: await sink.finish(), source: source.digest("hex") };
}

type Read = (offset: number, length: number, tensor: string) => Promise<Uint8Array>;

interface TensorJob {
  readonly tensor: StoredTensor;
  readonly planned: PlannedTensor;
  readonly read: Read;
  readonly shard: CheckpointShard["shard"];
  readonly work: OrderedWork;
  readonly onFinished: (entry: TensorEntry) => void;
}

async function convertTensor(job: StreamJob, { tensor, planned, read, shard, work, onFinished }: TensorJob): Promise<void> {
  const claimed = job.journal.claimed.get(planned.name);
  const source = createHash("sha256");
  if (claimed !== undefined) {
    await readThrough(tensor, read, (bytes) => { source.update(bytes); return Promise.resolve(); });
    const isKept = source.digest("hex") === claimed.source && (await areWhole(job.folder, claimed.tensor.pieces, job.signal));
    const finished = isKept ? claimed : await encodeTensor(job, tensor, shard, planned);
    if (!isKept) await job.journal.add(finished);
    onFinished(finished.tensor);
    return;
  }
  const sink = job.writer.tensor(planned);
  await readThrough(tensor, read, async (bytes) => {
    source.update(bytes);
    await work.push(job.encoder.encode(rowsJob(tensor, planned, bytes)), (rows) => pushRows(sink, planned, rows));
  });
  await work.push(Promise.resolve(null), async () => {
    const finished = { tensor: await sink.finish(), source: source.digest("hex") };
    await job.journal.add(finished);
    onFinished(finished.tensor);
  });
}

/** @param use gets whole rows, because a row is what is quantised together; null: nobody needs them */
async function readThrough({ entry }: StoredTensor, read: Read, use: ((bytes: Uint8Array) => Promise<void>) | null): Promise<void> {
  const rowBytes = entry.shape.slice(1).reduce((product, side) => product * side, bytesPerValue(entry.dtype));
  const chunk = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, rowBytes))) * rowBytes;
  for (let done = 0; done < entry.length; done += chunk) {
    const bytes = await read(entry.offset + done, Math.min(chunk, entry.length - done), entry.name);
    await use?.(bytes);
  }
}

function rowsJob({ entry }: StoredTensor, { form, block, apart }: PlannedTensor, bytes: Uint8Array): Parameters<Encoder["encode"]>[0] {
  const columns = entry.shape.slice(1).reduce((product, side) => product * side, 1);
  return { bytes, dtype: entry.dtype, columns, form, ...(block === undefined ? {} : { block }), ...(apart === undefined ? {} : { apart }) };
}

async function pushRows(sink: TensorSink, planned: PlannedTensor, rows: EncodedRows): Promise<void> {
  if (rows.kind === "unusual") throw new ModelError("model/tensor-value", { tensor: planned.name, form: planned.form, index: rows.index });
  await sink.push(rows);
}

/** The header was checked against the file's size; a shorter answer means that it shrank since. */
async function readWhole(file: FileBytes, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const bytes = await file.readAt(offset, length);
  if (bytes.length < length) throw new FormatError("formats/safetensors-truncated", { file: file.name, need: offset + length, have: offset + bytes.length });
  return bytes;
}

/** Whether pieces of an earlier try hold what they claim. */
async function areWhole(folder: string, pieces: readonly TensorPiece[], signal: AbortSignal): Promise<boolean> {
  for (const piece of pieces) {
    const hash = await hashOf(join(folder, piece.file), piece, signal);
    if (hash?.digest("hex") !== piece.sha256) return false;
  }
  return true;
}

async function hashOf(path: string, { offset, length }: TensorPiece, signal: AbortSignal): Promise<Hash | null> {
  const file = await openFileBytes(path).catch(() => null);
  if (file === null) return null;
  const hash = createHash("sha256");
  try {
    for (let done = 0; done < length; done += CHUNK_BYTES) {
      signal.throwIfAborted();
      hash.update(await file.readAt(offset + done, Math.min(CHUNK_BYTES, length - done)));
    }
    return hash;
  } finally {
    await file.close();
  }
}

/** Results of several jobs at once, used one after the other in the order in which they were asked for. */
interface OrderedWork {
  /** Waits while too many are open. */
  push<T>(result: Promise<T>, use: (value: T) => Promise<void>): Promise<void>;
  /** Waits for all that is open. */
  done(): Promise<void>;
}

function orderedWork(atOnce: number): OrderedWork {
  const open: (() => Promise<void>)[] = [];
  const next = async (): Promise<void> => { await open.shift()?.(); };
  return {
    async push(result, use) {
      // Its failure is met when its turn comes; until then it is nobody's.
      result.catch(() => undefined);
      open.push(async () => { await use(await result); });
      while (open.length > atOnce) await next();
    },
    async done() {
      while (open.length > 0) await next();
    },
  };
}
