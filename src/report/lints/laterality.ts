// Left and right: the impression against the findings, and the whole report against the side that was examined.

import type { TextRange } from "../document.ts";
import type { ImageFacts } from "../imageFacts.ts";
import { bodyPartOf } from "../bodyParts.ts";
import { contentWords } from "./contentWords.ts";
import type { LintFinding, LintFix } from "./finding.ts";
import { found } from "./found.ts";
import { findingsNamed, sharePlace, supports } from "./lexicon.ts";
import type { Mention } from "./mentions.ts";
import type { Reading, Sentence } from "./reading.ts";
import { oppositeSide, sideWords } from "./sides.ts";
import type { Side, SideWord } from "./sides.ts";

/** Sides of the impression that the findings give the other way round. */
export function sideConflicts(reading: Reading, mentions: readonly Mention[]): LintFinding[] {
  const described = mentions.filter((mention) => mention.sentence.kind === "findings" && !mention.isHypothetical);
  const told = mentions.filter((mention) => mention.sentence.kind === "impression" && !mention.isNegated && !mention.isHypothetical && mention.isSideOwn);
  const conflicts = told.flatMap((mention) => conflictOf(mention, described, reading));
  const judged = new Set(told.filter((mention) => mention.side !== null && rivals(mention, described).length > 0).map((mention) => placeOf(mention.sentence, mention.sideWord)));
  return onePerPlace([...conflicts, ...wordConflicts(reading, judged)]);
}

/** The mentions of the findings that an impression's mention repeats: the same thing, else what stands for it. */
function rivals(mention: Mention, described: readonly Mention[]): Mention[] {
  const there = described.filter((each) => !each.isNegated && sharePlace(each.organs, mention.nearOrgans));
  const same = there.filter((each) => each.id === mention.id);
  const alike = same.some((each) => each.side !== null) ? same : there.filter((each) => supports(each.id, mention.id) || supports(mention.id, each.id));
  return closest(mention, alike);
}

/** Of several of a kind those of the same size, else those of the very same part of the body: `a 5 mm right and a 2 mm left stone`. */
function closest(mention: Mention, alike: readonly Mention[]): Mention[] {
  const sizes = sizesIn(mention.phrase);
  const ofSize = alike.filter((each) => each.side !== null && sizesIn(each.sentence.text).some((size) => sizes.includes(size)));
  if (ofSize.length > 0) return ofSize;
  const ofPart = alike.filter((each) => each.side !== null && [...mention.nearOrgans].some((organ) => each.organs.has(organ)));
  return ofPart.length > 0 ? ofPart : [...alike];
}

/** Sizes with their units, without the space between. */
function sizesIn(text: string): string[] {
  return Array.from(text.matchAll(/\d+(?:[.,]\d+)?\s?(?:mm|cm|ml)\b/g), (match) => match[0].replace(/\s/, "").replace(",", "."));
}

function conflictOf(mention: Mention, described: readonly Mention[], reading: Reading): LintFinding[] {
  const { side, sideWord } = mention;
  if (side === null || sideWord === null) return [];
  const others = rivals(mention, described).filter((each) => each.side !== null);
  const nearest = nearestInWords(mention, described);
  if (nearest !== null) return [conflict(mention.sentence, sideWord, placeOf(nearest.sentence, nearest.sideWord) ?? nearest, reading, nearest.side)];
  const turnedLobe = otherLobe(mention, others);
  if (turnedLobe !== null) return [conflict(mention.sentence, sideWord, placeOf(turnedLobe.sentence, turnedLobe.sideWord) ?? turnedLobe, reading, turnedLobe.side)];
  const [first] = others;
  if (first === undefined) return [];
  if (side === "B") {
    const turned = mention.greater === null ? undefined : others.find((each) => each.greater !== null && each.greater !== mention.greater);
    const isAsTold = others.some((each) => each.greater === mention.greater);
    return turned === undefined || isAsTold ? [] : [conflict(mention.sentence, sideWord, placeOf(turned.sentence, turned.sideWord) ?? turned, reading, turned.side)];
  }
  if (others.some((each) => each.side === side || each.side === "B") || isKinOfSide(mention, others, described) || isSaidOfSide(mention, side, described, reading)) return [];
  const related = placeOf(first.sentence, first.sideWord) ?? { start: first.start, end: first.end };
  return [conflict(mention.sentence, sideWord, related, reading, first.side)];
}

