// Door of the layer: text and token ids, the chat template, the positions of a prompt. It reads no file.
export { TokenizerError } from "./errors.ts";
export type { TokenizerErrorCode } from "./errors.ts";
export type { DecodedText, DecodeOptions, EncodeOptions, Tokenizer } from "./tokenizer.ts";
export { loadTokenizer } from "./huggingFaceTokenizer.ts";
export { renderChat } from "./chatTemplate.ts";
export type { ChatMessage } from "./chatTemplate.ts";
export { buildPrompt, IMAGE_ID, IMAGE_MARK, joinChunks, layoutPrompt } from "./prompt.ts";
export type { Prompt, PromptFacts, PromptLayout } from "./prompt.ts";
