// Keys and values in the memory of this process, for the processor.

import { EngineError } from "./errors.ts";
import type { KeyValueStore, LayerKeyValues, LentKeyValues } from "./keyValueStore.ts";
import type { Values } from "./onnxruntime.ts";
import { Slots } from "./slots.ts";

/** Rows of a layer, `[positions, kvHeads * headDim]` each. */
interface MemoryRows {
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/** Rows lent by `MemoryKeyValueStore`. */
export interface LentRows extends LentKeyValues {
  readonly layers: readonly MemoryRows[];
}

/** Rows by which a store grows at least: the canvas of a draft and a question. */
const SPARE_ROWS = 256;

/**
 * Keeps rows of some positions. What a pass computes itself must not be among what it attends to, so such rows are moved
 * to the end, and the front is lent without a copy (onnxruntime reads fed arrays in place).
 *
 * Invariant: slot `i` of every layer holds the row of position `#slots.positions[i]`; the first `fixed` of them are never moved,
 * changed or forgotten.
 */
export class MemoryKeyValueStore implements KeyValueStore {
  readonly #width: number;
  #layers: readonly MemoryRows[];
  #capacity = 0;
  readonly #slots = new Slots();

  /** @param width kvHeads * headDim */
  constructor(layers: number, width: number) {
    this.#width = width;
    this.#layers = Array.from({ length: layers }, () => ({ keys: new Float32Array(0), values: new Float32Array(0) }));
  }

  get fixed(): number {
    return this.#slots.fixed;
  }

  get bytes(): number {
    return 2 * this.#layers.length * this.#capacity * this.#width * Float32Array.BYTES_PER_ELEMENT;
  }

  fix(): void {
    this.#slots.fix();
  }

  forget(): void {
    this.#slots.forget();
  }

  reserve(positions: Int32Array): void {
    this.#slots.reserve(positions);
    this.#grow();
  }

  without(left: Int32Array): LentRows {
    const isLeft = new Set(left);
    let end = this.#slots.length;
    for (const position of left) if ((this.#slots.of(position) ?? -1) >= this.#slots.fixed) end--;
    let free = end;
    for (const position of left) {
      const slot = this.#slots.of(position);
      if (slot === undefined || slot < this.#slots.fixed || slot >= end) continue;
      while (isLeft.has(this.#slots.positions[free] ?? -1)) free++;
      this.#swap(slot, free++);
    }
    return this.#front(end);
  }

  fixedRows(): LentRows {
    return this.#front(this.#slots.fixed);
  }

  write(layer: number, positions: Int32Array, source: LayerKeyValues, rows: Int32Array): Promise<void> {
    const kept = this.#layers[layer];
    if (kept === undefined) return Promise.resolve();
    const [keys, values] = [float32Rows(source.keys), float32Rows(source.values)];
    for (const [index, position] of positions.entries()) {
      const from = (rows[index] ?? 0) * this.#width;
      const to = (this.#slots.of(position) ?? 0) * this.#width;
      kept.keys.set(keys.subarray(from, from + this.#width), to);
      kept.values.set(values.subarray(from, from + this.#width), to);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.#layers = [];
  }

  #front(rows: number): LentRows {
    const end = rows * this.#width;
    const layers = this.#layers.map(({ keys, values }) => ({ keys: keys.subarray(0, end), values: values.subarray(0, end) }));
    const fed = (data: Float32Array): Values => ({ type: "float32", data, shape: [1, rows, this.#width] });
    return { positions: rows, layers, lend: (first, last, use) => use(layers.slice(first, last).map(({ keys, values }) => ({ keys: fed(keys), values: fed(values) }))) };
  }

  #swap(a: number, b: number): void {
    this.#slots.swap(a, b);
    for (const { keys, values } of this.#layers) {
      swapRows(keys, a, b, this.#width);
      swapRows(values, a, b, this.#width);
    }
  }

  #grow(): void {
    if (this.#slots.length <= this.#capacity) return;
    this.#capacity = this.#slots.length + SPARE_ROWS;
    const grown = (old: Float32Array): Float32Array => {
      const values = new Float32Array(this.#capacity * this.#width);
      values.set(old);
      return values;
    };
    this.#layers = this.#layers.map(({ keys, values }) => ({ keys: grown(keys), values: grown(values) }));
  }
}

/** Copies some rows of `[rows, width]`. */
export function rowsAt(values: Float32Array, rows: Int32Array, width: number): Float32Array {
  const copied = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) copied.set(values.subarray(row * width, (row + 1) * width), index * width);
  return copied;
}

function float32Rows(values: Values): Float32Array {
  if (values.type !== "float32") throw new EngineError("engine/run-failed", { part: "decoder" });
  return values.data;
}

function swapRows(values: Float32Array, a: number, b: number, width: number): void {
  const row = values.slice(a * width, (a + 1) * width);
  values.copyWithin(a * width, b * width, (b + 1) * width);
  values.set(row, b * width);
}