/** Words by which the findings must be nearer to the impression on the other side than on its own. */
const NEARER_BY = 2;

/** Where the impression repeats the words of a finding of the other side and hardly any of its own side: that finding. */
function nearestInWords(mention: Mention, described: readonly Mention[]): Mention | null {
  const words = contentWords(mention.phrase);
  const kin = described.filter((each) => !each.isNegated && each.side !== null && (each.id === mention.id || supports(each.id, mention.id) || supports(mention.id, each.id)) && sharePlace(each.organs, mention.nearOrgans));
  const nShared = (each: Mention): number => [...contentWords(each.sentence.text)].filter((word) => words.has(word)).length;
  const most = (mentions: readonly Mention[]): number => Math.max(0, ...mentions.map(nShared));
  const turned = kin.filter((each) => each.side !== "B" && each.side !== mention.side);
  const rest = kin.filter((each) => each.side === "B" || each.side === mention.side);
  return mention.side !== "B" && rest.length > 0 && most(turned) >= most(rest) + NEARER_BY ? (turned.find((each) => nShared(each) === most(turned)) ?? null) : null;
}

/** True where something that stands for the mention lies on its side: `right restricted diffusion` beside an `old left infarct`. */
function isKinOfSide(mention: Mention, others: readonly Mention[], described: readonly Mention[]): boolean {
  if (others.some((each) => sizesIn(each.sentence.text).some((size) => sizesIn(mention.phrase).includes(size)))) return false;
  const words = contentWords(mention.phrase);
  const nShared = (sentence: Sentence): number => [...contentWords(sentence.text)].filter((word) => words.has(word)).length;
  const most = Math.max(...others.map((each) => nShared(each.sentence)));
  return described.some((each) => !each.isNegated && each.id !== mention.id && each.isSideOwn && each.side === mention.side && supports(each.id, mention.id) && sharePlace(each.organs, mention.nearOrgans) && nShared(each.sentence) + 1 >= most);
}

const LOBE = /\b(?:([lr])([uml])l|(left|right) (upper|middle|lower) lobe)\b/;

/** The lobe of a text as `RUL`; null where it names none. */
function lobeOf(text: string): string | null {
  const match = LOBE.exec(text);
  if (match === null) return null;
  return `${match[1] ?? match[3]?.charAt(0) ?? ""}${match[2] ?? match[4]?.charAt(0) ?? ""}l`;
}

/** Where every finding of a kind has its lobe and none is the impression's: the same lobe of the other lung. */
function otherLobe(mention: Mention, others: readonly Mention[]): Mention | null {
  const lobe = lobeOf(mention.phrase);
  const lobes = others.map((each) => ({ each, lobe: lobeOf(each.phrase) }));
  if (lobe === null || lobes.length === 0 || lobes.some((other) => other.lobe === null || other.lobe === lobe)) return null;
  const turned = `${lobe.startsWith("l") ? "r" : "l"}${lobe.slice(1)}`;
  return lobes.find((other) => other.lobe === turned)?.each ?? null;
}

/** True where the findings use the mention's own words of its own side, though the vocabulary gives them another name. */
function isSaidOfSide(mention: Mention, side: "L" | "R", described: readonly Mention[], reading: Reading): boolean {
  const own = contentWords(mention.sentence.text.slice(mention.start - mention.sentence.start, mention.end - mention.sentence.start));
  const others = reading.sentences.filter((sentence) => sentence.kind === "findings" && !/\b(?:no|not|without|normal(?:ly)?|unremarkable|clear|patent)\b/.test(sentence.text) && !described.some((each) => each.sentence === sentence && each.id === mention.id));
  return others.flatMap(sidePhrases).some(({ word, content }) => word.side === side && [...own].some((each) => content.has(each) && !ORGAN_STEMS.has(each)));
}

