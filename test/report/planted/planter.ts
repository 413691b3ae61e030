// Plants errors in clean reports: each rule rewrites one report in one place, by a seeded choice, and says what must be found there.

import type { LintCode, LintContext } from "../../../src/report/index.ts";
import { NO_LINT_CONTEXT } from "../../../src/report/index.ts";
import type { CleanReport } from "./cleanReport.ts";

/** A report with one error. */
export interface Planted {
  readonly kind: string;
  readonly report: CleanReport;
  readonly context: LintContext;
  /** Where the error is: a finding must touch it, or point to it. */
  readonly start: number;
  readonly end: number;
  readonly codes: readonly LintCode[];
}

/** Numbers from 0 to 1 from a seed (mulberry32). */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What the rules write into reports; a test set brings its own words. */
export interface PlantedWords {
  readonly comparisons: readonly string[];
  /** Sentence, and what must not be in the report for it to be an error. */
  readonly findings: readonly (readonly [string, RegExp])[];
  readonly modality: Readonly<Record<string, readonly string[]>>;
  readonly bodyPart: Readonly<Record<string, readonly string[]>>;
  readonly female: readonly string[];
  readonly male: readonly string[];
  readonly boilerplate: readonly string[];
  readonly fields: readonly string[];
}

export type Rule = (clean: CleanReport, random: Random, words: PlantedWords) => Planted | null;

