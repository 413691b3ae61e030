// From text to a report: header, sections, fields, comments and problems, each with its place. Any text is a report.

import type { ParseProblem, Report, Section, SectionKind, TextRange } from "./document.ts";
import { ReportError } from "./errors.ts";
import { trimmed } from "./fields.ts";
import { parseHeader } from "./header.ts";
import { readHeading } from "./headings.ts";
import type { HeadingLine } from "./headings.ts";
import { linkLabels, scanStretch } from "./inline.ts";
import type { Found } from "./inline.ts";
import { fencedLines, isBlankLine, lineIndexAt, linesOf } from "./lines.ts";
import type { Line } from "./lines.ts";

/** Longest document, UTF-16 code units: some hundred times the longest report; parsing it takes a tenth of a second. */
export const MAX_REPORT_CHARACTERS = 2_000_000;

/** Characters of a line that a program may have broken. */
const MIN_WRAPPED = 50;

/** A heading of the document and its line. */
interface FoundHeading {
  readonly heading: HeadingLine;
  readonly index: number;
}

/**
 * Reads a document as a report. Nothing in it is an error: what cannot be understood stays text and is a problem in the list.
 * @returns sections that cover everything after the header; offsets in UTF-16 code units
 * @throws ReportError `report/too-long` beyond `MAX_REPORT_CHARACTERS`
 */
export function parseReport(text: string): Report {
  if (text.length > MAX_REPORT_CHARACTERS) throw new ReportError("report/too-long", `It has ${text.length} characters; ${MAX_REPORT_CHARACTERS} are possible.`, "Open it as plain text.");
  const lines = linesOf(text);
  const { header, problems: headerProblems, nLines, isReport } = parseHeader(text, lines);
  const isFenced = fencedLines(text, lines);
  const headings = headingsOf(text, lines, { first: nLines, isFenced });
  const sections = sectionsOf(text, lines, headings, header.range.end);
  const found: Found = { fields: [], comments: [], problems: [...headerProblems] };
  const links = linkLabels(text);
  const firstKnown = isReport ? 0 : headings.findIndex(({ heading }) => heading.kind !== null);
  const offset = sections.length - headings.length;
  for (const [index, section] of sections.entries()) {
    const place = { section: index, isReport: isReport || (firstKnown !== -1 && index - offset >= firstKnown) };
    for (const stretch of stretchesOf(text, lines, section, isFenced)) scanStretch(text, stretch, place, links, found);
  }
  const byPlace = (one: ParseProblem, other: ParseProblem): number => one.range.start - other.range.start;
  return { text, header, sections, fields: found.fields, comments: found.comments.sort((one, other) => one.range.start - other.range.start), problems: found.problems.sort(byPlace) };
}

/** Lines that begin a section: those named as one, and Markdown headings that are not below one. */
function headingsOf(text: string, lines: readonly Line[], { first, isFenced }: { readonly first: number; readonly isFenced: readonly boolean[] }): FoundHeading[] {
  const found: FoundHeading[] = [];
  /** Number of `#` of the section that the line is in; a plain heading counts as one. */
  let level = 0;
  let before = "";
  for (const [index, line] of lines.entries()) {
    if (index < first || isFenced[index] === true) {
      before = "";
      continue;
    }
    const content = text.slice(line.start, line.end);
    const heading = readHeading(content);
    if (heading !== null && isHeadingHere(heading, content, before, level)) {
      found.push({ heading, index });
      level = heading.kind === null ? 0 : Math.max(1, heading.level);
      before = "";
    } else before = content.trim();
  }
  return found;
}

/**
 * Whether a line that can be a heading is one, given what stands around it. A word of a wrapped sentence is none: "these\nfindings:
 * a nodule" begins small after a line that does not end.
 * @param before the line before it without white space; empty after a heading
 */
function isHeadingHere(heading: HeadingLine, line: string, before: string, level: number): boolean {
  if (heading.kind === null) return level === 0 || heading.level <= level;
  if (heading.level > 0 || heading.letterCase === "upper") return true;
  const isAfterEnd = before === "" || /[.:;!?\]})*_=-]$/.test(before);
  if (heading.emphasis !== "" && (heading.separator !== "none" || heading.textStart === line.length)) return true;
  if (heading.separator !== "none" && heading.letterCase === "capital") return true;
  // A sentence is broken where a line is full; a short line before a capital was its author's own break.
  return isAfterEnd || (heading.letterCase === "capital" && before.length < MIN_WRAPPED);
}

function sectionsOf(text: string, lines: readonly Line[], headings: readonly FoundHeading[], start: number): Section[] {
  const firstStart = lines[headings[0]?.index ?? lines.length]?.start ?? text.length;
  const hasPreamble = text.slice(start, firstStart).trim() !== "" || (headings.length === 0 && start < text.length);
  const sections: Section[] = [];
  if (hasPreamble) sections.push({ kind: "other", heading: null, range: { start, end: firstStart }, body: trimmed(text, { start, end: firstStart }) });
  for (const [index, { heading, index: lineIndex }] of headings.entries()) {
    const line = lines[lineIndex];
    if (line === undefined) continue;
    // White space between the header and the first heading belongs to the first section.
    const from = sections.length === 0 ? start : line.start;
    const end = lines[headings[index + 1]?.index ?? lines.length]?.start ?? text.length;
    const name = { start: line.start + heading.nameStart, end: line.start + heading.nameEnd };
    const kind: SectionKind = heading.kind ?? "other";
    const afterName = Math.min(line.start + heading.textStart, line.end);
    sections.push({ kind, heading: { text: text.slice(name.start, name.end), range: name }, range: { start: from, end }, body: bodyOf(text, { start: afterName, end }, lines[lineIndex + 1]) });
  }
  return sections;
}

/** The body without the line of `---` or `===` that underlines its heading. */
function bodyOf(text: string, after: TextRange, nextLine: Line | undefined): TextRange {
  const isUnderlined = nextLine !== undefined && nextLine.end <= after.end && text.slice(after.start, nextLine.start).trim() === "" && /^[ \t]*(?:={3,}|-{3,})[ \t]*$/.test(text.slice(nextLine.start, nextLine.end));
  return trimmed(text, { start: isUnderlined ? nextLine.end : after.start, end: after.end });
}

/** Runs of lines of a section's body without a blank line or code between them. */
function* stretchesOf(text: string, lines: readonly Line[], section: Section, isFenced: readonly boolean[]): Generator<TextRange> {
  let start: number | null = null;
  let end = section.body.start;
  for (let index = Math.max(0, lineIndexAt(lines, section.body.start)); index < lines.length; index++) {
    const line = lines[index];
    if (line === undefined || line.start >= section.body.end) break;
    if (isFenced[index] === true || isBlankLine(text, line)) {
      if (start !== null) yield { start, end };
      start = null;
    } else {
      start ??= Math.max(line.start, section.body.start);
      end = Math.min(line.end, section.body.end);
    }
  }
  if (start !== null) yield { start, end };
}
