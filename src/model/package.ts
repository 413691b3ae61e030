// A model package on the disk, opened for the engine: everything raddraft.json claims is checked before a weight is read.

import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";

import { openFileBytes } from "../formats/index.ts";
import { ModelError } from "./errors.ts";
import { fromFormerFormat, OLDEST_FORMAT } from "./formerFormat.ts";
import { readJsonObject, readJsonText } from "./jsonFile.ts";
import type { JsonObject } from "./jsonFile.ts";
import { checkManifest, MANIFEST_FILE, WEIGHTS_FORMAT } from "./manifest.ts";
import type { Manifest, TensorEntry, TensorPiece } from "./manifest.ts";
import { checkDimensions, checkTensors } from "./packageChecks.ts";

/** An open package; it holds no file open between calls. */
export interface ModelPackage {
  /** Real path of the folder, links resolved: onnxruntime refuses external data behind links. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** A tensor's line in the table. @throws ModelError `model/package-tensor` */
  tensor(name: string): TensorEntry;
  /** As in `GraphSource`. */
  inline?(piece: TensorPiece): Uint8Array;
  /** Text of tokenizer.json. @throws ModelError `model/package-file`, `model/json-unreadable` */
  tokenizerJson(): Promise<string>;
  /** Text of tokenizer_config.json. @throws the same */
  tokenizerConfigJson(): Promise<string>;
  /** All bytes of a piece, in a buffer of their own (so a typed array may view it). @throws `model/package-file` */
  readPiece(piece: TensorPiece): Promise<Uint8Array>;
  /** Some rows of a piece, along its first axis, in a buffer of their own. @throws `model/package-file` */
  readRows(piece: TensorPiece, rowStart: number, rows: number): Promise<Uint8Array>;
  /**
   * Reads every byte and compares the hashes.
   * @throws ModelError `model/package-hash`, `model/package-file`; the signal's reason when aborted
   */
  verify(onProgress: (progress: VerifyProgress) => void, signal: AbortSignal): Promise<void>;
}

/** Bytes of the weights that have been compared. */
export interface VerifyProgress {
  readonly tensor: string;
  readonly bytesDone: number;
  readonly bytesInAll: number;
}

const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"] as const;
const VERIFY_CHUNK_BYTES = 8 * 1024 * 1024;

/**
 * Opens a package: format, facts, tensor table and file sizes are checked; hashes only by `verify`.
 * @throws ModelError `model/package-missing`, `model/not-a-package`, `model/json-unreadable`, `model/package-*`
 */
export async function openPackage(folder: string): Promise<ModelPackage> {
  const real = await realpath(folder).catch((cause: unknown) => { throw new ModelError("model/package-missing", {}, cause); });
  const json = await readJsonObject(real, MANIFEST_FILE);
  if (json === null) throw new ModelError("model/not-a-package", {});
  const manifest = manifestOf(json);
  checkDimensions(manifest);
  checkTensors(manifest);
  await checkFiles(real, manifest);
  const tensors = new Map(manifest.tensors.map((tensor) => [tensor.name, tensor]));
  return {
    folder: real,
    manifest,
    tensor(name) {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new ModelError("model/package-tensor", { tensor: name, why: "it is not in the table" });
      return tensor;
    },
    tokenizerJson: () => requiredText(real, "tokenizer.json"),
    tokenizerConfigJson: () => requiredText(real, "tokenizer_config.json"),
    readPiece: (piece) => readRange(real, piece, 0, piece.length),
    readRows(piece, rowStart, rows) {
      const rowBytes = piece.length / (piece.shape[0] ?? 1);
      return readRange(real, piece, rowStart * rowBytes, rows * rowBytes);
    },
    verify: (onProgress, signal) => verifyHashes({ folder: real, manifest, onProgress, signal }),
  };
}

/** True where a folder claims to be a package. */
export async function isPackageFolder(folder: string): Promise<boolean> {
  return stat(join(folder, MANIFEST_FILE)).then((found) => found.isFile(), () => false);
}

/** The format is looked at first: in another one nothing else needs to be as it is here. */
function manifestOf(json: JsonObject): Manifest {
  const format = json["weightsFormat"];
  if (typeof format !== "number") throw new ModelError("model/package-manifest", { why: "it names no weightsFormat" });
  if (format < OLDEST_FORMAT) throw new ModelError("model/package-older", { format, oldest: OLDEST_FORMAT });
  if (format > WEIGHTS_FORMAT) throw new ModelError("model/package-newer", { format, known: WEIGHTS_FORMAT });
  const checked = checkManifest(format === WEIGHTS_FORMAT ? json : fromFormerFormat(json));
  if (!checked.ok) throw new ModelError("model/package-manifest", { why: `${checked.where}: ${checked.why}` });
  return checked.value;
}

async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  const needed = new Map<string, number>(TOKENIZER_FILES.map((file) => [file, 1]));
  for (const piece of manifest.tensors.flatMap((tensor) => tensor.pieces)) {
    needed.set(piece.file, Math.max(needed.get(piece.file) ?? 0, piece.offset + piece.length));
  }
  for (const [file, bytes] of needed) {
    const found = await stat(join(folder, file)).catch(() => null);
    if (!found?.isFile()) throw new ModelError("model/package-file", { file, why: "missing" });
    if (found.size < bytes) throw new ModelError("model/package-file", { file, why: "shorter than it should be" });
  }
}

async function requiredText(folder: string, file: string): Promise<string> {
  const text = await readJsonText(folder, file);
  if (text === null) throw new ModelError("model/package-file", { file, why: "missing" });
  return text;
}

async function readRange(folder: string, piece: TensorPiece, start: number, length: number): Promise<Uint8Array> {
  if (start < 0 || length < 0 || start + length > piece.length) throw new RangeError("rows outside the piece");
  const file = await openFileBytes(join(folder, piece.file));
  try {
    const bytes = await file.readAt(piece.offset + start, length);
    if (bytes.length < length) throw new ModelError("model/package-file", { file: piece.file, why: "shorter than it should be" });
    return bytes;
  } finally {
    await file.close();
  }
}

interface VerifyJob {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly onProgress: (progress: VerifyProgress) => void;
  readonly signal: AbortSignal;
}

async function verifyHashes({ folder, manifest, onProgress, signal }: VerifyJob): Promise<void> {
  const pieces = manifest.tensors.flatMap((tensor) => tensor.pieces.map((piece) => ({ tensor: tensor.name, piece })));
  const bytesInAll = pieces.reduce((sum, { piece }) => sum + piece.length, 0);
  let bytesDone = 0;
  for (const { tensor, piece } of pieces) {
    const hash = createHash("sha256");
    for (let done = 0; done < piece.length; done += VERIFY_CHUNK_BYTES) {
      signal.throwIfAborted();
      const bytes = await readRange(folder, piece, done, Math.min(VERIFY_CHUNK_BYTES, piece.length - done));
      hash.update(bytes);
      bytesDone += bytes.length;
      onProgress({ tensor, bytesDone, bytesInAll });
    }
    if (hash.digest("hex") !== piece.sha256) throw new ModelError("model/package-hash", { tensor, file: piece.file });
  }
}
