// The decoder's layers at run time: shards one after the other over some rows, with the keys and values of others.

import { cacheEnds, SHARD, type DecoderFacts } from "../model/index.ts";
import { dispose, emptyLayer } from "./deviceKeyValues.ts";
import { EngineError } from "./errors.ts";
import { rowsAt } from "./keyValues.ts";
import type { KeyValueStore, LayerKeyValues, LentKeyValues } from "./keyValueStore.ts";
import type { Session, Values } from "./onnxruntime.ts";
import { layerSeconds, type Placement } from "./placement.ts";
import { rotaryTable } from "./rotary.ts";
import { lineNumbers } from "./tail.ts";

/** The session of the layers `first` to `end - 1`. */
export interface Shard {
  readonly first: number;
  readonly end: number;
  readonly session: Session;
}

/** Rows of a pass whose keys and values are kept: `rows[i]` of the pass is that of `positions[i]`. */
export interface KeptRows {
  readonly store: KeyValueStore;
  readonly positions: Int32Array;
  readonly rows: Int32Array;
}

/** Which rows `decode` is given, what they attend to, and what it keeps of them; left out: a whole sequence, and nothing. */
export interface DecodeOptions {
  /** Positions of the rows `[rows]`. Null: 0 to rows - 1. */
  readonly positions?: Int32Array | null;
  /** What the rows attend to beside each other. */
  readonly cached?: LentKeyValues | null;
  /** Rows that come out of the last layer `[wanted]`. Null: all of them. */
  readonly wanted?: Int32Array | null;
  readonly kept?: KeptRows | null;
  /** Given the rows after every shard, for tests; on a GPU the network must have been opened for it. */
  readonly onShard?: (hidden: Float32Array) => void;
}

export interface DecoderParts {
  readonly facts: DecoderFacts;
  readonly shards: readonly Shard[];
  readonly placement: Placement;
  /** Waits for what a GPU was given; null: `run` is over when it returns. */
  readonly fence: Session | null;
}

/** Rows of a measurement: a block of the sampler. */
const MEASURED_ROWS = 32;
/** Runs of a measurement: the first still touches memory for the first time, and where one takes milliseconds others of the computer's tasks lengthen many. */
const LEAST_RUNS = 3;
const MOST_RUNS = 20;
/** After so long the least runs are enough. */
const MEASURE_MS = 200;
/** A GPU computes while `run` has returned: work longer than this is waited for, so that a stop finds little before it. */
const UNWATCHED_S = 0.2;

/** Names of the fence's ends: rows on the device, and the first of them. */
export const FENCE = { rows: "rows", first: "first" } as const;

export class Decoder {
  readonly #parts: DecoderParts;
  readonly #isOnGpu: boolean;
  #rotary = rotaryTable(0, 2, 1);
  #rotaryRows = 0;

  constructor(parts: DecoderParts) {
    this.#parts = parts;
    this.#isOnGpu = parts.placement.target.kind === "gpu";
  }

