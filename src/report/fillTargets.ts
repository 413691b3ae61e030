// Which stretches of a report a fill replaces: blanks, pick lists, selected words, a whole section.

import type { Field, Report, Section, SectionKind, TextRange } from "./document.ts";
import { trimmed } from "./fields.ts";
import { headingStyleOf, lineStartOf, placeHeading, styledHeadings, writeHeading } from "./headingStyle.ts";
import { sectionName } from "./headings.ts";
import { languageOf, MODEL_LANGUAGE } from "./language.ts";
import { lineEndOf } from "./lines.ts";
import { fieldAt, readOnlyRange } from "./navigation.ts";
import { bodyText, labelOf } from "./plainText.ts";

/** What is to be filled. */
export type FillScope =
  /** Every blank and pick list, but not under clinical information and comparison: an image does not say these. */
  | { readonly kind: "all" }
  /** Blanks and pick lists of one section, by index. */
  | { readonly kind: "section"; readonly section: number }
  /** The blank or pick list at an offset. */
  | { readonly kind: "field"; readonly offset: number }
  /** Words to be drafted anew; grows to whole words and whole fields. */
  | { readonly kind: "selection"; readonly range: TextRange }
  /** All of a section's text, or its text to be, by index. */
  | { readonly kind: "draftSection"; readonly section: number }
  /** All of the impression, which is made where there is none. */
  | { readonly kind: "impression" };

/** A stretch that a fill replaces. */
export interface FillTarget {
  /** What is replaced in the document; empty for an insertion. */
  readonly range: TextRange;
  /** Index into `Report.sections`; for a new section that of the one before it. */
  readonly section: number;
  /** The field that it is; null for words and sections. */
  readonly field: Field | null;
  /** What the document gets before the drafted text and the model sees as text: a label, a line end, a heading. */
  readonly before: string;
  /** Heading text of a new section; else null. */
  readonly newHeading: string | null;
  readonly allowsLineBreaks: boolean;
  /** Words that are replaced, as the model would see them; empty for blanks. */
  readonly old: string;
  /** Tokens as written in the field; null: to be chosen. */
  readonly length: number | null;
  /** Tokens to begin with where no length is written. */
  readonly proposed: number;
  /** True: the person wrote there while it was filled, so nothing is put there. */
  readonly isGivenUp: boolean;
  /** True: text of its section changed while it was filled. */
  readonly isOutdated: boolean;
}

const FRESH = { isGivenUp: false, isOutdated: false } as const;

/** Tokens proposed for a whole section. */
const SECTION_LENGTHS: Readonly<Partial<Record<SectionKind, number>>> = { findings: 64, impression: 32 };
const OTHER_SECTION_LENGTH = 24;
/** Tokens proposed for a blank that has its line for itself, and for one inside a line. */
const LINE_LENGTH = 24;
const INLINE_LENGTH = 12;
/** Tokens a word, and one for its marks: what the report can say before a tokenizer has counted. */
const TOKENS_A_WORD = 1.5;

/** Sections that an image says nothing about. */
const NOT_FROM_IMAGE: readonly SectionKind[] = ["clinicalInformation", "comparison"];
/** Pick lists the engine takes. */
const MAX_OPTIONS = 64;

/**
 * The stretches of a scope in document order, not overlapping; none where there is nothing to fill or all of it is final.
 */
export function fillTargets(report: Report, scope: FillScope): FillTarget[] {
  const final = readOnlyRange(report);
  return targetsOf(report, scope).filter(({ range }) => final === null || range.start >= final.end);
}

function targetsOf(report: Report, scope: FillScope): FillTarget[] {
  const fillable = report.fields.filter(isFillable);
  switch (scope.kind) {
    case "all":
      return fillable.filter(({ section }) => !NOT_FROM_IMAGE.includes(report.sections[section]?.kind ?? "other")).map((field) => fieldTarget(report, field));
    case "section":
      return fillable.filter(({ section }) => section === scope.section).map((field) => fieldTarget(report, field));
    case "field": {
      const field = fieldAt(report, scope.offset);
      return field !== null && isFillable(field) ? [fieldTarget(report, field)] : [];
    }
    case "selection":
      return selectionTargets(report, scope.range);
    case "draftSection":
      return sectionTarget(report, scope.section);
    case "impression": {
      const index = report.sections.findLastIndex(({ kind }) => kind === "impression");
      return index === -1 ? newImpression(report) : sectionTarget(report, index);
    }
  }
}

/** Sections with something to fill, in the order of filling: document order, impressions last. Indices into `Report.sections`. */
export function fillOrder(report: Report): number[] {
  const sections = [...new Set(fillTargets(report, { kind: "all" }).map(({ section }) => section))];
  const isImpression = (index: number): boolean => report.sections[index]?.kind === "impression";
  return [...sections.filter((index) => !isImpression(index)), ...sections.filter(isImpression)];
}

/** Free text and pick lists; numbers and typed values are measured or typed, never drafted. */
function isFillable(field: Field): boolean {
  if (field.kind === "free") return true;
  return (field.kind === "pickOne" || field.kind === "pickMany") && field.options.length >= 2 && field.options.length <= MAX_OPTIONS;
}

