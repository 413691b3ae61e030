// A checkpoint of random weights in LLaDA-MedV's layout. Each weight is a function of seed, tensor and place, so that any
// stretch of a shard can be computed when it is asked for: a converter can read 16 GB that never lie on the disk.

import { basename } from "node:path";
import { checkpointFacts, expectedTensors, TOWER_IN_CHECKPOINT } from "../src/model/index.ts";
import type { ExpectedTensor } from "../src/model/index.ts";
import type { FileBytes } from "../src/formats/index.ts";
import { BYTE_CHARACTERS } from "../src/tokenizer/byteLevel.ts";

/** Of both shapes: the published one. */
export const VOCABULARY = 126_464;

/** Sizes of the decoder; the tower is SigLIP2 so400m in both. */
export const SHAPES = {
  "8b": { hidden_size: 4096, num_hidden_layers: 32, num_attention_heads: 32, intermediate_size: 12288 },
  scaled: { hidden_size: 2048, num_hidden_layers: 16, num_attention_heads: 16, intermediate_size: 5632 },
} as const;
export type ShapeName = keyof typeof SHAPES;

/** As the hub's tools cut checkpoints. */
const SHARD_LIMIT_BYTES = 5e9;
const BF16_ONE = 0x3f80;
/** Four bytes of a random word, added: nearly normal, mean 510, deviation sqrt(4 * (256 ** 2 - 1) / 12). */
const SUM_MEAN = 510;
const SUM_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);
const SUMS = 1021;
/** LLaDA's turns. */
const CHAT_TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>' + message['content'] + '<|eot_id|>' }}{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>' }}";

interface PlacedTensor {
  readonly tensor: ExpectedTensor;
  readonly name: string;
  /** Offset in the file, bytes. */
  readonly start: number;
  readonly end: number;
  readonly seed: number;
}

/** One shard: its header, and where its tensors lie. */
interface SyntheticShard {
  readonly file: string;
  readonly header: Uint8Array;
  readonly tensors: readonly PlacedTensor[];
  readonly size: number;
}

/** The files of a checkpoint that is computed. */
export interface SyntheticCheckpoint {
  /** Small files by name, as text. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly shards: readonly SyntheticShard[];
  /** Opens a shard by its file name. */
  openFile(path: string): Promise<FileBytes>;
}

/** Lays a checkpoint out; nothing is computed before it is read. */
export function syntheticCheckpoint(shape: ShapeName, seed: number): SyntheticCheckpoint {
  const config = configOf(shape);
  const tokenizer = tokenizerOf();
  const tokenizerConfig = { chat_template: CHAT_TEMPLATE, bos_token: "<|startoftext|>", eos_token: "<|endoftext|>" };
  const tensors = expectedTensors(checkpointFacts({ config, towerConfig: null, tokenizer, tokenizerConfig }));
  const groups = grouped(tensors);
  const shards = groups.map((group, index) => shardOf(`model-${padded(index + 1)}-of-${padded(groups.length)}.safetensors`, group, seed));
  const weightMap = Object.fromEntries(shards.flatMap((shard) => shard.tensors.map((tensor) => [tensor.name, shard.file])));
  return {
    shards,
    descriptions: new Map(Object.entries({
      "config.json": config, "tokenizer.json": tokenizer, "tokenizer_config.json": tokenizerConfig,
      "model.safetensors.index.json": { metadata: { total_size: shards.reduce((sum, shard) => sum + shard.size, 0) }, weight_map: weightMap },
    }).map(([name, value]) => [name, JSON.stringify(value)])),
    openFile(path) {
      const shard = shards.find((candidate) => candidate.file === basename(path));
      return shard === undefined ? Promise.reject(new Error("not a shard of this checkpoint")) : Promise.resolve(computedFile(shard));
    },
  };
}

function configOf(shape: ShapeName): Record<string, unknown> {
  return {
    ...SHAPES[shape], num_key_value_heads: SHAPES[shape].num_attention_heads, vocab_size: VOCABULARY, rms_norm_eps: 1e-5, rope_theta: 500_000,
    max_position_embeddings: 8192, tie_word_embeddings: false, attention_bias: false, hidden_act: "silu", mm_projector_type: "mlp2x_gelu",
    mm_patch_merge_type: "spatial_unpad", image_aspect_ratio: "anyres_max_4", image_grid_pinpoints: "(1x1),...,(6x6)",
  };
}

