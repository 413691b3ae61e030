// Where things are in a report: the field or section at an offset, the next field, what may still be written to.

import type { Field, Report, TextRange } from "./document.ts";

/** Index of the first of ordered things that ends after an offset; their number where none does. */
export function firstEndingAfter(things: readonly { readonly range: TextRange }[], offset: number): number {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((things[middle]?.range.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The field at an offset, its brackets included; where two touch, the one that begins there. */
export function fieldAt(report: Report, offset: number): Field | null {
  const index = report.fields.findLastIndex(({ range }) => range.start <= offset);
  const field = report.fields[index];
  return field !== undefined && offset <= field.range.end ? field : null;
}

/** The first field that begins after an offset; from the end on again from the start; null in a report without fields. */
export function nextField(report: Report, offset: number): Field | null {
  return report.fields.find(({ range }) => range.start > offset) ?? report.fields[0] ?? null;
}

/** The last field that ends before an offset, or at it; from the start on again from the end; null in a report without fields. */
export function previousField(report: Report, offset: number): Field | null {
  return report.fields.findLast(({ range }) => range.end <= offset && range.start < offset) ?? report.fields.at(-1) ?? null;
}

/** Index into `report.sections` of the section at an offset; null in the header and in an empty document. */
export function sectionAt(report: Report, offset: number): number | null {
  const index = report.sections.findLastIndex(({ range }) => range.start <= offset);
  return index === -1 || offset < report.header.range.end ? null : index;
}

/** True for a field that says nothing yet: a blank, a number, a typed value, a pick list without a default. */
export function isEmptyField(field: Field): boolean {
  if (field.kind === "default") return false;
  if (field.kind === "pickOne" || field.kind === "pickMany") return !field.options.some((option) => option.isDefault);
  return true;
}

/** Where the first addendum begins, at the line of its heading; null without one. */
export function addendumStart(report: Report): number | null {
  const section = report.sections.find(({ kind }) => kind === "addendum");
  if (section === undefined) return null;
  const before = report.text.slice(section.range.start, section.heading?.range.start);
  return section.range.start + before.length - before.trimStart().length;
}

/** What nobody may change any more: a final report up to its first addendum, its header included. Null for any other. */
export function readOnlyRange(report: Report): TextRange | null {
  return report.header.status === "final" ? { start: 0, end: addendumStart(report) ?? report.text.length } : null;
}
