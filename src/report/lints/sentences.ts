// Sentences from lines: at full stops that end one, at bullets and labels, and at line ends that are no wrapped text.

import type { SentenceKind } from "./reading.ts";

/** A line of the report, or a part of one between two headings. */
export interface TextLine {
  readonly text: string;
  readonly start: number;
  /** Characters of its line before it: a heading. */
  readonly column: number;
  /** Null: prose under no heading. */
  readonly kind: SentenceKind | null;
  /** The unknown heading above it; empty for none. */
  readonly heading: string;
  /** Name before its colon; empty for none. */
  readonly label: string;
}

/** A sentence and its place; the end without its mark. */
export interface PlacedSentence {
  readonly start: number;
  readonly end: number;
  readonly kind: SentenceKind | null;
  readonly label: string;
  readonly paragraph: number;
  readonly isItem: boolean;
}

const BULLET = /^\s*(?:[-–—•·*+>#]+\s+|\(?\d{1,2}[.)](?=\s|\p{L})|[a-z][.)]\s)/u;
/** Words whose full stop ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|vs|e\.g|i\.e|approx|ca|cf|no|nos|max|min|st|fig|resp|bzw|z\.b|z\.n|d\.h|u\.a|sog|li|re|bds|bes|ggf|evtl|v\.a|a\.e|inkl|bzgl|etw|dd|lt|rt|incl|aprox|sr|sra|dra|seg|segm|sup|inf|ant|post|lat|med|diam|est|[a-z])\.$/;
/** Before a name. */
const TITLE = /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|fr|hr)\.$/;
/** Lines shorter than this share of the longest are ended by their writer, not wrapped. */
const WRAPPED_SHARE = 0.72;
/** Text is wrapped at no less. */
const MIN_WRAP = 50;

/** Sentences of lines in order; lines of one paragraph that are wrapped text are joined. */
export function* splitSentences(lines: readonly TextLine[]): Generator<PlacedSentence> {
  let paragraph = 0;
  let label = "";
  for (let index = 0; index < lines.length; ) {
    const first = lines[index];
    if (first === undefined) return;
    if (first.text.trim() === "") {
      paragraph++;
      label = "";
      index++;
      continue;
    }
    const before = lines[index - 1];
    if (before !== undefined && (before.kind !== first.kind || before.heading !== first.heading)) {
      paragraph++;
      label = "";
    }
    const isItem = BULLET.test(first.text) || first.label !== "";
    if (first.label !== "") label = first.label;
    else if (BULLET.test(first.text)) label = isSubItem(first.text) ? label : "";
    const last = endOfRun(lines, index);
    const shared = { kind: first.kind, label: [first.heading, label].filter((each) => each !== "").join(" "), paragraph, isItem: isItem || last === index };
    yield* sentencesOf(lines.slice(index, last + 1), shared);
    index = last + 1;
  }
}

/** An indented bullet stays under the label above it. */
function isSubItem(text: string): boolean {
  return /^\s{2,}/.test(text) || /^\s*[-–•]/.test(text);
}

/** Index of the last line that is wrapped text of the line at `from`. */
function endOfRun(lines: readonly TextLine[], from: number): number {
  const lengthOf = (line: TextLine): number => line.column + line.text.trimEnd().length;
  const longest = Math.max(...stretch(lines, from).map(lengthOf));
  let at = from;
  for (; at + 1 < lines.length; at++) {
    const [line, next] = [lines[at], lines[at + 1]];
    if (line === undefined || next === undefined || next.text.trim() === "" || next.kind !== line.kind || next.heading !== line.heading) break;
    if (next.label !== "" || BULLET.test(next.text)) break;
    const isWrapped = longest >= MIN_WRAP && lengthOf(line) >= longest * WRAPPED_SHARE;
    const goesOn = /^\s*[\p{Ll}(,]/u.test(next.text) && !/[.!?]\s*$/.test(line.text);
    if (!isWrapped && !goesOn) break;
  }
  return at;
}

/** Lines up to the next empty one, some at most. */
function stretch(lines: readonly TextLine[], from: number): readonly TextLine[] {
  const end = lines.findIndex((line, index) => index >= from && (index - from > 12 || line.text.trim() === ""));
  return lines.slice(from, end === -1 ? lines.length : Math.max(end, from + 1));
}

function* sentencesOf(lines: readonly TextLine[], shared: Omit<PlacedSentence, "start" | "end">): Generator<PlacedSentence> {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return;
  const end = last.start + last.text.length;
  const text = lines.map((line, index) => `${line.text}${" ".repeat(Math.max(0, (lines[index + 1]?.start ?? end) - line.start - line.text.length))}`).join("");
  const bullet = BULLET.exec(text)?.[0].length ?? 0;
  let from = bullet;
  for (const match of text.matchAll(/[.!?;]+(?=\s|$)|(?<=[a-z]{3})\.(?=[A-Z][a-z])/g)) {
    const at = match.index + match[0].length;
    if (at <= from || TITLE.test(text.slice(from, at).toLowerCase()) || (match[0] === "." && ABBREVIATION.test(text.slice(from, at).toLowerCase()) && /^\s*[\p{Ll}\d(]/u.test(text.slice(at)))) continue;
    yield* trimmedSentence(text, { from, to: match.index }, first.start, shared);
    from = at;
  }
  yield* trimmedSentence(text, { from, to: text.length }, first.start, shared);
}

function* trimmedSentence(text: string, { from, to }: { readonly from: number; readonly to: number }, offset: number, shared: Omit<PlacedSentence, "start" | "end">): Generator<PlacedSentence> {
  const raw = text.slice(from, to);
  const body = raw.trim();
  if (!/[\p{L}\d]/u.test(body)) return;
  const start = offset + from + raw.indexOf(body);
  yield { ...shared, start, end: start + body.length };
}
