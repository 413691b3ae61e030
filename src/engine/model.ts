// The package that is loaded: its network, its tokenizer, and the features of images it has looked at.

import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import { chooseGrid, mergeFeatures, prepareImage, type PrepareFacts } from "../imaging/index.ts";
import { MANIFEST_FILE, openPackage, weightsBytes, type Manifest, type ModelPackage } from "../model/index.ts";
import type { Preset } from "../sampler/index.ts";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.ts";
import { ByteCache } from "./byteCache.ts";
import type { DeviceFacts } from "./deviceProtocol.ts";
import type { Choice } from "./devices.ts";
import { EngineError } from "./errors.ts";
import { ForbiddenIds } from "./forbiddenIds.ts";
import { GraphDenoiser } from "./graphDenoiser.ts";
import type { HeldImage } from "./imageStore.ts";
import type { KeyValueStore } from "./keyValueStore.ts";
import type { Network } from "./network.ts";
import { openNetwork } from "./openNetwork.ts";
import type { ImageViews, ModelSummary } from "./protocol.ts";
import { SharedPrefixes, type PrefixedPrompt } from "./sharedPrefix.ts";

/** Features of one image: rows of the prompt `[imageTokens, hidden]`. */
export interface ImageFeatures {
  readonly rows: Float32Array;
  readonly imageTokens: number;
}

/** An image, and what of it is looked at. */
export interface Looking {
  readonly imageId: string;
  readonly image: HeldImage;
  readonly views: ImageViews;
}

export interface LoadOptions {
  readonly threads: number;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
  /** Called when nothing is loaded any more and the weights are about to be; waits where it must. */
  readonly beforeLoad: (bytes: number) => Promise<void>;
  /** Where it should run. */
  readonly choose: (manifest: Manifest) => Promise<Choice>;
  /** The same while the answer of `choose` would be. */
  readonly choiceKey: string;
}

/** A measurement is over before a cancel could be heard. */
const NEVER_ABORTED = new AbortController().signal;
/** Features of a 1,485-token image of the 8B model are 24 MB; this holds a few dozen of them. */
const FEATURES_LIMIT_BYTES = 768 * 1024 * 1024;

export class LoadedModel {
  readonly source: ModelPackage;
  readonly network: Network;
  readonly tokenizer: Tokenizer;
  /** Sets of ids that blanks exclude; made when first asked for. */
  readonly forbidden: ForbiddenIds;
  /** Where it runs. */
  readonly place: DeviceFacts;
  readonly #prefixes: SharedPrefixes;
  /** Stores of the request at hand. */
  readonly #stores = new Set<KeyValueStore>();
  #rowMs: Promise<number> | null = null;
  readonly #features = new ByteCache<ImageFeatures>(FEATURES_LIMIT_BYTES);

  constructor(source: ModelPackage, network: Network, tokenizer: Tokenizer, place: DeviceFacts) {
    this.source = source;
    this.network = network;
    this.tokenizer = tokenizer;
    this.forbidden = new ForbiddenIds(tokenizer, source.manifest);
    this.place = place;
    this.#prefixes = new SharedPrefixes(network);
  }

  get manifest(): Manifest {
    return this.source.manifest;
  }

  /** SHA-256 over the hashes of all tensors, in the package's order: the same weights give the same, whatever their files. */
  get weightsSha256(): string {
    const hash = createHash("sha256");
    for (const { name, pieces } of this.manifest.tensors) for (const { role, sha256 } of pieces) hash.update(`${name} ${role} ${sha256}\n`);
    return hash.digest("hex");
  }

  async summary(): Promise<ModelSummary> {
    const { name, isDemo, revision, weights, maxPositions, trainedCanvas, certaintyCalibration } = this.manifest;
    return { name, isDemo, revision, weights, device: this.device, rowMs: await this.rowMs(), maxPositions, trainedCanvas, calibration: certaintyCalibration?.method ?? "" };
  }

  /** Where it runs, as provenance names it. */
  get device(): string {
    return deviceName(this.place);
  }

  /** Rows of an image in the prompt; an image already looked at is not looked at again. */
  async look({ imageId, image, views }: Looking, signal: AbortSignal, onTile: (done: number) => void): Promise<ImageFeatures> {
    const key = `${views} ${imageId}`;
    const known = this.#features.get(key);
    if (known !== undefined) return known;
    const facts = prepareFactsOf(this.manifest);
    const { grid, pixels } = prepareImage({ width: image.width, height: image.height, pixels: image.pixels }, facts);
    // The base view is the first tile.
    const seen = views === "base" ? pixels.subarray(0, pixels.length / grid.nTiles) : pixels;
    const features = await this.network.features(seen, signal, onTile);
    const rows = views === "base" ? features : mergeFeatures({ features, newline: await this.network.imageNewline(), grid, patchesPerSide: facts.patchesPerSide });
    const looked = { rows, imageTokens: imagePositions(this, image, views) };
    this.#features.set(key, looked, rows.byteLength);
    return looked;
  }

  /** Whether an image was looked at already. */
  hasLooked(imageId: string, views: ImageViews): boolean {
    return this.#features.get(`${views} ${imageId}`) !== undefined;
  }

