// Door of the layer: the denoising loop over a port. No input or output, no clock, no random source, no onnxruntime.
export { IMAGE_POSITION } from "./denoiser.ts";
export type { BestIds, Candidates, CancelSignal, Denoiser, ScoreRequest, TargetRequest, TargetScorer } from "./denoiser.ts";
export { SamplerError } from "./errors.ts";
export type { SamplerErrorCode } from "./errors.ts";
export { checkSettings, checkStepSettings, REMASKING } from "./settings.ts";
export type { Remasking, SamplerSettings, StepSettings } from "./settings.ts";
export { fillGumbelNoise } from "./noise.ts";
export type { NoiseKey } from "./noise.ts";
export type { Commit, RecordedStep } from "./commits.ts";
export type { SampleTask } from "./draftCanvas.ts";
export type { Blank, InfillTask } from "./infillCanvas.ts";
export { sampleDraft, sampleInfill } from "./sample.ts";
export type { Infilled, Sampled, SampledStep } from "./sample.ts";
