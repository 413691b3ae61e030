// Rows of a checkpoint's tensor turned into the bytes that a package keeps. A function of its argument alone, so that
// threads can do it (`encoder.ts`).

import { roundToFp16, widenFp16 } from "../formats/index.ts";
import type { SafetensorsDtype } from "../formats/index.ts";
import { widen } from "./checkpointPackage.ts";
import { DEFAULT_BLOCK } from "./pieces.ts";
import { quantiseInt4, quantiseInt8, squaredSum } from "./quantise.ts";
import type { ErrorSums } from "./quantise.ts";
import type { Form } from "./tensorNames.ts";

/** Whole rows of one tensor. */
export interface RowsJob extends Form {
  /** As they stand in the checkpoint. */
  readonly bytes: Uint8Array;
  readonly dtype: SafetensorsDtype;
  /** Values of a row. */
  readonly columns: number;
}

/** What becomes of them. */
export type EncodedRows =
  | {
      readonly kind: "rows";
      /** In the order of the rows; int8 as `[columns, rows]`. */
      readonly values: Uint8Array;
      /** float32; null where the form has none. */
      readonly scales: Uint8Array | null;
      /** float32 `[apart, rows]`; null where no channel stands apart. */
      readonly columns: Uint8Array | null;
      readonly sums: ErrorSums;
    }
  /** A value is no number, or too large for the form; `index` among the job's. */
  | { readonly kind: "unusual"; readonly index: number };

/** Turns rows into their form. */
export function encodeRows({ bytes, dtype, columns, form, block = DEFAULT_BLOCK, apart = [] }: RowsJob): EncodedRows {
  const values = widen(bytes, dtype);
  const index = firstThat(values, (value) => !Number.isFinite(value));
  if (index !== -1) return { kind: "unusual", index };
  switch (form) {
    case "fp32": return { kind: "rows", values: bytesOf(values), scales: null, columns: null, sums: { squaredValues: squaredSum(values), squaredErrors: 0, maximum: 0 } };
    case "fp16": return encodeHalves(values);
    case "int4": {
      const { codes, scales, sums } = quantiseInt4(values, columns, block);
      return { kind: "rows", values: codes, scales: bytesOf(scales), columns: null, sums };
    }
    case "int8": return encodeInt8(values, columns, apart);
  }
}

function encodeHalves(values: Float32Array): EncodedRows {
  const halves = roundToFp16(values);
  const kept = widenFp16(bytesOf(halves));
  // Beyond 65504 half precision has only infinity.
  const index = firstThat(kept, (value) => !Number.isFinite(value));
  if (index !== -1) return { kind: "unusual", index };
  let squaredErrors = 0;
  let maximum = 0;
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs((values[i] ?? 0) - (kept[i] ?? 0));
    squaredErrors += error * error;
    if (error > maximum) maximum = error;
  }
  return { kind: "rows", values: bytesOf(halves), scales: null, columns: null, sums: { squaredValues: squaredSum(values), squaredErrors, maximum } };
}

function encodeInt8(values: Float32Array, columns: number, apart: readonly number[]): EncodedRows {
  const squaredValues = squaredSum(values);
  const floats = takenOut(values, columns, apart);
  const { codes, scales, sums } = quantiseInt8(values, columns);
  return {
    kind: "rows", values: transposed(codes, columns), scales: bytesOf(scales),
    columns: apart.length === 0 ? null : bytesOf(floats),
    // The channels apart are exact, and count as values.
    sums: { ...sums, squaredValues },
  };
}

/**
 * Takes columns out of rows and leaves zeros.
 * @returns `[apart, rows]`
 */
export function takenOut(values: Float32Array, columns: number, apart: readonly number[]): Float32Array {
  const rows = values.length / columns;
  const taken = new Float32Array(apart.length * rows);
  for (const [index, column] of apart.entries()) {
    for (let row = 0; row < rows; row++) {
      taken[index * rows + row] = values[row * columns + column] ?? 0;
      values[row * columns + column] = 0;
    }
  }
  return taken;
}

/** By index: `findIndex` of a typed array takes 60 times as long. */
function firstThat(values: Float32Array, is: (value: number) => boolean): number {
  for (let index = 0; index < values.length; index++) if (is(values[index] ?? 0)) return index;
  return -1;
}

/** `[rows, columns]` to `[columns, rows]`. */
function transposed(codes: Int8Array, columns: number): Uint8Array {
  const rows = codes.length / columns;
  const turned = new Int8Array(codes.length);
  for (let column = 0; column < columns; column++) {
    for (let row = 0, to = column * rows, from = column; row < rows; row++, to++, from += columns) turned[to] = codes[from] ?? 0;
  }
  return bytesOf(turned);
}

function bytesOf(values: Float32Array | Uint16Array | Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
