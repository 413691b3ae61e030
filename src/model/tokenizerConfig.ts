// Special tokens, found by their names, and the chat template, as the tokenizer files of a checkpoint have them.

import { ModelError } from "./errors.ts";
import { isJsonObject } from "./jsonFile.ts";
import type { JsonObject } from "./jsonFile.ts";
import type { Manifest } from "./manifest.ts";

const CONFIG = "tokenizer_config.json";
const MASK = "<|mdm_mask|>";
const END_OF_TURN = "<|eot_id|>";
/** What the reference's sampler never lets a masked position become (126081, 126080, 126346, 126347 in the 8B). */
const SUPPRESSED = ["<|endoftext|>", "<|startoftext|>", "<|start_header_id|>", "<|end_header_id|>"] as const;

/** The system sentence of the conversation `llava_llada`, with which the published demo runs. */
export const DEFAULT_SYSTEM_PROMPT = "You are a helpful language and vision assistant. You are able to understand the visual content that the user provides, and assist the user with a variety of tasks using natural language.";

/**
 * Ids of the tokens the sampler knows, by name: their numbers differ from checkpoint to checkpoint.
 * @param tokenizer the parsed tokenizer.json
 * @throws ModelError `model/token-missing`, `model/config-value` when the tokenizer has more ids than there are rows
 */
export function tokenFactsOf(tokenizer: JsonObject, vocab: number): Manifest["tokens"] {
  const idOf = (token: string): number => tokenIdOf(tokenizer, token, vocab);
  const tokens = { mask: idOf(MASK), eot: idOf(END_OF_TURN), suppressed: SUPPRESSED.map(idOf) };
  const highest = highestId(tokenizer);
  if (highest >= vocab) {
    throw new ModelError("model/config-value", { file: "tokenizer.json", key: "vocab", why: `its id ${highest} lies outside the ${vocab} rows of the embedding` });
  }
  return tokens;
}

/** Id of a token by its name. @throws ModelError `model/token-missing` */
export function tokenIdOf(tokenizer: JsonObject, token: string, vocab: number): number {
  const id = addedId(tokenizer, token) ?? vocabularyId(tokenizer, token);
  if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= vocab) throw new ModelError("model/token-missing", { token });
  return id;
}

/** Each id that a text can become must have a row; rows without a token are usual. */
function highestId(tokenizer: JsonObject): number {
  const model = tokenizer["model"];
  const vocabulary = isJsonObject(model) && isJsonObject(model["vocab"]) ? Object.values(model["vocab"]) : [];
  return [...vocabulary, ...addedTokens(tokenizer).map((entry) => entry["id"])].reduce<number>((highest, id) => (typeof id === "number" && id > highest ? id : highest), -1);
}

function addedTokens(tokenizer: JsonObject): JsonObject[] {
  const added: unknown = tokenizer["added_tokens"];
  const entries: unknown[] = Array.isArray(added) ? added : [];
  return entries.filter(isJsonObject);
}

function addedId(tokenizer: JsonObject, token: string): unknown {
  return addedTokens(tokenizer).find((entry) => entry["content"] === token)?.["id"];
}

function vocabularyId(tokenizer: JsonObject, token: string): unknown {
  const model = tokenizer["model"];
  const vocabulary = isJsonObject(model) ? model["vocab"] : undefined;
  return isJsonObject(vocabulary) && Object.hasOwn(vocabulary, token) ? vocabulary[token] : undefined;
}

/**
 * The chat template and the variables it may read.
 * @param config the parsed tokenizer_config.json
 * @throws ModelError `model/config-missing`, `model/config-value`
 */
export function promptFactsOf(config: JsonObject): Omit<Manifest["prompt"], "maxPromptPositions"> {
  return {
    chatTemplate: chatTemplateOf(config["chat_template"]),
    templateVariables: templateVariablesOf(config),
    systemPrompt: DEFAULT_SYSTEM_PROMPT,
    dropsTokenAfterImage: true,
  };
}

/** One template, or a list of named ones, of which `default` is meant. */
function chatTemplateOf(value: unknown): string {
  if (typeof value === "string") return value;
  if ((value ?? null) === null) throw new ModelError("model/config-missing", { file: CONFIG, key: "chat_template" });
  const named: unknown[] = Array.isArray(value) ? value : [];
  const chosen = named.filter(isJsonObject).find((entry) => entry["name"] === "default")?.["template"];
  if (typeof chosen !== "string") throw new ModelError("model/config-value", { file: CONFIG, key: "chat_template", why: "a text is expected" });
  return chosen;
}

/** `bos_token` and its like: texts, or objects that hold one. */
function templateVariablesOf(config: JsonObject): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    if (!key.endsWith("_token")) continue;
    const text = isJsonObject(value) ? value["content"] : value;
    if (typeof text === "string") variables[key] = text;
  }
  return variables;
}
