// Mentions of findings: what a sentence says of a finding, where it lies and on which side.

import { findingsNamed, organsNamed } from "./lexicon.ts";
import type { Named } from "./lexicon.ts";
import { polarityOf } from "./polarity.ts";
import type { Polarity } from "./polarity.ts";
import type { Reading, Sentence } from "./reading.ts";
import { sideWords } from "./sides.ts";
import type { Side, SideWord } from "./sides.ts";

/** A finding that a sentence names. */
export interface Mention extends Polarity {
  readonly id: string;
  readonly sentence: Sentence;
  /** Offsets in the document. */
  readonly start: number;
  readonly end: number;
  /** Null: the text gives none. */
  readonly side: Side | null;
  readonly greater: "L" | "R" | null;
  /** True where the side stands with the finding and is not taken over from the words before. */
  readonly isSideOwn: boolean;
  readonly sideWord: SideWord | null;
  /** The words it stands in, between two commas or the like. */
  readonly phrase: string;
  /** Parts of the body that are named with it, in its own words. */
  readonly nearOrgans: ReadonlySet<string>;
  /** The same, with the rest of the sentence and the label. */
  readonly organs: ReadonlySet<string>;
}

/** Cuts a sentence into phrases. */
const BORDERS = /[,;:()]|\s[-–—]\s|\b(?:and|und|y|with|mit|con|but|while|whereas|or|as well as|plus|aber|sowie)\b/g;

/** Lesions that lie in the organ that was examined where nothing else is said: `nodule` in an ultrasound of the thyroid. */
const LESIONS: ReadonlySet<string> = new Set(["nodule", "mass", "lesion", "cyst", "adenoma"]);

/** All mentions of the report's sentences, in order. */
export function mentionsOf(reading: Reading): Mention[] {
  const ofExam = organsNamed(reading.exam.toLowerCase()).map((organ) => organ.id);
  const sides: (Side | null)[] = [];
  return reading.sentences.flatMap((sentence, index) => {
    const before = reading.sentences[index - 1];
    const goesOn = before?.paragraph === sentence.paragraph && before.kind === sentence.kind && !sentence.isItem;
    const inherited = goesOn ? (sides[index - 1] ?? null) : null;
    const words = sideWords(sentence.text, sentence.written);
    sides.push(sideOfSentence(words, sentence, inherited));
    return mentionsIn(sentence, words, inherited).map((mention) => (LESIONS.has(mention.id) && mention.organs.size === 0 && sentence.kind === "findings" ? { ...mention, organs: new Set(ofExam) } : mention));
  });
}

/** The one side a sentence speaks of; the one before where it goes on about the same thing. */
function sideOfSentence(words: readonly SideWord[], sentence: Sentence, inherited: Side | null): Side | null {
  const sides = new Set(words.filter((word) => !word.isAnatomic).map((word) => word.side));
  const [only] = sides;
  if (only !== undefined) return sides.size === 1 ? only : null;
  return /^(?:it|this|the (?:lesion|nodule|mass|collection|stone|cyst)|there)\b/.test(sentence.text) ? inherited : null;
}

function mentionsIn(sentence: Sentence, words: readonly SideWord[], inherited: Side | null): Mention[] {
  const { text, label, writtenLabel } = sentence;
  const inText = findingsNamed(text);
  // `Nodules:` and below it `RUL, 5 mm`: what the lines are about stands in their label.
  const named = inText.length > 0 ? inText : findingsNamed(label).slice(-1).map(({ id }) => ({ id, start: 0, end: text.length }));
  if (named.length === 0 || (inText.length === 0 && /^\W*(?:no|none|normal|clear|negative|absent|nil|unremarkable)\b/.test(text))) return [];
  const organs = organsNamed(text);
  const labelOrgans = organsNamed(label).map((organ) => organ.id);
  const labelSides = sideWords(label, writtenLabel);
  const labelSide = labelSides.length === 1 ? (labelSides[0]?.side ?? null) : null;
  return named.map((each) => {
    const phrase = phraseOf(text, each, named);
    const own = ownSide(phrase, words, each);
    const side = own ?? nearestSide(words, each, text);
    const near = organs.filter((organ) => organ.start >= phrase.start && organ.end <= phrase.end).map((organ) => organ.id);
    return {
      id: each.id,
      sentence,
      start: sentence.start + each.start,
      end: sentence.start + each.end,
      ...polarityOf(text, each.start, each.end),
      side: side?.side ?? labelSide ?? inherited,
      greater: side?.greater ?? null,
      isSideOwn: own !== null,
      sideWord: side,
      phrase: text.slice(phrase.start, phrase.end),
      nearOrgans: new Set(near),
      organs: new Set([...organs.map((organ) => organ.id), ...labelOrgans]),
    };
  });
}

