// Keys and values of positions that later passes do not compute again (DESIGN 3, "The decoder graph").

/** Rotated keys and values, a layer each `[positions, kvHeads * headDim]`; the order of the positions is the same in all and has no meaning. */
export interface KeyValues {
  readonly positions: number;
  readonly layers: readonly LayerKeyValues[];
}

export interface LayerKeyValues {
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/** Copies some rows of `[rows, width]`. */
export function rowsAt(values: Float32Array, rows: Int32Array, width: number): Float32Array {
  const copied = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) copied.set(values.subarray(row * width, (row + 1) * width), index * width);
  return copied;
}
