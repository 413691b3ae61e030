// The outline and the folding of a report.

import type { Report, ReportLanguage, SectionKind, TextRange } from "./document.ts";
import { sectionName } from "./headings.ts";
import { languageOf } from "./language.ts";
import { linesOf } from "./lines.ts";

/** An entry of the outline. */
export interface OutlineItem {
  /** Heading or field name as written; for a section without a heading its first words. */
  readonly name: string;
  /** What a section is about; `field` for a field with a name. */
  readonly kind: SectionKind | "header" | "field";
  readonly range: TextRange;
  /** What is shown when the entry is chosen; within `range`. */
  readonly selection: TextRange;
  readonly children: readonly OutlineItem[];
}

/** Longest name of a section without a heading, characters. */
const MAX_NAME = 40;

/** Sections in order with their named fields below them. */
export function outlineOf(report: Report): OutlineItem[] {
  const named = report.sections.map((): OutlineItem[] => []);
  for (const { name, section, range, inner } of report.fields) if (name !== null) named[section]?.push({ name: name.text, kind: "field", range, selection: inner, children: [] });
  const sections = report.sections.map((section, index): OutlineItem => {
    const children = named[index] ?? [];
    return { name: section.heading?.text ?? firstWords(report, section.body), kind: section.kind, range: section.range, selection: section.heading?.range ?? firstLine(report, section.body), children };
  });
  return sections.filter((item) => item.name !== "");
}

function firstLine({ text }: Report, { start, end }: TextRange): TextRange {
  const length = text.slice(start, end).search(/[\r\n]/);
  return { start, end: length === -1 ? end : start + length };
}

function firstWords(report: Report, body: TextRange): string {
  const { start, end } = firstLine(report, body);
  return report.text.slice(start, Math.min(end, start + MAX_NAME)).trim();
}

/**
 * What can be folded: header, sections and comments of more than one line, without the blank lines at their end.
 * @returns ranges whose first line stays visible
 */
export function foldsOf(report: Report): TextRange[] {
  const { text, header, sections, comments } = report;
  const blocks = [header.range, ...sections.map(({ heading, range }) => ({ start: heading?.range.start ?? range.start, end: range.end })), ...comments.map(({ range }) => range)];
  return blocks.map(({ start, end }) => ({ start, end: start + text.slice(start, end).trimEnd().length })).filter(({ start, end }) => linesOf(text.slice(start, end)).length > 1);
}

/**
 * Names that a heading may be completed to: those of the sections that the report does not have yet, in its language.
 * @param fallback for a report that does not show its language yet
 */
export function missingSections(report: Report, fallback: ReportLanguage): { readonly kind: SectionKind; readonly name: string }[] {
  const kinds = ["exam", "clinicalInformation", "technique", "comparison", "findings", "impression", "limitations"] as const;
  const language = languageOf(report) ?? fallback;
  return kinds.filter((kind) => !report.sections.some((section) => section.kind === kind)).map((kind) => ({ kind, name: sectionName(kind, language) }));
}
