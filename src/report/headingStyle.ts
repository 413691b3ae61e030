// The style in which a document writes its headings, and a heading written in it.

import type { Report, Section } from "./document.ts";
import { inCase, kindOfName, readHeading } from "./headings.ts";
import type { HeadingLine } from "./headings.ts";

/** How headings are written: `## Findings`, `**Findings:**`, `FINDINGS:`. */
export interface HeadingStyle {
  /** Number of `#`; 0: none. */
  readonly level: number;
  /** `**`, `__`, `*`, `_` or empty. */
  readonly emphasis: string;
  readonly letterCase: HeadingLine["letterCase"];
  /** Of headings with their own line; one with text after it has a colon always. */
  readonly colon: "none" | "colon" | "colonInside";
}

/** A section's heading in its document. */
export interface PlacedHeading {
  readonly section: Section;
  readonly line: HeadingLine;
  /** After the indentation of its line. */
  readonly start: number;
  /** After its last mark; for one with text on its line, where that text begins. */
  readonly end: number;
  readonly isInline: boolean;
}

/** The style of a document without headings. */
const PLAIN: HeadingStyle = { level: 0, emphasis: "", letterCase: "upper", colon: "colon" };

/** Headings whose style may be compared and changed: names of ours, not numbered, not underlined, without a dash, no addendum. */
export function styledHeadings(report: Report): PlacedHeading[] {
  return report.sections.flatMap((section) => {
    const placed = section.heading === null || section.kind === "addendum" ? null : placeHeading(report.text, section);
    const isPlain = placed !== null && !placed.line.isNumbered && placed.line.separator !== "dash" && !isUnderlined(report.text, placed);
    return isPlain && kindOfName(section.heading?.text ?? "") !== null ? [placed] : [];
  });
}

/** The heading of a section with its marks; null for a section without one. */
export function placeHeading(text: string, section: Section): PlacedHeading | null {
  if (section.heading === null) return null;
  const lineStart = lineStartOf(text, section.heading.range.start);
  const length = text.slice(lineStart).search(/[\r\n]/);
  const content = length === -1 ? text.slice(lineStart) : text.slice(lineStart, lineStart + length);
  const line = readHeading(content);
  if (line === null) return null;
  const isInline = line.textStart < content.length;
  const indent = content.length - content.trimStart().length;
  return { section, line, start: lineStart + indent, end: lineStart + (isInline ? line.textStart : content.trimEnd().length), isInline };
}

/** Start of the line that an offset is in. */
export function lineStartOf(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !"\r\n".includes(text.charAt(at - 1))) at--;
  return at;
}

function isUnderlined(text: string, { end, isInline }: PlacedHeading): boolean {
  return !isInline && /^[ \t]*(?:\r\n|\r|\n)[ \t]*(?:={3,}|-{3,})[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 200));
}

/** The style that most headings have, in each respect; of equally many, that of the first. */
export function headingStyleOf(headings: readonly PlacedHeading[]): HeadingStyle {
  const lines = headings.map(({ line }) => line);
  const first = majority(lines, ({ level, emphasis }) => `${level}${emphasis}`);
  if (first === null) return PLAIN;
  const letterCase = majority(lines, (line) => line.letterCase)?.letterCase ?? PLAIN.letterCase;
  const own = headings.filter(({ isInline }) => !isInline).map(({ line }) => line);
  const hasColon = majority(own, ({ separator }) => String(separator === "none"))?.separator !== "none";
  const colons = lines.filter(({ emphasis, separator }) => emphasis === first.emphasis && separator.startsWith("colon"));
  const isInside = first.emphasis !== "" && majority(colons, ({ separator }) => separator)?.separator !== "colon";
  return { level: first.level, emphasis: first.emphasis, letterCase, colon: !hasColon ? "none" : isInside ? "colonInside" : "colon" };
}

function majority<T>(list: readonly T[], keyOf: (each: T) => string): T | null {
  const counts = new Map<string, number>();
  for (const each of list) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return list.find((each) => counts.get(keyOf(each)) === most) ?? null;
}

/**
 * A name as a heading of a style.
 * @param name as the report or RadDraft writes it; words in parentheses keep their case
 * @param isInline with text after it on its line: then it needs its colon
 */
export function writeHeading(name: string, style: HeadingStyle, isInline: boolean): string {
  const words = name.split(/(\([^()]*\))/).map((part, index) => (part.startsWith("(") ? part : inCase(part, style.letterCase, index === 0))).join("");
  const colon = isInline && style.colon === "none" ? (style.emphasis === "" ? "colon" : "colonInside") : style.colon;
  const hashes = style.level === 0 ? "" : `${"#".repeat(style.level)} `;
  return `${hashes}${style.emphasis}${words}${colon === "colonInside" ? ":" : ""}${style.emphasis}${colon === "colon" ? ":" : ""}`;
}
