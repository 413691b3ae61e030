// Lints of the report's own marks: unfilled fields, text nobody has reviewed, image references that lead nowhere.

import type { Field, Report, TextRange } from "../document.ts";
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

/** What other systems leave where something is to be filled in: `___ mm`, `***`, `XX mm`, `<insert>`; a line of such marks alone is a rule. Elsewhere `___` is what public data sets put for names and dates. */
const PLACEHOLDER = /_{3,}(?= ?(?:mm|cm|ml|%))|\*{3,}(?![\p{L}\d])(?<![\p{L}\d]\*{3,})|\?{3,}|(?<![\p{L}\d])x{2,3}(?= ?(?:mm|cm|x\b))|<+(?:insert|enter|select|fill|please)[^<>\n]{0,40}>+|\{(?:insert|enter|select|fill)[^{}\n]{0,40}\}|(?<![\p{L}])(?:tbd|lorem ipsum)(?![\p{L}])/giu;

/** Marks of empty places that are no fields of ours. */
export function placeholders(report: Report): LintFinding[] {
  const { text, header, fields, comments } = report;
  const taken = [...fields, ...comments];
  return Array.from(text.slice(header.range.end).matchAll(PLACEHOLDER), (match) => ({ start: header.range.end + match.index, end: header.range.end + match.index + match[0].length }))
    .filter((range) => !taken.some((each) => each.range.start < range.end && range.start < each.range.end) && !isRule(text, range))
    .map((range) => ({ ...found("lint/field-empty", range, []), severity: "warning" }));
}

/** A line of nothing but marks. */
function isRule(text: string, { start, end }: TextRange): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  return !/[\p{L}\d]/u.test(text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/[_*?]/g, ""));
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
