// From a conversation to the positions of the network's input: chat text, split at `<image>`, joined as the reference
// joins it, image positions spread out (LLaVA's `tokenizer_image_token` and `prepare_inputs_labels_for_multimodal`).

import { renderChat } from "./chatTemplate.ts";
import type { ChatMessage } from "./chatTemplate.ts";
import { tokenizerError } from "./errors.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Stands in a list of ids for one image, and in a laid out prompt for each of its features (IMAGE_TOKEN_INDEX of the reference). */
export const IMAGE_ID = -200;
/** What stands in a message for an image. */
export const IMAGE_MARK = "<image>";

/** What a model package says about prompts. */
export interface PromptFacts {
  readonly chatTemplate: string;
  readonly templateVariables: Readonly<Record<string, string>>;
  readonly systemPrompt: string;
  /** True for every published checkpoint: see `joinChunks`. */
  readonly dropsTokenAfterImage: boolean;
}

/** A conversation as text and as ids. */
export interface Prompt {
  /** The whole chat text, images as `<image>`. */
  readonly text: string;
  /** The text between images, each tokenised on its own. */
  readonly chunks: readonly { readonly text: string; readonly ids: readonly number[] }[];
  /** The chunks joined, `IMAGE_ID` once for each image. */
  readonly ids: readonly number[];
}

/** Positions of the network's input. */
export interface PromptLayout {
  /** `[positions]`: an id, or `IMAGE_ID` where a feature stands. */
  readonly ids: Int32Array;
  /** `[images]`: position of the first feature of each image; an image cut away entirely starts at the end. */
  readonly imageStarts: readonly number[];
  /** Positions that were cut off at the end; above 0 the open assistant turn is lost. */
  readonly nCut: number;
}

/**
 * Makes the prompt of a conversation. Without a leading system message the package's own is put first.
 * @throws TokenizerError `tokenizer/template`, `tokenizer/prompt-size`, `tokenizer/bos-missing`
 */
export function buildPrompt(messages: readonly ChatMessage[], facts: PromptFacts, tokenizer: Tokenizer): Prompt {
  const system: ChatMessage[] = messages[0]?.role === "system" ? [] : [{ role: "system", content: facts.systemPrompt }];
  const text = renderChat(facts.chatTemplate, facts.templateVariables, [...system, ...messages]);
  const chunks = text.split(IMAGE_MARK).map((chunk) => ({ text: chunk, ids: tokenizer.encode(chunk, { addSpecialTokens: true }) }));
  const bosToken = facts.templateVariables["bos_token"];
  const bosId = bosToken === undefined ? undefined : tokenizer.idOf(bosToken);
  if (bosId === undefined) throw tokenizerError("tokenizer/bos-missing");
  const ids = joinChunks(chunks.map((chunk) => chunk.ids), { bosId, dropsTokenAfterImage: facts.dropsTokenAfterImage });
  return { text, chunks, ids };
}

/**
 * Joins chunks with `IMAGE_ID` between them. The reference's joiner expects every chunk to begin with a BOS of the
 * tokenizer's own and drops each chunk's first id, keeping one. With a tokenizer that adds none this loses the first
 * token after every image, usually the line break; the published checkpoints are run that way, so it is the default.
 * @param options `dropsTokenAfterImage` false: only a BOS that is there is dropped
 */
export function joinChunks(chunks: readonly (readonly number[])[], options: { readonly bosId: number; readonly dropsTokenAfterImage: boolean }): number[] {
  const { bosId, dropsTokenAfterImage } = options;
  const beginsWithBos = chunks[0]?.[0] === bosId;
  const ids: number[] = [];
  for (const [index, chunk] of chunks.entries()) {
    if (index > 0) ids.push(IMAGE_ID);
    const drops = index > 0 && beginsWithBos && (dropsTokenAfterImage || chunk[0] === bosId);
    ids.push(...(drops ? chunk.slice(1) : chunk));
  }
  return ids;
}

/**
 * Spreads images over their positions and cuts what is longer than the package allows.
 * @param ids with `IMAGE_ID` once for each image
 * @param imageTokens `[images]`, features of each image, in order
 * @param maxPositions null: no limit
 * @throws TokenizerError `tokenizer/image-count`
 */
export function layoutPrompt(ids: readonly number[], imageTokens: readonly number[], maxPositions: number | null): PromptLayout {
  const nMarks = ids.filter((id) => id === IMAGE_ID).length;
  if (nMarks !== imageTokens.length) throw tokenizerError("tokenizer/image-count", `There are ${imageTokens.length} images and ${nMarks} places.`);
  const length = ids.length - nMarks + imageTokens.reduce((sum, count) => sum + count, 0);
  const positions = new Int32Array(length);
  const imageStarts: number[] = [];
  let next = 0;
  for (const id of ids) {
    if (id !== IMAGE_ID) {
      positions[next++] = id;
      continue;
    }
    const count = imageTokens[imageStarts.length] ?? 0;
    imageStarts.push(next);
    positions.fill(IMAGE_ID, next, next + count);
    next += count;
  }
  const kept = Math.min(length, maxPositions ?? length);
  return { ids: positions.slice(0, kept), imageStarts: imageStarts.map((start) => Math.min(start, kept)), nCut: length - kept };
}
