// Text of the model made fit for its place in a document, and its words with their certainty.

import type { AiWord, SeenText } from "./aiSpans.ts";
import { readHeading } from "./headings.ts";

/** A stretch of a draft that one id gave; the engine's spans fit. Offsets are UTF-16, end exclusive. */
export interface DraftedSpan {
  readonly start: number;
  readonly end: number;
  /** 0..1 */
  readonly certainty: number;
  /** Place in the order of commits. */
  readonly order?: number;
  readonly alternatives?: readonly { readonly piece: string; readonly certainty: number }[];
}

/** What stands around the place. */
export interface DraftPlace {
  /** The characters beside it; empty at the start and the end of the document. */
  readonly previous: string;
  readonly next: string;
  readonly allowsLineBreaks: boolean;
  readonly lineEnd: "\n" | "\r\n";
}

/** A character that is kept, and where it stood in the draft; -1: put in. */
interface Kept {
  readonly character: string;
  readonly at: number;
}

/**
 * A draft as it goes into a document: no space at an edge that has one, no mark twice, no two spaces, no line break where
 * none may be, nothing that would begin a section or a field there, no broken character.
 * @returns the text, and its words by white space; offsets in the text
 */
export function textWithMarks(draft: { readonly text: string; readonly spans: readonly DraftedSpan[] }, place: DraftPlace): { readonly text: string; readonly words: AiWord[] } {
  const kept = escaped(withoutEdges(spaced(characters(draft.text), place.allowsLineBreaks), place), place);
  const text = kept.map(({ character }) => character).join("");
  const words: AiWord[] = [];
  let [index, offset] = [0, 0];
  const starts = kept.map(({ character }) => { const start = offset; offset += character.length; return start; });
  while (index < kept.length) {
    const from = index;
    while (index < kept.length && !isSpace(kept[index])) index++;
    if (index > from) words.push(wordOf(draft.spans, kept.slice(from, index), starts[from] ?? 0, starts[index] ?? offset));
    else index++;
  }
  return { text, words };
}

/** Characters of a draft with their offsets; U+FFFD and control characters are left out, line ends are LF. */
function characters(text: string): Kept[] {
  const all: Kept[] = [];
  let at = 0;
  for (const character of text.replace(/\r\n?/g, (end) => "\n".padStart(end.length, "\u0000"))) {
    const isBroken = character === "\ufffd" || /^[\ud800-\udfff]$/.test(character) || (character < " " && character !== "\n" && character !== "\t") || character === "\u007f";
    if (!isBroken) all.push({ character, at });
    at += character.length;
  }
  return all;
}

const isSpace = (kept: Kept | undefined): boolean => kept !== undefined && /^\s+$/.test(kept.character);

/** One space for a run of spaces; a run with line ends becomes them, two at most, or a space where none may be. */
function spaced(all: readonly Kept[], allowsLineBreaks: boolean): Kept[] {
  const kept: Kept[] = [];
  for (let index = 0; index < all.length; index++) {
    const one = all[index];
    if (one === undefined) continue;
    if (!isSpace(one)) {
      kept.push(one);
      continue;
    }
    let nBreaks = 0;
    while (isSpace(all[index])) if (all[index++]?.character === "\n") nBreaks++;
    index--;
    const isBreak = nBreaks > 0 && allowsLineBreaks;
    for (let left = isBreak ? Math.min(2, nBreaks) : 1; left > 0; left--) kept.push({ character: isBreak ? "\n" : " ", at: one.at });
  }
  return kept;
}

const MARKS = ".,;:!?";

/** Without the spaces and the mark that the document has at the edges already. */
function withoutEdges(all: readonly Kept[], { previous, next }: DraftPlace): Kept[] {
  let [start, end] = [0, all.length];
  const dropsFirst = previous === "" || /[\s([{"'“‘„«]/.test(previous);
  while (start < end && isSpace(all[start]) && (dropsFirst || all[start]?.character === "\n" || isSpace(all[start + 1]))) start++;
  const dropsLast = next === "" || /[\s.,;:!?)\]}]/.test(next);
  const trim = (): void => { while (end > start && isSpace(all[end - 1]) && (dropsLast || all[end - 1]?.character === "\n")) end--; };
  trim();
  if (end > start && MARKS.includes(next) && next !== "" && all[end - 1]?.character === next) {
    end--;
    trim();
  }
  return all.slice(start, end).some((kept) => !isSpace(kept)) ? all.slice(start, end) : [];
}

/**
 * Brackets, braces and comments as text, the document's line ends. A line that would begin a section ends the draft: there it
 * has left its place; on the first line the model only repeats the heading, which goes.
 */
function escaped(all: readonly Kept[], { previous, allowsLineBreaks, lineEnd }: DraftPlace): Kept[] {
  const lines: Kept[][] = [[]];
  for (const kept of all) {
    if (kept.character === "\n") lines.push([]);
    else lines.at(-1)?.push(kept);
  }
  const beginsLine = previous === "" || /[\r\n]/.test(previous);
  for (const [index, line] of lines.entries()) if (index > 0 || beginsLine) lines[index] = withoutHashes(line);
  for (let first = lines[0] ?? [], length = headingLength(first); beginsLine && length !== null && length > 0; length = headingLength(first)) {
    first = withoutHashes(first.slice(length));
    lines[0] = first;
  }
  const firstHeading = allowsLineBreaks ? lines.findIndex((line, index) => index > 0 && headingLength(line) !== null) : -1;
  const whole = firstHeading === -1 ? lines : lines.slice(0, firstHeading);
  while (whole.length > 0 && whole.at(-1)?.length === 0) whole.pop();
  while (whole.length > 0 && whole[0]?.length === 0) whole.shift();
  return whole.flatMap((line, index) => [...(index === 0 ? [] : [{ character: lineEnd, at: -1 }]), ...line.map((kept, place) => escapedCharacter(kept, line[place + 1]))]);
}

/** Characters of a heading at the start of a line, up to the text after it; null for a line without one. */
function headingLength(line: readonly Kept[]): number | null {
  const heading = readHeading(line.map(({ character }) => character.charAt(0)).join(""));
  return heading !== null && heading.kind !== null ? heading.textStart : null;
}

/** A line without the marks that make it a Markdown heading. */
function withoutHashes(line: readonly Kept[]): Kept[] {
  const start = /^#{1,6}(?: |$)/.exec(line.map(({ character }) => character.charAt(0)).join(""))?.[0].length ?? 0;
  return start === 0 ? [...line] : withoutHashes(line.slice(start));
}

function escapedCharacter({ character, at }: Kept, next: Kept | undefined): Kept {
  const isMark = "[]{}".includes(character) || (character === "<" && next?.character === "!");
  return { character: isMark ? `\\${character}` : character, at };
}

/** A word with the lowest certainty of the ids that gave it. */
function wordOf(spans: readonly DraftedSpan[], kept: readonly Kept[], start: number, end: number): AiWord {
  const [first, last] = [kept[0]?.at ?? 0, kept.at(-1)?.at ?? 0];
  const own = spans.filter((span) => span.start <= last && span.end > first);
  const least = own.reduce<DraftedSpan | null>((lowest, span) => (lowest === null || span.certainty < lowest.certainty ? span : lowest), null);
  const alternatives = (least?.alternatives ?? []).map((seen): SeenText => ({ text: seen.piece, certainty: seen.certainty }));
  const orders = own.flatMap(({ order }) => (order === undefined ? [] : [order]));
  return { start, end, certainty: least?.certainty ?? null, alternatives, ...(orders.length === 0 ? {} : { order: Math.min(...orders) }) };
}
