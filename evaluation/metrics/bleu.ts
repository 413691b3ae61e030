// BLEU of a corpus (Papineni et al. 2002): clipped n-gram precisions with a penalty for texts that are too short.

import { nGramsOf, wordsOf } from "./words.ts";

/**
 * BLEU with one reference a text, n-grams of 1 to `most` words weighted alike, no smoothing.
 * @returns 0..1; 0 where no n-gram of one of the lengths is shared, or there is no text
 */
export function corpusBleu(pairs: readonly { readonly text: string; readonly reference: string }[], most: number): number {
  let logSum = 0;
  for (let n = 1; n <= most; n++) {
    const counts = pairs.map(({ text, reference }) => clippedCounts(nGramsOf(wordsOf(text), n), nGramsOf(wordsOf(reference), n)));
    const shared = counts.reduce((sum, count) => sum + count.shared, 0);
    const all = counts.reduce((sum, count) => sum + count.all, 0);
    if (shared === 0) return 0;
    logSum += Math.log(shared / all) / most;
  }
  const textWords = pairs.reduce((sum, { text }) => sum + wordsOf(text).length, 0);
  const referenceWords = pairs.reduce((sum, { reference }) => sum + wordsOf(reference).length, 0);
  return Math.exp(logSum + Math.min(0, 1 - referenceWords / textWords));
}

function clippedCounts(grams: readonly string[], referenceGrams: readonly string[]): { readonly shared: number; readonly all: number } {
  const left = new Map<string, number>();
  for (const gram of referenceGrams) left.set(gram, (left.get(gram) ?? 0) + 1);
  let shared = 0;
  for (const gram of grams) {
    const count = left.get(gram) ?? 0;
    if (count > 0) shared++;
    left.set(gram, count - 1);
  }
  return { shared, all: grams.length };
}
