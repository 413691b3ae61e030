// A checkpoint of a few hundred numbers in LLaDA-V's layout, made in memory so that a test can spoil one thing of it.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface TinyTensor {
  dtype: string;
  shape: number[];
  /** In the range of all types; rounded to the type when written. */
  values: Float32Array;
}

export interface TinyCheckpoint {
  config: Record<string, unknown>;
  tokenizer: Record<string, unknown>;
  tokenizerConfig: Record<string, unknown>;
  tensors: Map<string, TinyTensor>;
}

/** Sizes of the tiny network; those of the tower differ from those of the decoder on purpose. */
export const TINY = { hidden: 12, intermediate: 40, vocab: 24, towerHidden: 8, towerIntermediate: 20, patches: 4 } as const;
const TOWER = "model.vision_tower.vision_tower.vision_model.";

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A valid checkpoint: one decoder layer with grouped heads, a tower of two layers of which one is used. */
export function tinyCheckpoint(): TinyCheckpoint {
  const { hidden, intermediate, vocab, towerHidden, towerIntermediate, patches } = TINY;
  const tensors = new Map<string, TinyTensor>();
  const random = seededRandom(1);
  const add = (name: string, ...shape: number[]): void => {
    const count = shape.reduce((product, side) => product * side, 1);
    tensors.set(name, { dtype: "BF16", shape, values: Float32Array.from({ length: count }, () => random() - 0.5) });
  };
  add("model.embed_tokens.weight", vocab, hidden);
  for (const norm of ["input_layernorm", "post_attention_layernorm"]) add(`model.layers.0.${norm}.weight`, hidden);
  for (const [part, rows, columns] of [["q", hidden, hidden], ["k", 4, hidden], ["v", 4, hidden], ["o", hidden, hidden]] as const) {
    add(`model.layers.0.self_attn.${part}_proj.weight`, rows, columns);
  }
  for (const part of ["gate", "up"]) add(`model.layers.0.mlp.${part}_proj.weight`, intermediate, hidden);
  add("model.layers.0.mlp.down_proj.weight", hidden, intermediate);
  add("model.norm.weight", hidden);
  add("lm_head.weight", vocab, hidden);
  add("model.image_newline", hidden);
  for (const [index, columns] of [[0, towerHidden], [2, hidden]] as const) {
    add(`model.mm_projector.${String(index)}.weight`, hidden, columns);
    add(`model.mm_projector.${String(index)}.bias`, hidden);
  }
  add(`${TOWER}embeddings.patch_embedding.weight`, towerHidden, 3, 4, 4);
  add(`${TOWER}embeddings.patch_embedding.bias`, towerHidden);
  add(`${TOWER}embeddings.position_embedding.weight`, patches, towerHidden);
  for (const layer of ["0", "1"]) {
    const matrices = [
      ...["layer_norm1", "layer_norm2"].map((part) => [part, towerHidden] as const),
      ...["q", "k", "v", "out"].map((part) => [`self_attn.${part}_proj`, towerHidden, towerHidden] as const),
      ["mlp.fc1", towerIntermediate, towerHidden], ["mlp.fc2", towerHidden, towerIntermediate],
    ] as const;
    for (const [part, rows, columns] of matrices) {
      add(`${TOWER}encoder.layers.${layer}.${part}.weight`, ...(columns === undefined ? [rows] : [rows, columns]));
      add(`${TOWER}encoder.layers.${layer}.${part}.bias`, rows);
    }
  }
  add(`${TOWER}post_layernorm.weight`, towerHidden);
  return { config: tinyConfig(), tokenizer: tinyTokenizer(), tokenizerConfig: tinyTokenizerConfig(), tensors };
}

function tinyConfig(): Record<string, unknown> {
  const { hidden, intermediate, vocab, towerHidden, towerIntermediate } = TINY;
  return {
    hidden_size: hidden, intermediate_size: intermediate, num_hidden_layers: 1, num_attention_heads: 6, num_key_value_heads: 2,
    vocab_size: vocab, rms_norm_eps: 1e-5, rope_theta: 10_000, rope_scaling: null, max_position_embeddings: 512, tie_word_embeddings: false,
    attention_bias: false, hidden_act: "silu", mm_projector_type: "mlp2x_gelu", mm_patch_merge_type: "spatial_unpad",
    image_aspect_ratio: "anyres_max_2", image_grid_pinpoints: "(1x1),...,(2x2)", tokenizer_model_max_length: 256,
    vision_config: { hidden_size: towerHidden, intermediate_size: towerIntermediate, num_hidden_layers: 2, num_attention_heads: 2, image_size: 8, patch_size: 4 },
  };
}

function tinyTokenizer(): Record<string, unknown> {
  const names = ["<|startoftext|>", "<|endoftext|>", "<|mdm_mask|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"];
  return { added_tokens: names.map((content, index) => ({ id: 10 + index, content, special: true })), model: { type: "BPE", vocab: { a: 0, b: 1 } } };
}

function tinyTokenizerConfig(): Record<string, unknown> {
  return { chat_template: "{{ bos_token }}", bos_token: "<|startoftext|>", eos_token: { content: "<|endoftext|>" } };
}

/** Writes everything, the weights as one file. */
export async function writeCheckpoint(folder: string, tiny: TinyCheckpoint): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(tiny.config));
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tiny.tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(tiny.tokenizerConfig));
  await writeFile(join(folder, "model.safetensors"), safetensorsOf(tiny.tensors));
}

/** A header entry before it becomes JSON, for a test to bend. */
export interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * The bytes of a safetensors file.
 * @param bend changes the header after the data were laid out
 */
export function safetensorsOf(tensors: ReadonlyMap<string, TinyTensor>, bend: (header: Record<string, HeaderEntry>) => void = () => undefined): Uint8Array {
  const header: Record<string, HeaderEntry> = {};
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const [name, { dtype, shape, values }] of tensors) {
    const bytes = encode(dtype, values);
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
    parts.push(bytes);
  }
  bend(header);
  return withHeader(JSON.stringify(header), ...parts);
}

/** Length, header, data. */
export function withHeader(header: string, ...data: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return new Uint8Array(Buffer.concat([length, text, ...data]));
}

/** BF16 by cutting the lower half off, which is what the expected values of a test do, too. */
function encode(dtype: string, values: Float32Array): Uint8Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (dtype === "BF16") return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
  if (dtype === "F32") return new Uint8Array(values.slice().buffer);
  if (dtype === "I32") return new Uint8Array(Int32Array.from(values).buffer);
  throw new Error(`the test does not write ${dtype}`);
}
