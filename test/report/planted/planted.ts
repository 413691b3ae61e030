// The bookkeeping of planted errors: how many to plant of each kind, and what was found.

import { lintReport, NO_LINT_CONTEXT, parseReport } from "../../../src/report/index.ts";
import type { ImageFacts, LintContext, LintFinding } from "../../../src/report/index.ts";
import type { CleanReport } from "./cleanReport.ts";
import * as rules from "./planter.ts";
import type { Planted, PlantedWords, Rule } from "./planter.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

/** Shares of the kinds: what swaps and slips most often is planted most often. */
const RULES: readonly (readonly [Rule, number])[] = [
  [rules.swapSide, 6], [rules.swapLaterality, 1], [rules.otherSex, 3], [rules.otherAge, 3], [rules.comparison, 6], [rules.newFinding, 6], [rules.otherModality, 4],
  [rules.otherBodyPart, 4], [rules.repetition, 5], [rules.advice, 3], [rules.unitLost, 6], [rules.emptyField, 2], [rules.unreviewed, 1], [rules.missingImage, 1],
];

/** Plants `n` different errors, by a seed. */
export function plantErrors(reports: readonly CleanReport[], words: PlantedWords, n: number, seed: number): Planted[] {
  const random = rules.randomOf(seed);
  const deck = RULES.flatMap(([rule, share]) => Array.from({ length: share }, () => rule));
  const errors = new Map<string, Planted>();
  for (let turn = 0; errors.size < n && turn < n * 200; turn++) {
    const rule = deck[turn % deck.length];
    const report = reports[Math.floor(random() * reports.length)];
    const error = rule === undefined || report === undefined ? null : rule(report, random, words);
    if (error !== null) errors.set(`${error.kind}\n${error.report.text}\n${JSON.stringify(error.report.facts ?? null)}\n${error.start}`, error);
  }
  return [...errors.values()];
}

/** The lints over a report with its tags. */
export function lint({ text, facts }: CleanReport, context: LintContext = NO_LINT_CONTEXT): LintFinding[] {
  return lintReport(parseReport(text), facts === undefined ? [] : [{ ...NO_FACTS, ...facts }], context);
}

/** Whether an error is found: a finding of its kind that touches its place, or points to it. */
export function isFound(error: Planted): boolean {
  const touches = (range: { readonly start: number; readonly end: number } | null): boolean => range !== null && range.start <= error.end && error.start <= range.end;
  return lint(error.report, error.context).some((finding) => error.codes.includes(finding.code) && (touches(finding.range) || touches(finding.related)));
}
