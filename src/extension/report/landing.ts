// Edits that were worked out for a text which has changed since: what still fits lands, what was touched does not. Pure.

import { inOrder, type AiSpan, type TextEdit, type TextRange } from "../../report/index.ts";

/** A fill, worked out for an older text. */
export interface Prepared {
  /** Of the older text, not overlapping. */
  readonly edits: readonly TextEdit[];
  /** Marks of the new words; offsets count after the edits. */
  readonly spans: readonly AiSpan[];
}

/** The fill for the text as it is. */
export interface Landed extends Prepared {
  /** Edits whose place a person has changed meanwhile: they are left out. */
  readonly nTouched: number;
}

/**
 * @param changes since the older text, in their order; each a list of edits of the text before it
 * @param extra edits of the text as it is, in other places (the header's lines)
 */
export function land({ edits, spans }: Prepared, changes: readonly (readonly TextEdit[])[], extra: readonly TextEdit[] = []): Landed {
  const prepared = inOrder(edits);
  const moved = prepared.map(({ range, text }) => ({ range: changes.reduce<TextRange | null>((at, change) => (at === null ? null : movedBy(at, change)), range), text }));
  const own = moved.flatMap(({ range, text }, index) => (range === null ? [] : [{ edit: { range, text }, index }]));
  const all = inOrder([...own.map(({ edit }) => edit), ...extra]);
  const landedSpans = spans.flatMap((span) => {
    const index = prepared.findIndex((edit, at) => startAfter(prepared, at) <= span.range.start && span.range.end <= startAfter(prepared, at) + edit.text.length);
    const landed = own.find((each) => each.index === index);
    if (landed === undefined) return [];
    const start = startAfter(all, all.indexOf(landed.edit)) + span.range.start - startAfter(prepared, index);
    return [{ ...span, range: { start, end: start + span.range.end - span.range.start } }];
  });
  return { edits: all, spans: landedSpans, nTouched: prepared.length - own.length };
}

/** A range after a change; null where the change was in it. Typing right before or after it leaves it. */
export function movedBy(range: TextRange, change: readonly TextEdit[]): TextRange | null {
  let shift = 0;
  for (const { range: changed, text } of change) {
    if (changed.end <= range.start) shift += text.length - (changed.end - changed.start);
    else if (changed.start < range.end) return null;
  }
  return { start: range.start + shift, end: range.end + shift };
}

/** Where the text of an edit stands after all edits, which are in order. */
function startAfter(edits: readonly TextEdit[], index: number): number {
  const shift = edits.slice(0, index).reduce((sum, { range, text }) => sum + text.length - (range.end - range.start), 0);
  return (edits[index]?.range.start ?? 0) + shift;
}