  /** Milliseconds of one row in the decoder, measured once. */
  rowMs(): Promise<number> {
    return (this.#rowMs ??= this.network.measureRowMs(NEVER_ABORTED));
  }

  /** The network as the sampler sees it for one prompt. @throws the signal's reason */
  async denoiser(prompt: PrefixedPrompt, { sharesPrefix }: Preset, signal: AbortSignal): Promise<GraphDenoiser> {
    const shared = sharesPrefix ? await this.#prefixes.storeFor(prompt, signal) : null;
    const store = shared ?? this.network.keyValueStore();
    if (shared === null) this.#stores.add(store);
    return new GraphDenoiser(this.network, prompt.features, signal, store);
  }

  /** A request is over: what it kept for itself goes. */
  endRequest(): void {
    for (const store of this.#stores) store.dispose();
    this.#stores.clear();
  }

  /** The memory of the device was lost with all that lay in it but the weights. */
  forgetCaches(): void {
    this.endRequest();
    this.#prefixes.clear();
  }

  async release(): Promise<void> {
    this.#features.clear();
    this.#prefixes.clear();
    await this.network.release();
  }
}

/** Opens the network in the first place that takes it; the processor is the last. */
async function openSomewhere(source: ModelPackage, { threads, choose, onProgress, signal }: LoadOptions): Promise<{ readonly network: Network; readonly place: DeviceFacts }> {
  const { places, notUsed } = await choose(source.manifest);
  const refused: DeviceFacts["notUsed"][number][] = [...notUsed];
  for (const placement of places) {
    try {
      const network = await openNetwork(source, { threads, placement, layersPerShard: null, onProgress, signal });
      const bits = placement.target.kind === "gpu" && placement.target.float === "float16" ? 16 : 32;
      return { network, place: { runsOn: placement.provider, threads, bits, notUsed: refused } };
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "engine/device-session-failed") throw error;
      refused.push({ device: placement.provider, why: "session" });
    }
  }
  const network = await openNetwork(source, { threads, layersPerShard: null, onProgress, signal });
  return { network, place: { ...onProcessor(threads), notUsed: refused } };
}

/** A model on the processor, of which nobody asked for more. */
export function onProcessor(threads: number): DeviceFacts {
  return { runsOn: "cpu", threads, bits: 32, notUsed: [] };
}

function deviceName({ runsOn, threads, bits }: DeviceFacts): string {
  if (runsOn === "cpu") return `CPU (${String(threads)} ${threads === 1 ? "thread" : "threads"})`;
  return `${runsOn === "webgpu" ? "WebGPU" : "CUDA"} (${String(bits)}-bit floats)`;
}

/** Positions of an image in the prompt. */
export function imagePositions({ manifest }: Pick<LoadedModel, "manifest">, { width, height }: Pick<HeldImage, "width" | "height">, views: ImageViews): number {
  const facts = prepareFactsOf(manifest);
  return views === "base" ? facts.patchesPerSide ** 2 : chooseGrid(width, height, facts).imageTokens;
}

/** What a package says about images, as `imaging` asks for it. */
export function prepareFactsOf(manifest: Manifest): PrepareFacts {
  const { tower, image } = manifest;
  return {
    pinpoints: image.pinpoints,
    tileSize: tower.imageSize,
    patchesPerSide: Math.floor(tower.imageSize / tower.patchSize),
    maxTiles: image.maxTiles,
    mean: image.mean,
    std: image.std,
  };
}

/** Keeps one package loaded: a second one takes the place of the first. */
export class ModelHolder {
  #held: { readonly key: string; readonly model: LoadedModel } | null = null;

  /**
   * The package of a folder, loaded; at once when it is the one held and its manifest has not changed.
   * @throws ModelError, EngineError, and the signal's reason
   */
  async load(packagePath: string, options: LoadOptions): Promise<LoadedModel> {
    const key = `${await keyOf(packagePath)}\n${options.choiceKey}`;
    if (this.#held?.key === key) return this.#held.model;
    const source = await openPackage(packagePath);
    // The old weights go first: two big models do not fit into memory together.
    await this.release();
    await options.beforeLoad(weightsBytes(source.manifest.tensors));
    const tokenizer = loadTokenizer(await source.tokenizerJson(), await source.tokenizerConfigJson());
    const { network, place } = await openSomewhere(source, options);
    const model = new LoadedModel(source, network, tokenizer, place);
    this.#held = { key, model };
    return model;
  }

  /** The memory of the device was lost. */
  forgetCaches(): void {
    this.#held?.model.forgetCaches();
  }

  get isLoaded(): boolean {
    return this.#held !== null;
  }

  /** Unloads what is loaded. */
  async release(): Promise<void> {
    const old = this.#held;
    this.#held = null;
    await old?.model.release();
  }
}

async function keyOf(packagePath: string): Promise<string> {
  const found = await stat(path.join(packagePath, MANIFEST_FILE)).catch(() => null);
  return `${packagePath}\n${String(found?.mtimeMs)}\n${String(found?.size)}`;
}
