// The draft as text: while it is made a row of canvas positions, masks as quiet blocks; then the whole text.
// Words are tinted by the certainty they had when they were committed.

import type { CertaintySpan, CommitView } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { certaintyLevel, certaintyWords } from "./certainty.ts";

/** A character spread over several ids cannot be shown from one of them. */
const REPLACEMENT_CHARACTER = "\uFFFD";

export interface DraftText {
  readonly element: HTMLElement;
  clear(): void;
  /** Shows an empty canvas of `length` positions. */
  showCanvas(length: number): void;
  /** Fills positions; those from `stopPosition` on are no text. */
  commit(commits: readonly CommitView[], stopPosition: number | null): void;
  showText(text: string, spans: readonly CertaintySpan[]): void;
}

export function draftText(): DraftText {
  const box = element("div", { class: "draft-text", id: "draft-text" });
  let positions: HTMLSpanElement[] = [];
  const clear = (): void => {
    positions = [];
    box.replaceChildren();
  };
  return {
    element: box,
    clear,
    showCanvas: (length) => {
      positions = Array.from({ length }, () => element("span", { class: "mask" }));
      box.replaceChildren(...positions);
    },
    commit: (commits, stopPosition) => {
      for (const commit of commits) {
        const position = positions[commit.position]; // A negative one lies inside the prompt and is not shown.
        if (position !== undefined) fill(position, commit);
      }
      if (stopPosition !== null) for (const position of positions.slice(stopPosition)) position.classList.add("past");
    },
    showText: (text, spans) => {
      positions = [];
      box.replaceChildren(...pieces(text, spans));
    },
  };
}

function fill(position: HTMLSpanElement, commit: CommitView): void {
  const isShowable = !commit.piece.includes(REPLACEMENT_CHARACTER);
  position.className = "filled";
  position.replaceChildren(tinted(isShowable ? commit.piece : "…", commit.certainty));
}

/** The text as nodes in order, none of it left out: spans of words, and plain text between them. */
function pieces(text: string, spans: readonly CertaintySpan[]): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const span of spans) {
    if (span.start < at || span.end > text.length || span.end <= span.start) continue;
    if (span.start > at) nodes.push(document.createTextNode(text.slice(at, span.start)));
    nodes.push(tinted(text.slice(span.start, span.end), span.certainty));
    at = span.end;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

/** The tint covers the word, not the space before it. */
function tinted(text: string, certainty: number): Node {
  const word = text.trimStart();
  const made = element("span", { class: `word certainty-${certaintyLevel(certainty)}`, text: word, attributes: { title: certaintyWords(certainty) } });
  if (word.length === text.length) return made;
  const both = document.createDocumentFragment();
  both.append(text.slice(0, text.length - word.length), made);
  return both;
}
