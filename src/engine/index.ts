// Door of the layer: what tests and measurements drive in their own process. The extension and the command line talk to
// the engine process by `protocol.ts` alone.
export { makeDraft } from "./drafts.ts";
export type { DraftContext } from "./drafts.ts";
export type { AnswerModel } from "./answer.ts";
export { calibrate } from "./calibrate.ts";
export type { CalibrateOptions } from "./calibrate.ts";
export { shownCertainty } from "./certainty.ts";
export type { ShownCertainty } from "./certainty.ts";
export { fillAnswer, makeFill } from "./fills.ts";
export type { FillContext, FillTask } from "./fills.ts";
export { ForbiddenIds, idsThatSpell } from "./forbiddenIds.ts";
export { estimate } from "./estimates.ts";
export { makeGrounding } from "./groundings.ts";
export type { GroundContext } from "./groundings.ts";
export { measure } from "./measures.ts";
export { EngineError } from "./errors.ts";
export type { EngineErrorCode } from "./errors.ts";
export { embedSequence, GraphDenoiser } from "./graphDenoiser.ts";
export type { HeldImage } from "./imageStore.ts";
export { imagePositions, LoadedModel, ModelHolder, prepareFactsOf } from "./model.ts";
export type { ImageFeatures, LoadOptions } from "./model.ts";
export { Network, openNetwork } from "./network.ts";
export type { NetworkOptions, VisionStages } from "./network.ts";
export type { TailInput, TailRows } from "./tail.ts";
export { defaultThreads } from "./onnxruntime.ts";
export { rotaryTable } from "./rotary.ts";
export type { RotaryTable } from "./rotary.ts";