interface Phrase {
  readonly start: number;
  readonly end: number;
  /** Without the neighbours. */
  readonly ownStart: number;
  readonly ownEnd: number;
}

/** The phrase a finding stands in, with neighbours that name no finding: `right upper and left lower lobe consolidation`. */
function phraseOf(text: string, { start, end }: Named, named: readonly Named[]): Phrase {
  const borders = [...text.matchAll(BORDERS)].map((match) => ({ start: match.index, end: match.index + match[0].length })).filter((border) => border.end <= start || border.start >= end);
  const cuts = [{ start: 0, end: 0 }, ...borders, { start: text.length, end: text.length }];
  const pieces = cuts.slice(1).map((cut, index) => ({ start: cuts[index]?.end ?? 0, end: cut.start, joinedBy: text.slice(cut.start, cut.end) }));
  const own = pieces.findIndex((piece) => piece.start <= start && end <= piece.end);
  if (own === -1) return { start, end, ownStart: start, ownEnd: end };
  let [first, last] = [own, own];
  const isFree = (index: number): boolean => {
    const piece = pieces[index];
    return piece !== undefined && !named.some((each) => each.start < piece.end && piece.start < each.end) && !/\b(?:is|are|was|were|clear|normal|unremarkable|no|without|measur\w+)\b/.test(text.slice(piece.start, piece.end));
  };
  const joins = (index: number): boolean => /^(?:and|und|y|or|,|\()$/.test(pieces[index]?.joinedBy ?? "");
  while (first > 0 && joins(first - 1) && isFree(first - 1)) first--;
  while (last + 1 < pieces.length && joins(last) && isFree(last + 1)) last++;
  return { start: pieces[first]?.start ?? start, end: pieces[last]?.end ?? end, ownStart: pieces[own]?.start ?? start, ownEnd: pieces[own]?.end ?? end };
}

/** The side that stands in a finding's own phrase: both where there are two. */
function ownSide(phrase: Phrase, words: readonly SideWord[], { start, end }: Named): SideWord | null {
  const isNear = (word: SideWord): boolean => !word.isAnatomic || Math.min(Math.abs(start - word.end), Math.abs(word.start - end)) < 25;
  const inside = words.filter((word) => word.start >= phrase.start && word.end <= phrase.end && isNear(word));
  const ranked = inside.find((word) => word.greater !== null);
  if (ranked !== undefined) return ranked;
  const inOwn = inside.filter((word) => word.start >= phrase.ownStart && word.end <= phrase.ownEnd);
  const nearest = inOwn.filter((word) => word.end <= start).at(-1) ?? inOwn.find((word) => word.start >= end) ?? inside[0];
  if (nearest === undefined) return null;
  const others = inside.filter((word) => !inOwn.includes(word));
  return others.some((word) => word.side !== nearest.side) ? { ...nearest, side: "B", greater: null } : nearest;
}

/** Else the side nearest before it, or after it. */
function nearestSide(words: readonly SideWord[], { start, end }: Named, text: string): SideWord | null {
  const plain = words.filter((word) => !word.isAnatomic);
  const before = plain.filter((word) => word.end <= start).at(-1);
  const after = plain.find((word) => word.start >= end);
  if (before !== undefined && !text.slice(before.end, start).includes(";")) return before;
  return after !== undefined && !text.slice(end, after.start).includes(";") ? after : null;
}
