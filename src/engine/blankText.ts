// The text of a blank from its ids: gaps shown, broken characters cut, every drafted stretch with what was known when it
// was committed.

import type { Tokenizer } from "../tokenizer/index.ts";
import type { Alternative, FilledSpan } from "./protocol.ts";

/** Stands for a stretch that is not filled yet. */
const GAP = "…";
/** What broken UTF-8 is decoded to. It never leaves the engine. */
const BROKEN = "\ufffd";

/** What is known of a filled position. */
export interface CommittedId {
  readonly certainty: number;
  readonly alternatives: readonly Alternative[];
  readonly order: number;
}

export interface BlankText {
  readonly text: string;
  readonly spans: readonly FilledSpan[];
}

/**
 * Text of a blank's positions up to its end.
 * @param ids `[positions]`; the mask id where nothing is committed yet
 * @param committed `[positions]`
 */
export function blankText(ids: readonly number[], committed: readonly (CommittedId | undefined)[], { tokenizer, maskId }: { readonly tokenizer: Tokenizer; readonly maskId: number }): BlankText {
  let text = "";
  const spans: FilledSpan[] = [];
  for (let start = 0; start < ids.length; ) {
    if (ids[start] === maskId) {
      // One mark for neighbouring masks; the model's own "…" before them is text.
      if (ids[start - 1] !== maskId) text += GAP;
      start++;
      continue;
    }
    const gap = ids.indexOf(maskId, start);
    const end = gap === -1 ? ids.length : gap;
    const run = unbrokenText(tokenizer, ids.slice(start, end));
    spans.push(...spansOf(run, committed.slice(start, end), text.length));
    text += run.text;
    start = end;
  }
  return { text, spans };
}

/** Text of one id alone, without what is no whole character. */
export function pieceOf(tokenizer: Tokenizer, id: number): string {
  return tokenizer.decode([id], { skipSpecialTokens: true }).replaceAll(BROKEN, "");
}

interface Run {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Decodes neighbouring ids at once and takes broken characters out, with the offsets moved accordingly. */
function unbrokenText(tokenizer: Tokenizer, ids: readonly number[]): Run {
  const decoded = tokenizer.decodeWithOffsets(ids, { skipSpecialTokens: true });
  if (!decoded.text.includes(BROKEN)) return decoded;
  // Offset in the text that stays, by offset in the decoded text.
  const kept: number[] = [0];
  for (let index = 0; index < decoded.text.length; index++) kept.push((kept[index] ?? 0) + (decoded.text[index] === BROKEN ? 0 : 1));
  const moved = (offset: number): number => kept[offset] ?? 0;
  return { text: decoded.text.replaceAll(BROKEN, ""), starts: decoded.starts.map(moved), ends: decoded.ends.map(moved) };
}

/** Ids that share a character share one stretch: the lowest certainty, the last order, and no alternatives, which would be pieces of it. */
function spansOf({ starts, ends }: Run, committed: readonly (CommittedId | undefined)[], base: number): FilledSpan[] {
  const spans: FilledSpan[] = [];
  for (const [position, relativeStart] of starts.entries()) {
    const known = committed[position];
    const start = base + relativeStart;
    const end = base + (ends[position] ?? relativeStart);
    if (known === undefined || end === start) continue;
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) {
      const certainty = Math.min(last.certainty, known.certainty);
      spans[spans.length - 1] = { start: last.start, end: Math.max(end, last.end), certainty, alternatives: [], order: Math.max(last.order, known.order) };
    } else {
      spans.push({ start, end, certainty: known.certainty, alternatives: known.alternatives, order: known.order });
    }
  }
  return spans;
}
