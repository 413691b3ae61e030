// A document cut into lines, with the stretches of Markdown code in it that nothing else looks into.

/** A line of the document; offsets in UTF-16 code units. */
export interface Line {
  readonly start: number;
  /** Before its line end. */
  readonly end: number;
  /** Start of the line after it, or the end of the document. */
  readonly next: number;
}

/**
 * Lines of a text. LF, CRLF and a lone CR end a line; a text that ends with a line end has no empty line after it.
 * @returns lines that cover the text without gaps; none for an empty text
 */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    const next = match.index + match[0].length;
    lines.push({ start, end: match.index, next });
    start = next;
  }
  if (start < text.length) lines.push({ start, end: text.length, next: text.length });
  return lines;
}

/** The line end that a document uses: the first one in it; LF where it has none. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  return /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** True for a line without a visible character. */
export function isBlankLine(text: string, line: Line): boolean {
  return text.slice(line.start, line.end).trim() === "";
}

/** Index of the line that holds an offset; the last line for the end of the text; -1 for a text without lines. */
export function lineIndexAt(lines: readonly Line[], offset: number): number {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return lines.length === 0 ? -1 : low;
}

/**
 * Which lines belong to fenced code (CommonMark 4.5), fences included. A fence without its end is no fence: half a
 * report must not vanish because of three stray backticks.
 * @returns a flag for each line
 */
export function fencedLines(text: string, lines: readonly Line[]): boolean[] {
  const isFenced = lines.map(() => false);
  /** Shortest fence of each character that has no end below: longer ones have none either, and are not looked for. */
  const endless = new Map<string, number>();
  for (let index = 0; index < lines.length; index++) {
    const opening = fenceOf(text, lines[index]);
    if (opening === null || opening.length >= (endless.get(opening.mark) ?? Infinity)) continue;
    const end = fenceEnd(text, lines, index, opening);
    if (end === -1) endless.set(opening.mark, opening.length);
    else {
      isFenced.fill(true, index, end + 1);
      index = end;
    }
  }
  return isFenced;
}

interface Fence {
  readonly mark: string;
  readonly length: number;
  readonly hasInfo: boolean;
}

function fenceOf(text: string, line: Line | undefined): Fence | null {
  if (line === undefined) return null;
  const match = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(text.slice(line.start, line.end));
  const [, run = "", info = ""] = match ?? [];
  const mark = run.charAt(0);
  if (match === null || (mark === "`" && info.includes("`"))) return null;
  return { mark, length: run.length, hasInfo: info.trim() !== "" };
}

function fenceEnd(text: string, lines: readonly Line[], from: number, opening: Fence): number {
  for (let index = from + 1; index < lines.length; index++) {
    const fence = fenceOf(text, lines[index]);
    if (fence !== null && fence.mark === opening.mark && fence.length >= opening.length && !fence.hasInfo) return index;
  }
  return -1;
}
