// A loaded package: sessions of tower, decoder shards and tail, and the rows of the embedding table. It computes what it
// is asked; it keeps no draft, no image and no cache.

import { freemem, totalmem } from "node:os";
import { widenFp16, float32Of } from "../formats/index.ts";
import { buildShardGraph, buildTailGraph, buildVisionGraph, cacheEnds, SHARD, VISION } from "../model/index.ts";
import type { ModelPackage, PackageSource, TailKind } from "../model/index.ts";
import { EngineError } from "./errors.ts";
import { KeyValueStore, rowsAt } from "./keyValues.ts";
import type { KeyValues, LayerKeyValues } from "./keyValues.ts";
import { createSession, type Session, type Values } from "./onnxruntime.ts";
import { rotaryTable } from "./rotary.ts";
import { lineNumbers, tailFeeds, tailOutputs, tailRows, type TailInput, type TailRows } from "./tail.ts";

/** Outputs of the vision graph that tests look at. */
export interface VisionStages {
  readonly features: Float32Array;
  readonly embedded: Float32Array;
  readonly tower: Float32Array;
}

export interface NetworkOptions {
  readonly threads: number;
  /** Layers of one shard; null: chosen by the size of a layer. */
  readonly layersPerShard: number | null;
  /** Told the share that is loaded, 0..1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Weights above this are cut into one shard a layer: a call costs 0.1 ms, a layer of 8B over 900 rows seconds (ORT.md 2). */
const ONE_SHARD_BYTES = 256 * 1024 * 1024;
/** Rows and runs of a measurement: a block of the sampler; the first run still touches memory for the first time. */
const MEASURED_ROWS = 32;
const MEASURED_RUNS = 3;
/** A loaded package takes at most this many times its files: int4 kernels repack their weights (ORT.md 1). */
const MEMORY_PER_FILE_BYTE = 1.5;

/**
 * Loads a package's network.
 * @throws EngineError `engine/session-failed`, `engine/memory`; the signal's reason when it is aborted
 */
export async function openNetwork(source: ModelPackage, options: NetworkOptions): Promise<Network> {
  checkMemory(source);
  const { layers } = source.manifest.decoder;
  const layersPerShard = options.layersPerShard ?? (weightBytes(source) <= ONE_SHARD_BYTES ? Math.max(1, layers) : 1);
  const firsts: number[] = [];
  for (let first = 0; first < layers; first += layersPerShard) firsts.push(first);

  const session = (part: string, graph: Uint8Array): Promise<Session> =>
    createSession(graph, { part, weightsFolder: source.folder, threads: options.threads });
  const opened: Session[] = [];
  const open = async (part: string, graph: Uint8Array): Promise<Session> => {
    options.signal.throwIfAborted();
    const made = await session(part, graph);
    opened.push(made);
    options.onProgress(opened.length / (firsts.length + 2));
    // create() blocks the event loop: let a cancel be heard before the next.
    await new Promise((resolve) => setImmediate(resolve));
    return made;
  };
  try {
    const vision = await open("tower", buildVisionGraph(source));
    const shards: Shard[] = [];
    for (const first of firsts) {
      const end = Math.min(first + layersPerShard, layers);
      shards.push({ first, end, session: await open("decoder", buildShardGraph(source, first, end)) });
    }
    const tail = await open("head", buildTailGraph(source, { isGuided: false, isNoisy: false }));
    const tails = new Map([[tailName({ isGuided: false, isNoisy: false }), Promise.resolve(tail)]]);
    const openTail = (kind: TailKind): Promise<Session> => session("head", buildTailGraph(source, kind));
    return new Network(source, { vision, shards, tails, openTail });
  } catch (error) {
    await Promise.all(opened.map((made) => made.release()));
    throw error;
  }
}

/** The session of the layers `first` to `end - 1`. */
interface Shard {
  readonly first: number;
  readonly end: number;
  readonly session: Session;
}

/** Which rows `Network.decode` is given, what they attend to, and what it keeps of them; left out: a whole sequence, and nothing. */
export interface DecodeOptions {
  /** Positions of the rows `[rows]`. Null: 0 to rows - 1. */
  readonly positions?: Int32Array | null;
  /** What the rows attend to beside each other. */
  readonly cached?: KeyValues | null;
  /** Rows that come out of the last layer `[wanted]`. Null: all of them. */
  readonly wanted?: Int32Array | null;
  /** Given keys and values of all rows, layer by layer. Null: nobody needs them. */
  readonly onKeyValues?: ((layer: number, rows: LayerKeyValues) => void) | null;
  /** Given the rows after every shard, for tests. */
  readonly onShard?: (hidden: Float32Array) => void;
}

/** The parts of a network. */
export interface Sessions {
  readonly vision: Session;
  readonly shards: readonly Shard[];
  readonly tails: Map<string, Promise<Session>>;
  readonly openTail: (kind: TailKind) => Promise<Session>;
}

export class Network {
  readonly source: PackageSource;
  readonly #sessions: Sessions;
  readonly #embeddings = new Map<number, Float32Array>();
  #rotary = rotaryTable(0, 2, 1);
  #rotaryRows = 0;