/** Words of places that both sides have. */
const ORGAN_STEMS: ReadonlySet<string> = contentWords("lobe lung kidney renal pleural pulmonary maxillary breast knee hip femoral ovarian ovary adrenal lobar basal basilar apical apex base thyroid artery carotid internal external vein sinus hemisphere frontal temporal parietal occipital joint");

function placeOf(sentence: Sentence, word: SideWord | null): TextRange | null {
  return word === null ? null : { start: sentence.start + word.start, end: sentence.start + word.end };
}

/** @param side of the other place, where no word for it stands there but in a label */
function conflict(sentence: Sentence, word: SideWord, related: TextRange, reading: Reading, side: Side | null): LintFinding {
  const range = { start: sentence.start + word.start, end: sentence.start + word.end };
  const { text } = reading.report;
  const here = text.slice(range.start, range.end);
  const written = text.slice(related.start, related.end);
  const there = sideWords(written.toLowerCase(), written).length > 0 ? written : side === "L" ? "left" : side === "R" ? "right" : "both";
  return found("lint/side-conflict", range, [here, there], { related, fixes: turnFix(here, range) });
}

/** `Left` to `Right` with the same capitals; `LLL` and the like are left to the person. */
function turnFix(written: string, range: TextRange): LintFix[] {
  const turned = /^left$/i.test(written) ? "right" : /^right$/i.test(written) ? "left" : null;
  if (turned === null) return [];
  const text = written === written.toUpperCase() ? turned.toUpperCase() : written.startsWith(written.charAt(0).toUpperCase()) ? turned.charAt(0).toUpperCase() + turned.slice(1) : turned;
  return [{ title: "Change to \"{0}\"", args: [text], edits: [{ range, text }] }];
}

/** Least share of its words, besides the side, that a phrase must share with another to mean the same thing where no finding of the vocabulary is named. */
const SAME_THING_SHARE = 0.5;

interface SidePhrase {
  readonly sentence: Sentence;
  readonly word: SideWord;
  readonly content: ReadonlySet<string>;
}

/** Sides of phrases that name no finding of the vocabulary: compared by the words around them. */
function wordConflicts(reading: Reading, judged: ReadonlySet<unknown>): LintFinding[] {
  const judgedStarts = new Set([...judged].flatMap((place) => (isRange(place) ? [place.start] : [])));
  const phrases = (kind: Sentence["kind"]): SidePhrase[] => reading.sentences.filter((sentence) => sentence.kind === kind).flatMap(sidePhrases);
  const described = phrases("findings");
  return phrases("impression").flatMap((phrase) => {
    const { side } = phrase.word;
    if (side === "B" || judgedStarts.has(phrase.sentence.start + phrase.word.start) || /\b(?:no|without|recommend\w*|if)\b/.test(phrase.sentence.text)) return [];
    const alike = described.filter((each) => isSameThing(phrase.content, each.content));
    const [first] = alike;
    if (first === undefined || alike.some((each) => each.word.side !== oppositeSide(side))) return [];
    // The other side may be described by words of its own further on.
    if (described.some((each) => each.word.side !== oppositeSide(side) && [...phrase.content].some((word) => each.content.has(word)))) return [];
    return [conflict(phrase.sentence, phrase.word, { start: first.sentence.start + first.word.start, end: first.sentence.start + first.word.end }, reading, first.word.side)];
  });
}

function isRange(place: unknown): place is TextRange {
  return typeof place === "object" && place !== null && "start" in place;
}

function sidePhrases(sentence: Sentence): SidePhrase[] {
  const words = sideWords(sentence.text, sentence.written);
  const [ofLabel, ...more] = words.length === 0 ? sideWords(sentence.label, sentence.writtenLabel) : [];
  if (ofLabel !== undefined && more.length === 0) return [{ sentence, word: { ...ofLabel, start: 0, end: sentence.text.length }, content: contentWords(sentence.text) }];
  return words.filter((word) => !word.isAnatomic).map((word, index) => {
    const from = index === 0 ? 0 : Math.max(words[index - 1]?.end ?? 0, sentence.text.lastIndexOf(",", word.start));
    const comma = sentence.text.indexOf(",", word.end);
    const to = Math.min(words[index + 1]?.start ?? sentence.text.length, comma === -1 ? sentence.text.length : comma);
    return { sentence, word, content: contentWords(`${sentence.text.slice(from, word.start)} ${sentence.text.slice(word.end, to)}`) };
  });
}

