// Brackets and braces in a stretch of text: which of them are fields and comments, and which are Markdown or plain text.

import type { Comment, Field, ParseProblem, TextRange } from "./document.ts";
import { looksLikeField, readField } from "./fields.ts";
import type { FieldPlace } from "./fields.ts";

/** How a line for the clipboard begins that says where a draft came from; such brackets are no part of the report. */
const PROVENANCE = "AI draft by RadDraft";

/** What a document says elsewhere about its brackets. */
export interface LinkLabels {
  /** Labels with a definition, `[label]: address`, in lower case. */
  readonly labels: ReadonlySet<string>;
}

/** Collects the link reference definitions (CommonMark 4.7) of a document. */
export function linkLabels(text: string): LinkLabels {
  const labels = new Set<string>();
  if (text.includes("]:")) {
    for (const match of text.matchAll(/^ {0,3}\[([^\]\r\n]{1,200})\]:[ \t]*(\S{1,2000})/gm)) {
      if (/[/.#:<]/.test(match[2] ?? "")) labels.add((match[1] ?? "").toLowerCase());
    }
  }
  return { labels };
}

/** What was found, each list in document order. */
export interface Found {
  readonly fields: Field[];
  readonly comments: Comment[];
  readonly problems: ParseProblem[];
}

interface OpenBracket {
  readonly at: number;
  hasField: boolean;
}

/**
 * Reads one stretch: lines without a blank line or a heading between them, which nothing reaches across. One pass;
 * innermost brackets win, so a bracket that was forgotten takes no field with it.
 * @param range of the stretch
 * @param found what is found is added to it
 */
export function scanStretch(text: string, range: TextRange, place: FieldPlace, links: LinkLabels, found: Found): void {
  const code = codeSpans(text, range);
  const open: OpenBracket[] = [];
  /** Openings of comments that have no end in the rest of the stretch: looked for once. */
  const endless = new Set<string>();
  for (let at = range.start; at < range.end; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === "`") at = code.get(at) ?? at;
    else if (character === "{" || character === "<") at = comment(text, { start: at, end: range.end }, endless, found) ?? at;
    else if (character === "[") open.push({ at, hasField: false });
    else if (character === "]") {
      const bracket = open.pop();
      const isField = bracket !== undefined && !bracket.hasField && closed(text, { start: bracket.at, end: at + 1 }, place, links, found);
      const outer = open.at(-1);
      if (outer !== undefined && (isField || bracket?.hasField === true)) outer.hasField = true;
    }
  }
  for (const { at } of open) if (looksLikeField(text.slice(at + 1, Math.min(at + 121, range.end)))) found.problems.push({ code: "report/bracket-open", range: { start: at, end: at + 1 } });
}

/** A `{comment}` or `<!-- comment -->` at the start of a range. @returns offset of its last character, or null */
function comment(text: string, { start, end }: TextRange, endless: Set<string>, found: Found): number | null {
  const [opening, closing] = text.charAt(start) === "{" ? ["{", "}"] : ["<!--", "-->"];
  if (!text.startsWith(opening, start) || endless.has(opening)) return null;
  const inside = text.slice(start + opening.length, end);
  const length = inside.indexOf(closing);
  if (length === -1) {
    endless.add(opening);
    if (opening === "{") found.problems.push({ code: "report/comment-open", range: { start, end: start + 1 } });
    return null;
  }
  const content = inside.slice(0, length);
  if (content.trim() === "") return null;
  const last = start + opening.length + length + closing.length;
  found.comments.push({ range: { start, end: last }, text: content.trim() });
  return last - 1;
}

/** Reads a closed pair of brackets. @returns true for a field or a comment, which no other brackets may hold */
function closed(text: string, range: TextRange, place: FieldPlace, links: LinkLabels, found: Found): boolean {
  if (text.startsWith(PROVENANCE, range.start + 1)) {
    found.comments.push({ range, text: text.slice(range.start + 1, range.end - 1) });
    return true;
  }
  const { field, problems } = readField(text, range, place);
  if (field === null) return false;
  const isPlainForm = field.kind === "default" || field.kind === "pickMany" || field.kind === "pickOne";
  if (isPlainForm && isMarkdown(text, range, links)) return false;
  found.fields.push(field);
  found.problems.push(...problems);
  return true;
}

/** True for a link, a reference, an image, a definition and a wiki link. */
function isMarkdown(text: string, { start, end }: TextRange, { labels }: LinkLabels): boolean {
  const next = text.charAt(end);
  if (text.charAt(start - 1) === "[" && next === "]") return true;
  if (next === "(") return /^\([^()\r\n]{0,2000}(?:\([^()\r\n]{0,200}\)[^()\r\n]{0,200})?\)/.test(text.slice(end, end + 2500));
  if (text.startsWith("[]", end)) return true;
  const label = /^\[([^\]\r\n]{1,200})\]/.exec(text.slice(end, end + 203))?.[1];
  return labels.has(text.slice(start + 1, end - 1).toLowerCase()) || (label !== undefined && labels.has(label.toLowerCase()));
}

/** Code spans (CommonMark 6.1): offset of the first backtick to that of the last. A run without its like is text. */
function codeSpans(text: string, { start, end }: TextRange): Map<number, number> {
  const spans = new Map<number, number>();
  const first = text.indexOf("`", start);
  if (first === -1 || first >= end) return spans;
  const runs = [...text.slice(start, end).matchAll(/`+/g)].map((match) => ({ at: start + match.index, length: match[0].length }));
  /** By run, the next one of its length. */
  const partners: (number | undefined)[] = [];
  const latest = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index--) {
    const length = runs[index]?.length ?? 0;
    partners[index] = latest.get(length);
    latest.set(length, index);
  }
  let next = 0;
  for (const [index, { at, length }] of runs.entries()) {
    if (index < next) continue;
    const partner = partners[index];
    spans.set(at, (runs[partner ?? index]?.at ?? at) + length - 1);
    if (partner !== undefined) next = partner + 1;
  }
  return spans;
}
