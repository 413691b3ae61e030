// Making a report final: what keeps it from being so, what is only said, and the addendum that may follow.

import type { AiSpans } from "./aiSpans.ts";
import { unreviewedRanges } from "./aiSpanReview.ts";
import type { Field, ParseProblemCode, Report, TextRange } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { setHeaderLine } from "./headerEdits.ts";
import { headingStyleOf, styledHeadings, writeHeading } from "./headingStyle.ts";
import { sectionName } from "./headings.ts";
import { languageOf } from "./language.ts";
import { lineEndOf } from "./lines.ts";
import { isEmptyField } from "./navigation.ts";

/** Why a report cannot be final, or what a person should know before it is. */
export type FinalFinding =
  /** A field with PROHIBIT (blocks), ALERT or no action (warn) that has no value. */
  | { readonly code: "final/field-empty"; readonly range: TextRange; readonly field: Field }
  /** Words of the model that nobody has reviewed. */
  | { readonly code: "final/unreviewed"; readonly range: TextRange }
  /** The header says that there are such words, but their places are not known. */
  | { readonly code: "final/unreviewed-unknown"; readonly range: TextRange }
  | { readonly code: "final/problem"; readonly range: TextRange; readonly problem: ParseProblemCode };

/** The way to a final report. */
export interface Finalisation {
  /** Empty: the report can be final. */
  readonly blocks: readonly FinalFinding[];
  readonly warns: readonly FinalFinding[];
  /** Sets the status and takes away the mark of unreviewed text; none while something blocks. */
  readonly edits: readonly TextEdit[];
}

/**
 * What stands between a report and its status `final`.
 * @param spans the marks of the model's words in it
 * @param nUnknown runs whose place was not found again; 0 also where a person has said that all is reviewed
 */
export function finalise(report: Report, spans: AiSpans, nUnknown: number): Finalisation {
  const empty = report.fields.filter(isEmptyField);
  const finding = (field: Field): FinalFinding => ({ code: "final/field-empty", range: field.range, field });
  const unreviewed = unreviewedRanges(spans).map((range): FinalFinding => ({ code: "final/unreviewed", range }));
  const unknown: FinalFinding[] = nUnknown > 0 ? [{ code: "final/unreviewed-unknown", range: report.header.range }] : [];
  const blocks = [...empty.filter(({ action }) => action === "prohibit").map(finding), ...unreviewed, ...unknown];
  const problems = report.problems.map(({ code, range }): FinalFinding => ({ code: "final/problem", range, problem: code }));
  const warns = [...empty.filter(({ action }) => action !== "prohibit").map(finding), ...problems];
  const byPlace = (one: FinalFinding, other: FinalFinding): number => one.range.start - other.range.start;
  const edits = blocks.length > 0 ? [] : finalEdits(report);
  return { blocks: blocks.sort(byPlace), warns: warns.sort(byPlace), edits };
}

/** Status and mark in one go; a header that has neither is made with the status alone. */
function finalEdits(report: Report): TextEdit[] {
  return [...setHeaderLine(report, "status", "final"), ...setHeaderLine(report, "ai", null)];
}

/** An addendum to be written. */
export interface AddendumEdit {
  readonly edit: TextEdit;
  /** Where its text goes, after the edit. */
  readonly cursor: number;
}

/**
 * Begins an addendum at the end of a report: a dated heading in the style and language of the others, and a line for its text.
 * @param date as it is to be read, `2026-01-31 14:05`; digits first, year, month and day, then hours and minutes
 */
export function addendum(report: Report, date: string): AddendumEdit {
  const { text } = report;
  const end = lineEndOf(text);
  const content = text.trimEnd();
  const style = headingStyleOf(styledHeadings(report));
  const heading = writeHeading(`${sectionName("addendum", languageOf(report) ?? "en")} ${date}`, style, false);
  const before = content === "" ? "" : end + end;
  // What is final stays as it is to the last line end: it is kept, and only what is missing is added.
  const kept = text.slice(content.length);
  const gap = kept === "" ? before : before.slice(Math.min(before.length, (kept.match(/\r\n|\r|\n/g) ?? []).join("").length));
  const written = `${gap}${heading}${end}${end}`;
  return { edit: { range: { start: text.length, end: text.length }, text: written }, cursor: text.length + written.length - end.length };
}
