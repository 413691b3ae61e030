// Every tensor of the network: what it is called in a package and in a checkpoint, its shape, and what it is used as.

import type { DecoderFacts, TensorEntry, TowerFacts, WeightsKind } from "./manifest.ts";

/** How weights of a network are kept. */
export type Weights = WeightsKind;

/** How one tensor is kept. */
export type Form = Pick<TensorEntry, "form" | "block" | "apart">;

/** What matrices of a package of int8 are that eight bits a row do not carry. */
export const INT4_OF_INT8: Form = { form: "int4", block: 32 };

/**
 * What a tensor is to the network, which decides its form: `linear` a matrix of the decoder that carries nearly all
 * bytes, `table` other matrices (embedding, projector, tower), `vector` norms, biases and the image newline.
 */
export type TensorUse = "linear" | "table" | "vector";

/** One tensor that must be there. */
export interface ExpectedTensor {
  /** Name in the package. */
  readonly name: string;
  /** Name in the checkpoint; for the tower without the prefix that tells where the tower lies. */
  readonly source: string;
  readonly part: "checkpoint" | "tower";
  /** PyTorch order: a linear weight is `[out, in]`. */
  readonly shape: readonly number[];
  readonly use: TensorUse;
}

/** Prefix of the tower's tensors inside a LLaDA-V checkpoint. */
export const TOWER_IN_CHECKPOINT = "model.vision_tower.vision_tower.vision_model.";
/** Prefix of the tower's tensors in a SigLIP2 checkpoint of its own. */
export const TOWER_ALONE = "vision_model.";

/** All tensors of the network, in the order in which data flows through it. */
export function expectedTensors(facts: { readonly tower: TowerFacts; readonly decoder: DecoderFacts }): ExpectedTensor[] {
  return [...towerTensors(facts.tower), ...projectorTensors(facts.tower, facts.decoder), ...decoderTensors(facts.decoder)];
}

/** The form in which a tensor is kept at first; quantised are only the decoder's matrices. */
export function formOf(use: TensorUse, weights: Weights): Form {
  if (weights === "fp32" || use === "vector") return { form: "fp32" };
  if (use === "table") return { form: "fp16" };
  switch (weights) {
    case "int8": return { form: "int8" };
    case "int4": return { form: "int4", block: 32 };
    case "int4-128": return { form: "int4", block: 128 };
  }
}

/**
 * True for tensors that the reference stores or publishes but never runs: the layers after the last kept one, the final
 * norm, the pooling head, fixed position numbers.
 * @param source name without the tower's prefix
 */
export function isUnusedTowerTensor(source: string, tower: TowerFacts): boolean {
  const layer = /^encoder\.layers\.(\d+)\./.exec(source)?.[1];
  // Exactly one layer is dropped; a tower with more layers than its configuration says is another tower.
  if (layer !== undefined) return Number(layer) === tower.layers;
  return /^(post_layernorm|head)\./.test(source) || source === "embeddings.position_ids";
}

function towerTensors(tower: TowerFacts): ExpectedTensor[] {
  const { hidden, intermediate, channels, patchSize } = tower;
  const patches = Math.floor(tower.imageSize / patchSize) ** 2;
  const tensor = (name: string, source: string, shape: readonly number[], use: TensorUse): ExpectedTensor =>
    ({ name: `tower.${name}`, source, part: "tower", shape, use });
  const both = (name: string, source: string, shape: readonly number[]): ExpectedTensor[] => [
    tensor(`${name}.weight`, `${source}.weight`, shape, shape.length === 1 ? "vector" : "table"),
    tensor(`${name}.bias`, `${source}.bias`, shape.slice(0, 1), "vector"),
  ];
  const layer = (index: number): ExpectedTensor[] => {
    const at = (part: string, shape: readonly number[]): ExpectedTensor[] => both(`layers.${index}.${part}`, `encoder.layers.${index}.${part}`, shape);
    return [
      ...at("layer_norm1", [hidden]),
      ...["q_proj", "k_proj", "v_proj", "out_proj"].flatMap((projection) => at(`self_attn.${projection}`, [hidden, hidden])),
      ...at("layer_norm2", [hidden]),
      ...at("mlp.fc1", [intermediate, hidden]),
      ...at("mlp.fc2", [hidden, intermediate]),
    ];
  };
  return [
    ...both("patch_embedding", "embeddings.patch_embedding", [hidden, channels, patchSize, patchSize]),
    tensor("position_embedding.weight", "embeddings.position_embedding.weight", [patches, hidden], "table"),
    ...indices(tower.layers).flatMap(layer),
  ];
}

function projectorTensors(tower: TowerFacts, decoder: DecoderFacts): ExpectedTensor[] {
  return ([[0, tower.hidden], [2, decoder.hidden]] as const).flatMap(([index, input]) => [
    inCheckpoint(`projector.${index}.weight`, `model.mm_projector.${index}.weight`, [decoder.hidden, input], "table"),
    inCheckpoint(`projector.${index}.bias`, `model.mm_projector.${index}.bias`, [decoder.hidden], "vector"),
  ]);
}

function decoderTensors(decoder: DecoderFacts): ExpectedTensor[] {
  const { hidden, intermediate, vocab } = decoder;
  const queries = decoder.heads * decoder.headDim;
  const keys = decoder.kvHeads * decoder.headDim;
  const layer = (index: number): ExpectedTensor[] => {
    const at = (part: string, shape: readonly number[]): ExpectedTensor => {
      const name = `layers.${index}.${part}.weight`;
      return inCheckpoint(`decoder.${name}`, `model.${name}`, shape, shape.length === 1 ? "vector" : "linear");
    };
    return [
      at("input_layernorm", [hidden]),
      at("self_attn.q_proj", [queries, hidden]),
      at("self_attn.k_proj", [keys, hidden]),
      at("self_attn.v_proj", [keys, hidden]),
      at("self_attn.o_proj", [hidden, queries]),
      at("post_attention_layernorm", [hidden]),
      at("mlp.gate_proj", [intermediate, hidden]),
      at("mlp.up_proj", [intermediate, hidden]),
      at("mlp.down_proj", [hidden, intermediate]),
    ];
  };
  return [
    inCheckpoint("image_newline", "model.image_newline", [hidden], "vector"),
    inCheckpoint("embed.weight", "model.embed_tokens.weight", [vocab, hidden], "table"),
    ...indices(decoder.layers).flatMap(layer),
    inCheckpoint("decoder.norm.weight", "model.norm.weight", [hidden], "vector"),
    inCheckpoint("lm_head.weight", "lm_head.weight", [vocab, hidden], "linear"),
  ];
}

function inCheckpoint(name: string, source: string, shape: readonly number[], use: TensorUse): ExpectedTensor {
  return { name, source, part: "checkpoint", shape, use };
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
