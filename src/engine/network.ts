// A loaded package: sessions of tower, decoder shards and tail, and the rows of the embedding table. It computes what it
// is asked; it keeps no draft, no image and no cache.

import { widenFp16, float32Of } from "../formats/index.ts";
import { VISION } from "../model/index.ts";
import type { PackageSource, TailKind } from "../model/index.ts";
import { breathe, Decoder, type DecodeOptions, type Shard } from "./decoder.ts";
import { DeviceKeyValueStore, type CacheSessions } from "./deviceKeyValues.ts";
import { EngineError } from "./errors.ts";
import { MemoryKeyValueStore } from "./keyValues.ts";
import type { KeyValueStore } from "./keyValueStore.ts";
import type { Session, Values } from "./onnxruntime.ts";
import type { Placement } from "./placement.ts";
import { tailFeeds, tailOutputs, tailRows, type TailInput, type TailRows } from "./tail.ts";

/** Outputs of the vision graph that tests look at. */
export interface VisionStages {
  readonly features: Float32Array;
  readonly embedded: Float32Array;
  readonly tower: Float32Array;
}

/** The parts of a network. */
export interface Sessions {
  readonly vision: Session;
  /** Whether the tower leaves the memory after each image. */
  readonly isVisionRare: boolean;
  readonly shards: readonly Shard[];
  readonly tails: Map<string, Promise<Session>>;
  readonly openTail: (kind: TailKind) => Promise<Session>;
  readonly placement: Placement;
  /** What only a GPU needs. */
  readonly gpu: GpuSessions | null;
}

export interface GpuSessions {
  readonly fence: Session;
  readonly cache: CacheSessions;
}

/** The kind of tail that is always there. */
export const PLAIN_TAIL: TailKind = { isGuided: false, isNoisy: false, isDebugging: false };

export class Network {
  readonly source: PackageSource;
  readonly #sessions: Sessions;
  readonly #embeddings = new Map<number, Float32Array>();
  readonly #decoder: Decoder;

  constructor(source: PackageSource, sessions: Sessions) {
    this.source = source;
    this.#sessions = sessions;
    this.#decoder = new Decoder({ facts: source.manifest.decoder, shards: sessions.shards, placement: sessions.placement, fence: sessions.gpu?.fence ?? null });
  }

  /** Where it computes. */
  get placement(): Placement {
    return this.#sessions.placement;
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
    try {
      for (let tile = 0; tile < nTiles; tile++) {
        await breathe(signal);
        const { features } = await this.#runVision(pixels.subarray(tile * perTile, (tile + 1) * perTile), [VISION.features]);
        whole ??= new Float32Array(nTiles * (features?.length ?? 0));
        whole.set(features ?? [], tile * (features?.length ?? 0));
        onTile((tile + 1) / nTiles);
      }
    } finally {
      if (this.#sessions.isVisionRare) await this.#sessions.vision.release();
    }
    return whole ?? new Float32Array(0);
  }

  /** All stages of one tile, for tests: `[patches, tower hidden]` twice, `[patches, hidden]`. */
  async visionStages(tile: Float32Array): Promise<VisionStages> {
    const { features, embedded, tower } = await this.#runVision(tile, [VISION.features, VISION.embedded, VISION.tower]);
    return { features: features ?? new Float32Array(0), embedded: embedded ?? new Float32Array(0), tower: tower ?? new Float32Array(0) };
  }

  /** The decoder's layers; options, errors and result are those of `Decoder.decode`. */
  decode(hidden: Float32Array, signal: AbortSignal, options: DecodeOptions = {}): Promise<Float32Array> {
    return this.#decoder.decode(hidden, signal, options);
  }

  /** Milliseconds that one row takes in the decoder's layers. */
  measureRowMs(signal: AbortSignal): Promise<number> {
    return this.#decoder.measureRowMs(signal);
  }

  /** Last norm, head and choice of candidates. */
  async tail(input: TailInput): Promise<TailRows> {
    const session = await this.#tail({ isGuided: input.guidance !== null, isNoisy: input.noise !== null, isDebugging: input.isDebugging });
    return tailRows(await session.run(tailFeeds(input, this.source.manifest.decoder, this.#sessions.gpu !== null), tailOutputs(input)));
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
    const { vision, shards, tails, gpu } = this.#sessions;
    const opened = await Promise.allSettled(tails.values());
    const tailSessions = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const ofGpu = gpu === null ? [] : [gpu.fence, gpu.cache.put, gpu.cache.take];
    await Promise.all([vision, ...shards.map((shard) => shard.session), ...tailSessions, ...ofGpu].map((session) => session.release()));
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

  /** Room for keys and values, where this network computes. */
  keyValueStore(): KeyValueStore {
    const { gpu } = this.#sessions;
    if (gpu !== null) return new DeviceKeyValueStore(gpu.cache);
    const { layers, kvHeads, headDim } = this.source.manifest.decoder;
    return new MemoryKeyValueStore(layers, kvHeads * headDim);
  }
}

/** Names a kind of tail among the sessions. */
export function tailName(kind: TailKind): string {
  return `${kind.isGuided ? "guided" : "plain"}-${kind.isNoisy ? "noisy" : "still"}${kind.isDebugging ? "-debugging" : ""}`;
}

function float32(values: Values | undefined): Float32Array | null {
  return values?.type === "float32" ? values.data : null;
}