/** The bytes, and the special tokens at LLaDA's ids. */
function tokenizerOf(): Record<string, unknown> {
  const special = { "<|startoftext|>": 126080, "<|endoftext|>": 126081, "<|mdm_mask|>": 126336, "<|start_header_id|>": 126346, "<|end_header_id|>": 126347, "<|eot_id|>": 126348 };
  return { added_tokens: Object.entries(special).map(([content, id]) => ({ id, content, special: true })), normalizer: null, post_processor: null, pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: false }, decoder: { type: "ByteLevel" }, model: { type: "BPE", vocab: Object.fromEntries(BYTE_CHARACTERS.map((character, id) => [character, id])), merges: [] } };
}

function padded(number: number): string {
  return String(number).padStart(5, "0");
}

function count(tensor: ExpectedTensor): number {
  return tensor.shape.reduce((product, side) => product * side, 1);
}

function grouped(tensors: readonly ExpectedTensor[]): ExpectedTensor[][] {
  const groups: ExpectedTensor[][] = [[]];
  let bytes = 0;
  for (const tensor of tensors) {
    if (bytes + count(tensor) * 2 > SHARD_LIMIT_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(tensor);
    bytes += count(tensor) * 2;
  }
  return groups;
}

function shardOf(file: string, tensors: readonly ExpectedTensor[], seed: number): SyntheticShard {
  let end = 0;
  const placed = tensors.map((tensor) => {
    const start = end;
    end += count(tensor) * 2;
    const name = tensor.part === "tower" ? TOWER_IN_CHECKPOINT + tensor.source : tensor.source;
    return { tensor, name, start, end, seed: seedOf(name, seed) };
  });
  const entries = placed.map(({ tensor, name, start, end: stop }) => [name, { dtype: "BF16", shape: tensor.shape, data_offsets: [start, stop] }] as const);
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // Padded to eight bytes, as the safetensors library does.
  const header = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(header.length - 8), true);
  header.set(json, 8);
  return { file, header, size: header.length + end, tensors: placed.map((tensor) => ({ ...tensor, start: tensor.start + header.length, end: tensor.end + header.length })) };
}

/** FNV-1a of the name, so that a tensor keeps its weights wherever it lies. */
function seedOf(name: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function computedFile(shard: SyntheticShard): FileBytes {
  return {
    name: shard.file,
    size: shard.size,
    readAt: (offset, length) => Promise.resolve(stretch(shard, offset, Math.max(0, Math.min(length, shard.size - offset)))),
    close: () => Promise.resolve(),
  };
}

/** Bytes of a shard; the header's length and all weights are even, so weights are never cut in halves but at the ends. */
function stretch(shard: SyntheticShard, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (offset < shard.header.length) bytes.set(shard.header.subarray(offset, offset + length));
  for (const placed of shard.tensors) {
    const first = Math.max(offset, placed.start);
    const last = Math.min(offset + length, placed.end);
    if (first >= last) continue;
    const skipped = (first - placed.start) % 2;
    const weights = weightsOf(placed, (first - placed.start - skipped) / 2, Math.ceil((last - first) / 2) + 1);
    bytes.set(new Uint8Array(weights.buffer).subarray(skipped, skipped + last - first), first - offset);
  }
  return bytes;
}

/** Weights of a tensor as bf16: vectors named weight are ones and biases zero, matrices keep a row's length near one. */
function weightsOf({ tensor, seed }: PlacedTensor, first: number, length: number): Uint16Array<ArrayBuffer> {
  const weights = new Uint16Array(length);
  if (tensor.use === "vector") return tensor.name.endsWith(".bias") ? weights : weights.fill(BF16_ONE);
  const table = bf16Sums(1 / Math.sqrt(count(tensor) / (tensor.shape[0] ?? 1)));
  for (let index = 0; index < length; index++) {
    let word = Math.imul(first + index, 0x9e3779b1) ^ seed;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    word ^= word >>> 16;
    weights[index] = table[(word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24)] ?? 0;
  }
  return weights;
}

/** What each sum of four bytes stands for, rounded towards zero to bf16. */
function bf16Sums(deviation: number): Uint16Array {
  const values = Float32Array.from({ length: SUMS }, (_, sum) => ((sum - SUM_MEAN) / SUM_DEVIATION) * deviation);
  return Uint16Array.from(new Uint32Array(values.buffer), (word) => word >>> 16);
}
