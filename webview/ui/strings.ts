// The panel's words in the person's language: English in the source, translations handed over by the host
// (`vscode.l10n`, files in `l10n/`).

let translations: Readonly<Record<string, string>> = {};

/** Called once, before anything is shown. */
export function useTranslations(table: Readonly<Record<string, string>>): void {
  translations = table;
}

/**
 * A sentence in the person's language.
 * @param english the sentence, with `{0}`, `{1}` where values go
 * @param values what goes there
 */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const sentence = translations[english] ?? english;
  return sentence.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}
