// What a checkpoint's JSON files say about the network, turned into the facts of a package, or refused with the reason.
// Field names: LLaDA-V `configuration_llada.py`, SigLIP `configuration_siglip.py`, LLaVA-NeXT's `mm_*` additions.

import { checkpointExtras } from "./checkpointExtras.ts";
import { ModelError } from "./errors.ts";
import { isJsonObject, keysOf } from "./jsonFile.ts";
import type { JsonObject } from "./jsonFile.ts";
import { MAX_LAYERS } from "./manifest.ts";
import type { DecoderFacts, ImageFacts, Manifest, TowerFacts } from "./manifest.ts";
import { parseAspectRatio, parsePinpoints, shown } from "./pinpoints.ts";
import { promptFactsOf, tokenFactsOf } from "./tokenizerConfig.ts";

const CONFIG = "config.json";

/** Defaults of `LLaDAConfig` for what older configurations leave out. */
const DECODER_DEFAULTS = { rms_norm_eps: 1e-6, rope_theta: 10_000, max_position_embeddings: 2048 } as const;
/** Defaults of `SiglipVisionConfig` that SigLIP2 so400m keeps, and its dimensions where nothing is said at all. */
const TOWER_DEFAULTS = { num_channels: 3, layer_norm_eps: 1e-6, hidden_act: "gelu_pytorch_tanh" } as const;
const SIGLIP2_SO400M: JsonObject = {
  hidden_size: 1152, intermediate_size: 4304, num_hidden_layers: 27, num_attention_heads: 16, image_size: 384, patch_size: 14,
};

/** The JSON files of a checkpoint, parsed. */
export interface CheckpointFiles {
  readonly config: JsonObject;
  /** `config.json` of the tower's folder; null: none. */
  readonly towerConfig: JsonObject | null;
  readonly tokenizer: JsonObject;
  readonly tokenizerConfig: JsonObject;
}

/** What of a manifest a checkpoint's configuration decides. */
export type CheckpointFacts = Pick<Manifest, "revision" | "tower" | "decoder" | "image" | "tokens" | "prompt" | "maxPositions" | "fillEnd" | "certaintyCalibration">;

/**
 * The facts of a checkpoint.
 * @throws ModelError `model/config-*`, `model/token-missing`
 */
export function checkpointFacts(files: CheckpointFiles): CheckpointFacts {
  const { config } = files;
  refuseUnsupported(config);
  const keys = keysOf(CONFIG, config);
  const decoder = decoderFactsOf(config);
  const tower = towerFactsOf(config, files.towerConfig);
  const maxPrompt = keys.positive("tokenizer_model_max_length", Number.MAX_SAFE_INTEGER);
  const maxPositions = keys.dimension("max_position_embeddings", DECODER_DEFAULTS.max_position_embeddings);
  return {
    revision: typeof config["_commit_hash"] === "string" ? config["_commit_hash"] : "",
    tower,
    decoder,
    image: imageFactsOf(config, tower.imageSize),
    tokens: tokenFactsOf(files.tokenizer, decoder.vocab),
    // A limit above the positions there are is none; Hugging Face writes 1e30 for "no limit".
    prompt: { ...promptFactsOf(files.tokenizerConfig), maxPromptPositions: maxPrompt <= maxPositions ? Math.floor(maxPrompt) : null },
    maxPositions,
    ...checkpointExtras(config, files.tokenizer, decoder.vocab),
  };
}

function refuseUnsupported(config: JsonObject): void {
  const keys = keysOf(CONFIG, config);
  if ((config["rope_scaling"] ?? null) !== null) throw new ModelError("model/config-rope-scaling", {});
  if (keys.flag("tie_word_embeddings")) throw new ModelError("model/config-tied-embeddings", {});
  if (keys.flag("attention_bias")) throw new ModelError("model/config-attention-bias", {});
  const projector = keys.text("mm_projector_type");
  if (projector !== "mlp2x_gelu") throw new ModelError("model/config-projector", { value: shown(projector) });
  const merge = keys.text("mm_patch_merge_type");
  if (merge !== "spatial_unpad") throw new ModelError("model/config-patch-merge", { value: shown(merge) });
  const activation = keys.text("hidden_act", "silu");
  if (activation !== "silu") throw new ModelError("model/config-activation", { key: "hidden_act", value: shown(activation), known: "silu" });
  // Would put tokens around each image that the prompt assembly does not know.
  if (keys.flag("mm_use_im_start_end")) throw new ModelError("model/config-unsupported", { key: "mm_use_im_start_end", value: "true" });
  if (keys.flag("mlp_bias")) throw new ModelError("model/config-unsupported", { key: "mlp_bias", value: "true" });
}

