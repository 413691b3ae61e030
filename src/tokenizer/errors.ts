// Errors of the tokenizer layer: tokenizer files and chat templates that cannot be used, and prompts that do not fit them.

export type TokenizerErrorCode =
  | "tokenizer/file"
  | "tokenizer/unsupported"
  | "tokenizer/template"
  | "tokenizer/prompt-size"
  | "tokenizer/bos-missing"
  | "tokenizer/image-count";

/** An error of this layer; `message` is the sentence for people, `action` what to do (may be empty). */
export class TokenizerError extends Error {
  override readonly name = "TokenizerError";

  constructor(
    readonly code: TokenizerErrorCode,
    sentence: string,
    readonly action: string,
    cause?: unknown,
  ) {
    super(sentence, { cause });
  }
}

const CONVERT_AGAIN = "Convert the checkpoint again, or choose another model.";

const sentences: Record<TokenizerErrorCode, readonly [sentence: string, action: string]> = {
  "tokenizer/file": ["The model's tokenizer files cannot be read.", CONVERT_AGAIN],
  "tokenizer/unsupported": ["The model's tokenizer is of a kind that RadDraft does not know.", CONVERT_AGAIN],
  "tokenizer/template": ["The model's chat template cannot be used.", CONVERT_AGAIN],
  "tokenizer/prompt-size": ["The conversation is too long.", "Shorten it, or start a new one."],
  "tokenizer/bos-missing": ["The model's tokenizer has no token for the start of a text.", CONVERT_AGAIN],
  "tokenizer/image-count": ["The number of images differs from the number of places for them in the conversation.", "Open the image again, and write `<image>` once for each."],
};

/**
 * Makes an error of this layer.
 * @param detail end of the sentence: no path, nothing of the text
 */
export function tokenizerError(code: TokenizerErrorCode, detail = "", cause?: unknown): TokenizerError {
  const [sentence, action] = sentences[code];
  return new TokenizerError(code, detail === "" ? sentence : `${sentence} ${detail}`, action, cause);
}
