// What the decoder is lent of positions that a pass does not compute, and what it keeps of those that it does, wherever
// the rows lie.

import type { Values } from "./onnxruntime.ts";

/** Rotated keys and values of a layer, as the graph for the store's device has them (`cacheEnds`). */
export interface LayerKeyValues {
  readonly keys: Values;
  readonly values: Values;
}

/** Rows that are lent, until their store changes; their order is the same in all layers and has no meaning. */
export interface LentKeyValues {
  readonly positions: number;
  /** Hands the rows of layers `first` to `end - 1` to a use that does not keep them. */
  lend<Result>(first: number, end: number, use: (layers: readonly LayerKeyValues[]) => Promise<Result>): Promise<Result>;
}

/** Keys and values of positions that later passes do not compute again (DESIGN 3, "The decoder graph"). */
export interface KeyValueStore {
  /** Positions from 0 whose rows stay for good. */
  readonly fixed: number;
  /** Memory of all its rows. */
  readonly bytes: number;
  /** What is kept now stays for good; it must be the rows of the first positions. */
  fix(): void;
  /** Forgets what is not fixed. */
  forget(): void;
  /** Makes room for rows of some positions, to be written with `write` before they are lent. */
  reserve(positions: Int32Array): void;
  /** All rows but those of some positions. */
  without(left: Int32Array): LentKeyValues;
  fixedRows(): LentKeyValues;
  /**
   * Writes reserved rows of one layer.
   * @param source rows of a pass, of which `rows[i]` is that of `positions[i]`; borrowed
   */
  write(layer: number, positions: Int32Array, source: LayerKeyValues, rows: Int32Array): Promise<void>;
  /** Gives its memory back; it is of no use afterwards. */
  dispose(): void;
}
