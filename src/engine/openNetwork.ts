// Loads a package's network: its graphs are built for the place where they run, and their sessions opened one by one.

import { freemem, totalmem } from "node:os";
import { OnnxGraph } from "../formats/index.ts";
import { buildPutGraph, buildShardGraph, buildTailGraph, buildTakeGraph, buildVisionGraph, cacheEnds, SHARD, weightsBytes } from "../model/index.ts";
import type { GpuTarget, ModelPackage, TailKind } from "../model/index.ts";
import { FENCE, type Shard } from "./decoder.ts";
import { EngineError } from "./errors.ts";
import { Network, PLAIN_TAIL, tailName, type GpuSessions } from "./network.ts";
import { onDemand } from "./onDemandSession.ts";
import { createSession, type Session } from "./onnxruntime.ts";
import { layersPerShard, ON_CPU, type Placement } from "./placement.ts";

export interface NetworkOptions {
  readonly threads: number;
  /** Left out: the processor. */
  readonly placement?: Placement;
  /** Layers of one shard; null: chosen by the size of a layer. */
  readonly layersPerShard: number | null;
  /** True: the rows after every shard can be looked at, on a GPU too; for tests. */
  readonly isInspected?: boolean;
  /** Told the share that is loaded, 0..1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** A loaded package takes at most this many times its files: int4 kernels repack their weights (ORT.md 1). */
const MEMORY_PER_FILE_BYTE = 1.5;
/**
 * A tower of more bytes is in memory only while it looks at an image: kernels hold its halves as float32, 1.7 GB of the
 * published model's, and opening it takes a small part of the time of a look.
 */
const RARE_TOWER_BYTES = 512 * 1024 * 1024;
/** What the names of its tensors begin with. */
const TOWER = "tower.";
/** Rows of the longest pass that shards are cut for: no prompt of the published model is longer. */
const LONGEST_PASS = 4096;

/**
 * Loads a package's network.
 * @throws EngineError `engine/session-failed`, `engine/device-session-failed`, `engine/memory`; the signal's reason when it is aborted
 */
export async function openNetwork(source: ModelPackage, options: NetworkOptions): Promise<Network> {
  const { placement = ON_CPU } = options;
  if (placement.target.kind === "cpu") checkMemory(source);
  const { decoder, maxPositions, tensors } = source.manifest;
  const perShard = options.layersPerShard ?? layersPerShard(decoder, weightsBytes(tensors), placement, Math.min(maxPositions, LONGEST_PASS));
  const firsts: number[] = [];
  for (let first = 0; first < decoder.layers; first += perShard) firsts.push(first);
  const isVisionRare = placement.target.kind === "cpu" && weightsBytes(tensors.filter(({ name }) => name.startsWith(TOWER))) > RARE_TOWER_BYTES;
  const opener = new Opener(source, { ...options, placement }, firsts.length + (isVisionRare ? 1 : 2));
  try {
    const { target } = placement;
    const vision = isVisionRare ? onDemand(() => opener.session("tower", buildVisionGraph(source, target))) : await opener.open("tower", buildVisionGraph(source, target));
    const shards: Shard[] = [];
    for (const first of firsts) {
      const end = Math.min(first + perShard, decoder.layers);
      const onDevice = target.kind === "gpu" ? shardOutputs({ first, end }, end === decoder.layers || options.isInspected === true) : [];
      shards.push({ first, end, session: await opener.open("decoder", buildShardGraph(source, target, first, end), onDevice) });
    }
    const openTail = (kind: TailKind): Promise<Session> => opener.session("head", buildTailGraph(source, target, kind));
    const tail = await opener.open("head", buildTailGraph(source, target, PLAIN_TAIL));
    const gpu = target.kind === "gpu" ? await openGpuSessions(source, target, opener) : null;
    return new Network(source, { vision, isVisionRare, shards, tails: new Map([[tailName(PLAIN_TAIL), Promise.resolve(tail)]]), openTail, placement, gpu });
  } catch (error) {
    await opener.releaseAll();
    throw error;
  }
}

/** Outputs of a shard that stay on a GPU. */
function shardOutputs({ first, end }: Pick<Shard, "first" | "end">, areRowsRead: boolean): string[] {
  const ends = Array.from({ length: end - first }, (_, index) => cacheEnds(first + index));
  return [...(areRowsRead ? [] : [SHARD.hiddenOut]), ...ends.flatMap(({ keysOut, valuesOut }) => [keysOut, valuesOut])];
}

async function openGpuSessions({ manifest: { decoder } }: ModelPackage, { float }: GpuTarget, opener: Opener): Promise<GpuSessions> {
  const moved = ["keys", "values"];
  const fence = new OnnxGraph();
  fence.input(FENCE.rows, float, ["rows", decoder.hidden]);
  const first = fence.initializer("row", "int64", [1], { bytes: new Uint8Array(8) });
  fence.node("Gather", [FENCE.rows, first], { output: FENCE.first });
  fence.output(FENCE.first, float, [1, decoder.hidden]);
  return {
    fence: await opener.owned("decoder", fence.toBytes(), []),
    cache: {
      put: await opener.owned("decoder", buildPutGraph(decoder, float), moved),
      take: await opener.owned("decoder", buildTakeGraph(decoder, float), moved),
      decoder,
      float,
    },
  };
}

/** Opens sessions, and knows which ones to release when one fails. */
class Opener {
  readonly #source: ModelPackage;
  readonly #options: NetworkOptions & { readonly placement: Placement };
  readonly #expected: number;
  readonly #opened: Session[] = [];
  #steps = 0;

  constructor(source: ModelPackage, options: NetworkOptions & { readonly placement: Placement }, expected: number) {
    this.#source = source;
    this.#options = options;
    this.#expected = expected;
  }

  /** A session of the network's own, told as progress. */
  async open(part: string, graph: Uint8Array, onDevice: readonly string[] = []): Promise<Session> {
    this.#options.signal.throwIfAborted();
    const made = await this.owned(part, graph, onDevice);
    this.#options.onProgress(++this.#steps / this.#expected);
    // create() blocks the event loop: let a cancel be heard before the next.
    await new Promise((resolve) => setImmediate(resolve));
    return made;
  }

  async owned(part: string, graph: Uint8Array, onDevice: readonly string[]): Promise<Session> {
    const made = await this.session(part, graph, onDevice);
    this.#opened.push(made);
    return made;
  }

  /** A session that whoever asks for it releases. */
  async session(part: string, graph: Uint8Array, onDevice: readonly string[] = []): Promise<Session> {
    const { threads, placement: { provider } } = this.#options;
    return await createSession(graph, { part, weightsFolder: this.#source.folder, threads, provider, onDevice: provider === "cpu" ? [] : onDevice });
  }

  async releaseAll(): Promise<void> {
    await Promise.all(this.#opened.map((made) => made.release()));
  }
}

function checkMemory(source: ModelPackage): void {
  const needed = weightsBytes(source.manifest.tensors) * MEMORY_PER_FILE_BYTE;
  // macOS counts only pages that nobody ever used as free; its whole memory is the better guess there.
  const free = process.platform === "darwin" ? totalmem() * 0.75 : freemem();
  const mebibyte = 1024 * 1024;
  if (needed > free) throw new EngineError("engine/memory", { neededMiB: Math.ceil(needed / mebibyte), freeMiB: Math.floor(free / mebibyte) });
}
