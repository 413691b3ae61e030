// How a certainty is drawn in a report: four levels, the same as in the findings panel (`webview/findings/certainty.ts`).

import * as vscode from "vscode";

/** From the least certain up; each level begins at `from`, 0..1. A line differs from the others in shape too, for whoever sees no colours; none is wavy, as problems are. */
export const CERTAINTY_LEVELS = [
  { name: "low", from: 0, colour: "editorError.foreground", line: "underline double var(--vscode-editorError-foreground)" },
  { name: "fair", from: 0.4, colour: "editorWarning.foreground", line: "underline solid var(--vscode-editorWarning-foreground)" },
  { name: "good", from: 0.7, colour: "editorInfo.foreground", line: "underline dashed var(--vscode-editorInfo-foreground)" },
  { name: "high", from: 0.9, colour: "editorInfo.foreground", line: "underline dotted var(--vscode-editorInfo-foreground)" },
] as const;

export type CertaintyLevel = (typeof CERTAINTY_LEVELS)[number]["name"];

/** @param certainty 0..1 */
export function certaintyLevel(certainty: number): CertaintyLevel {
  return CERTAINTY_LEVELS.findLast(({ from }) => certainty >= from)?.name ?? "low";
}

/** Below this a word counts as uncertain for "Next Uncertain Word". */
export const UNCERTAIN_BELOW = 0.7;

/** E.g. `certainty 83 %`. */
export function certaintyWords(certainty: number): string {
  return vscode.l10n.t("certainty {0} %", Math.round(certainty * 100));
}
