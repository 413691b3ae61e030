// The language of a report: what its header says, else what its headings show; and its headings in another language.

import type { Report, ReportLanguage } from "./document.ts";
import { REPORT_LANGUAGES } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { languagesOfName, nameIn } from "./headings.ts";

/** Language of the headings that a model is shown: the published checkpoints and the demo were trained on English reports. */
export const MODEL_LANGUAGE: ReportLanguage = "en";

/** The language in which a report's headings are written; of equally many the first of `REPORT_LANGUAGES`; null: it shows none. */
export function languageOf({ header, sections }: Report): ReportLanguage | null {
  if (header.language !== null) return header.language;
  const shown = sections.flatMap(({ kind, heading }) => (heading === null || kind === "other" ? [] : languagesOfName(heading.text)));
  const counts = REPORT_LANGUAGES.map((language) => shown.filter((each) => each === language).length);
  const most = Math.max(...counts);
  return most === 0 ? null : (REPORT_LANGUAGES[counts.indexOf(most)] ?? null);
}

/** Edits that write a report's headings in a language; nothing else of it changes, headings that are none of a report's stay. */
export function headingsIn(report: Report, language: ReportLanguage): TextEdit[] {
  return report.sections.flatMap(({ heading }) => {
    const text = heading === null ? "" : nameIn(heading.text, language);
    return heading === null || text === heading.text ? [] : [{ range: heading.range, text }];
  });
}
