// The table of lints: severity and sentence of every code.

import type { LintCode, LintFinding, LintFix, LintSeverity } from "./finding.ts";

/** A row of the table. In a sentence `{0}`, `{1}` stand for the finding's `args`. */
export interface LintRule {
  readonly severity: LintSeverity;
  /** English, as people read it; translations are looked up by it. */
  readonly sentence: string;
}

/** Every lint; `error` keeps a report from becoming final. */
export const LINT_RULES: Readonly<Record<LintCode, LintRule>> = {
  "lint/field-prohibit": { severity: "error", sentence: "This field must be filled before the report can be final." },
  "lint/field-alert": { severity: "warning", sentence: "This field should be filled." },
  "lint/field-empty": { severity: "information", sentence: "This field is not filled." },
  "lint/side-conflict": { severity: "warning", sentence: "\"{0}\" here, but \"{1}\" elsewhere in the report." },
  "lint/side-tag": { severity: "warning", sentence: "\"{0}\" here, but the image's Laterality is {1}." },
  "lint/sex-conflict": { severity: "warning", sentence: "\"{0}\" does not fit a {1} patient." },
  "lint/age-conflict": { severity: "warning", sentence: "\"{0}\" does not fit the patient's age, {1}." },
  "lint/no-comparison": { severity: "warning", sentence: "\"{0}\" compares, but the report names no earlier examination." },
  "lint/impression-unsupported": { severity: "warning", sentence: "\"{0}\" is in the impression but not in the findings." },
  "lint/impression-contradicts": { severity: "warning", sentence: "\"{0}\" is in the impression, but the findings deny it." },
  "lint/modality-conflict": { severity: "warning", sentence: "\"{0}\" does not fit an examination by {1}." },
  "lint/body-part-conflict": { severity: "warning", sentence: "\"{0}\" does not fit an examination of this region: {1}." },
  "lint/repeated-sentence": { severity: "warning", sentence: "This sentence stands in the report twice." },
  "lint/repeated-phrase": { severity: "warning", sentence: "\"{0}\" is repeated." },
  "lint/unreviewed": { severity: "warning", sentence: "Text of the model that nobody has reviewed." },
  "lint/boilerplate": { severity: "information", sentence: "\"{0}\" says nothing about this patient." },
  "lint/unit-missing": { severity: "warning", sentence: "\"{0}\" has no unit." },
  "lint/image-missing": { severity: "warning", sentence: "The image \"{0}\" is not found." },
};

/** The sentence of a finding in English. */
export function lintSentence(finding: LintFinding): string {
  return filled(LINT_RULES[finding.code].sentence, finding.args);
}

/** The title of a fix in English. */
export function lintFixTitle(fix: LintFix): string {
  return filled(fix.title, fix.args);
}

function filled(template: string, args: readonly string[]): string {
  return template.replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? "");
}
