// Tokenizer vectors and prompts: exact.

import { readFileSync } from "node:fs";
import { buildPrompt, layoutPrompt, loadTokenizer } from "../../src/tokenizer/index.ts";
import type { Tokenizer } from "../../src/tokenizer/index.ts";
import type { GoldenFolder, GoldenPrompt } from "./goldenFolder.ts";
import type { GoldenModel } from "./goldenModel.ts";
import { allOf, exact } from "./outcome.ts";
import type { GoldenCheck, Outcome } from "./outcome.ts";

interface EncodeVector {
  readonly text: string;
  readonly ids: readonly number[];
  readonly ids_with_special?: readonly number[];
  readonly decoded: string;
  readonly decoded_skip_special: string;
}

interface DecodeVector {
  readonly ids: readonly number[];
  readonly decoded: string;
  readonly decoded_skip_special: string;
}

/** Strings to ids and ids to strings, offsets included. */
export function tokenizerChecks(folder: GoldenFolder): GoldenCheck[] {
  if (!folder.has("tokenizer-vectors.json")) return [];
  const vectors = folder.json<{ encode: EncodeVector[]; decode: DecodeVector[] }>("tokenizer-vectors.json");
  const read = (name: string): string => readFileSync(folder.file(`checkpoint/${name}`), "utf8");
  const load = (): Tokenizer => loadTokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
  const count = (n: number): Outcome => ({ passed: true, detail: `${n} vectors` });
  return [
    {
      name: "tokenizer encode",
      run() {
        const tokenizer = load();
        return allOf(count(vectors.encode.length), ...vectors.encode.flatMap(({ text, ids, ids_with_special }) => [
          exact(JSON.stringify(text), tokenizer.encode(text, { addSpecialTokens: false }), ids),
          exact(`${JSON.stringify(text)} with special tokens`, tokenizer.encode(text, { addSpecialTokens: true }), ids_with_special ?? ids),
        ]));
      },
    },
    {
      name: "tokenizer decode",
      run() {
        const tokenizer = load();
        const all = [...vectors.encode, ...vectors.decode];
        return allOf(count(all.length), ...all.flatMap(({ ids, decoded, decoded_skip_special }) => [
          exact(JSON.stringify(ids), tokenizer.decode(ids, { skipSpecialTokens: false }), decoded),
          exact(`${JSON.stringify(ids)} without special tokens`, tokenizer.decode(ids, { skipSpecialTokens: true }), decoded_skip_special),
        ]));
      },
    },
  ];
}

/** Conversations to text, chunks, ids and lengths, by the package's own facts. */
export function promptChecks(folder: GoldenFolder, model: GoldenModel): GoldenCheck[] {
  const images = folder.images();
  return Object.entries(folder.prompts()).map(([name, expected]) => ({
    name: `prompt ${name}`,
    async run() {
      const { tokenizer, manifest } = await model.open();
      const prompt = buildPrompt(expected.messages, manifest.prompt, tokenizer);
      const tokens = expected.images.map((image) => images[image]?.image_tokens ?? 0);
      const layout = layoutPrompt(prompt.ids, tokens, manifest.prompt.maxPromptPositions);
      return allOf(
        exact("text", prompt.text, expected.text),
        exact("chunks", prompt.chunks, expected.chunks),
        exact("input_ids", prompt.ids, expected.input_ids),
        exact("prompt_length", layout.ids.length, expected.prompt_length),
        { passed: true, detail: `${expected.prompt_length} positions` },
      );
    },
  }));
}

/** Positions of a stored prompt. */
export function layoutOf(folder: GoldenFolder, prompt: GoldenPrompt, maxPositions: number | null): Int32Array {
  const images = folder.images();
  return layoutPrompt(prompt.input_ids, prompt.images.map((image) => images[image]?.image_tokens ?? 0), maxPositions).ids;
}
