// An earlier examination goes into the section Comparison, as the person asked for it.

import type { Report, Section } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { escapeText } from "./fields.ts";
import { headingStyleOf, placeHeading, styledHeadings, writeHeading } from "./headingStyle.ts";
import { sectionName } from "./headings.ts";
import { languageOf } from "./language.ts";
import { lineEndOf } from "./lines.ts";

/** An earlier examination as its tags name it; empty where they do not. */
export interface EarlierExam {
  readonly exam: string;
  /** YYYYMMDD. */
  readonly date: string;
}

/** What the section says of an examination: `CT Thorax, 2023-05-01.` */
export function comparisonText({ exam, date }: EarlierExam): string {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date);
  const words = [escapeText(exam.replace(/\s+/g, " ").trim()), day === null ? "" : `${day[1] ?? ""}-${day[2] ?? ""}-${day[3] ?? ""}`];
  return `${words.filter((word) => word !== "").join(", ")}.`;
}

/**
 * Writes an earlier examination into the section Comparison: in place of a field or nothing, else behind what stands there;
 * before the findings where the report has no such section.
 * @returns one edit, or none where the section says so already
 */
export function comparisonEdits(report: Report, earlier: EarlierExam): TextEdit[] {
  const text = comparisonText(earlier);
  if (text === ".") return [];
  const section = report.sections.find(({ kind, heading }) => kind === "comparison" && heading !== null);
  if (section === undefined) return newSection(report, text);
  const said = report.text.slice(section.body.start, section.body.end);
  if (said.includes(text.slice(0, -1))) return [];
  if (said === "") return atHeading(report, section, text);
  const isOneField = report.fields.some(({ range }) => range.start === section.body.start && range.end === section.body.end);
  if (isOneField) return [{ range: section.body, text }];
  return [{ range: { start: section.body.end, end: section.body.end }, text: `${/[.!?]$/.test(said) ? " " : "; "}${text}` }];
}

function atHeading(report: Report, section: Section, text: string): TextEdit[] {
  const placed = placeHeading(report.text, section);
  const at = placed?.end ?? section.heading?.range.end ?? section.body.start;
  const isInline = report.text.slice(0, at).endsWith(":") && placed?.line.level === 0;
  return [{ range: { start: at, end: at }, text: `${isInline ? " " : lineEndOf(report.text)}${text}` }];
}

function newSection(report: Report, text: string): TextEdit[] {
  const end = lineEndOf(report.text);
  const isInline = styledHeadings(report).some((placed) => placed.isInline);
  const heading = writeHeading(sectionName("comparison", languageOf(report) ?? "en"), headingStyleOf(styledHeadings(report)), isInline);
  const written = `${heading}${isInline ? " " : end}${text}${end}${end}`;
  const next = report.sections.find(({ kind }) => kind === "findings" || kind === "impression");
  const at = next?.heading === undefined || next.heading === null ? report.header.range.end : (placeHeading(report.text, next)?.start ?? next.heading.range.start);
  return [{ range: { start: at, end: at }, text: written }];
}