function isSameThing(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const nShared = [...one].filter((each) => other.has(each)).length;
  return nShared > 0 && nShared >= SAME_THING_SHARE * one.size;
}

function onePerPlace(findings: readonly LintFinding[]): LintFinding[] {
  return findings.filter((finding, index) => findings.findIndex((each) => each.range.start === finding.range.start && each.range.end === finding.range.end) === index);
}

/** Words that speak of the side that was not examined. */
const OTHER_SIDE = /\b(?:contralateral|opposite|other side|compar\w+|asymptomatic|gegenseite|both|bilateral\w*|view|lateral view|than)\b/;

/** Sides that do not fit the side that was examined: by the exam line, or by the tags where the body part comes in pairs. */
export function examSideConflicts(reading: Reading, facts: readonly ImageFacts[]): LintFinding[] {
  const { text } = reading.report;
  const described = reading.sentences.filter((sentence) => ["findings", "impression", "technique", "exam"].includes(sentence.kind));
  const tag = sideOfTags(facts, reading.exam);
  if (tag !== null) {
    return described.flatMap((sentence) => wrongSides(sentence, tag)).map(({ range }) => found("lint/side-tag", range, [text.slice(range.start, range.end), tag === "L" ? "left" : "right"], { fixes: turnFix(text.slice(range.start, range.end), range) }));
  }
  const examined = sideOfExam(reading);
  if (examined === null) return [];
  return described.filter((sentence) => sentence.kind !== "exam").flatMap((sentence) => wrongSides(sentence, examined.side)).map(({ range }) => {
    const [here, there] = [text.slice(range.start, range.end), text.slice(examined.range.start, examined.range.end)];
    return found("lint/side-conflict", range, [here, there], { related: examined.range, fixes: turnFix(here, range) });
  });
}

function sideOfTags(facts: readonly ImageFacts[], exam: string): "L" | "R" | null {
  const sides = new Set(facts.map(({ Laterality }) => Laterality.trim().toUpperCase()).filter((side) => side !== ""));
  const [side] = sides;
  if (sides.size !== 1 || (side !== "L" && side !== "R")) return null;
  const named = [...facts.flatMap(({ BodyPartExamined, StudyDescription }) => [BodyPartExamined, StudyDescription]), exam].map(bodyPartOf).find((part) => part !== null);
  return named === undefined || named.isPaired ? side : null;
}

function sideOfExam(reading: Reading): { readonly side: "L" | "R"; readonly range: TextRange } | null {
  if (!(bodyPartOf(reading.exam)?.isPaired ?? false)) return null;
  const { header } = reading.report;
  const inHeader = header.exam === null ? [] : sideWords(header.exam.text.toLowerCase(), header.exam.text).map((word) => ({ word, offset: header.exam?.range.start ?? 0 }));
  const inText = reading.sentences.filter((sentence) => sentence.kind === "exam").flatMap((sentence) => sideWords(sentence.text, sentence.written).map((word) => ({ word, offset: sentence.start })));
  const all = [...inHeader, ...inText];
  const [first] = all;
  if (first === undefined || first.word.side === "B" || all.some(({ word }) => word.side !== first.word.side)) return null;
  return { side: first.word.side, range: { start: first.offset + first.word.start, end: first.offset + first.word.end } };
}

/** The other side looked at as well, and nothing found. */
const IS_NORMAL = /\b(?:normal|patent|unremarkable|checked|intact|negative|compressible|clear|for reference)\b/;

function wrongSides(sentence: Sentence, side: "L" | "R"): { readonly range: TextRange }[] {
  const words = sideWords(sentence.text, sentence.written);
  const isAside = IS_NORMAL.test(sentence.text) && findingsNamed(sentence.text).length === 0;
  if (isAside || OTHER_SIDE.test(sentence.text) || words.some((word) => word.side !== oppositeSide(side))) return [];
  return words.filter((word) => !word.isAnatomic).map((word) => ({ range: { start: sentence.start + word.start, end: sentence.start + word.end } }));
}
