// Parts that several requests to the engine have in common: a conversation, how to sample, and their bounds. Types and
// validators only, for `protocol.ts` and `fillProtocol.ts`.

import { array, finite, integer, maxLength, maxValue, minValue, number, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";

/** More turns than a conversation beside one image has; a bound for hostile input. */
export const MAX_MESSAGES = 200;
/** Characters of one message: several times the longest prompt of any package (8192 positions). */
export const MAX_MESSAGE_CHARACTERS = 100_000;
/** Images of one prompt; the reference is trained on one, the goldens use two. */
export const MAX_IMAGES = 8;
/** Canvas positions; LLaDA-MedV's longest published canvas is 1024 (arXiv 2508.01617). */
export const MAX_GEN_LENGTH = 4096;
/** Steps of a request; a bound for hostile input. */
export const MAX_STEPS = 1_000_000;

/** A whole number from 0 to `most`. */
export const count = (most: number) => pipe(number(), integer(), minValue(0), maxValue(most));

export const messageSchema = strictObject({
  role: picklist(["system", "user", "assistant"]),
  /** May hold `<image>`; the n-th one stands for the n-th image of the request. */
  content: pipe(string(), maxLength(MAX_MESSAGE_CHARACTERS)),
});

/** Pixels that the reader has handed over, by the id the engine gave them. */
export const imageIdsSchema = pipe(array(string()), maxLength(MAX_IMAGES));

/** What of an image the model sees: base view and tiles, as the reference does, or the base view alone, which is fewer positions. */
export const IMAGE_VIEWS = ["all", "base"] as const;
export type ImageViews = (typeof IMAGE_VIEWS)[number];
export const imageViewsSchema = picklist(IMAGE_VIEWS);

/** Names of the sampler's modes; `auto`: the engine takes one by the speed of the loaded package. */
export const PRESET_CHOICES = ["auto", "exact", "careful", "standard", "published-fast"] as const;

/** How candidates are chosen and ranked, whatever is filled. */
export const samplingEntries = {
  preset: picklist(PRESET_CHOICES),
  /** 0: the best candidate; above: Gumbel noise. */
  temperature: pipe(number(), finite(), minValue(0), maxValue(10)),
  seed: count(0xffff_ffff),
  remasking: picklist(["low-confidence", "random"]),
  /** Classifier-free guidance; 0: none. */
  guidanceScale: pipe(number(), finite(), minValue(0), maxValue(100)),
} as const;

export type PresetChoice = (typeof PRESET_CHOICES)[number];
export type ChatMessage = ShapeOf<typeof messageSchema>;

/** A stretch of a draft's text that one id or a few ids gave, with the lowest certainty among them. Offsets are UTF-16, end exclusive. */
export interface CertaintySpan {
  readonly start: number;
  readonly end: number;
  readonly certainty: number;
}

/** The request waits behind others, or the model loads, or the image is looked at: a phase with its share done, 0..1 or null. */
export interface PhaseEvent<Phase extends string> {
  readonly kind: "phase";
  readonly phase: Phase;
  readonly done: number | null;
}

/**
 * What every request that runs the network goes through; in a fill, lengths are tried as part of the prompt's phase.
 * `waiting`: another window has a big model in memory, and this one waits until that is done with it. `device`: a device
 * is tried, once a machine.
 */
export type CommonPhase = "queued" | "waiting" | "device" | "loading" | "image" | "prompt";

/** Another window waits for the model that this request uses, or no longer does. */
export interface WantedEvent {
  readonly kind: "wanted";
  readonly isWanted: boolean;
}

/** What every request that runs the network may tell. */
export type CommonEvent = PhaseEvent<CommonPhase> | WantedEvent;

/** The prompt is ready; sampling begins. */
export interface BeginEvent {
  readonly kind: "begin";
  readonly promptLength: number;
  /** Positions of the canvas. */
  readonly genLength: number;
  /** At most. */
  readonly steps: number;
  /** The mode that runs; never `auto`. */
  readonly preset: PresetChoice;
}
