// Writes one package's tensors to their planned places, turning each into its form while it streams in.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";

import { roundToFp16 } from "../formats/index.ts";
import { ModelError } from "./errors.ts";
import type { TensorEntry, TensorPiece } from "./manifest.ts";
import type { PlannedTensor } from "./pieces.ts";
import { quantiseInt4, quantiseInt8 } from "./quantise.ts";

/** A tensor on its way to the disk. */
export interface TensorSink {
  /** Takes the next values in order; for int8 and int4 always whole rows. @throws ModelError `model/tensor-value` */
  push(values: Float32Array): Promise<void>;
  /** Writes what is left. @returns the tensor's line in the manifest */
  finish(): Promise<TensorEntry>;
}

/** The open weights files of a package in the making; tensors may come in any order, one at a time or not. */
export interface WeightsWriter {
  tensor(planned: PlannedTensor): TensorSink;
  /** Flushes to the disk and closes. */
  close(): Promise<void>;
}

/** @param folder where the files are made; must exist and hold no weights file */
export function createWeightsWriter(folder: string): WeightsWriter {
  const files = new Map<string, Promise<FileHandle>>();
  const write = async (file: string, offset: number, bytes: Uint8Array): Promise<void> => {
    let opening = files.get(file);
    if (opening === undefined) files.set(file, opening = open(join(folder, file), "wx"));
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

/** A piece that is written front to back and hashed on the way. */
interface PieceStream {
  append(values: ArrayBufferView): Promise<void>;
  finish(): TensorPiece;
}

function sinkOf(planned: PlannedTensor, write: Write): TensorSink {
  const [values, scales] = planned.pieces.map((piece) => pieceStream(piece, write));
  if (values === undefined) throw new ModelError("model/package-tensor", { tensor: planned.name, why: "it has no pieces" });
  const refuseUnusual = (numbers: Float32Array): void => {
    // By index: `for of` and `every` take 7 and 60 times as long over a typed array.
    for (let index = 0; index < numbers.length; index++) {
      if (!Number.isFinite(numbers[index])) throw unusual(planned, index);
    }
  };
  if (planned.form === "fp32" || planned.form === "fp16" || scales === undefined) {
    const isHalf = planned.form === "fp16";
    return {
      async push(numbers) {
        refuseUnusual(numbers);
        const kept = isHalf ? roundToFp16(numbers) : numbers;
        if (kept instanceof Uint16Array) refuseInfinite(planned, kept);
        await values.append(kept);
      },
      finish: () => Promise.resolve(lineOf(planned, [values])),
    };
  }
  const [, columns = 1] = planned.shape;
  const quantised = planned.form === "int4" ? int4Sink(columns, values) : int8Sink(planned, columns, values);
  const heldScales: Float32Array[] = [];
  return {
    async push(numbers) {
      refuseUnusual(numbers);
      heldScales.push(await quantised.push(numbers));
    },
    async finish() {
      await quantised.finish();
      for (const part of heldScales) await scales.append(part);
      return lineOf(planned, [values, scales]);
    },
  };
}

/** Beyond 65504 half precision has only infinity. */
function refuseInfinite(planned: PlannedTensor, halves: Uint16Array): void {
  for (let index = 0; index < halves.length; index++) {
    if (((halves[index] ?? 0) & 0x7c00) === 0x7c00) throw unusual(planned, index);
  }
}

/** @param index of the value among those that were read at once */
function unusual(planned: PlannedTensor, index: number): ModelError {
  return new ModelError("model/tensor-value", { tensor: planned.name, form: planned.form, index });
}

interface Quantised {
  /** @returns the scales of these rows */
  push(numbers: Float32Array): Promise<Float32Array>;
  finish(): Promise<void>;
}

function int4Sink(columns: number, values: PieceStream): Quantised {
  return {
    async push(numbers) {
      const { codes, scales } = quantiseInt4(numbers, columns);
      await values.append(codes);
      return scales;
    },
    finish: () => Promise.resolve(),
  };
}

/** Rows arrive, columns are stored: the whole matrix is held, a byte a weight (518 MB for the largest of the 8B). */
function int8Sink(planned: PlannedTensor, columns: number, values: PieceStream): Quantised {
  const [rows = 0] = planned.shape;
  const transposed = new Int8Array(rows * columns);
  let rowsDone = 0;
  return {
    push(numbers) {
      const { codes, scales } = quantiseInt8(numbers, columns);
      for (let column = 0; column < columns; column++) {
        const at = column * rows + rowsDone;
        for (let row = 0; row < scales.length; row++) transposed[at + row] = codes[row * columns + column] ?? 0;
      }
      rowsDone += scales.length;
      return Promise.resolve(scales);
    },
    finish: () => values.append(transposed),
  };
}

function pieceStream(piece: PlannedTensor["pieces"][number], write: Write): PieceStream {
  const hash = createHash("sha256");
  let written = 0;
  return {
    async append(values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      hash.update(bytes);
      await write(piece.file, piece.offset + written, bytes);
      written += bytes.length;
    },
    finish: () => ({ ...piece, sha256: hash.digest("hex") }),
  };
}

function lineOf(planned: PlannedTensor, streams: readonly PieceStream[]): TensorEntry {
  return { ...planned, pieces: streams.map((stream) => stream.finish()) };
}