const IMPRESSION = /(?:^|[\n.] ?)[#*\s]*(?:imp(?:ression)?|conclusion|opinion|assessment|interpretation|in (?:summary|conclusion)[^.\n]*|beurteilung|impresión|->)\b[*:.\s]*/gi;
const FINDINGS = /(?:^|\n)[#*\s]*(?:findings|results|report|befund|hallazgos|observations)\b[^\n]{0,20}?[*:]*[:\n]/i;

/** Where the impression's text begins; null without one. */
function impressionAt(text: string): number | null {
  const last = [...text.matchAll(IMPRESSION)].at(-1);
  return last === undefined || last.index === 0 ? null : last.index + last[0].length;
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

function edited(clean: CleanReport, from: number, to: number, words: string): { readonly report: CleanReport; readonly start: number; readonly end: number } {
  return { report: { ...clean, text: clean.text.slice(0, from) + words + clean.text.slice(to) }, start: from, end: from + words.length };
}

const planted = (kind: string, codes: readonly LintCode[], edit: { readonly report: CleanReport; readonly start: number; readonly end: number }): Planted => ({ kind, codes, context: NO_LINT_CONTEXT, ...edit });

/** In the style of the place: capitals where the report is in capitals. */
function styled(words: string, clean: CleanReport): string {
  return clean.text.replace(/[^A-Z]/g, "").length > clean.text.replace(/[^a-z]/g, "").length * 2 ? words.toUpperCase() : words;
}

/** Puts a sentence into the findings: after a sentence, or as a line of its own where lines are short. */
function insertedIn(clean: CleanReport, sentence: string, where: "findings" | "impression", random: Random): ReturnType<typeof edited> | null {
  const { text } = clean;
  const to = impressionAt(text);
  const from = where === "impression" ? to : (FINDINGS.exec(text)?.index ?? null);
  const body = FINDINGS.exec(text);
  const begin = where === "impression" ? to : from === null || body === null ? null : from + body[0].length;
  if (begin === null || to === null) return null;
  const end = where === "impression" ? text.length : Math.max(begin, text.lastIndexOf("\n", to));
  const stops = [...text.slice(begin, end).matchAll(/[a-z)]\.(?=\s)|[^\n]\n/gi)].map((match) => begin + match.index + match[0].trimEnd().length);
  const at = where === "impression" ? stops[0] : pick(stops, random);
  if (at === undefined) return null;
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const bullet = /^(?:[-*•] |\d+[.)] )/.exec(text.slice(lineStart))?.[0] ?? "";
  const isLine = text.charAt(at) === "\n" && (bullet !== "" || text.slice(lineStart, at).length < 70);
  return edited(clean, at, at, styled(isLine ? `\n${bullet.replace(/\d+/, "9")}${sentence}` : `${/[.!?]/.test(text.charAt(at - 1)) ? "" : "."} ${sentence}`, clean));
}

const SWAPS: Readonly<Record<string, string>> = { left: "right", right: "left", l: "R", r: "L", lll: "RLL", rll: "LLL", lul: "RUL", rul: "LUL", links: "rechts", rechts: "links", lt: "Rt", rt: "Lt" };

/** A side of the impression turned round. */
export const swapSide: Rule = (clean, random) => {
  const at = impressionAt(clean.text);
  if (at === null) return null;
  const match = pick([...clean.text.slice(at).matchAll(/\b(?:left|right|LLL|RLL|LUL|RUL|links|rechts|L|R)(?:-sided)?\b(?![/\d])/gi)].filter((each) => !/[<>]|\bthan\b|\d [LR]\b|heart/.test(clean.text.slice(at + each.index - 15, at + each.index + each[0].length + 6))).filter((each) => /[a-z]{2}/i.test(each[0]) || /^[LR]$/.test(each[0])), random);
  if (match === undefined) return null;
  const word = match[0].replace(/-sided$/i, "");
  const swapped = SWAPS[word.toLowerCase()] ?? "";
  const cased = word === word.toUpperCase() ? swapped.toUpperCase() : word.startsWith(word.charAt(0).toUpperCase()) ? swapped.charAt(0).toUpperCase() + swapped.slice(1) : swapped;
  return planted("side", ["lint/side-conflict", "lint/side-tag"], edited(clean, at + match.index, at + match.index + word.length, cased));
};

/** The other Laterality in the tags. */
export const swapLaterality: Rule = (clean) => {
  const side = clean.facts?.Laterality;
  if (side !== "L" && side !== "R") return null;
  const at = clean.text.search(side === "L" ? /\b(?:left|lt|L)\b/i : /\b(?:right|rt|R)\b/i);
  return at === -1 ? null : planted("laterality tag", ["lint/side-tag"], { report: { ...clean, facts: { ...clean.facts, Laterality: side === "L" ? "R" : "L" } }, start: 0, end: clean.text.length });
};

/** An organ of the other sex. */
export const otherSex: Rule = (clean, random, words) => {
  const sex = clean.facts?.PatientSex;
  const sentence = sex === "M" ? pick(words.female, random) : sex === "F" ? pick(words.male, random) : undefined;
  const edit = sentence === undefined ? null : insertedIn(clean, sentence, "findings", random);
  return edit === null ? null : planted("sex", ["lint/sex-conflict"], edit);
};

/** Another age than the tags' in the text. */
export const otherAge: Rule = (clean, random) => {
  const match = /\b(\d{1,2})(?=[ -]?(?:years?|yo|y\/o|y)\b[ -]?(?:old|o)?|[MF]\b)/i.exec(clean.text);
  const age = clean.facts?.ageYears;
  if (match === null || age === null || age === undefined) return null;
  return planted("age", ["lint/age-conflict"], edited(clean, match.index, match.index + match[0].length, String(age > 40 ? Math.round(age - 12 - random() * 20) : Math.round(age + 12 + random() * 30))));
};

/** A comparison where there is nothing to compare with. */
export const comparison: Rule = (clean, random, words) => {
  if (/compar|prior|previous|earlier|unchanged|since|follow-up scan/i.test(clean.text.replace(/compar\w*:?\W*none\b[^\n]*/gi, "").replace(/comp: none/gi, ""))) return null;
  const edit = insertedIn(clean, pick(words.comparisons, random) ?? "", random() < 0.6 ? "findings" : "impression", random);
  return edit === null ? null : planted("comparison", ["lint/no-comparison"], edit);
};

/** A finding that only the impression has. */
export const newFinding: Rule = (clean, random, words) => {
  const [sentence] = pick(words.findings.filter(([, known]) => !known.test(clean.text)), random) ?? [];
  const edit = sentence === undefined ? null : insertedIn(clean, sentence, "impression", random);
  return edit === null ? null : planted("impression", ["lint/impression-unsupported", "lint/impression-contradicts"], edit);
};

/** A sentence from a report of another modality. */
export const otherModality: Rule = (clean, random, words) => {
  const modality = clean.facts?.Modality ?? "";
  const edit = insertedIn(clean, pick(words.modality[modality === "CR" ? "DX" : modality] ?? [], random) ?? "", "findings", random);
  return edit === null || edit.end - edit.start < 5 ? null : planted("modality", ["lint/modality-conflict"], edit);
};

/** A sentence about a part of the body that was not examined. */
export const otherBodyPart: Rule = (clean, random, words) => {
  const edit = insertedIn(clean, pick(words.bodyPart[clean.facts?.BodyPartExamined ?? ""] ?? [], random) ?? "", "findings", random);
  return edit === null || edit.end - edit.start < 5 ? null : planted("body part", ["lint/body-part-conflict"], edit);
};

/** A sentence once more, or a phrase that goes round. */
export const repetition: Rule = (clean, random) => {
  const sentences = [...clean.text.matchAll(/(?<=[.\n] ?)[A-Z][^.\n:]{24,160}\.(?=\s)/g)].filter((match) => match[0].split(" ").length >= 5);
  const match = pick(sentences, random);
  if (match === undefined) return null;
  const end = match.index + match[0].length;
  if (random() < 0.5) return planted("repetition", ["lint/repeated-sentence", "lint/repeated-phrase"], edited(clean, end, end, ` ${match[0]}`));
  const words = match[0].slice(0, -1).split(" ");
  const from = Math.floor(random() * (words.length - 3));
  const phrase = ` ${words.slice(from, from + 3).join(" ")}`;
  const at = match.index + words.slice(0, from + 3).join(" ").length;
  return planted("repetition", ["lint/repeated-phrase"], edited(clean, at, at, phrase.repeat(1 + Math.floor(random() * 3))));
};

/** Advice for anybody. */
export const advice: Rule = (clean, random, words) => {
  const edit = insertedIn(clean, pick(words.boilerplate, random) ?? "", "impression", random);
  return edit === null ? null : planted("boilerplate", ["lint/boilerplate"], edit);
};

/** A measurement that lost its unit. */
export const unitLost: Rule = (clean, random) => {
  const from = FINDINGS.exec(clean.text)?.index ?? 0;
  const match = pick([...clean.text.slice(from).matchAll(/(?<=\d)\s?(?:mm|cm)\b(?!\/)/gi)], random);
  return match === undefined ? null : planted("unit", ["lint/unit-missing"], (({ report, start }) => ({ report, start: start - 6, end: start + 2 }))(edited(clean, from + match.index, from + match.index + match[0].length, "")));
};

/** A field that nobody filled. */
export const emptyField: Rule = (clean, random, words) => {
  const edit = insertedIn(clean, pick(words.fields, random) ?? "", random() < 0.5 ? "findings" : "impression", random);
  return edit === null ? null : planted("field", ["lint/field-prohibit", "lint/field-alert", "lint/field-empty"], edit);
};

/** Words of the model that nobody reviewed. */
export const unreviewed: Rule = (clean, random) => {
  const start = Math.floor(random() * (clean.text.length - 20));
  const end = start + 5 + Math.floor(random() * 15);
  return { kind: "unreviewed", codes: ["lint/unreviewed"], report: clean, start, end, context: { ...NO_LINT_CONTEXT, unreviewed: [{ start, end }] } };
};

/** An image that is not there. */
export const missingImage: Rule = (clean) => {
  const text = `---\nimage: study/chest.dcm#frame=2\n---\n${clean.text}`;
  return { kind: "image", codes: ["lint/image-missing"], report: { ...clean, text }, start: 0, end: 40, context: { ...NO_LINT_CONTEXT, missingImages: new Set(["study/chest.dcm"]) } };
};
