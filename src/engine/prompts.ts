// From a conversation and its images to the positions of the network's input and the rows that stand there.

import { IMAGE_POSITION } from "../sampler/index.ts";
import { buildPrompt, layoutPrompt } from "../tokenizer/index.ts";
import { EngineError } from "./errors.ts";
import type { HeldImage } from "./imageStore.ts";
import { imagePositions, type ImageFeatures, type LoadedModel } from "./model.ts";
import type { ChatMessage, CommonPhase, ImageViews, PhaseEvent } from "./protocol.ts";

/** When a request arrived, and a clock to count from there. */
export interface RequestClock {
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** When the request arrived, by that clock. */
  readonly startedMs: number;
}

/** What a request that runs the network may use: its cancel, its events, its clock. */
export interface RequestContext<Event> extends RequestClock {
  readonly signal: AbortSignal;
  readonly event: (event: Event) => void;
}

/** A conversation, and the images that stand for its `<image>` marks. */
export interface PromptRequest {
  readonly messages: readonly ChatMessage[];
  readonly imageIds: readonly string[];
  readonly imageViews: ImageViews;
}

/** A prompt ready for the network. */
export interface PreparedPrompt {
  /** Chat text, images as `<image>`. */
  readonly text: string;
  /** `[promptLength]`, `IMAGE_POSITION` at image features. */
  readonly ids: Int32Array;
  /** Rows for those positions, all images one after the other. */
  readonly features: Float32Array;
  /** The same for the same images in the same order. */
  readonly imagesKey: string;
}

/**
 * Looks at the images and lays the prompt out.
 * @param images of the request, in its order
 * @throws EngineError `engine/image-count`, `engine/prompt-too-long`; TokenizerError; the signal's reason
 */
export async function preparePrompt(model: LoadedModel, request: PromptRequest, images: readonly HeldImage[], context: RequestContext<PhaseEvent<CommonPhase>>): Promise<PreparedPrompt> {
  context.event({ kind: "phase", phase: "prompt", done: null });
  const { text, ids } = chatOf(model, request, images.length);
  const looked: ImageFeatures[] = [];
  for (const [index, image] of images.entries()) {
    context.event({ kind: "phase", phase: "image", done: index / images.length });
    const onTile = (done: number): void => { context.event({ kind: "phase", phase: "image", done: (index + done) / images.length }); };
    looked.push(await model.look({ imageId: request.imageIds[index] ?? "", image, views: request.imageViews }, context.signal, onTile));
  }
  const positions = laidOut(model, ids, looked.map(({ imageTokens }) => imageTokens));
  return { text, ids: positions, features: concatenated(looked.map(({ rows }) => rows)), imagesKey: [request.imageViews, ...request.imageIds].join(" ") };
}

/** Positions of a prompt; no image is looked at, only their sizes are. @throws as `preparePrompt` */
export function promptLength(model: LoadedModel, request: PromptRequest, images: readonly HeldImage[]): number {
  return promptLayout(model, request, images).length;
}

/** The same with the positions themselves. */
export function promptLayout(model: LoadedModel, request: PromptRequest, images: readonly HeldImage[]): Int32Array {
  const { ids } = chatOf(model, request, images.length);
  return laidOut(model, ids, images.map((image) => imagePositions(model, image, request.imageViews)));
}

/** SHA-256 of the RGB bytes given to the model, one an image: the ids begin with it. */
export function imageHashes(imageIds: readonly string[]): string[] {
  return imageIds.map((id) => id.split("-")[0] ?? "");
}

function chatOf(model: LoadedModel, { messages }: PromptRequest, nImages: number): { text: string; ids: readonly number[] } {
  const { text, ids } = buildPrompt(messages, model.manifest.prompt, model.tokenizer);
  const named = ids.filter((id) => id === IMAGE_POSITION).length;
  if (named !== nImages) throw new EngineError("engine/image-count", { named, given: nImages });
  return { text, ids };
}

function laidOut(model: LoadedModel, ids: readonly number[], imageTokens: readonly number[]): Int32Array {
  const layout = layoutPrompt(ids, imageTokens, model.manifest.prompt.maxPromptPositions);
  // The reference cuts such a prompt and loses its open turn: what it drafts then is no answer.
  if (layout.nCut > 0) throw new EngineError("engine/prompt-too-long", { positions: layout.ids.length + layout.nCut, most: layout.ids.length });
  return layout.ids;
}

/** Arrays one after the other as one. */
export function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
