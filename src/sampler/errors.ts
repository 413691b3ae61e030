// Errors of the sampler: settings outside what the reference allows, tasks that contradict themselves, and answers
// of a network that cannot be used.

export type SamplerErrorCode =
  | "sampler/gen-length"
  | "sampler/block-length"
  | "sampler/steps"
  | "sampler/temperature"
  | "sampler/seed"
  | "sampler/remasking"
  | "sampler/guidance-scale"
  | "sampler/guided-fast"
  | "sampler/stops"
  | "sampler/task"
  | "sampler/recorded"
  | "sampler/answer";

/** An error of this layer; `message` is the sentence for people, `action` what to do (may be empty). */
export class SamplerError extends Error {
  override readonly name = "SamplerError";

  constructor(
    readonly code: SamplerErrorCode,
    sentence: string,
    readonly action: string,
  ) {
    super(sentence);
  }
}

const sentences: Record<SamplerErrorCode, readonly [sentence: string, action: string]> = {
  "sampler/gen-length": ["This length cannot be drafted.", "Choose a length that is a whole number of blocks."],
  "sampler/block-length": ["This block length cannot be used.", "Choose a block length that divides the length."],
  "sampler/steps": ["This number of steps cannot be used.", "Choose a multiple of the number of blocks (length divided by block length)."],
  "sampler/temperature": ["This temperature cannot be used.", "Choose 0 or a positive number."],
  "sampler/seed": ["This seed cannot be used.", "Choose a whole number from 0 to 4294967295."],
  "sampler/remasking": ["This order of filling is not known.", "Choose `low-confidence` or `random`."],
  "sampler/guidance-scale": ["This guidance scale cannot be used.", "Choose 0 for none, or a positive number."],
  "sampler/guided-fast": ["Guidance works only with the preset `exact`.", "Choose the preset `exact`, or a guidance scale of 0."],
  "sampler/stops": ["A stop string has no token.", "Remove the empty stop string."],
  "sampler/task": ["The text to fill and the places to fill do not fit together.", "Report this: it is a fault of RadDraft."],
  "sampler/recorded": ["The broken-off draft does not fit to the model or the settings any more.", "Generate it anew."],
  "sampler/answer": ["The model gave an answer that cannot be used.", "Check the model package, or convert the checkpoint again."],
};

/**
 * Makes an error of this layer.
 * @param found the value found and the values allowed, as the end of the sentence
 */
export function samplerError(code: SamplerErrorCode, found: string): SamplerError {
  const [sentence, action] = sentences[code];
  return new SamplerError(code, `${sentence} ${found}`, action);
}