function decoderFactsOf(config: JsonObject): DecoderFacts {
  const keys = keysOf(CONFIG, config);
  const hidden = keys.dimension("hidden_size");
  const heads = keys.dimension("num_attention_heads");
  const kvHeads = keys.dimension("num_key_value_heads", heads);
  if (hidden % heads !== 0) throw contradiction("num_attention_heads", `${heads} heads do not divide a hidden size of ${hidden}`);
  if (heads % kvHeads !== 0) throw contradiction("num_key_value_heads", `${kvHeads} key heads do not divide ${heads} heads`);
  const headDim = hidden / heads;
  if (headDim % 2 !== 0) throw contradiction("num_attention_heads", `heads of ${headDim} cannot be rotated in halves`);
  if (keys.dimension("head_dim", headDim) !== headDim) throw contradiction("head_dim", `the hidden size and the heads give ${headDim}`);
  return {
    hidden, heads, kvHeads, headDim,
    intermediate: keys.dimension("intermediate_size"),
    layers: layersOf(keys.dimension("num_hidden_layers")),
    vocab: keys.dimension("vocab_size"),
    ropeTheta: keys.positive("rope_theta", DECODER_DEFAULTS.rope_theta),
    rmsNormEps: keys.positive("rms_norm_eps", DECODER_DEFAULTS.rms_norm_eps),
  };
}

/** `vision_config` of the checkpoint; else the tower folder's file, nested or flat; else SigLIP2 so400m. */
function towerFactsOf(config: JsonObject, towerConfig: JsonObject | null): TowerFacts {
  const source = nested(config) ?? (towerConfig === null ? SIGLIP2_SO400M : (nested(towerConfig) ?? towerConfig));
  const keys = keysOf(CONFIG, source);
  const hidden = keys.dimension("hidden_size");
  const heads = keys.dimension("num_attention_heads");
  const imageSize = keys.dimension("image_size");
  const patchSize = keys.dimension("patch_size");
  if (hidden % heads !== 0) throw contradiction("vision_config.num_attention_heads", `${heads} heads do not divide ${hidden}`);
  if (patchSize > imageSize) throw contradiction("vision_config.patch_size", "a patch is larger than the image");
  const activation = keys.text("hidden_act", TOWER_DEFAULTS.hidden_act);
  if (activation !== TOWER_DEFAULTS.hidden_act) {
    throw new ModelError("model/config-activation", { key: "vision_config.hidden_act", value: shown(activation), known: TOWER_DEFAULTS.hidden_act });
  }
  const claimed = keysOf(CONFIG, config).dimension("mm_hidden_size", hidden);
  if (claimed !== hidden) throw contradiction("mm_hidden_size", `it is ${claimed}, but the tower has ${hidden}`);
  return {
    hidden, heads, imageSize, patchSize,
    intermediate: keys.dimension("intermediate_size"),
    // The reference drops the last layer of the tower (LLaDA-V `siglip_encoder.py`, `load_model`).
    layers: layersOf(keys.dimension("num_hidden_layers")) - 1,
    channels: channelsOf(keys.dimension("num_channels", TOWER_DEFAULTS.num_channels)),
    layerNormEps: keys.positive("layer_norm_eps", TOWER_DEFAULTS.layer_norm_eps),
  };
}

function nested(config: JsonObject): JsonObject | null {
  const value = config["vision_config"] ?? null;
  if (value === null) return null;
  if (!isJsonObject(value)) throw contradiction("vision_config", "an object is expected");
  return value;
}

/** The manifest's bound; a lying number must not become a list of a million tensors. */
function layersOf(layers: number): number {
  if (layers > MAX_LAYERS) throw contradiction("num_hidden_layers", `more than ${MAX_LAYERS}`);
  return layers;
}

function channelsOf(channels: number): number {
  if (channels !== 3) throw new ModelError("model/config-unsupported", { key: "vision_config.num_channels", value: channels });
  return channels;
}

function imageFactsOf(config: JsonObject, tileSize: number): ImageFacts {
  const pinpoints = parsePinpoints(config["image_grid_pinpoints"], tileSize);
  if (pinpoints.some(([width, height]) => width % tileSize !== 0 || height % tileSize !== 0)) {
    throw new ModelError("model/config-pinpoints", { why: `a side that is no multiple of the tile's ${tileSize} pixels` });
  }
  // Mean and deviation are constants of the reference's image processor, whatever preprocessor_config.json says.
  const half = [0.5, 0.5, 0.5];
  return { pinpoints, ...parseAspectRatio(config["image_aspect_ratio"]), mean: half, std: half, merge: "spatial_unpad" };
}

function contradiction(key: string, why: string): ModelError {
  return new ModelError("model/config-value", { file: CONFIG, key, why });
}
