// What stands between two brackets: which field of the RSNA notation it is, or none (DESIGN section 1).

import type { CompletionAction, Field, Option, ParseProblem, PlacedText, TextRange } from "./document.ts";

/** Longest canvas that a blank may ask for, tokens: more than any model of this family was trained on. */
export const MAX_FREE_LENGTH = 1024;
/** Longest field, characters: a default may be a paragraph; more is a bracket that was closed by chance. */
export const MAX_FIELD_CHARACTERS = 4000;

/** Where brackets stand. */
export interface FieldPlace {
  /** Index into `Report.sections`. */
  readonly section: number;
  /** False outside a report's sections: there only forms that nothing else uses are fields. */
  readonly isReport: boolean;
}

/** A field, or null for brackets that are text. */
export interface ReadField {
  readonly field: Field | null;
  readonly problems: readonly ParseProblem[];
}

const NO_FIELD: ReadField = { field: null, problems: [] };

/** A word: two letters at least. `[1]`, `[a]`, `[1-3]` and `[ ]` have none. */
const HAS_WORD = /\p{L}{2}/u;
/** Text in brackets that other notations use: footnotes, citations, masked names of public data sets, links, Markdown notes. */
const IS_OTHER_NOTATION = /^(?:\^|@|\*\*.*\*\*$|\w+:\/\/|sic[.!]?$|!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)$|<!--|\[[^[\]]*\]$)/;

/**
 * Reads brackets and what is in them.
 * @param range with the brackets
 */
export function readField(text: string, range: TextRange, place: FieldPlace): ReadField {
  if (range.end - range.start > MAX_FIELD_CHARACTERS) return NO_FIELD;
  const whole = trimmed(text, { start: range.start + 1, end: range.end - 1 });
  if (whole.start === whole.end || IS_OTHER_NOTATION.test(text.slice(whole.start, whole.end))) return NO_FIELD;
  const { action, name, inner } = opening(text, whole);
  if (inner.start === inner.end) return NO_FIELD;
  const base = { range, inner, name, action, section: place.section };
  const content = text.slice(inner.start, inner.end);
  const free = freeField(content, base);
  if (free !== null) return free;
  const number = NUMBERS.exec(content);
  if (number !== null) return { field: { ...base, kind: "number", nNumbers: content.split("#").length - 1, unit: (number[1] ?? "").trim() }, problems: [] };
  const typed = /^<(\p{L}[\p{L}\p{N}_.-]*(?:(?::|[ \t]+)[\p{L}\p{N}_.-]+)*)>$/u.exec(content);
  if (typed !== null) return { field: { ...base, kind: "typed", valueType: typed[1] ?? "" }, problems: [] };
  return listField(text, base, place) ?? defaultField(content, base, place);
}

/** `# mL`, `# x # mm`, `# - # cm`; a unit has three words at most and begins with no digit. */
const NUMBERS = /^#(?:[ \t]*(?:x|×|by|to|[-–/])[ \t]*#)*(?![ \t]*\p{N})[ \t]*((?:[^\s#|;[\]]{1,16}[ \t]?){0,3})$/u;

interface FieldOpening {
  readonly range: TextRange;
  readonly inner: TextRange;
  readonly name: PlacedText | null;
  readonly action: CompletionAction | null;
  readonly section: number;
}

