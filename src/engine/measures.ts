// How many positions a request would take, so that a window of the report can be chosen before anything runs.

import { encodeAnswer, firstStanding, partLengths } from "./answer.ts";
import type { HeldImage } from "./imageStore.ts";
import type { LoadedModel } from "./model.ts";
import { promptLength } from "./prompts.ts";
import type { Measured, MeasureRequest } from "./protocol.ts";

/**
 * Counts positions; images are not looked at, their sizes are enough.
 * @throws EngineError `engine/image-count`, `engine/prompt-too-long`, `engine/answer-invalid`; TokenizerError
 */
export function measure(model: LoadedModel, request: MeasureRequest, images: readonly HeldImage[]): Measured {
  const answer = encodeAnswer(model, request.answer);
  const standing = firstStanding(answer, model.manifest.tokens.mask);
  return { prompt: promptLength(model, request, images), parts: partLengths(answer, standing), end: answer.end.length, maxPositions: model.manifest.maxPositions };
}
