// Keys and values in the memory of a GPU. Tensors there cannot be written to, so each change makes new ones; rows are
// never moved for a pass that lends all of them.

import { CACHE, type DecoderFacts } from "../model/index.ts";
import { EngineError } from "./errors.ts";
import type { KeyValueStore, LayerKeyValues, LentKeyValues } from "./keyValueStore.ts";
import type { Session, Values } from "./onnxruntime.ts";
import { Slots } from "./slots.ts";

/** What all stores of a network share. */
export interface CacheSessions {
  readonly put: Session;
  readonly take: Session;
  readonly decoder: DecoderFacts;
  readonly float: "float32" | "float16";
}

/** A layer's rows by slot, `[1, kvHeads, slots, headDim]`. */
interface HeldLayer extends LayerKeyValues {
  readonly slots: number;
}

/**
 * Invariant: slot `i` of every layer that was written holds the row of position `#slots.positions[i]`; the first `fixed` positions
 * are never moved, changed or forgotten. A layer may have more slots than there are positions: those of forgotten ones.
 */
export class DeviceKeyValueStore implements KeyValueStore {
  readonly #sessions: CacheSessions;
  readonly #layers: HeldLayer[];
  readonly #slots = new Slots();

  constructor(sessions: CacheSessions) {
    this.#sessions = sessions;
    this.#layers = Array.from({ length: sessions.decoder.layers }, () => ({ ...emptyLayer(sessions), slots: 0 }));
  }

  get fixed(): number {
    return this.#slots.fixed;
  }

  get bytes(): number {
    const { kvHeads, headDim } = this.#sessions.decoder;
    return this.#layers.reduce((sum, { slots }) => sum + 2 * slots * kvHeads * headDim * (this.#sessions.float === "float16" ? 2 : 4), 0);
  }

  fix(): void {
    this.#slots.fix();
  }

  forget(): void {
    this.#slots.forget();
  }

  reserve(positions: Int32Array): void {
    this.#slots.reserve(positions);
  }

  without(left: Int32Array): LentKeyValues {
    const isLeft = new Set(left);
    return this.#lent(this.#slots.positions.flatMap((position, slot) => (slot < this.#slots.fixed || !isLeft.has(position) ? [slot] : [])));
  }

  fixedRows(): LentKeyValues {
    return this.#lent(Array.from({ length: this.#slots.fixed }, (_, slot) => slot));
  }

  async write(layer: number, positions: Int32Array, source: LayerKeyValues, rows: Int32Array): Promise<void> {
    const held = this.#layer(layer);
    const lines = BigInt64Array.from(this.#slots.positions, (_, slot) => BigInt(slot));
    for (const [index, position] of positions.entries()) lines[this.#slots.of(position) ?? 0] = BigInt(held.slots + (rows[index] ?? 0));
    const moved = await this.#sessions.put.run({
      ...heldFeeds(held, lines), [CACHE.ownKeys]: source.keys, [CACHE.ownValues]: source.values,
    }, [CACHE.keys, CACHE.values]);
    dispose(held);
    this.#layers[layer] = { ...movedRows(moved), slots: lines.length };
  }

  dispose(): void {
    for (const layer of this.#layers) dispose(layer);
    this.#layers.length = 0;
  }

  #lent(slots: readonly number[]): LentKeyValues {
    const lines = BigInt64Array.from(slots, BigInt);
    return {
      positions: slots.length,
      lend: async (first, end, use) => {
        const lent: { readonly rows: LayerKeyValues; readonly isOurs: boolean }[] = [];
        try {
          for (let layer = first; layer < end; layer++) lent.push(await this.#rowsOf(layer, lines));
          return await use(lent.map(({ rows }) => rows));
        } finally {
          for (const { rows, isOurs } of lent) if (isOurs) dispose(rows);
        }
      },
    };
  }

  /** Rows of some slots: all that are held, or a copy of some. */
  async #rowsOf(layer: number, lines: BigInt64Array): Promise<{ readonly rows: LayerKeyValues; readonly isOurs: boolean }> {
    const held = this.#layer(layer);
    if (lines.length === held.slots) return { rows: held, isOurs: false };
    if (lines.length === 0) return { rows: emptyLayer(this.#sessions), isOurs: false };
    return { rows: movedRows(await this.#sessions.take.run(heldFeeds(held, lines), [CACHE.keys, CACHE.values])), isOurs: true };
  }

  #layer(layer: number): HeldLayer {
    const held = this.#layers[layer];
    if (held === undefined) throw new EngineError("engine/run-failed", { part: "decoder" });
    return held;
  }
}

function heldFeeds(held: HeldLayer, lines: BigInt64Array): Record<string, Values> {
  return { [CACHE.heldKeys]: held.keys, [CACHE.heldValues]: held.values, [CACHE.lines]: { type: "int64", data: lines, shape: [lines.length] } };
}

/** No rows: a tensor without data need not be on the device. */
export function emptyLayer({ decoder: { kvHeads, headDim }, float }: Pick<CacheSessions, "decoder" | "float">): LayerKeyValues {
  const shape = [1, kvHeads, 0, headDim];
  const none: Values = float === "float16" ? { type: "float16", data: new Uint16Array(0), shape } : { type: "float32", data: new Float32Array(0), shape };
  return { keys: none, values: none };
}

function movedRows(results: Readonly<Record<string, Values>>): LayerKeyValues {
  const { [CACHE.keys]: keys, [CACHE.values]: values } = results;
  if (keys === undefined || values === undefined) throw new EngineError("engine/run-failed", { part: "decoder" });
  return { keys, values };
}

/** Gives device memory of rows back. */
export function dispose({ keys, values }: LayerKeyValues): void {
  for (const tensor of [keys, values]) if (tensor.type === "device") tensor.dispose();
}
