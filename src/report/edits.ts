// Edits of a document as data: made here, carried out by whoever holds the document.

import type { TextRange } from "./document.ts";

/** Replaces a stretch of the document; an empty range inserts. Ranges of one list do not overlap and count before any of its edits. */
export interface TextEdit {
  readonly range: TextRange;
  readonly text: string;
}

/** The edits in document order; insertions at one offset stay in the order given. */
export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return edits.map((edit, index) => ({ edit, index })).sort((one, other) => one.edit.range.start - other.edit.range.start || one.edit.range.end - other.edit.range.end || one.index - other.index).map(({ edit }) => edit);
}

/**
 * The text after edits.
 * @param edits in any order, not overlapping
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of inOrder(edits)) {
    parts.push(text.slice(at, edit.range.start), edit.text);
    at = edit.range.end;
  }
  return parts.join("") + text.slice(at);
}

/** The edit without the characters that stay the same at both its ends; null where nothing changes. */
export function minimalEdit(text: string, { range, text: written }: TextEdit): TextEdit | null {
  const old = text.slice(range.start, range.end);
  if (old === written) return null;
  const limit = Math.min(old.length, written.length);
  let left = 0;
  while (left < limit && old[left] === written[left]) left++;
  let right = 0;
  while (right < limit - left && old[old.length - 1 - right] === written[written.length - 1 - right]) right++;
  return { range: { start: range.start + left, end: range.end - right }, text: written.slice(left, written.length - right) };
}
