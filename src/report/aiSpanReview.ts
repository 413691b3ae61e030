// Reviewing what the model wrote: accepting, rejecting, and going from one mark to the next.

import { cutSpan, shiftSpans } from "./aiSpans.ts";
import type { AiSpan, AiSpans, AiWord } from "./aiSpans.ts";
import type { TextRange } from "./document.ts";
import type { TextEdit } from "./edits.ts";

/** The run at an offset, its edges included; where two touch, the one that begins there. */
export function aiSpanAt(spans: AiSpans, offset: number): AiSpan | null {
  return spans.findLast(({ range }) => range.start <= offset && offset <= range.end) ?? null;
}

/** The word of the model at an offset, its edges included, and its place in the document. */
export function aiWordAt(spans: AiSpans, offset: number): { readonly word: AiWord; readonly range: TextRange; readonly span: AiSpan } | null {
  const span = aiSpanAt(spans, offset);
  const word = span?.words.findLast((each) => span.range.start + each.start <= offset && offset <= span.range.start + each.end);
  return span === null || word === undefined ? null : { word, range: placeOf(span, word), span };
}

/** Ranges of the words that nobody has reviewed. */
export function unreviewedRanges(spans: AiSpans): TextRange[] {
  return spans.filter(({ state }) => state === "unreviewed").map(({ range }) => range);
}

/** The first unreviewed run that begins after an offset, from the end on again from the start; null where there is none. */
export function nextAiSpan(spans: AiSpans, offset: number): AiSpan | null {
  const open = spans.filter(({ state }) => state === "unreviewed");
  return open.find(({ range }) => range.start > offset) ?? open[0] ?? null;
}

/** The last unreviewed run that begins before an offset, from the start on again from the end; null where there is none. */
export function previousAiSpan(spans: AiSpans, offset: number): AiSpan | null {
  const open = spans.filter(({ state }) => state === "unreviewed");
  return open.findLast(({ range }) => range.start < offset) ?? open.at(-1) ?? null;
}

/**
 * The place of the next unreviewed word with a certainty below a limit, after an offset and from the end on again from the start.
 * @param limit 0..1
 */
export function nextUncertainWord(spans: AiSpans, offset: number, limit: number): TextRange | null {
  const open = spans.filter(({ state }) => state === "unreviewed");
  const places = open.flatMap((span) => span.words.filter(({ certainty }) => certainty !== null && certainty < limit).map((word) => placeOf(span, word)));
  return places.find(({ start }) => start > offset) ?? places[0] ?? null;
}

function placeOf(span: AiSpan, word: AiWord): TextRange {
  return { start: span.range.start + word.start, end: span.range.start + word.end };
}

/**
 * The marks after a person has accepted what is in a range: of a run that lies in it partly, the words that it touches; at
 * an empty range, the cursor, the whole run. The text stays.
 */
export function acceptSpans(spans: AiSpans, range: TextRange): AiSpan[] {
  return spans.flatMap((span) => {
    if (span.state !== "unreviewed") return [span];
    const { before, inside, after } = cutSpan(span, range);
    return [...before, ...inside.map((piece): AiSpan => ({ ...piece, state: "accepted" })), ...after];
  });
}

/** What rejecting does. */
export interface Rejection {
  readonly edits: readonly TextEdit[];
  /** The marks after the edits. */
  readonly spans: readonly AiSpan[];
}

/**
 * Takes away unreviewed words in a range, as in `acceptSpans`. A whole run gives back what stood there before it, with its marks; of
 * a part, the words go and one of the spaces around them.
 * @param text of the document
 */
export function rejectSpans(text: string, spans: AiSpans, range: TextRange): Rejection {
  const rejected = spans.filter(({ state }) => state === "unreviewed").flatMap((span) => cutSpan(span, range).inside);
  const edits = rejected.map((span): TextEdit => (span.replaced === null ? { range: withSpace(text, span.range), text: "" } : { range: span.range, text: span.replaced.text }));
  const apart = edits.filter((edit, index) => index === 0 || edit.range.start >= (edits[index - 1]?.range.end ?? 0));
  const kept = spans.flatMap((span) => {
    if (span.state !== "unreviewed") return [span];
    const { before, after } = cutSpan(span, range);
    return [...before, ...after];
  });
  const restored = rejected.flatMap((span) => {
    const start = span.range.start + shiftAt(apart, span.range.start);
    return (span.replaced?.spans ?? []).map((old): AiSpan => ({ ...old, range: { start: start + old.range.start, end: start + old.range.end } }));
  });
  return { edits: apart, spans: [...shiftSpans(kept, apart, text), ...restored].sort((one, other) => one.range.start - other.range.start) };
}

/** How far an offset moves by edits before it. */
function shiftAt(edits: readonly TextEdit[], offset: number): number {
  return edits.filter((edit) => edit.range.end <= offset && edit.range.start < offset).reduce((sum, edit) => sum + edit.text.length - (edit.range.end - edit.range.start), 0);
}

/** A range with one of the spaces around it, so that its going leaves neither two nor one before a mark. */
function withSpace(text: string, { start, end }: TextRange): TextRange {
  const after = text.charAt(end);
  const isSpaceBefore = text.charAt(start - 1) === " ";
  if (isSpaceBefore && (after === "" || /[\s.,;:!?)]/.test(after))) return { start: start - 1, end };
  const isLineStart = start === 0 || /[\r\n]/.test(text.charAt(start - 1));
  return after === " " && isLineStart ? { start, end: end + 1 } : { start, end };
}