function fieldTarget(report: Report, field: Field): FillTarget {
  const { range, section } = field;
  const isAlone = field.name === null && report.text.slice(lineStartOf(report.text, range.start), range.start).trim() === "" && /^[ \t]*(?:[\r\n]|$)/.test(report.text.slice(range.end, range.end + 200));
  return {
    ...FRESH, range, section, field, before: labelOf(field), newHeading: null, allowsLineBreaks: isAlone, old: "",
    length: field.kind === "free" ? field.length : null, proposed: isAlone ? LINE_LENGTH : INLINE_LENGTH,
  };
}

/** Selected words section by section, without headings and comments. */
function selectionTargets(report: Report, selected: TextRange): FillTarget[] {
  return report.sections.flatMap(({ body }, section) =>
    grown(report, overlap(body, selected), body).map((range): FillTarget => {
      const old = bodyText(report, range);
      const proposed = Math.max(2, Math.ceil(old.split(/\s+/).length * TOKENS_A_WORD));
      return { ...FRESH, range, section, field: null, before: "", newHeading: null, allowsLineBreaks: /[\r\n]/.test(report.text.slice(range.start, range.end)), old, length: null, proposed };
    }),
  );
}

/** A range cut at comments, each piece grown to whole words and fields; pieces that meet become one. */
function grown(report: Report, range: TextRange, body: TextRange): TextRange[] {
  const { text } = report;
  const pieces: TextRange[] = [];
  let at = range.start;
  const outside = report.comments.filter((comment) => !report.fields.some((field) => isWithin(comment.range, field.range)));
  for (const comment of [...outside.map((each) => each.range), { start: range.end, end: range.end }]) {
    if (comment.end < range.start || comment.start > range.end) continue;
    const piece = trimmed(text, { start: at, end: Math.max(at, Math.min(comment.start, range.end)) });
    at = Math.max(at, comment.end);
    if (piece.end > piece.start) pieces.push(wholeWords(report, piece, body));
  }
  const merged: TextRange[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last !== undefined && piece.start < last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
    else merged.push(piece);
  }
  return merged;
}

function wholeWords(report: Report, piece: TextRange, body: TextRange): TextRange {
  let [start, end] = [piece.start, piece.end];
  const isWord = (at: number): boolean => /[\p{L}\p{N}\p{M}_'’-]/u.test(characterAt(report.text, at));
  while (start > body.start && isWord(start) && isWord(start - 1)) start--;
  while (end < body.end && isWord(end - 1) && isWord(end)) end++;
  for (const { range } of report.fields) {
    if (range.start >= end || range.end <= start) continue;
    start = Math.min(start, range.start);
    end = Math.max(end, range.end);
  }
  return { start, end };
}

/** The character that a code unit belongs to, surrogate pairs whole. */
function characterAt(text: string, at: number): string {
  const isLow = /[\udc00-\udfff]/.test(text.charAt(at));
  return String.fromCodePoint(text.codePointAt(isLow ? at - 1 : at) ?? 32);
}

function sectionTarget(report: Report, index: number): FillTarget[] {
  const section = report.sections[index];
  if (section === undefined) return [];
  const place = section.body.end > section.body.start ? { range: section.body, before: "" } : emptyPlace(report, section);
  const proposed = SECTION_LENGTHS[section.kind] ?? OTHER_SECTION_LENGTH;
  return [{ ...FRESH, ...place, section: index, field: null, newHeading: null, allowsLineBreaks: true, old: bodyText(report, section.body).trim(), length: null, proposed }];
}

/** Where the text of an empty section goes: on the heading's line if other sections have theirs there, else on the next. */
function emptyPlace(report: Report, section: Section): Pick<FillTarget, "range" | "before"> {
  const { text } = report;
  const heading = placeHeading(text, section);
  const at = section.body.start;
  if (heading === null) return { range: { start: at, end: at }, before: "" };
  const others = styledHeadings(report).filter((each) => each.section !== section && each.section.body.end > each.section.body.start);
  const isInline = heading.line.level === 0 && heading.line.separator !== "none" && others.length > 0 && others.filter((each) => each.isInline).length * 2 >= others.length;
  if (isInline) return { range: { start: at, end: at }, before: /[ \t]/.test(text.charAt(at - 1)) ? "" : " " };
  const end = Math.max(at, heading.end);
  return { range: { start: end, end }, before: lineEndOf(text) };
}

/** An impression below all other sections, above addenda. */
function newImpression(report: Report): FillTarget[] {
  const addendum = report.sections.findIndex(({ kind }) => kind === "addendum");
  const index = (addendum === -1 ? report.sections.length : addendum) - 1;
  const last = report.sections[index];
  if (last === undefined) return [];
  const end = lineEndOf(report.text);
  const name = writeHeading(sectionName("impression", languageOf(report) ?? "en"), headingStyleOf(styledHeadings(report)), false);
  const at = last.body.end > last.body.start ? last.body.end : Math.max(last.body.end, placeHeading(report.text, last)?.end ?? 0);
  return [{ ...FRESH, range: { start: at, end: at }, section: index, field: null, before: `${end}${end}${name}${end}`, newHeading: sectionName("impression", MODEL_LANGUAGE), allowsLineBreaks: true, old: "", length: null, proposed: SECTION_LENGTHS.impression ?? OTHER_SECTION_LENGTH }];
}

const isWithin = (one: TextRange, other: TextRange): boolean => one.start >= other.start && one.end <= other.end;

/** What two ranges have in common; empty where they have nothing. */
function overlap(one: TextRange, other: TextRange): TextRange {
  const start = Math.max(one.start, other.start);
  return { start, end: Math.max(start, Math.min(one.end, other.end)) };
}
