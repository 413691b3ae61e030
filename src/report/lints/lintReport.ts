// All lints over one report.

import type { Report } from "../document.ts";
import type { ImageFacts } from "../imageFacts.ts";
import { missingImages, unfilledFields, unreviewedText } from "./fields.ts";
import type { LintContext, LintFinding } from "./finding.ts";

/**
 * Looks for what is likely to be wrong in a report, whatever its style. It reads English; terms of German and Spanish where they are plain.
 * @param report as parsed
 * @param _facts of its images; empty: nothing is compared with tags
 * @param context what the text itself does not say
 * @returns findings in document order
 */
export function lintReport(report: Report, _facts: readonly ImageFacts[], context: LintContext): LintFinding[] {
  const all = [...unfilledFields(report), ...unreviewedText(report, context), ...missingImages(report, context)];
  return all.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
