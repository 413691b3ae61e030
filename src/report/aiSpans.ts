// Which words of a document the model wrote, and how these marks follow every edit.

import type { TextRange } from "./document.ts";
import { applyEdits, inOrder, minimalEdit } from "./edits.ts";
import type { TextEdit } from "./edits.ts";
import { findSpans, keySpans } from "./aiSpanKeys.ts";

/** A token that was seen in a place, and its probability. */
export interface SeenText {
  readonly text: string;
  /** 0..1 */
  readonly certainty: number;
}

/** A word of the model. */
export interface AiWord {
  /** UTF-16 offsets from the start of its span, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The lowest certainty of its tokens when they were committed, 0..1; null: not known. */
  readonly certainty: number | null;
  /** What else was seen for the least certain of its tokens, the best first. */
  readonly alternatives: readonly SeenText[];
  /** Place of its first token in the order of commits of its fill; absent: not known. */
  readonly order?: number;
}

/** `unreviewed` until a person accepts or edits it. Only unreviewed words keep a report from being final. */
export type AiState = "unreviewed" | "accepted" | "edited";

/** A run of words of the model. */
export interface AiSpan {
  readonly range: TextRange;
  /** In order; they cover all its characters but white space. Empty once a person has edited it. */
  readonly words: readonly AiWord[];
  /** Id of the provenance record of its draft. */
  readonly provenance: string;
  readonly state: AiState;
  /** What rejecting the whole run brings back; null once a part of it is gone. */
  readonly replaced: ReplacedText | null;
}

/** What stood where the model wrote. */
export interface ReplacedText {
  readonly text: string;
  /** Words of the model in it, offsets from its start. */
  readonly spans: readonly AiSpan[];
}

/** The marks are sorted, do not overlap and are not empty; every function here keeps it so. */
export type AiSpans = readonly AiSpan[];

/**
 * The marks after edits. Typing at an edge does not extend a run. An edit inside splits it: words that it touches become
 * `edited`, words that it leaves whole stay as they are; a run that is deleted is gone. A run that an edit takes
 * away and writes again (a formatter that replaces the document) keeps its marks where it can be told apart.
 * @param edits of one change, in any order, offsets before the change
 * @param text of the document before the change
 */
export function shiftSpans(spans: AiSpans, edits: readonly TextEdit[], text: string): AiSpan[] {
  const changes = joined(inOrder(edits.flatMap((edit) => minimalEdit(text, edit) ?? [])));
  let shifted: AiSpan[] = [...spans];
  for (const edit of changes.toReversed()) shifted = shifted.flatMap((span) => shiftSpan(span, edit, text));
  const swallowed = spans.filter(({ range }) => changes.some((edit) => edit.range.start <= range.start && edit.range.end >= range.end && edit.text.length >= range.end - range.start));
  return swallowed.length === 0 ? shifted : withFound(shifted, swallowed, applyEdits(text, changes), text);
}

/** Edits that touch as one, so that each sees what really stands beside it afterwards. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const all: TextEdit[] = [];
  for (const edit of edits) {
    const last = all.at(-1);
    if (last?.range.end === edit.range.start) all[all.length - 1] = { range: { start: last.range.start, end: edit.range.end }, text: last.text + edit.text };
    else all.push(edit);
  }
  return all;
}

/** One edit; what is after it in the document is already shifted, what is before it is not yet. */
function shiftSpan(span: AiSpan, edit: TextEdit, text: string): AiSpan[] {
  const { start, end } = span.range;
  const delta = edit.text.length - (edit.range.end - edit.range.start);
  if (edit.range.start >= end) return [span];
  if (edit.range.end <= start) return [{ ...span, range: { start: start + delta, end: end + delta } }];
  if (edit.range.start <= start && edit.range.end >= end) return [];
  const from = Math.max(edit.range.start, start) - start;
  const to = Math.min(edit.range.end, end) - start;
  const words = span.words.length > 0 ? span.words : [{ start: 0, end: end - start, certainty: null, alternatives: [] }];
  const before = edit.range.start > 0 ? text.charAt(edit.range.start - 1) : "";
  const after = text.charAt(edit.range.end);
  // A letter that now stands beside a word makes another word of it.
  const joinsLeft = isWordCharacter(before) && isWordCharacter(edit.text === "" ? after : edit.text.charAt(0));
  const joinsRight = isWordCharacter(after) && isWordCharacter(edit.text === "" ? before : edit.text.charAt(edit.text.length - 1));
  const isLeft = (word: AiWord): boolean => word.end < from || (word.end === from && !joinsLeft);
  const isRight = (word: AiWord): boolean => word.start > to || (word.start === to && !joinsRight);
  const left = words.filter(isLeft);
  const right = words.filter((word) => isRight(word) && !isLeft(word));
  const touched = words.filter((word) => !isLeft(word) && !isRight(word));
  return [...pieceOf(span, left, start), ...editedPieces(span, touched, edit), ...pieceOf(span, right, start + delta)];
}

