// Tokenizers made in the test: one of single bytes, one with merges, beside the demo's and those of the reference values.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadTokenizer, type Tokenizer } from "../../src/tokenizer/index.ts";
import { BYTE_CHARACTERS } from "../../src/tokenizer/byteLevel.ts";
import { sharedPath } from "../sharedFolder.ts";

/** Special tokens every one of them has, by LLaDA's names. */
const SPECIAL = ["<|startoftext|>", "<|endoftext|>", "<|mdm_mask|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|reserved_token_0|>"];

/** Words whose pieces are merged from the left, so that a word is one token, its beginnings are too, and a character of two bytes can be split. */
const MERGED = [" the", " lungs", " are", " clear", " left", " effusion", "Findings", ".\n", "\n\n", " 12", "mm", "é", "°", "–", " no", " normal", "  "];

function bytesOf(text: string): string[] {
  return [...new TextEncoder().encode(text)].map((byte) => BYTE_CHARACTERS[byte] ?? "");
}

function made(words: readonly string[]): Tokenizer {
  const vocab = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));
  const merges: string[] = [];
  for (const word of words) {
    const [first = "", ...rest] = bytesOf(word);
    let left = first;
    for (const right of rest) {
      if (!vocab.has(left + right)) {
        vocab.set(left + right, vocab.size);
        merges.push(`${left} ${right}`);
      }
      left += right;
    }
  }
  const addedTokens = SPECIAL.map((content, index) => ({ id: vocab.size + index, content, special: true }));
  return loadTokenizer(JSON.stringify({
    added_tokens: addedTokens, normalizer: null, pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: false }, post_processor: null,
    decoder: { type: "ByteLevel" }, model: { type: "BPE", vocab: Object.fromEntries(vocab), merges },
  }), "{}");
}

function fromFolder(folder: string): Tokenizer {
  return loadTokenizer(readFileSync(join(folder, "tokenizer.json"), "utf8"), readFileSync(join(folder, "tokenizer_config.json"), "utf8"));
}

/** One token a byte; the id is the byte. */
export function byteTokenizer(): Tokenizer {
  return made([]);
}

/** By name; those of the reference values only where they are. */
export function testTokenizers(): [name: string, tokenizer: Tokenizer][] {
  const shared = ["goldens/checkpoint", "goldens/variant-gqa/checkpoint"].map((path) => sharedPath(...path.split("/"))).filter((path) => path !== null && existsSync(join(path, "tokenizer.json")));
  return [
    ["the demo's tokenizer", fromFolder(join(import.meta.dirname, "..", "..", "models", "medv-demo"))],
    ["a tokenizer of single bytes", byteTokenizer()],
    ["a tokenizer with merges", made(MERGED)],
    ...shared.map((path): [string, Tokenizer] => [`the tokenizer of ${path?.includes("variant") === true ? "the variant" : "the reference values"}`, fromFolder(path ?? "")]),
  ];
}

/** Id of a special token that the tokenizer must have. */
export function idOf(tokenizer: Tokenizer, name: string): number {
  const id = tokenizer.idOf(name);
  if (id === undefined) throw new Error(`the tokenizer has no ${name}`);
  return id;
}
