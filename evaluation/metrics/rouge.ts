// The only file that knows js-rouge: the longest common subsequence of words that two texts share.

import { l } from "js-rouge";
import { wordsOf } from "./words.ts";

/**
 * ROUGE-L: F1 of the longest common subsequence of words of the whole texts (Lin 2004, sentence level).
 * @returns 0..1; 0 where one has no word
 */
export function rougeL(text: string, reference: string): number {
  if (wordsOf(text).length === 0 || wordsOf(reference).length === 0) return 0;
  return l(text, reference, { segmenter: (whole) => [whole], tokenizer: wordsOf });
}
