// Errors of the evaluation: what was typed, what a data set lacks, what a run could not do.

export type EvaluationErrorCode =
  | "evaluation/option"
  | "evaluation/data-unknown"
  | "evaluation/data-invalid"
  | "evaluation/split-missing"
  | "evaluation/image-missing"
  | "evaluation/model-missing"
  | "evaluation/result-invalid"
  | "evaluation/folds";

/** An error with the one line that the person sees. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";

  constructor(readonly code: EvaluationErrorCode, sentence: string, cause?: unknown) {
    super(sentence, { cause });
  }
}
