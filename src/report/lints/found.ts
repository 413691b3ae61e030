// Makes a finding with what the table says of its code.

import type { TextRange } from "../document.ts";
import type { LintCode, LintFinding, LintFix } from "./finding.ts";
import { LINT_RULES } from "./rules.ts";

/** A finding; without `more` it has no related place and no fix. */
export function found(code: LintCode, range: TextRange, args: readonly string[], more: { readonly related?: TextRange; readonly fixes?: readonly LintFix[] } = {}): LintFinding {
  return { code, severity: LINT_RULES[code].severity, range, args, related: more.related ?? null, fixes: more.fixes ?? [] };
}
