// What the marks of a document were at earlier texts, so that undo, cut and paste hide no word of the model.

import { cutSpan } from "./aiSpans.ts";
import type { AiSpan, AiSpans } from "./aiSpans.ts";
import { textHash } from "./aiSpanKeys.ts";
import { inOrder } from "./edits.ts";
import type { TextEdit } from "./edits.ts";

/** Texts whose marks are remembered: as many steps of undo as people take. */
const MAX_TEXTS = 200;
/** Runs that were taken out and may come back. */
const MAX_REMOVED = 100;
/** A shorter stretch that is typed may be anybody's; at least this many characters are told from that. */
const MIN_PASTED = 12;

/** A run that was taken out, with its words. */
interface RemovedSpan {
  readonly text: string;
  readonly span: AiSpan;
}

/** Remembers the marks of one document while it is open. Holds text of the report in memory, and writes it nowhere. */
export class AiSpanHistory {
  /** By hash of the text, the latest last. */
  readonly #byText = new Map<string, AiSpans>();
  #removed: RemovedSpan[] = [];

  /** Tells what the marks of a text are; to be called whenever they change. */
  remember(text: string, spans: AiSpans): void {
    const hash = textHash(text);
    this.#byText.delete(hash);
    this.#byText.set(hash, spans);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size > MAX_TEXTS && oldest !== undefined) this.#byText.delete(oldest);
  }

  /** The marks that this very text had: after undo and redo. Null for a text that is new. */
  recall(text: string): AiSpans | null {
    return this.#byText.get(textHash(text)) ?? null;
  }

  /**
   * Tells which unreviewed words a change takes out, so that `pasted` knows them when they come back.
   * @param text before the change
   */
  removed(text: string, spans: AiSpans, edits: readonly TextEdit[]): void {
    const out = edits.filter(({ range }) => range.end > range.start).flatMap(({ range }) => spans.filter(({ state }) => state === "unreviewed").flatMap((span) => cutSpan(span, range).inside));
    const known = out.map((span): RemovedSpan => ({ text: text.slice(span.range.start, span.range.end), span: { ...span, replaced: null } })).filter((each) => each.text.length >= MIN_PASTED);
    this.#removed = [...known, ...this.#removed].slice(0, MAX_REMOVED);
  }

  /**
   * Marks of words that a change brings in and that are the model's: taken out before, or copied from a run that is still
   * there.
   * @param text before the change
   * @param spans its marks
   * @returns marks in the text after the change; to be added where no other mark stands
   */
  pasted(text: string, spans: AiSpans, edits: readonly TextEdit[]): AiSpan[] {
    if (edits.every((edit) => edit.text.length < MIN_PASTED)) return [];
    const copied = spans.filter(({ state }) => state === "unreviewed").map((span): RemovedSpan => ({ text: text.slice(span.range.start, span.range.end), span: { ...span, replaced: null } }));
    const known = [...this.#removed, ...copied.filter((each) => each.text.length >= MIN_PASTED)].sort((one, other) => other.text.length - one.text.length);
    const found: AiSpan[] = [];
    let shift = 0;
    for (const edit of inOrder(edits)) {
      const start = edit.range.start + shift;
      shift += edit.text.length - (edit.range.end - edit.range.start);
      for (const { text: words, span } of known) {
        for (let at = edit.text.indexOf(words); at !== -1; at = edit.text.indexOf(words, at + words.length)) {
          const range = { start: start + at, end: start + at + words.length };
          if (!found.some((other) => other.range.start < range.end && other.range.end > range.start)) found.push({ ...span, range });
        }
      }
    }
    return found.sort((one, other) => one.range.start - other.range.start);
  }
}
