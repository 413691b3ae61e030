// Sentences that come from other processes, in the language of VS Code. They come in English, with figures and names already
// in them, so they are found again by their pattern: `The file has {0} bytes; the limit is {1}.` Pure.

/** Translations by their English sentence, `{0}`, `{1}` for what differs. */
export type Translations = Readonly<Record<string, string>>;

const BETWEEN_SENTENCES = /(?<=[.!?]) (?=\p{Lu})/u;

/**
 * A sentence, or several in a row, in the language of the translations.
 * @returns the English ones where there is no translation
 */
export function sentenceIn(translations: Translations, english: string): string {
  const whole = translated(translations, english);
  if (whole !== null) return whole;
  const sentences = english.split(BETWEEN_SENTENCES);
  return sentences.map((sentence) => translated(translations, sentence) ?? sentence).join(" ");
}

function translated(translations: Translations, english: string): string | null {
  const exact = translations[english];
  if (exact !== undefined) return exact;
  for (const { pattern, translation } of patternsOf(translations)) {
    const values = pattern.exec(english)?.slice(1);
    // A value may be a sentence of its own, `Update RadDraft. Or: {0}`, but not the end of one and the beginning of the next.
    if (values?.every((value) => value in translations || !BETWEEN_SENTENCES.test(value)) === true) return translation.replace(/\{(\d+)\}/g, (_, index: string) => { const value = values[Number(index)] ?? ""; return translations[value] ?? value; });
  }
  return null;
}

interface Pattern {
  readonly pattern: RegExp;
  readonly translation: string;
  readonly nLetters: number;
}

let known: { readonly of: Translations; readonly patterns: readonly Pattern[] } | null = null;

/** Whole sentences with something in them; those with the most words of their own first. Made once for a set of translations. */
function patternsOf(translations: Translations): readonly Pattern[] {
  if (known?.of === translations) return known.patterns;
  const sentences = Object.entries(translations).filter(([english]) => /\{\d+\}/.test(english) && /^\p{Lu}.*(?:\.|: \{0\})$/su.test(english));
  const patterns = sentences.map(([english, translation]) => {
    const parts = english.split(/\{\d+\}/);
    const source = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+)");
    return { pattern: new RegExp(`^${source}$`, "su"), translation, nLetters: parts.join("").length };
  });
  known = { of: translations, patterns: patterns.sort((one, other) => other.nLetters - one.nLetters) };
  return known.patterns;
}