/** `!`, `?` and `Name:` before a field's content. */
function opening(text: string, whole: TextRange): Pick<FieldOpening, "action" | "name" | "inner"> {
  const mark = text.charAt(whole.start);
  const action = mark === "!" ? "prohibit" : mark === "?" ? "alert" : null;
  const rest = action === null ? whole : trimmed(text, { start: whole.start + 1, end: whole.end });
  const match = /^(\p{L}[^:|;#<>[\]_*\r\n]{0,50}):(?=[ \t\r\n_#<])/u.exec(text.slice(rest.start, Math.min(rest.end, rest.start + 60)));
  const name = match?.[1]?.trimEnd();
  if (match === null || name === undefined) return { action, name: null, inner: rest };
  const inner = trimmed(text, { start: rest.start + match[0].length, end: rest.end });
  return { action, name: { text: name, range: { start: rest.start, end: rest.start + name.length } }, inner };
}

function freeField(content: string, base: FieldOpening): ReadField | null {
  const match = /^_{3,}(?:[ \t]*:[ \t]*(.*))?$/.exec(content);
  if (match === null) return null;
  const written = match[1];
  if (written === undefined) return { field: { ...base, kind: "free", length: null }, problems: [] };
  const length = /^\d{1,6}$/.test(written) ? Number(written) : 0;
  const isGood = length >= 1 && length <= MAX_FREE_LENGTH;
  return { field: { ...base, kind: "free", length: isGood ? length : null }, problems: isGood ? [] : [{ code: "report/field-length", range: base.inner }] };
}

/** `a | b*`: one of these, anywhere; `a; b`: any of these, in a report, unless it is a sentence with its full stop. */
function listField(text: string, base: FieldOpening, place: FieldPlace): ReadField | null {
  const one = splitAt(text, base.inner, "|");
  if (one.length > 1) {
    const options = optionsOf(text, one);
    if (options.length === 0) return null;
    const second = options.filter((option) => option.isDefault)[1];
    const problems: ParseProblem[] = second === undefined ? [] : [{ code: "report/defaults", range: second.range }];
    const isFirst = (option: Option): boolean => option === options.find((each) => each.isDefault);
    return { field: { ...base, kind: "pickOne", options: options.map((option) => ({ ...option, isDefault: isFirst(option) })) }, problems };
  }
  const any = splitAt(text, base.inner, ";");
  if (any.length < 2 || !place.isReport || /\.\)?$/.test(text.slice(base.inner.start, base.inner.end))) return null;
  const options = optionsOf(text, any);
  return options.length < 2 || !options.some((option) => HAS_WORD.test(option.text)) ? null : { field: { ...base, kind: "pickMany", options }, problems: [] };
}

function defaultField(content: string, base: FieldOpening, place: FieldPlace): ReadField {
  const text = plainValue(content);
  const isText = place.isReport && text !== "" && (base.name !== null || HAS_WORD.test(text));
  return isText ? { field: { ...base, kind: "default", text }, problems: [] } : NO_FIELD;
}

/** Cuts at a mark that has no backslash before it. */
function splitAt(text: string, { start, end }: TextRange, mark: string): TextRange[] {
  const cut: TextRange[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === mark) {
      cut.push({ start: from, end: at });
      from = at + 1;
    }
  }
  cut.push({ start: from, end });
  return cut;
}

function optionsOf(text: string, ranges: readonly TextRange[]): Option[] {
  return ranges.flatMap((each) => {
    const range = trimmed(text, each);
    const raw = text.slice(range.start, range.end);
    const isDefault = raw.endsWith("*") && !raw.endsWith("\\*");
    const inside = isDefault ? trimmed(text, { start: range.start, end: range.end - 1 }) : range;
    const value = plainValue(text.slice(inside.start, inside.end));
    return value === "" ? [] : [{ text: value, range: inside, isDefault }];
  });
}

/** The range without white space at both ends; an empty one lies at its start. */
export function trimmed(text: string, { start, end }: TextRange): TextRange {
  const raw = text.slice(start, end);
  const left = raw.length - raw.trimStart().length;
  return left === raw.length ? { start, end: start } : { start: start + left, end: start + raw.trimEnd().length };
}

/** A value as it goes into the report: on one line, without comments to the writer, without the backslashes of escapes. */
function plainValue(raw: string): string {
  return unescapeText(raw.replace(/\{[^{}]*\}/g, " ").replace(/\s+/g, " ").trim()).replace(/ +([.,;:])/g, "$1");
}

/** Takes the backslash from `\[`, `\]`, `\{`, `\}`, `\|`, `\;`, `\*` and `\<`. */
export function unescapeText(text: string): string {
  return text.includes("\\") ? text.replace(/\\([[\]{}|;*<])/g, "$1") : text;
}

/** Puts a backslash before brackets and braces, so that text which is no field cannot be read as one. */
export function escapeText(text: string): string {
  return text.replace(/[[\]{}]/g, "\\$&");
}

/** True for the beginning of a field that nobody would write as text: `___`, `# mm`, `<date`, `a | b`, with action and name. */
export function looksLikeField(after: string): boolean {
  return /^[!?]?[ \t]*(?:\p{L}[^:|;#<>[\]_*\r\n]{0,50}:[ \t]*)?(?:_{3}|#(?=[ \t]|$)|<\p{L})/u.test(after) || /^[!?]?[^[\]|\r\n()]{1,60}\|/.test(after);
}
