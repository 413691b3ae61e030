// A fill that was stopped: its gaps become blanks again, so that the words so far stay and the rest can be filled later. Pure.

import type { AiSpan, AiWord, FillEdits } from "../../report/index.ts";

/** Stands for positions that are not filled yet in the text of a running fill; the model may write it too. */
const SHOWN_GAP = "…";
/** The same on the way into the document: of the private use area, which no text of a report has. */
const GAP = "\ue000";
const BLANK = "[___]";

/** The text of a running fill with its gaps told apart from an ellipsis that the model wrote: a gap has no span. */
export function withMarkedGaps<T extends { readonly text: string; readonly spans: readonly { readonly start: number; readonly end: number }[] }>(growing: T): T {
  const isGap = (at: number): boolean => !growing.spans.some(({ start, end }) => start <= at && at < end);
  return { ...growing, text: growing.text.replaceAll(SHOWN_GAP, (gap, at: number) => (isGap(at) ? GAP : gap)) };
}

/** The edits and marks of a stopped fill with `[___]` for each gap; each stretch of words between gaps is a run of its own. */
export function withBlanksForGaps(fill: FillEdits): FillEdits {
  let shift = 0;
  const edits = [...fill.edits];
  const spans: AiSpan[] = [];
  // Every edit has one run, in the same order, and ends with its words.
  for (const [index, span] of fill.spans.entries()) {
    const edit = fill.edits[index];
    if (edit === undefined) continue;
    const length = span.range.end - span.range.start;
    const lead = edit.text.slice(0, edit.text.length - length);
    const words = edit.text.slice(lead.length);
    const parts = words.split(GAP);
    edits[index] = { ...edit, text: lead + parts.join(BLANK) };
    spans.push(...pieces(span, words, shift));
    shift += (parts.length - 1) * (BLANK.length - GAP.length);
  }
  return { ...fill, edits, spans };
}

/** Stretches of words between gaps, without white space at their ends. */
function pieces(span: AiSpan, text: string, shift: number): AiSpan[] {
  if (!text.includes(GAP)) return [{ ...span, range: { start: span.range.start + shift, end: span.range.end + shift } }];
  const found: AiSpan[] = [];
  let at = 0;
  let nGaps = 0;
  for (const part of text.split(GAP)) {
    const lead = part.length - part.trimStart().length;
    const [start, end] = [at + lead, at + part.trimEnd().length];
    const moved = span.range.start + shift + nGaps * (BLANK.length - GAP.length);
    if (end > start) found.push({ ...span, range: { start: moved + start, end: moved + end }, words: wordsIn(span.words, start, end), replaced: null });
    at += part.length + GAP.length;
    nGaps++;
  }
  return found;
}

function wordsIn(words: readonly AiWord[], start: number, end: number): AiWord[] {
  return words.flatMap((word) => {
    const [from, to] = [Math.max(word.start, start), Math.min(word.end, end)];
    return to > from ? [{ ...word, start: from - start, end: to - start }] : [];
  });
}