/** Letters, digits and what makes them up; a half of a surrogate pair counts as one. */
function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}\p{M}_\ud800-\udfff]/u.test(character);
}

/** A run cut at a range: its words before, those that the range touches, those after. An empty range, the cursor, takes the whole run. */
export function cutSpan(span: AiSpan, { start, end }: TextRange): { readonly before: AiSpan[]; readonly inside: AiSpan[]; readonly after: AiSpan[] } {
  const { range } = span;
  const isCursor = start === end;
  const isOutside = isCursor ? start < range.start || start > range.end : end <= range.start || start >= range.end;
  if (isOutside) return start >= range.end ? { before: [span], inside: [], after: [] } : { before: [], inside: [], after: [span] };
  if (isCursor || (start <= range.start && end >= range.end)) return { before: [], inside: [span], after: [] };
  const before = span.words.filter((word) => range.start + word.end <= start);
  const after = span.words.filter((word) => range.start + word.start >= end);
  const inside = span.words.filter((word) => !before.includes(word) && !after.includes(word));
  if (inside.length === span.words.length) return { before: [], inside: [span], after: [] };
  return { before: pieceOf(span, before, range.start), inside: pieceOf(span, inside, range.start), after: pieceOf(span, after, range.start) };
}

/** What is left of touched words. What was typed belongs to them only where it was typed inside the run. */
function editedPieces(span: AiSpan, touched: readonly AiWord[], { range, text }: TextEdit): AiSpan[] {
  const [first, last] = [touched[0], touched.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isInside = range.start >= span.range.start && range.end <= span.range.end;
  const start = Math.min(span.range.start + first.start, range.start);
  const leftEnd = range.start;
  const rightStart = range.start + text.length;
  const rightEnd = rightStart + Math.max(0, span.range.start + last.end - range.end);
  const hasLeft = span.range.start + first.start < leftEnd;
  const hasRight = rightEnd > rightStart;
  const edited = (from: number, to: number): AiSpan => ({ ...span, range: { start: from, end: to }, words: [], state: "edited", replaced: null });
  if (isInside && (hasLeft || hasRight)) return [edited(hasLeft ? start : range.start, rightEnd)];
  return [...(hasLeft ? [edited(start, leftEnd)] : []), ...(hasRight ? [edited(rightStart, rightEnd)] : [])];
}

/** Words of a span as a span of their own. */
function pieceOf(span: AiSpan, words: readonly AiWord[], offset: number): AiSpan[] {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return [];
  const range = { start: offset + first.start, end: offset + last.end };
  if (span.words.length === 0) return [{ ...span, range, replaced: null }];
  return [{ ...span, range, words: words.map((word) => ({ ...word, start: word.start - first.start, end: word.end - first.start })), replaced: null }];
}

/** Adds those of lost runs that stand in the new text, and can only be they. */
function withFound(shifted: readonly AiSpan[], lost: readonly AiSpan[], newText: string, oldText: string): AiSpan[] {
  const all = [...shifted];
  for (const span of findSpans(newText, keySpans(oldText, lost)).spans) {
    if (!all.some(({ range }) => range.start < span.range.end && range.end > span.range.start)) all.push(span);
  }
  return all.sort((one, other) => one.range.start - other.range.start);
}

/**
 * The marks after a fill: those of the document shifted by its edits, and the new ones.
 * @param fill from `fillEdits`; its spans count after its edits
 */
export function addSpans(spans: AiSpans, fill: { readonly edits: readonly TextEdit[]; readonly spans: AiSpans }, text: string): AiSpan[] {
  const kept = shiftSpans(spans, fill.edits, text).filter(({ range }) => !fill.spans.some((own) => own.range.start < range.end && own.range.end > range.start));
  return [...kept, ...fill.spans].sort((one, other) => one.range.start - other.range.start);
}
