// What a person set as what the engine is asked for: the settings of the sampler, and questions without a stray image. Pure.

import type { DraftSettings } from "../engine/protocol.ts";
import type { Panel } from "../../webview/protocol.ts";

/** Stands for the image in a prompt. */
export const IMAGE_MARK = "<image>";

/**
 * The sampler's settings for what is set in a panel: blocks as the mode has them, low-confidence remasking, no guidance.
 * @param panel `steps` null: one step for each position
 */
export function draftSettings({ preset, length, steps, temperature, seed }: Omit<Panel, "question">): DraftSettings {
  return {
    preset, genLength: length, blockLength: null, steps: Math.min(steps ?? length, length),
    temperature, seed, remasking: "low-confidence", guidanceScale: 0,
  };
}

/** A text without marks of images: a person's own words, or a model's, must not stand for an image. */
export function withoutImageMarks(text: string): string {
  let plain = text;
  // Taking one out may leave another: `<im<image>age>`.
  while (plain.includes(IMAGE_MARK)) plain = plain.replaceAll(IMAGE_MARK, "");
  return plain;
}
