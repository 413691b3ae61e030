// How the sampler runs, and which settings are allowed (LLaDA, arXiv 2502.09992; names as in STYLE 2.3).

import { samplerError } from "./errors.ts";

/** How masked positions are ranked. */
export const REMASKING = ["low-confidence", "random"] as const;
export type Remasking = (typeof REMASKING)[number];

/** Settings that hold for a draft and for infilling. */
export interface StepSettings {
  /** Steps in all. A draft: a multiple of the number of blocks. Infilling: as many as masks are enough. */
  readonly steps: number;
  /** 0: the best candidate; above: Gumbel noise on the logits. */
  readonly temperature: number;
  /** 0 to 2^32 - 1 */
  readonly seed: number;
  readonly remasking: Remasking;
  /** Classifier-free guidance; 0: none. */
  readonly guidanceScale: number;
}

export interface SamplerSettings extends StepSettings {
  /** Positions of the canvas that are finished before the next ones start; divides the canvas length. */
  readonly blockLength: number;
}

const LARGEST_SEED = 0xffff_ffff;

/**
 * Refuses settings that the reference could not run, and values that are no numbers.
 * @param genLength canvas positions
 * @throws SamplerError `sampler/gen-length`, `sampler/block-length`, `sampler/steps`, and those of `checkStepSettings`
 */
export function checkSettings(settings: SamplerSettings, genLength: number): void {
  const { blockLength, steps } = settings;
  if (!isCount(genLength)) throw samplerError("sampler/gen-length", `It is ${genLength}; at least 1 is needed.`);
  if (!isCount(blockLength)) throw samplerError("sampler/block-length", `It is ${blockLength}; 1 to ${genLength} is allowed.`);
  if (genLength % blockLength !== 0) {
    throw samplerError("sampler/gen-length", `It is ${genLength}; multiples of the block length ${blockLength} are allowed.`);
  }
  const nBlocks = genLength / blockLength;
  if (!isCount(steps) || steps % nBlocks !== 0) {
    throw samplerError("sampler/steps", `They are ${steps}; multiples of the number of blocks, ${nBlocks}, are allowed.`);
  }
  checkStepSettings(settings);
}

/**
 * Refuses settings outside their range, whatever is filled.
 * @throws SamplerError `sampler/steps`, `sampler/temperature`, `sampler/seed`, `sampler/remasking`, `sampler/guidance-scale`
 */
export function checkStepSettings(settings: StepSettings): void {
  const { steps, temperature, seed, remasking, guidanceScale } = settings;
  if (!isCount(steps)) throw samplerError("sampler/steps", `They are ${steps}; at least 1 is needed.`);
  if (!isAmount(temperature)) throw samplerError("sampler/temperature", `It is ${temperature}.`);
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED) throw samplerError("sampler/seed", `It is ${seed}.`);
  if (!REMASKING.includes(remasking)) throw samplerError("sampler/remasking", "");
  if (!isAmount(guidanceScale)) throw samplerError("sampler/guidance-scale", `It is ${guidanceScale}.`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
