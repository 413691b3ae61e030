// What a lint says: which rule, where, why, and how it can be put right.

import type { TextRange } from "../document.ts";
import type { TextEdit } from "../edits.ts";

export type { TextEdit } from "../edits.ts";

/** A change that a person may choose; nothing is changed without being asked. */
export interface LintFix {
  readonly title: LintFixTitle;
  /** Words for `{0}`, `{1}` in the title. */
  readonly args: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** Titles of the fixes, English; `{0}` and `{1}` are filled from `args`. */
export const LINT_FIX_TITLES = ["Change to \"{0}\"", "Delete \"{0}\"", "Delete this sentence", "Add the unit {0}"] as const;
export type LintFixTitle = (typeof LINT_FIX_TITLES)[number];

/** `error`: a final report is refused. */
export type LintSeverity = "error" | "warning" | "information";

/** What the lints look for; a code is stable, its sentence is not. */
export type LintCode =
  | "lint/field-prohibit"
  | "lint/field-alert"
  | "lint/field-empty"
  | "lint/side-conflict"
  | "lint/side-tag"
  | "lint/sex-conflict"
  | "lint/age-conflict"
  | "lint/no-comparison"
  | "lint/impression-unsupported"
  | "lint/impression-contradicts"
  | "lint/modality-conflict"
  | "lint/body-part-conflict"
  | "lint/repeated-sentence"
  | "lint/repeated-phrase"
  | "lint/unreviewed"
  | "lint/boilerplate"
  | "lint/unit-missing"
  | "lint/image-missing";

/** One place where a rule is broken. */
export interface LintFinding {
  readonly code: LintCode;
  readonly severity: LintSeverity;
  /** Never empty. */
  readonly range: TextRange;
  /** Words of the report or of the tags for `{0}`, `{1}` in the rule's sentence. */
  readonly args: readonly string[];
  /** The other place of a conflict. */
  readonly related: TextRange | null;
  readonly fixes: readonly LintFix[];
}

/** What lints must be told about a document beyond its text. */
export interface LintContext {
  /** Text of the model that nobody has reviewed. */
  readonly unreviewed: readonly TextRange[];
  /** Paths of image references, as written, that no file was found for. */
  readonly missingImages: ReadonlySet<string>;
}

/** For a text alone: nothing is known to be unreviewed or missing. */
export const NO_LINT_CONTEXT: LintContext = { unreviewed: [], missingImages: new Set() };
