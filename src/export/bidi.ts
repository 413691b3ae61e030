// The order in which a line with words of both directions is seen (Unicode Standard Annex 9): the only file that knows bidi-js.

import createBidi from "bidi-js";

const bidi = createBidi();

/** A paragraph with the direction of each of its characters. */
export interface DirectedText {
  readonly text: string;
  /** Embedding level of each UTF-16 code unit; odd: right to left. */
  readonly levels: Uint8Array;
  readonly isRightToLeft: boolean;
}

/** Words of one direction, as they are handed to a font: letters in reading order, whole runs from left to right. */
export interface Run {
  readonly text: string;
  readonly isRightToLeft: boolean;
}

/** A paragraph on one line; its first strong letter says where it begins. */
export function directed(text: string): DirectedText {
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text, "auto");
  return { text, levels, isRightToLeft: ((paragraphs[0]?.level ?? 0) & 1) === 1 };
}

/**
 * A line of a paragraph, cut into runs, leftmost first.
 * @param start of the line in the paragraph
 * @param end without the white space at the line's end
 */
export function visualRuns({ text, levels }: DirectedText, start: number, end: number): Run[] {
  const runs: { readonly level: number; readonly text: string }[] = [];
  for (let at = start; at < end; ) {
    const level = levels[at] ?? 0;
    let next = at + 1;
    while (next < end && levels[next] === level) next++;
    runs.push({ level, text: text.slice(at, next) });
    at = next;
  }
  return reordered(runs).map(({ level, text: words }) => ((level & 1) === 1 ? { text: mirrored(words), isRightToLeft: true } : { text: words, isRightToLeft: false }));
}

/** Rule L2: from the highest level to the lowest odd one, every stretch of that level or above is turned. */
function reordered<T extends { readonly level: number }>(runs: readonly T[]): readonly T[] {
  const order = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level >= 1; level--) {
    for (let at = 0; at < order.length; at++) {
      let end = at;
      while (end < order.length && (order[end]?.level ?? 0) >= level) end++;
      if (end > at) order.splice(at, end - at, ...order.slice(at, end).reverse());
      at = Math.max(at, end);
    }
  }
  return order;
}

/** Rule L4: brackets look the other way. */
function mirrored(text: string): string {
  return Array.from(text).map((character) => bidi.getMirroredCharacter(character) ?? character).join("");
}
