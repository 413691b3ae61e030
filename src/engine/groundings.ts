// How much the words of a draft owe to the image: its order of commits is replayed with the image and with a uniform
// grey one of the same layout (DESIGN 3, "Grounding").

import { presetOf, replayDraft, replayStates, type DraftedToken } from "../sampler/index.ts";
import { EngineError } from "./errors.ts";
import type { HeldImage } from "./imageStore.ts";
import type { LoadedModel } from "./model.ts";
import { preparePrompt, promptLength, type PreparedPrompt, type RequestContext } from "./prompts.ts";
import type { DraftedPart, Grounded, GroundedSpan, GroundEvent, GroundRequest } from "./protocol.ts";
import { resolvePreset } from "./quality.ts";

/** What a grounding may use while it runs. */
export type GroundContext = RequestContext<GroundEvent>;

/** Middle of the 8-bit range: nearest to 0 after mean 0.5 is taken away. */
const GREY = 128;

/** A drafted token, and the word it belongs to. */
interface WordToken extends DraftedToken {
  /** Among the drafted parts of the answer. */
  readonly part: number;
  /** The word in the part's text, UTF-16, end exclusive; null: white space alone. */
  readonly word: { readonly start: number; readonly end: number } | null;
}

/**
 * Scores drafted words with and without the image.
 * @param images of the request, in its order
 * @throws EngineError `engine/report-too-long`, `engine/answer-invalid`, and those of `preparePrompt`; the signal's reason
 */
export async function makeGrounding(model: LoadedModel, request: GroundRequest, images: readonly HeldImage[], context: GroundContext): Promise<Grounded> {
  const answer = tokensOfAnswer(model, request.answer, promptLength(model, request, images));
  const { tokens } = answer;
  const { maxPositions } = model.manifest;
  if (answer.positions > maxPositions) throw new EngineError("engine/report-too-long", { positions: answer.positions, most: maxPositions });
  const seen = await preparePrompt(model, request, images, context);
  const grey = await preparePrompt(model, { ...request, imageIds: images.map(greyId) }, images.map(greyOf), context);
  const ids = Int32Array.from([...seen.ids, ...answer.ids]);
  const nStates = replayStates({ tokens, states: request.states }).length;
  const of = 2 * nStates;
  const preset = presetOf(await resolvePreset(model, request.preset, ids.length, 0));
  const replay = async (prompt: PreparedPrompt, passesBefore: number): Promise<Float64Array> => {
    const forbidden = model.forbidden.of({ endsReport: false, allowsLineBreaks: true, allowsDigits: true });
    const denoiser = await model.denoiser(prompt, preset, context.signal);
    const run = replayDraft({ ids, maskId: model.manifest.tokens.mask, tokens, states: request.states, forbidden }, denoiser, context.signal);
    let next = await run.next();
    for (; next.done !== true; next = await run.next()) {
      context.event({ kind: "groundPass", pass: passesBefore + next.value, of, elapsedMs: context.now() - context.startedMs });
    }
    return next.value;
  };
  const withImage = await replay(seen, 0);
  const withoutImage = await replay(grey, nStates);
  const nParts = request.answer.filter(({ kind }) => kind === "drafted").length;
  const parts = Array.from({ length: nParts }, (_, part) => ({ spans: wordsOf(tokens, part, { withImage, withoutImage }) }));
  return { parts, passes: of, elapsedMs: context.now() - context.startedMs };
}

/** Ids of the answer with the end of turn, the model's tokens in it, and the positions that prompt and answer take. */
function tokensOfAnswer(model: LoadedModel, answer: GroundRequest["answer"], promptPositions: number): { ids: number[]; tokens: WordToken[]; positions: number } {
  const stretches: number[][] = [];
  const tokens: WordToken[] = [];
  let start = promptPositions;
  let part = 0;
  for (const each of answer) {
    const ids = model.tokenizer.encodeText(each.text);
    if (each.kind === "drafted") tokens.push(...tokensOf(model, each, ids, { start, part: part++ }));
    stretches.push(ids);
    start += ids.length;
  }
  return { ids: [...stretches.flat(), model.manifest.tokens.eot], tokens, positions: start + 1 };
}

/** Tokens that a span covers, even in part: such a one was whole only when its last piece was committed. */
function tokensOf(model: LoadedModel, { text, spans }: DraftedPart, ids: readonly number[], place: { readonly start: number; readonly part: number }): WordToken[] {
  if (spans.some((span) => span.end <= span.start || span.end > text.length)) throw new EngineError("engine/answer-invalid", { why: "a drafted span lies outside its text" });
  const { starts, ends } = model.tokenizer.decodeWithOffsets(ids, { skipSpecialTokens: true });
  const words = [...text.matchAll(/\S+/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  return ids.flatMap((_, index): WordToken[] => {
    const start = starts[index] ?? 0;
    const end = ends[index] ?? start;
    const orders = spans.filter((span) => span.start < end && span.end > start).map(({ order }) => order);
    if (orders.length === 0) return [];
    const word = words.find((one) => one.start < end && one.end > start) ?? null;
    return [{ position: place.start + index, order: Math.max(...orders), part: place.part, word }];
  });
}

/** The words of a part, in reading order, with the sums over their tokens. */
function wordsOf(tokens: readonly WordToken[], part: number, { withImage, withoutImage }: { readonly withImage: Float64Array; readonly withoutImage: Float64Array }): GroundedSpan[] {
  const spans: GroundedSpan[] = [];
  for (const [index, { part: own, word }] of tokens.entries()) {
    if (own !== part || word === null) continue;
    const logProbability = withImage[index] ?? 0;
    const grounding = logProbability - (withoutImage[index] ?? 0);
    const last = spans.at(-1);
    if (last?.start === word.start) spans[spans.length - 1] = { ...last, grounding: last.grounding + grounding, logProbability: last.logProbability + logProbability };
    else spans.push({ ...word, grounding, logProbability });
  }
  return spans;
}

function greyOf({ width, height }: HeldImage): HeldImage {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(GREY) };
}

/** Under which features of a grey image are kept: all of one size are the same. */
function greyId({ width, height }: HeldImage): string {
  return `grey-${String(width)}x${String(height)}`;
}
