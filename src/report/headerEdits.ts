// Changes of a report's header: status, images, comparison, the mark of unreviewed AI text.

import type { Header, Report } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { AI_MARK, HEADER_KEYS, headerKeyOf } from "./header.ts";
import type { HeaderKey } from "./header.ts";
import { lineEndOf, linesOf } from "./lines.ts";
import type { Line } from "./lines.ts";

/** What the header says about one thing; null takes the line away, a list is for `image` alone. */
export type HeaderValue = string | readonly string[] | null;

/**
 * Sets a line of the header, in the place that the order of keys gives it; makes the header where there is none. Other
 * lines stay as they are.
 * @param value line breaks become spaces; of several images each gets its line
 * @returns one edit, or none where the header says so already
 */
export function setHeaderLine(report: Report, key: HeaderKey, value: HeaderValue): TextEdit[] {
  const { text, header } = report;
  const end = lineEndOf(text);
  const values = (typeof value === "string" ? [value] : (value ?? [])).map((each) => each.replace(/\s+/g, " ").trim()).filter((each) => each !== "");
  const content = values.map((each) => `${key}: ${each}${end}`).join("");
  if (header.range.end === 0) {
    const gap = text === "" || /^[\r\n]/.test(text) ? "" : end;
    return content === "" ? [] : [{ range: { start: 0, end: 0 }, text: `---${end}${content}---${end}${gap}` }];
  }
  const own = linesOfKey(report, key);
  const [first] = own;
  if (first === undefined) return content === "" ? [] : [{ range: at(placeFor(report, key)), text: content }];
  const old = header.lines.filter((line) => headerKeyOf(line) === key && line.value.text !== "").map((line) => line.value.text);
  if (old.length > 0 && old.length === values.length && old.every((each, index) => each === values[index])) return [];
  return own.map((line) => ({ range: { start: line.start, end: line.next }, text: line === first ? content : "" }));
}

/** Lines of the header that say something about a key, a list's lines included. */
function linesOfKey({ text, header }: Report, key: HeaderKey): Line[] {
  const starts = header.lines.filter((line) => headerKeyOf(line) === key).flatMap((line) => [line.key.range.start, line.value.range.start]);
  return linesOf(text.slice(0, header.range.end)).slice(1, -1).filter((line) => starts.some((start) => start >= line.start && start <= line.end));
}

/** Sets or takes away the mark that a report holds text of the model that nobody has looked at. */
export function setUnreviewedMark(report: Report, isUnreviewed: boolean): TextEdit[] {
  return report.header.isMarkedUnreviewed === isUnreviewed ? [] : setHeaderLine(report, "ai", isUnreviewed ? AI_MARK : null);
}

const at = (offset: number): TextEdit["range"] => ({ start: offset, end: offset });

/** Whole lines of the header that belong together: a key's line with the list below it. */
export interface HeaderBlock {
  readonly key: HeaderKey | null;
  readonly start: number;
  /** After the line end. */
  readonly end: number;
}

/** The header's lines between its `---` as blocks that cover them; a line that is none joins the block before it. */
export function blocksOf(text: string, header: Header): HeaderBlock[] {
  const lines = linesOf(text.slice(0, header.range.end)).slice(1, -1);
  const blocks: HeaderBlock[] = [];
  for (const line of lines) {
    const read = header.lines.find(({ key }) => key.range.start >= line.start && key.range.start < line.end);
    const last = blocks.at(-1);
    if (read === undefined && last !== undefined) blocks[blocks.length - 1] = { ...last, end: line.next };
    else blocks.push({ key: read === undefined ? null : headerKeyOf(read), start: line.start, end: line.next });
  }
  return blocks;
}

/** Offset where the line of a key goes: after the last line of a key that comes before it, else first. */
function placeFor({ text, header }: Report, key: HeaderKey): number {
  const before = blocksOf(text, header).findLast((block) => block.key !== null && HEADER_KEYS.indexOf(block.key) < HEADER_KEYS.indexOf(key));
  if (before !== undefined) return before.end;
  const [fence] = linesOf(text.slice(0, header.range.end));
  return fence?.next ?? 0;
}
