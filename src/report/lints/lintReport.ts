// All lints over one report.

import type { Report } from "../document.ts";
import type { ImageFacts } from "../imageFacts.ts";
import { boilerplate } from "./boilerplate.ts";
import { withoutComparison } from "./comparison.ts";
import { bodyPartConflicts, modalityConflicts } from "./examMismatch.ts";
import { missingImages, placeholders, unfilledFields, unreviewedText } from "./fields.ts";
import type { LintContext, LintFinding } from "./finding.ts";
import { unsupportedImpression } from "./impression.ts";
import { examSideConflicts, sideConflicts } from "./laterality.ts";
import { mentionsOf } from "./mentions.ts";
import { ageConflicts, sexConflicts } from "./patient.ts";
import { readReport } from "./reading.ts";
import { repeatedPhrases, repeatedSentences } from "./repetition.ts";
import { statedFacts } from "./statedFacts.ts";
import { missingUnits } from "./units.ts";

/**
 * Longest text whose sentences are compared with one another, sentences. Real reports have some twenty to a hundred; the
 * comparison grows with the square (0.1 s at 600, 8 s at 5,000), and must not hold up the editor on a text that is no report.
 */
export const MAX_COMPARED_SENTENCES = 600;

/**
 * Looks for what is likely to be wrong in a report, whatever its style. It reads English; terms of German and Spanish where they are plain.
 * @param report as parsed
 * @param tagged facts of its images; empty: the report is compared with itself and with what it states of the patient
 * @param context what the text itself does not say
 * @returns findings in document order, each place and code once
 */
export function lintReport(report: Report, tagged: readonly ImageFacts[], context: LintContext): LintFinding[] {
  const reading = readReport(report);
  const facts = tagged.length > 0 ? tagged : statedFacts(reading);
  const mentions = reading.sentences.length > MAX_COMPARED_SENTENCES ? [] : mentionsOf(reading);
  const all = [
    ...unfilledFields(report),
    ...placeholders(report),
    ...unreviewedText(report, context),
    ...missingImages(report, context),
    ...(mentions.length === 0 ? [] : sideConflicts(reading, mentions)),
    ...examSideConflicts(reading, facts),
    ...unsupportedImpression(reading, mentions),
    ...withoutComparison(reading),
    ...sexConflicts(reading, facts),
    ...ageConflicts(reading, facts),
    ...modalityConflicts(reading, facts),
    ...bodyPartConflicts(reading, facts),
    ...repeatedSentences(reading),
    ...repeatedPhrases(reading),
    ...missingUnits(reading),
    ...boilerplate(reading),
  ].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return all.filter((finding, index) => !all.slice(Math.max(0, index - 4), index).some((each) => each.code === finding.code && each.range.start === finding.range.start));
}