  constructor(source: PackageSource, sessions: Sessions) {
    this.source = source;
    this.#sessions = sessions;
  }

  /**
   * Features of tiles after the projector `[tiles, patches, hidden]`, a run a tile.
   * @param pixels `[tiles, channels, side, side]`
   * @param onTile told the share of tiles done, 0..1
   */
  async features(pixels: Float32Array, signal: AbortSignal, onTile: (done: number) => void): Promise<Float32Array> {
    const perTile = this.#pixelsPerTile();
    const nTiles = pixels.length / perTile;
    let whole: Float32Array | null = null;
    for (let tile = 0; tile < nTiles; tile++) {
      await breathe(signal);
      const { features } = await this.#runVision(pixels.subarray(tile * perTile, (tile + 1) * perTile), [VISION.features]);
      whole ??= new Float32Array(nTiles * (features?.length ?? 0));
      whole.set(features ?? [], tile * (features?.length ?? 0));
      onTile((tile + 1) / nTiles);
    }
    return whole ?? new Float32Array(0);
  }

  /** All stages of one tile, for tests: `[patches, tower hidden]` twice, `[patches, hidden]`. */
  async visionStages(tile: Float32Array): Promise<VisionStages> {
    const { features, embedded, tower } = await this.#runVision(tile, [VISION.features, VISION.embedded, VISION.tower]);
    return { features: features ?? new Float32Array(0), embedded: embedded ?? new Float32Array(0), tower: tower ?? new Float32Array(0) };
  }

  /**
   * Runs the decoder's layers over a sequence, or over some of its rows with the keys and values of the others.
   * @param hidden input embeddings `[rows, hidden]`; borrowed
   * @returns the wanted rows before the last norm `[wanted, hidden]`
   */
  async decode(hidden: Float32Array, signal: AbortSignal, { positions = null, cached = null, wanted = null, onKeyValues = null, onShard }: DecodeOptions = {}): Promise<Float32Array> {
    const { hidden: width, layers } = this.source.manifest.decoder;
    const rows = hidden.length / width;
    const feeds = this.#rotaryFeeds(positions ?? Int32Array.from({ length: rows }, (_, row) => row));
    const wantedFeed: Values = { type: "int64", data: wanted === null ? lineNumbers(rows) : BigInt64Array.from(wanted, BigInt), shape: [wanted?.length ?? rows] };
    let current = hidden;
    for (const { first, end, session } of this.#sessions.shards) {
      await breathe(signal);
      const ends = Array.from({ length: end - first }, (_, index) => cacheEnds(first + index));
      const outputs = onKeyValues === null ? [] : ends.flatMap(({ keysOut, valuesOut }) => [keysOut, valuesOut]);
      const input: Values = { type: "float32", data: current, shape: [rows, width] };
      const last = end === layers ? { [SHARD.wanted]: wantedFeed } : {};
      const results = await session.run({ ...feeds, ...last, ...this.#cacheFeeds(cached, first, end), [SHARD.hiddenIn]: input }, [SHARD.hiddenOut, ...outputs]);
      current = float32(results[SHARD.hiddenOut]) ?? current;
      if (onKeyValues !== null) for (const [index, { keysOut, valuesOut }] of ends.entries()) onKeyValues(first + index, keyValuesOf(results[keysOut], results[valuesOut]));
      onShard?.(current);
    }
    await breathe(signal);
    return current;
  }

  /** Milliseconds that one row takes in the decoder's layers, measured over a block of rows that attend to each other alone. */
  async measureRowMs(signal: AbortSignal): Promise<number> {
    const { hidden: width, layers } = this.source.manifest.decoder;
    const shard = this.#sessions.shards[0];
    if (shard === undefined) return 0;
    const rows = Int32Array.from({ length: MEASURED_ROWS }, (_, row) => row);
    const feeds = {
      ...this.#rotaryFeeds(rows), ...this.#cacheFeeds(null, shard.first, shard.end),
      [SHARD.hiddenIn]: { type: "float32", data: new Float32Array(MEASURED_ROWS * width), shape: [MEASURED_ROWS, width] } as const,
      ...(shard.end === layers ? { [SHARD.wanted]: { type: "int64", data: lineNumbers(MEASURED_ROWS), shape: [MEASURED_ROWS] } as const } : {}),
    };
    let fastestMs = Infinity;
    for (let run = 0; run < MEASURED_RUNS; run++) {
      await breathe(signal);
      const startMs = performance.now();
      await shard.session.run(feeds, [SHARD.hiddenOut]);
      fastestMs = Math.min(fastestMs, performance.now() - startMs);
    }
    return (fastestMs * layers) / ((shard.end - shard.first) * MEASURED_ROWS);
  }

  /** Last norm, head and choice of candidates. */
  async tail(input: TailInput): Promise<TailRows> {
    const session = await this.#tail({ isGuided: input.guidance !== null, isNoisy: input.noise !== null });
    return tailRows(await session.run(tailFeeds(input, this.source.manifest.decoder), tailOutputs(input)));
  }

  /** Rows of the embedding table `[ids, hidden]`, read from the file on demand and kept. */
  async embed(ids: readonly number[]): Promise<Float32Array> {
    const { hidden } = this.source.manifest.decoder;
    const rows = new Float32Array(ids.length * hidden);
    for (const [index, id] of ids.entries()) rows.set(await this.#embedding(id), index * hidden);
    return rows;
  }

  /** The learned row that ends every line of an image's feature map, `[hidden]`. */
  async imageNewline(): Promise<Float32Array> {
    return await this.#floatRows("image_newline", 0, this.source.manifest.decoder.hidden);
  }

  async release(): Promise<void> {
    const { vision, shards, tails } = this.#sessions;
    const opened = await Promise.allSettled(tails.values());
    const tailSessions = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await Promise.all([vision, ...shards.map((shard) => shard.session), ...tailSessions].map((session) => session.release()));
  }

  async #embedding(id: number): Promise<Float32Array> {
    const known = this.#embeddings.get(id);
    if (known !== undefined) return known;
    const row = await this.#floatRows("embed.weight", id, 1);
    this.#embeddings.set(id, row);
    return row;
  }

  /** Lines of a float tensor along its first axis, widened to float32. */
  async #floatRows(name: string, start: number, count: number): Promise<Float32Array> {
    const piece = this.source.tensor(name).pieces[0];
    if (piece === undefined) throw new EngineError("engine/run-failed", { part: "embedding" });
    const bytes = await this.source.readRows(piece, start, count);
    return piece.type === "float16" ? widenFp16(bytes) : float32Of(bytes);
  }

  #tail(kind: TailKind): Promise<Session> {
    const name = tailName(kind);
    const tail = this.#sessions.tails.get(name) ?? this.#sessions.openTail(kind);
    this.#sessions.tails.set(name, tail);
    return tail;
  }

