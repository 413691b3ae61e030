// Words, sentences and n-grams of a text, as the measures of language count them.

/** Words in lower case: letters and digits, with hyphens and apostrophes inside. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** A sentence with its place in the text, UTF-16, end exclusive. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Sentences: they end at `.`, `?` or `!` before white space, and with their line. */
export function sentencesOf(text: string): Sentence[] {
  return [...text.matchAll(/\S(?:[^\n]*?\S)??(?:[.?!]["'”’)\]]*(?=\s|$)|(?=\s*(?:\n|$)))/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, text: match[0] }));
}

/** Runs of `n` words, in order. */
export function nGramsOf(words: readonly string[], n: number): string[] {
  return words.slice(0, Math.max(0, words.length - n + 1)).map((_, start) => words.slice(start, start + n).join(" "));
}