  /**
   * Runs the layers over a sequence, or over some of its rows with the keys and values of the others.
   * @param hidden input embeddings `[rows, hidden]`, at least one; borrowed
   * @returns the wanted rows before the last norm `[wanted, hidden]`
   */
  async decode(hidden: Float32Array, signal: AbortSignal, { positions = null, cached = null, wanted = null, kept = null, onShard }: DecodeOptions = {}): Promise<Float32Array> {
    const { facts, shards } = this.#parts;
    const rows = hidden.length / facts.hidden;
    const feeds = this.#rotaryFeeds(positions ?? Int32Array.from({ length: rows }, (_, row) => row));
    const asked = this.#wantedFeeds(wanted, rows);
    const seconds = this.#isOnGpu ? layerSeconds(facts, rows, this.#parts.placement.gflops) : 0;
    let current: Values = { type: "float32", data: hidden, shape: [rows, facts.hidden] };
    let unwatched = 0;
    try {
      for (const shard of shards) {
        await breathe(signal);
        const last = shard.end === facts.layers ? asked : {};
        const before = current;
        const own = (layers: readonly LayerKeyValues[]): Promise<Values> => this.#runShard(shard, { ...feeds, ...last, [SHARD.hiddenIn]: before }, layers, kept);
        current = cached === null ? await own(this.#noRows(shard)) : await cached.lend(shard.first, shard.end, own);
        if (before.type === "device") before.dispose();
        unwatched += seconds * (shard.end - shard.first);
        if (unwatched > UNWATCHED_S) {
          await this.#wait(current);
          unwatched = 0;
        }
        if (onShard !== undefined) onShard(float32(current));
      }
      await breathe(signal);
      const result = float32(current);
      return wanted === null ? result : result.subarray(0, wanted.length * facts.hidden);
    } finally {
      if (current.type === "device") current.dispose();
    }
  }

  /** Milliseconds that one row takes in the layers, measured over a block of rows that attend to each other alone. */
  async measureRowMs(signal: AbortSignal): Promise<number> {
    const { facts, shards } = this.#parts;
    const [first] = shards;
    if (first === undefined) return 0;
    // A GPU is waited for at the end of the last layer alone; on the processor one shard says enough.
    const measured = this.#isOnGpu ? shards : [first];
    const layers = measured.reduce((sum, shard) => sum + shard.end - shard.first, 0);
    const part = new Decoder({ ...this.#parts, shards: measured });
    let fastestMs = Infinity;
    const endMs = performance.now() + MEASURE_MS;
    for (let run = 0; run < LEAST_RUNS || (run < MOST_RUNS && performance.now() < endMs); run++) {
      const startMs = performance.now();
      await part.decode(new Float32Array(MEASURED_ROWS * facts.hidden), signal);
      fastestMs = Math.min(fastestMs, performance.now() - startMs);
    }
    return (fastestMs * facts.layers) / (layers * MEASURED_ROWS);
  }

  async #runShard({ first, end, session }: Shard, feeds: Readonly<Record<string, Values>>, cached: readonly LayerKeyValues[], kept: KeptRows | null): Promise<Values> {
    const lent: Record<string, Values> = {};
    const outputs: string[] = [SHARD.hiddenOut];
    for (const [index, { keys, values }] of cached.entries()) {
      const ends = cacheEnds(first + index);
      lent[ends.keysIn] = keys;
      lent[ends.valuesIn] = values;
      if (kept !== null) outputs.push(ends.keysOut, ends.valuesOut);
    }
    const results = await session.run({ ...feeds, ...lent }, outputs);
    for (let layer = first; kept !== null && layer < end; layer++) {
      const { keysOut, valuesOut } = cacheEnds(layer);
      const rows = { keys: given(results[keysOut]), values: given(results[valuesOut]) };
      await kept.store.write(layer, kept.positions, rows, kept.rows);
      dispose(rows);
    }
    return given(results[SHARD.hiddenOut]);
  }

  #noRows({ first, end }: Shard): LayerKeyValues[] {
    const { facts, placement: { target } } = this.#parts;
    const none: Values = { type: "float32", data: new Float32Array(0), shape: [1, 0, facts.kvHeads * facts.headDim] };
    const rows = target.kind === "gpu" ? emptyLayer({ decoder: facts, float: target.float }) : { keys: none, values: none };
    return Array.from({ length: end - first }, () => rows);
  }

  /** Never none on a GPU, whose kernels divide by the number of rows. */
  #wantedFeeds(wanted: Int32Array | null, rows: number): Record<string, Values> {
    const lines = wanted === null ? lineNumbers(rows) : BigInt64Array.from(wanted, BigInt);
    const data = this.#isOnGpu && lines.length === 0 ? new BigInt64Array(1) : lines;
    return { [SHARD.wanted]: { type: "int64", data, shape: [data.length] }, [SHARD.wantedLines]: { type: "int64", data, shape: [1, data.length] } };
  }

  async #wait(rows: Values): Promise<void> {
    if (rows.type === "device") await this.#parts.fence?.run({ [FENCE.rows]: rows }, [FENCE.first]);
  }

  #rotaryFeeds(positions: Int32Array): Record<string, Values> {
    const { headDim, ropeTheta } = this.#parts.facts;
    const length = (positions.at(-1) ?? -1) + 1;
    if (length > this.#rotaryRows) {
      this.#rotary = rotaryTable(length, headDim, ropeTheta);
      this.#rotaryRows = length;
    }
    const half = headDim / 2;
    const shape = [positions.length, half];
    return {
      [SHARD.cosines]: { type: "float32", data: rowsAt(this.#rotary.cosines, positions, half), shape },
      [SHARD.sines]: { type: "float32", data: rowsAt(this.#rotary.sines, positions, half), shape },
      [SHARD.lines]: { type: "int64", data: lineNumbers(positions.length), shape: [1, positions.length] },
    };
  }
}

/** Lets messages in, then stops where a cancel came: the place between two parts of the network. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function given(values: Values | undefined): Values {
  if (values === undefined) throw new EngineError("engine/run-failed", { part: "decoder" });
  return values;
}

function float32(values: Values): Float32Array {
  if (values.type !== "float32") throw new EngineError("engine/run-failed", { part: "decoder" });
  return values.data;
}
