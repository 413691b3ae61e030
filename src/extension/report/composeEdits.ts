// Edits one after the other as one list: what the person undoes is one step. Pure.

import { inOrder, type TextEdit } from "../../report/index.ts";

/**
 * Edits of a text, and edits of what came out of them, as edits of the first text. The later ones must not touch what the
 * earlier ones wrote.
 * @returns in document order
 */
export function composeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  return inOrder([...first, ...second.map(({ range, text }) => ({ range: { start: originalOffset(first, range.start), end: originalOffset(first, range.end) }, text }))]);
}

/**
 * An offset of the edited text in the text before the edits; inside a text that was written: the end of what it replaced.
 * @param edits not overlapping
 */
export function originalOffset(edits: readonly TextEdit[], offset: number): number {
  let shift = 0;
  for (const { range, text } of inOrder(edits)) {
    const start = range.start + shift;
    if (offset <= start) break;
    if (offset < start + text.length) return range.end;
    shift += text.length - (range.end - range.start);
  }
  return offset - shift;
}
