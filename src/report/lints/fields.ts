// Lints of the report's own marks: unfilled fields, text nobody has reviewed, image references that lead nowhere.

import type { Field, Report } from "../document.ts";
import type { LintCode, LintContext, LintFinding, LintFix } from "./finding.ts";
import { found } from "./found.ts";

/**
 * Fields that hold no value yet. A default and a pick list with a default have one; the others are filled by replacing
 * them with text. In a final report every field that is left is at least a warning.
 */
export function unfilledFields(report: Report): LintFinding[] {
  const isFinal = report.header.status === "final";
  return report.fields.filter((field) => !hasValue(field)).map((field) => {
    const finding = found(codeOf(field), field.range, [], { fixes: fixesOf(field) });
    return isFinal && finding.severity === "information" ? { ...finding, severity: "warning" } : finding;
  });
}

function codeOf(field: Field): LintCode {
  if (field.action === "prohibit") return "lint/field-prohibit";
  return field.action === "alert" ? "lint/field-alert" : "lint/field-empty";
}

function hasValue(field: Field): boolean {
  if (field.kind === "default") return true;
  return field.kind === "pickOne" && field.options.some((option) => option.isDefault);
}

/** One of a few options can be taken with one key. */
function fixesOf(field: Field): LintFix[] {
  if (field.kind !== "pickOne") return [];
  return field.options.map(({ text }) => ({ title: "Change to \"{0}\"", args: [text], edits: [{ range: field.range, text }] }));
}

/** The model's words that nobody has reviewed; in a final report they are errors, as is the header's mark. */
export function unreviewedText(report: Report, context: LintContext): LintFinding[] {
  const isFinal = report.header.status === "final";
  const ranges = context.unreviewed.filter((range) => range.end > range.start);
  const mark = report.header.lines.find((line) => line.key.text.toLowerCase() === "ai");
  const marked = ranges.length === 0 && isFinal && report.header.isMarkedUnreviewed && mark !== undefined ? [mark.value.range] : [];
  return [...ranges, ...marked].map((range) => ({ ...found("lint/unreviewed", range, []), ...(isFinal ? { severity: "error" as const } : {}) }));
}

/** References to images that were looked for and not found. */
export function missingImages(report: Report, context: LintContext): LintFinding[] {
  return report.header.images.filter((image) => context.missingImages.has(image.path)).map((image) => found("lint/image-missing", image.range, [image.path]));
}
