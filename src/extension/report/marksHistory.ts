// Which marks belonged to which text of a report: undo and redo bring a text back, and its marks with it.

import type { AiSpans } from "../../report/index.ts";

/** Texts that are remembered, at most, in characters: some hundred steps of a report. */
const MOST_CHARACTERS = 2_000_000;

export class MarksHistory {
  /** In the order of their last use. */
  readonly #spans = new Map<string, AiSpans>();
  #characters = 0;

  /** The marks of a text as they are now; those it had before are forgotten. */
  remember(text: string, spans: AiSpans): void {
    if (!this.#spans.delete(text)) this.#characters += text.length;
    this.#spans.set(text, spans);
    for (const [oldest] of this.#spans) {
      if (this.#characters <= MOST_CHARACTERS || oldest === text) return;
      this.#spans.delete(oldest);
      this.#characters -= oldest.length;
    }
  }

  /** The marks that a text had when it was there last; null where it is not known. */
  at(text: string): AiSpans | null {
    return this.#spans.get(text) ?? null;
  }
}
