// What of a report goes into the reading system: its words, without header, brackets, comments and escapes.

import type { Field, Report, SectionKind, TextRange } from "./document.ts";
import { unescapeText } from "./fields.ts";
import { lineEndOf } from "./lines.ts";
import { firstEndingAfter, isEmptyField } from "./navigation.ts";

/** What stands for a value that nobody has given, in plain text and before the model. */
export const EMPTY_VALUE = "___";

/** A report as plain text. */
export interface PlainText {
  readonly text: string;
  /** Fields that have no value: `___` stands for them, so that whoever pastes the text sees the gap. */
  readonly empty: readonly Field[];
}

/**
 * The text for the reading system: defaults as their text, pick lists as their default, names as labels, `___` for what is empty,
 * no header, no comments, no Markdown marks of headings. Line ends are the document's.
 */
export function plainTextOf(report: Report): PlainText {
  const parts: string[] = [];
  for (const section of report.sections) {
    if (section.heading !== null) parts.push(headingText(report, section.heading.range, section.body));
    parts.push(bodyText(report, section.body), "\n\n");
  }
  const text = parts.join("").replace(/\r\n|\r/g, "\n").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  return { text: lineEndOf(report.text) === "\n" ? text : text.replaceAll("\n", "\r\n"), empty: report.fields.filter(isEmptyField) };
}

/** A section as plain text. */
export interface PlainSection {
  readonly kind: SectionKind;
  /** As written, without marks; null for text before the first heading. */
  readonly heading: string | null;
  /** Lines end with LF, white space at both ends is gone. */
  readonly text: string;
  /** In the document, with its heading. */
  readonly range: TextRange;
}

export interface PlainSections {
  /** Those without a heading and without text are left out. */
  readonly sections: readonly PlainSection[];
  /** Fields that have no value: `___` stands for them. */
  readonly nEmptyFields: number;
}

/** The same, section by section. */
export function plainSectionsOf(report: Report): PlainSections {
  const plain = (text: string): string => text.replace(/\r\n|\r/g, "\n").replace(/[ \t]+$/gm, "").replace(/\n{3,}/g, "\n\n").trim();
  const sections = report.sections.map(({ kind, heading, body, range }) => ({ kind, heading: heading?.text ?? null, text: plain(bodyText(report, body)), range }));
  return { sections: sections.filter(({ heading, text }) => heading !== null || text !== ""), nEmptyFields: report.fields.filter(isEmptyField).length };
}

/** `Findings: ` or `Findings:` and a line end, as the document has it, without `#` and `**`. */
function headingText({ text }: Report, name: TextRange, body: TextRange): string {
  const between = text.slice(name.end, body.start);
  const isOnItsLine = body.start === body.end || /[\r\n]/.test(between);
  return `${text.slice(name.start, name.end)}:${isOnItsLine ? "\n" : " "}`;
}

/** Text of a range with its fields as their values and without its comments. */
export function bodyText(report: Report, range: TextRange): string {
  return piecesOf(report, range).map((piece) => (piece.field === null ? unescapeText(piece.text) : fieldText(report, piece.field))).join("");
}

/** A field, or text between fields without the comments in it. */
export interface Piece {
  readonly field: Field | null;
  /** Raw text; empty for a field. */
  readonly text: string;
  readonly range: TextRange;
}

/** A range cut at its fields. A comment goes with one of the spaces around it, or with its line if it has one for itself. */
export function piecesOf(report: Report, range: TextRange): Piece[] {
  const pieces: Piece[] = [];
  let at = range.start;
  const add = (end: number): void => { if (end > at) pieces.push({ field: null, text: withoutComments(report, { start: at, end }), range: { start: at, end } }); };
  for (const field of fieldsIn(report, range)) {
    add(field.range.start);
    pieces.push({ field, text: "", range: field.range });
    at = field.range.end;
  }
  add(range.end);
  return pieces;
}

/** Fields that lie in a range as a whole. */
export function fieldsIn(report: Report, { start, end }: TextRange): Field[] {
  const fields: Field[] = [];
  for (let index = firstEndingAfter(report.fields, start); index < report.fields.length; index++) {
    const field = report.fields[index];
    if (field === undefined || field.range.start >= end) break;
    if (field.range.start >= start && field.range.end <= end) fields.push(field);
  }
  return fields;
}

function withoutComments({ text, comments }: Report, { start, end }: TextRange): string {
  let [kept, at] = ["", start];
  for (let index = firstEndingAfter(comments, start); index < comments.length; index++) {
    const range = comments[index]?.range;
    if (range === undefined || range.start >= end) break;
    if (range.start < at || range.end > end) continue;
    kept += text.slice(at, range.start);
    at = range.end;
    const isLineEnd = at === text.length || /[\r\n]/.test(text.charAt(at));
    if (isLineEnd && beginsLine(text, range.start)) {
      kept = kept.replace(/[ \t]+$/, "");
      at += /^(?:\r\n|\r|\n)?/.exec(text.slice(at, Math.min(at + 2, end)))?.[0].length ?? 0;
    } else if (isLineEnd || /^[ .,;:)]/.test(text.slice(at, at + 1))) kept = kept.replace(/ $/, "");
  }
  return kept + text.slice(at, end);
}

/** True where only white space stands before an offset on its line. */
function beginsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && /[ \t]/.test(text.charAt(at))) at--;
  return at < 0 || /[\r\n]/.test(text.charAt(at));
}

/** A field's value with its label: `Lungs: Normal.`; `___` for each value that is missing. */
export function fieldText(report: Report, field: Field): string {
  return labelOf(field) + valueText(report, field);
}

/** `Lungs: ` for a field with a name, else nothing. */
export function labelOf(field: Field): string {
  return field.name === null ? "" : `${field.name.text}: `;
}

function valueText({ text }: Report, field: Field): string {
  switch (field.kind) {
    case "default":
      return field.text;
    case "pickOne":
    case "pickMany":
      return field.options.filter((option) => option.isDefault).map((option) => option.text).join(", ") || EMPTY_VALUE;
    case "number":
      return text.slice(field.inner.start, field.inner.end).replaceAll("#", EMPTY_VALUE);
    case "typed":
    case "free":
      return EMPTY_VALUE;
  }
}
