// A checkpoint seen as a package of float32: the same facts and tensors, read from its shards and widened when they are
// asked for. What the engine computes with a package it can so compute with a checkpoint that no memory holds.

import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { bytesPerValue, float32Of, FormatError, widenBf16, widenFp16 } from "../formats/index.ts";
import type { FileBytes, SafetensorsDtype, SafetensorsEntry } from "../formats/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { ModelError } from "./errors.ts";
import { checkManifest, WEIGHTS_FORMAT } from "./manifest.ts";
import type { Manifest, TensorEntry, TensorPiece } from "./manifest.ts";
import type { ModelPackage } from "./package.ts";
import { piecesOf } from "./pieces.ts";

/** What of a package its tensors and facts are; there is no file of it to be verified. */
export type PackageSource = Omit<ModelPackage, "folder" | "verify">;

interface Stored {
  readonly entry: SafetensorsEntry;
  readonly file: FileBytes;
}

/** @param checkpoint open for as long as the package is used */
export function checkpointPackage(checkpoint: Checkpoint): PackageSource {
  const stored = new Map<string, Stored>();
  for (const { shard, tensors } of checkpoint.shards) {
    for (const { entry, expected } of tensors) if (expected !== null) stored.set(expected.name, { entry, file: shard.bytes });
  }
  // A tensor's name stands where the file of its only piece would be.
  const entries = checkpoint.expected.map(({ name, shape }): TensorEntry =>
    ({ name, shape: [...shape], form: "fp32", pieces: piecesOf(shape, { form: "fp32" }).map((piece) => ({ ...piece, file: name, offset: 0, sha256: "" })) }));
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const readRows = async (piece: TensorPiece, rowStart: number, rows: number): Promise<Uint8Array> => {
    const found = stored.get(piece.file);
    if (found === undefined) throw new ModelError("model/tensor-missing", { tensor: piece.file });
    const values = await readValues(found, rowStart, rows);
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  return {
    manifest: manifestOf(checkpoint),
    tensor(name) {
      const entry = byName.get(name);
      if (entry === undefined) throw new ModelError("model/tensor-missing", { tensor: name });
      return entry;
    },
    readRows,
    readPiece: (piece) => readRows(piece, 0, piece.shape[0] ?? 1),
    tokenizerJson: () => readFile(join(checkpoint.folder, "tokenizer.json"), "utf8"),
    tokenizerConfigJson: () => readFile(join(checkpoint.folder, "tokenizer_config.json"), "utf8"),
  };
}

function manifestOf(checkpoint: Checkpoint): Manifest {
  const checked = checkManifest({
    weightsFormat: WEIGHTS_FORMAT, name: checkpoint.name, isDemo: false, licence: "", ...checkpoint.facts, sources: {}, weights: "fp32", trainedCanvas: [], tensors: [],
  });
  if (!checked.ok) throw new ModelError("model/config-value", { file: "config.json", key: checked.where, why: checked.why });
  return checked.value;
}

async function readValues({ entry, file }: Stored, rowStart: number, rows: number): Promise<Float32Array> {
  const rowBytes = entry.shape.slice(1).reduce((product, side) => product * side, bytesPerValue(entry.dtype));
  const bytes = await file.readAt(entry.offset + rowStart * rowBytes, rows * rowBytes);
  if (bytes.length < rows * rowBytes) throw new FormatError("formats/safetensors-truncated", { file: file.name, need: entry.offset + (rowStart + rows) * rowBytes, have: entry.offset + rowStart * rowBytes + bytes.length });
  return widen(bytes, entry.dtype);
}

/** Values of a checkpoint as float32. @param dtype one of the three that a checkpoint may have */
export function widen(bytes: Uint8Array, dtype: SafetensorsDtype): Float32Array {
  if (dtype === "BF16") return widenBf16(bytes);
  return dtype === "F16" ? widenFp16(bytes) : float32Of(bytes);
}