  #pixelsPerTile(): number {
    const { channels, imageSize } = this.source.manifest.tower;
    return channels * imageSize * imageSize;
  }

  async #runVision(tile: Float32Array, outputs: readonly string[]): Promise<Record<string, Float32Array | null>> {
    const { channels, imageSize } = this.source.manifest.tower;
    const pixels: Values = { type: "float32", data: tile, shape: [1, channels, imageSize, imageSize] };
    const results = await this.#sessions.vision.run({ [VISION.pixels]: pixels }, outputs);
    return Object.fromEntries(outputs.map((name) => [name, float32(results[name])]));
  }

  #cacheFeeds(cached: KeyValues | null, first: number, end: number): Record<string, Values> {
    const shape = [1, cached?.positions ?? 0, this.#cacheWidth()];
    const values = (data: Float32Array | undefined): Values => ({ type: "float32", data: data ?? new Float32Array(0), shape });
    const feeds: Record<string, Values> = {};
    for (let layer = first; layer < end; layer++) {
      const { keysIn, valuesIn } = cacheEnds(layer);
      feeds[keysIn] = values(cached?.layers[layer]?.keys);
      feeds[valuesIn] = values(cached?.layers[layer]?.values);
    }
    return feeds;
  }

  /** Room for keys and values of this network. */
  keyValueStore(): KeyValueStore {
    return new KeyValueStore(this.source.manifest.decoder.layers, this.#cacheWidth());
  }

  #cacheWidth(): number {
    const { kvHeads, headDim } = this.source.manifest.decoder;
    return kvHeads * headDim;
  }

  #rotaryFeeds(positions: Int32Array): Record<string, Values> {
    const { headDim, ropeTheta } = this.source.manifest.decoder;
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
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function tailName(kind: TailKind): string {
  return `${kind.isGuided ? "guided" : "plain"}-${kind.isNoisy ? "noisy" : "still"}`;
}

function keyValuesOf(keys: Values | undefined, values: Values | undefined): LayerKeyValues {
  return { keys: float32(keys) ?? new Float32Array(0), values: float32(values) ?? new Float32Array(0) };
}

function float32(values: Values | undefined): Float32Array | null {
  return values?.type === "float32" ? values.data : null;
}

function weightBytes(source: ModelPackage): number {
  return source.manifest.tensors.reduce((sum, tensor) => sum + tensor.pieces.reduce((bytes, piece) => bytes + piece.length, 0), 0);
}

function checkMemory(source: ModelPackage): void {
  const needed = weightBytes(source) * MEMORY_PER_FILE_BYTE;
  // macOS counts only pages that nobody ever used as free; its whole memory is the better guess there.
  const free = process.platform === "darwin" ? totalmem() * 0.75 : freemem();
  const mebibyte = 1024 * 1024;
  if (needed > free) throw new EngineError("engine/memory", { neededMiB: Math.ceil(needed / mebibyte), freeMiB: Math.floor(free / mebibyte) });
}
