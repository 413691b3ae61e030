// Whether a drafted text reads well: its form, its repetitions, and how much of the asked canvas it fills.

import { nGramsOf, sentencesOf, wordsOf } from "./words.ts";

/** n-grams that a repetition is counted in. */
const REPEATED_WORDS = 4;
/** Shares of the canvas between which a text obeys the asked length. */
const LEAST_FILLED = 0.6;

/** The first line of a report, which names the examination and is no sentence. */
const EXAM_LINE = /^Exam: \p{Lu}[^.\n]*\n/u;

const BRACKETS: Readonly<Record<string, string>> = { ")": "(", "]": "[" };

/**
 * Well formed: not empty; every sentence begins with a capital or a digit and ends with `.`, `?` or `!` (a heading that ends
 * with a colon may stand before them, and a report begins with the line of its examination); no word twice in a row; brackets closed; no broken character, gap or special token.
 */
export function isWellFormed(text: string): boolean {
  const sentences = sentencesOf(text.replace(EXAM_LINE, "")).filter((sentence, index, all) => !(sentence.text.endsWith(":") && index < all.length - 1));
  if (sentences.length === 0 || /\uFFFD|…|<\||\|>/u.test(text)) return false;
  if (/(?<![\p{L}\p{N}])(\p{L}+)\s+\1(?![\p{L}\p{N}])/iu.test(text)) return false;
  return hasClosedBrackets(text) && sentences.every((sentence) => /^["'“‘([]?[\p{Lu}\p{N}]/u.test(sentence.text) && /[.?!]["'”’)\]]*$/u.test(sentence.text));
}

function hasClosedBrackets(text: string): boolean {
  const open: string[] = [];
  for (const character of text) {
    if (character === "(" || character === "[") open.push(character);
    const opener = BRACKETS[character];
    if (opener !== undefined && open.pop() !== opener) return false;
  }
  return open.length === 0;
}

/** Word 4-grams of a text, and those among them that stood in it before. */
export function repeatedFourGrams(text: string): { readonly repeated: number; readonly all: number } {
  const grams = nGramsOf(wordsOf(text), REPEATED_WORDS);
  return { repeated: grams.length - new Set(grams).size, all: grams.length };
}

/** Share of all word 4-grams that stood in the same text before; 0 where no text has four words. */
export function repetitionOf(texts: readonly string[]): number {
  const counts = texts.map(repeatedFourGrams);
  const all = counts.reduce((sum, count) => sum + count.all, 0);
  return all === 0 ? 0 : counts.reduce((sum, count) => sum + count.repeated, 0) / all;
}

/** Share of all words that repeat the word before them; 0 where there is none. */
export function doubledWordsOf(texts: readonly string[]): number {
  const words = texts.map(wordsOf);
  const all = words.reduce((sum, own) => sum + own.length, 0);
  return all === 0 ? 0 : words.reduce((sum, own) => sum + own.filter((word, index) => word === own[index - 1]).length, 0) / all;
}

/**
 * Whether a text fills 60 to 100 % of its canvas.
 * @param stop canvas position of the end of turn; null: the canvas is full
 */
export function obeysLength(stop: number | null, length: number): boolean {
  return (stop ?? length) >= LEAST_FILLED * length;
}
