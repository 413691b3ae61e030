// Writes one package's tensors to their planned places, row by row as they are encoded.

import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { ModelError } from "./errors.ts";
import type { TensorEntry, TensorPiece } from "./manifest.ts";
import type { PlannedTensor } from "./pieces.ts";
import type { EncodedRows, ErrorSums } from "./tensorRows.ts";

/** Rows as a sink takes them. */
export type Rows = Extract<EncodedRows, { kind: "rows" }>;

/** A tensor on its way to the disk. */
export interface TensorSink {
  /** Takes the next rows in order. */
  push(rows: Rows): Promise<void>;
  /** Writes what is left. @returns the tensor's line in the manifest */
  finish(): Promise<TensorEntry>;
}

/** The open weights files of a package in the making; tensors may come in any order, one at a time or not. */
export interface WeightsWriter {
  tensor(planned: PlannedTensor): TensorSink;
  /** Flushes to the disk and closes. */
  close(): Promise<void>;
}

/** @param folder where the files are made, or some of them are already; must exist */
export function createWeightsWriter(folder: string): WeightsWriter {
  const files = new Map<string, Promise<FileHandle>>();
  const write = async (file: string, offset: number, bytes: Uint8Array): Promise<void> => {
    let opening = files.get(file);
    if (opening === undefined) files.set(file, opening = open(join(folder, file), constants.O_RDWR | constants.O_CREAT));
    const handle = await opening;
    for (let done = 0; done < bytes.length;) {
      done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    }
  };
  return {
    tensor: (planned) => sinkOf(planned, write),
    async close() {
      const handles = (await Promise.allSettled(files.values())).flatMap((opened) => (opened.status === "fulfilled" ? [opened.value] : []));
      try {
        for (const handle of handles) await handle.sync();
      } finally {
        await Promise.all(handles.map((handle) => handle.close()));
      }
    },
  };
}

type Write = (file: string, offset: number, bytes: Uint8Array) => Promise<void>;

function sinkOf(planned: PlannedTensor, write: Write): TensorSink {
  const [values, scales, columns] = planned.pieces.map((piece) => pieceStream(piece, write));
  if (values === undefined) throw new ModelError("model/package-tensor", { tensor: planned.name, why: "it has no pieces" });
  const [outputs = 0, inputs = 0] = planned.shape;
  const body = planned.form === "int8" ? turned(values, inputs, outputs) : { push: (bytes: Uint8Array) => values.append(bytes), finish: () => Promise.resolve() };
  const apart = columns === undefined ? null : turned(columns, planned.apart?.length ?? 0, outputs * Float32Array.BYTES_PER_ELEMENT);
  // An eighth of the values at most: written at the end, so that every piece is hashed front to back.
  const heldScales: Uint8Array[] = [];
  let sums: ErrorSums = { squaredValues: 0, squaredErrors: 0, maximum: 0 };
  return {
    async push(rows) {
      sums = added(sums, rows.sums);
      if (rows.scales !== null) heldScales.push(rows.scales);
      await body.push(rows.values);
      if (rows.columns !== null) await apart?.push(rows.columns);
    },
    async finish() {
      await body.finish();
      for (const part of heldScales) await scales?.append(part);
      await apart?.finish();
      const pieces = [values, scales, columns].flatMap((stream) => (stream === undefined ? [] : [stream.finish()]));
      return { ...planned, pieces, error: { relativeRms: sums.squaredValues === 0 ? 0 : Math.sqrt(sums.squaredErrors / sums.squaredValues), maximum: sums.maximum } };
    },
  };
}

function added(left: ErrorSums, right: ErrorSums): ErrorSums {
  return {
    squaredValues: left.squaredValues + right.squaredValues,
    squaredErrors: left.squaredErrors + right.squaredErrors,
    maximum: Math.max(left.maximum, right.maximum),
  };
}

/**
 * Rows arrive, columns are stored: the whole matrix is held, a byte a weight (518 MB for the largest of the 8B).
 * @param lines of the piece, and its bytes in each
 */
function turned(stream: PieceStream, lines: number, lineBytes: number): { push(bytes: Uint8Array): Promise<void>; finish(): Promise<void> } {
  const whole = new Uint8Array(lines * lineBytes);
  let done = 0;
  return {
    push(bytes) {
      const part = bytes.length / lines;
      for (let line = 0; line < lines; line++) whole.set(bytes.subarray(line * part, (line + 1) * part), line * lineBytes + done);
      done += part;
      return Promise.resolve();
    },
    finish: () => stream.append(whole),
  };
}

/** A piece that is written front to back and hashed on the way. */
interface PieceStream {
  append(bytes: Uint8Array): Promise<void>;
  finish(): TensorPiece;
}

function pieceStream(piece: PlannedTensor["pieces"][number], write: Write): PieceStream {
  const hash = createHash("sha256");
  let written = 0;
  return {
    async append(bytes) {
      hash.update(bytes);
      await write(piece.file, piece.offset + written, bytes);
      written += bytes.length;
    },
    finish: () => ({ ...piece, sha256: hash.digest("hex") }),
  };
}
