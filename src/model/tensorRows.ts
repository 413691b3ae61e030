// Rows of a checkpoint's tensor turned into the bytes that a package keeps. A function of its argument alone, so that
// threads can do it (`encoder.ts`).

import { roundToFp16, widenFp16 } from "../formats/index.ts";
import type { SafetensorsDtype } from "../formats/index.ts";
import { widen } from "./checkpointPackage.ts";
import { DEFAULT_BLOCK } from "./pieces.ts";
import { quantiseInt4, quantiseInt8, squaredSum } from "./quantise.ts";
import type { Errors } from "./quantise.ts";
import type { Form } from "./tensorNames.ts";

/** How far values are from what was made of them; sums, so that parts of a tensor can be added. */
export interface ErrorSums extends Errors {
  readonly squaredValues: number;
}

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
  const squaredValues = squaredSum(values);
  // No square of a float32 overflows: the sum is a number where all values are.
  if (!Number.isFinite(squaredValues)) return { kind: "unusual", index: firstInfinite(values) };
  const rows = (encoded: Uint8Array, scales: Float32Array | null, errors: Errors): EncodedRows =>
    ({ kind: "rows", values: encoded, scales: scales === null ? null : bytesOf(scales), columns: null, sums: { squaredValues, ...errors } });
  switch (form) {
    case "fp32": return rows(bytesOf(values), null, { squaredErrors: 0, maximum: 0 });
    case "fp16": {
      const halves = roundToFp16(values);
      const kept = widenFp16(bytesOf(halves));
      const errors = differences(values, kept);
      // Beyond 65504 half precision has only infinity.
      return Number.isFinite(errors.squaredErrors) ? rows(bytesOf(halves), null, errors) : { kind: "unusual", index: firstInfinite(kept) };
    }
    case "int4": {
      const { codes, scales, errors } = quantiseInt4(values, columns, block);
      return rows(codes, scales, errors);
    }
    case "int8": {
      const floats = takenOut(values, columns, apart);
      const { codes, scales, errors } = quantiseInt8(values, columns);
      return { ...rows(transposed(codes, columns), scales, errors), ...(apart.length === 0 ? {} : { columns: bytesOf(floats) }) };
    }
  }
}

function differences(values: Float32Array, kept: Float32Array): Errors {
  let squaredErrors = 0;
  let maximum = 0;
  for (let i = 0; i < values.length; i++) {
    const error = Math.abs((values[i] ?? 0) - (kept[i] ?? 0));
    squaredErrors += error * error;
    if (error > maximum) maximum = error;
  }
  return { squaredErrors, maximum };
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

function firstInfinite(values: Float32Array): number {
  return values.findIndex((value) => !Number.isFinite(value));
}

/** Side of the squares that are turned at once: both sides of one lie in the processor's nearest memory. */
const TILE = 64;

/** `[rows, columns]` to `[columns, rows]`. */
function transposed(codes: Int8Array, columns: number): Uint8Array {
  const rows = codes.length / columns;
  const turned = new Int8Array(codes.length);
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) turnTile({ codes, turned, rows, columns, top, bottom, left, right: Math.min(left + TILE, columns) });
  }
  return bytesOf(turned);
}

interface Tile {
  readonly codes: Int8Array;
  readonly turned: Int8Array;
  readonly rows: number;
  readonly columns: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function turnTile({ codes, turned, rows, columns, top, bottom, left, right }: Tile): void {
  for (let column = left; column < right; column++) {
    const to = column * rows;
    for (let row = top, from = top * columns + column; row < bottom; row++, from += columns) turned[to + row] = codes[from] ?? 0;
  }
}

function bytesOf(values: Float32Array | Uint16Array | Int8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
