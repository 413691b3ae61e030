// Headings of report sections: how a line says that it is one, in which language, and the same name in another.

import type { ReportLanguage, SectionKind } from "./document.ts";
import { REPORT_LANGUAGES, SECTION_KINDS } from "./document.ts";
import { ADDENDUM_LANGUAGES, NAMES, SECTION_NAMES } from "./headingNames.ts";

/** An addendum's heading carries its date: `Addendum 2026-01-31 14:05:`. */
const ADDENDUM = /^(?:addendum|addenda|nachtrag|adenda)(?:[ \t]*(?:#|no\.?|nr\.?)?[ \t]*\d{1,2}(?!\d|[:./-]\d))?(?:[ \t,(]*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\.?(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?)?(?:[ \t]*(?:UTC|Z|h))?\)?)?/i;

/** What may stand before the name of a section that an image has: `CT findings`. */
const OF_IMAGES = ["ct", "cta", "mr", "mri", "mra", "us", "pet", "pet/ct", "ultrasound", "sonographic", "radiographic", "mammographic", "x-ray", "chest", "abdominal", "head", "brain"] as const;

type Language = ReportLanguage | "fr";

/** Section by name, for each language. */
const KIND_BY_LANGUAGE: Readonly<Record<Language, ReadonlyMap<string, SectionKind>>> = {
  en: new Map([...kindsIn("en"), ...OF_IMAGES.flatMap((image) => (["technique", "findings", "impression"] as const).map((name): [string, SectionKind] => [`${image} ${name}`, name]))]),
  de: new Map(kindsIn("de")),
  es: new Map(kindsIn("es")),
  fr: new Map(kindsIn("fr")),
};

function kindsIn(language: Language): [string, SectionKind][] {
  return SECTION_KINDS.flatMap((kind) => (kind === "addendum" ? [] : NAMES[kind][language].map((name): [string, SectionKind] => [name, kind])));
}

const KIND_BY_NAME: ReadonlyMap<string, SectionKind> = new Map(Object.values(KIND_BY_LANGUAGE).flatMap((kinds) => [...kinds]));

/** First words of all names: a line that begins with another one is looked at no further, which is nearly every line. */
const FIRST_WORDS: ReadonlySet<string> = new Set([...KIND_BY_NAME.keys(), ...Object.keys(ADDENDUM_LANGUAGES)].map((name) => /^[a-z\u0080-\uffff]+/.exec(name)?.[0] ?? name));

/** Longest name of a heading, characters; beyond it a line is a sentence. */
const MAX_NAME = 70;

/** How a heading is written. */
export interface HeadingLine {
  /** Null: a Markdown heading with a name that is none of a report's. */
  readonly kind: SectionKind | null;
  /** Number of `#`; 0: none. */
  readonly level: number;
  /** `**`, `__`, `*`, `_` or empty. */
  readonly emphasis: string;
  /** The name, offsets in the line; with what stands in parentheses after it. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Where the colon is; `dash`: `FINDINGS - text`. */
  readonly separator: "none" | "colon" | "colonInside" | "dash";
  /** `1. Findings` */
  readonly isNumbered: boolean;
  readonly letterCase: "upper" | "capital" | "lower";
  /** Where text on the same line begins, without white space; the length of the line where there is none. */
  readonly textStart: number;
}

/**
 * Reads a line as a heading, whatever stands around it.
 * @param line without its line end
 * @returns null for a line that cannot be one
 */
export function readHeading(line: string): HeadingLine | null {
  if (!canBegin(line)) return null;
  const opening = /^[ \t\uFEFF]*(?:(#{1,6})[ \t]+)?(\d{1,2}[.)][ \t]+)?(\*\*|__|\*|_)?(?=\p{L})/u.exec(line);
  if (opening === null) return null;
  const [before, hashes = "", number = "", emphasis = ""] = opening;
  if (number !== "" && hashes === "") return null;
  const start = before.length;
  const found = addendumName(line, start) ?? nameBefore(line, start, emphasis) ?? nameAlone(line, start, emphasis);
  if (found === null && hashes === "") return null;
  const name = found ?? { kind: null, ...unknownName(line, start, emphasis), separator: "none" as const, textStart: line.length };
  if (name.nameEnd <= start) return null;
  return { ...name, level: hashes.length, emphasis, nameStart: start, isNumbered: number !== "", letterCase: caseOf(line.slice(start, name.nameEnd)) };
}

/** True for a line that begins with `#` or the first word of a name, after white space and emphasis. By hand, for speed. */
function canBegin(line: string): boolean {
  let at = 0;
  while (" \t\uFEFF*_".includes(line.charAt(at)) && at < line.length) at++;
  if (line.charAt(at) === "#") return true;
  const start = at;
  while (isLetter(line.charCodeAt(at))) at++;
  return at > start && FIRST_WORDS.has(plainName(line.slice(start, at)));
}

/** Letters of ASCII, and everything beyond it; false past the end of a text. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127;
}

interface FoundName {
  readonly kind: SectionKind;
  readonly nameEnd: number;
  readonly separator: HeadingLine["separator"];
  readonly textStart: number;
}

/** `Addendum 2026-01-31 14:05: text`: the colon in the time is none of the heading's. */
function addendumName(line: string, start: number): FoundName | null {
  const match = ADDENDUM.exec(line.slice(start, start + MAX_NAME));
  if (match === null) return null;
  const nameEnd = start + match[0].trimEnd().length;
  const after = /^(?:\*\*|__|\*|_)?[ \t]*(:)?(?:\*\*|__|\*|_)?[ \t]*/.exec(line.slice(nameEnd));
  const textStart = nameEnd + (after?.[0].length ?? 0);
  const hasColon = after?.[1] !== undefined;
  return hasColon || textStart === line.length ? { kind: "addendum", nameEnd, separator: hasColon ? "colon" : "none", textStart } : null;
}

/** `Findings: text`, `**Findings:** text`, `**Findings**: text`, `FINDINGS - text`. */
function nameBefore(line: string, start: number, emphasis: string): FoundName | null {
  const head = line.slice(start, start + MAX_NAME);
  const colon = head.indexOf(":");
  const dash = /[ \t]+[-–—]+(?=[ \t]|$)/.exec(head)?.index ?? -1;
  const isDash = colon === -1 || (dash !== -1 && dash < colon && kindOfName(head.slice(0, dash)) !== null);
  const at = isDash ? dash : colon;
  if (at < 1) return null;
  const raw = head.slice(0, at).trimEnd();
  const isClosed = emphasis !== "" && raw.endsWith(emphasis);
  const name = isClosed ? raw.slice(0, -emphasis.length).trimEnd() : raw;
  const kind = kindOfName(name);
  if (kind === null || (isDash && caseOf(name) !== "upper")) return null;
  const rest = line.slice(start + at);
  const mark = isDash ? (/^[ \t]+[-–—]+/.exec(rest)?.[0].length ?? 1) : 1;
  const isInside = emphasis !== "" && !isClosed && rest.startsWith(emphasis, mark);
  const skipped = mark + (isInside ? emphasis.length : 0);
  const textStart = start + at + skipped + (/^[ \t]*/.exec(rest.slice(skipped))?.[0].length ?? 0);
  return { kind, nameEnd: start + name.length, separator: isDash ? "dash" : isInside ? "colonInside" : "colon", textStart };
}

/** `Findings`, `## Findings ##`, `**Findings**`, `FINDINGS.` */
function nameAlone(line: string, start: number, emphasis: string): FoundName | null {
  if (line.length - start > MAX_NAME + emphasis.length + 8) return null;
  const { nameEnd } = unknownName(line, start, emphasis);
  const name = line.slice(start, nameEnd);
  const isDotted = name.endsWith(".") && caseOf(name) === "upper";
  const kind = kindOfName(isDotted ? name.slice(0, -1) : name);
  return kind === null ? null : { kind, nameEnd, separator: "none", textStart: line.length };
}

/** The name of a heading that has its line for itself: without closing `#` and emphasis. */
function unknownName(line: string, start: number, emphasis: string): { readonly nameEnd: number } {
  let name = line.slice(start).trimEnd().replace(/[ \t]+#+$/, "");
  if (emphasis !== "" && name.endsWith(emphasis)) name = name.slice(0, -emphasis.length);
  return { nameEnd: start + name.trimEnd().length };
}

function caseOf(name: string): HeadingLine["letterCase"] {
  const letters = name.replace(/\([^()]*\)/g, "").replace(/[^\p{L}]/gu, "");
  if (letters.length > 1 && letters === letters.toUpperCase()) return "upper";
  return letters.startsWith(letters.charAt(0).toLowerCase()) ? "lower" : "capital";
}

/** Section that a heading's name means; of a pair, `Findings and impression`, the first; null: no name of ours. */
export function kindOfName(name: string): SectionKind | null {
  if (name.length > MAX_NAME) return null;
  const plain = comparableName(name);
  const kinds = partsOf(plain).map((part) => KIND_BY_NAME.get(part));
  return kinds.includes(undefined) ? null : (kinds[0] ?? null);
}

/** Name that RadDraft writes for a section: `Clinical information`, `Klinische Angaben`. */
export function sectionName(kind: Exclude<SectionKind, "other">, language: ReportLanguage): string {
  return SECTION_NAMES[language][kind];
}

/** Languages that a heading's name, an addendum's included, is written in; of a pair, both parts; empty for French and for no name of ours. */
export function languagesOfName(name: string): ReportLanguage[] {
  const plain = comparableName(name);
  const addendum = ADDENDUM.test(plain) ? ADDENDUM_LANGUAGES[/^[a-z]+/.exec(plain)?.[0] ?? ""] : undefined;
  if (addendum !== undefined) return [addendum];
  return REPORT_LANGUAGES.filter((language) => partsOf(plain).every((part) => KIND_BY_LANGUAGE[language].has(part)));
}

/** `findings and impression` as its two names, a name as itself. */
function partsOf(name: string): string[] {
  return KIND_BY_NAME.has(comparableName(name)) ? [name] : name.split(/ ?[/&,] ?| (?:and|und|y|et|e) /i);
}

const AND: Readonly<Record<ReportLanguage, string>> = { en: " and ", de: " und ", es: " y " };

/**
 * A heading's name in another language: `BEFUND UND BEURTEILUNG (CT)` is `FINDINGS AND IMPRESSION (CT)`. A name of that
 * language, and one that is none of a report's sections, stays as it is.
 */
export function nameIn(name: string, language: ReportLanguage): string {
  const kind = kindOfName(name);
  const dated = ADDENDUM.test(name) ? (/^\p{L}+/u.exec(name)?.[0] ?? "") : "";
  if ((kind === null && dated === "") || kind === "other" || languagesOfName(name).includes(language)) return name;
  if (dated !== "") return inCase(sectionName("addendum", language), caseOf(dated), true) + name.slice(dated.length);
  const note = /[ \t]*\([^()]*\)[ \t]*$/.exec(name)?.[0] ?? "";
  const names = partsOf(name.slice(0, name.length - note.length)).map((part, index) => {
    const own = kindOfName(part);
    const written = own === null || own === "other" ? part : sectionName(own, language);
    return index === 0 || language === "de" ? written : written.charAt(0).toLowerCase() + written.slice(1);
  });
  return inCase(names.join(AND[language]), caseOf(name), true) + note;
}

/** Words in the case of a heading; of `capital` only the first letter is changed, and only where they begin the heading. */
export function inCase(words: string, letterCase: HeadingLine["letterCase"], isFirst: boolean): string {
  if (letterCase === "upper") return words.toUpperCase();
  if (letterCase === "lower") return words.toLowerCase();
  const rest = words === words.toUpperCase() ? words.toLowerCase() : words;
  return isFirst ? rest.charAt(0).toUpperCase() + rest.slice(1) : rest;
}

/** As names are compared: without what stands in parentheses at the end, one space between words. */
function comparableName(name: string): string {
  return plainName(name.replace(/[ \t]*\([^()]*\)[ \t]*$/, "").replace(/[ \t\u00a0]+/g, " ").replaceAll("’", "'").trim());
}

/** Lower case, without accents. */
function plainName(name: string): string {
  const lower = name.toLowerCase();
  return /^[\0-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}
