// A checkpoint of reference values, converted by our own converter into a temporary folder, and loaded in the engine.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embedSequence, LoadedModel, ON_CPU, onProcessor, openNetwork, prepareFactsOf } from "../../src/engine/index.ts";
import type { Placement } from "../../src/engine/index.ts";
import { concatenated } from "../../src/engine/prompts.ts";
import { decodeRaster, mergeFeatures, prepareImage } from "../../src/imaging/index.ts";
import type { RgbImage } from "../../src/imaging/index.ts";
import { convert, openPackage, type Weights } from "../../src/model/index.ts";
import { loadTokenizer } from "../../src/tokenizer/index.ts";

/** Float stages of one image, all rows; sizes as in features.json. */
export interface ImageStages {
  readonly tower_embeddings: Float32Array;
  readonly vision: Float32Array;
  readonly projector: Float32Array;
  readonly merged: Float32Array;
}

/** Logits of some rows of a sequence `[rows, vocab]`, before any id is forbidden, and the rows after the last norm. */
export interface RowLogits {
  readonly logits: Float32Array;
  readonly normed: Float32Array;
}

const neverAborted = new AbortController().signal;

export class GoldenModel {
  readonly #checkpoint: string;
  readonly #placement: Placement;
  readonly #weights: Weights;
  #opened: Promise<{ readonly folder: string; readonly model: LoadedModel }> | null = null;
  readonly #images = new Map<string, Promise<ImageStages>>();

  /** @param checkpoint folder with config.json; a tower may lie in `vision_tower` in or beside it */
  constructor(checkpoint: string, placement = ON_CPU, weights: Weights = "fp32") {
    this.#checkpoint = checkpoint;
    this.#weights = weights;
    this.#placement = placement;
  }

  /** Converted and loaded at the first call. */
  async open(): Promise<LoadedModel> {
    this.#opened ??= openConverted(this.#checkpoint, this.#placement, this.#weights);
    return (await this.#opened).model;
  }

  /** Stages of an image file; computed once. */
  stages(path: string): Promise<ImageStages> {
    const known = this.#images.get(path) ?? readFile(path).then(async (bytes) => this.stagesOf((await decodeRaster(bytes)).image));
    this.#images.set(path, known);
    return known;
  }

  /** Stages of an image in memory. */
  async stagesOf(image: RgbImage): Promise<ImageStages> {
    const { network, manifest } = await this.open();
    const facts = prepareFactsOf(manifest);
    const { grid, pixels } = prepareImage(image, facts);
    const perTile = pixels.length / grid.nTiles;
    const tiles = [];
    for (let tile = 0; tile < grid.nTiles; tile++) tiles.push(await network.visionStages(pixels.subarray(tile * perTile, (tile + 1) * perTile)));
    const projector = concatenated(tiles.map((tile) => tile.features));
    const merged = mergeFeatures({ features: projector, newline: await network.imageNewline(), grid, patchesPerSide: facts.patchesPerSide });
    return { tower_embeddings: concatenated(tiles.map((tile) => tile.embedded)), vision: concatenated(tiles.map((tile) => tile.tower)), projector, merged };
  }

  /** Merged features of several images, one after the other `[image positions, hidden]`. */
  async features(paths: readonly string[]): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const path of paths) parts.push((await this.stages(path)).merged);
    return concatenated(parts);
  }

  /** Input of the decoder for a sequence `[positions, hidden]`. */
  async embeddings(ids: Int32Array, features: Float32Array): Promise<Float32Array> {
    return embedSequence((await this.open()).network, ids, features);
  }

  /** What the decoder's shards give, one entry a layer `[positions, hidden]`. */
  async layers(hidden: Float32Array): Promise<Float32Array[]> {
    const layers: Float32Array[] = [];
    await (await this.open()).network.decode(hidden, neverAborted, { onShard: (rows) => layers.push(rows) });
    return layers;
  }

  /** Logits at rows of decoded sequences; under guidance the second sequence is the one with a masked prompt. */
  async logits(decoded: Float32Array, positions: readonly number[], guidance: { readonly decoded: Float32Array; readonly scale: number } | null): Promise<RowLogits> {
    const { network, manifest } = await this.open();
    const { hidden, vocab } = manifest.decoder;
    const result = await network.tail({
      rows: rowsOf(decoded, positions, hidden),
      guidance: guidance === null ? null : { rows: rowsOf(guidance.decoded, positions, hidden), scale: guidance.scale },
      allowed: new Float32Array(vocab),
      classes: new BigInt64Array(positions.length),
      targets: null,
      listsBest: false,
      noise: null,
      isDebugging: true,
    });
    if (result.logits === null || result.normed === null) throw new Error("the head gave no logits");
    return { logits: result.logits, normed: result.normed };
  }

  /** Releases the sessions and removes the temporary package. */
  async close(): Promise<void> {
    if (this.#opened === null) return;
    const opened = await this.#opened.catch(() => null);
    this.#opened = null;
    if (opened === null) return;
    await opened.model.release();
    await rm(opened.folder, { recursive: true, force: true });
  }
}

async function openConverted(checkpoint: string, placement: Placement, weights: Weights): Promise<{ folder: string; model: LoadedModel }> {
  const folder = await mkdtemp(join(tmpdir(), "raddraft-goldens-"));
  try {
    const { out } = await convert({ checkpoint, tower: null, out: join(folder, "package"), weights, onProgress: () => undefined, signal: neverAborted });
    const source = await openPackage(out);
    const tokenizer = loadTokenizer(await source.tokenizerJson(), await source.tokenizerConfigJson());
    // One layer a shard: every layer's output can be looked at, and the cuts are tested with it.
    const network = await openNetwork(source, { threads: 2, placement, layersPerShard: 1, isInspected: true, onProgress: () => undefined, signal: neverAborted });
    return { folder, model: new LoadedModel(source, network, tokenizer, { ...onProcessor(2), runsOn: placement.provider === "webgpu" ? "webgpu" : "cpu" }) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Rows of a matrix `[positions, hidden]`, one after the other. */
export function rowsOf(values: Float32Array, positions: readonly number[], hidden: number): Float32Array {
  return concatenated(positions.map((position) => values.subarray(position * hidden, (position + 1) * hidden)));
}
