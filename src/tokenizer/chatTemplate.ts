// Door of the library `@huggingface/jinja`: a conversation becomes the text that the model was trained on. The template
// comes from the model package; what people write is only ever data to it.

import { Template } from "@huggingface/jinja";
import { tokenizerError } from "./errors.ts";

/** One turn of a conversation. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** Characters of a rendered conversation: far more than the longest prompt of any package (8192 positions). */
export const MAX_CHAT_CHARACTERS = 1_000_000;

/**
 * Renders a conversation with an open assistant turn at its end.
 * @param template Jinja template of the tokenizer config
 * @param variables what the template reads beside the messages, e.g. `bos_token`
 * @throws TokenizerError `tokenizer/template` when it cannot be parsed or refuses the conversation, `tokenizer/prompt-size`
 */
export function renderChat(template: string, variables: Readonly<Record<string, string>>, messages: readonly ChatMessage[]): string {
  const nCharacters = messages.reduce((sum, message) => sum + message.content.length, 0);
  checkSize(nCharacters);
  const text = rendered(template, {
    ...variables,
    // Plain copies: the library turns them into maps of their own entries, so no prototype can be reached.
    messages: messages.map(({ role, content }) => ({ role, content })),
    add_generation_prompt: true,
  });
  checkSize(text.length);
  return text;
}

function rendered(template: string, items: Record<string, unknown>): string {
  try {
    return new Template(template).render(items);
  } catch (error) {
    throw tokenizerError("tokenizer/template", "", error);
  }
}

function checkSize(nCharacters: number): void {
  if (nCharacters <= MAX_CHAT_CHARACTERS) return;
  throw tokenizerError("tokenizer/prompt-size", `It has ${nCharacters} characters; ${MAX_CHAT_CHARACTERS} are allowed.`);
}
