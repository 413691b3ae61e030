// What the model thought of pick lists that it did not fill: shown beside them until the next change.

import * as vscode from "vscode";
import type { TextEdit, TextRange } from "../../report/index.ts";
import type { ScoredList } from "./fillWork.ts";
import { movedBy } from "./landing.ts";
import { rangeOf } from "./reports.ts";

/** Options named in a note. */
const MOST_OPTIONS = 3;

/**
 * Shows the scores.
 * @param uncertain lists whose best option stayed below one half
 * @param suggested lists of which any number may be chosen
 * @param changes that the document got since the lists were scored
 */
export function showScores(document: vscode.TextDocument, uncertain: readonly ScoredList[], suggested: readonly ScoredList[], changes: readonly (readonly TextEdit[])[]): void {
  if (uncertain.length + suggested.length === 0) return;
  const notes = [
    ...uncertain.map((scored) => ({ scored, words: vscode.l10n.t("uncertain: {0}", optionWords(scored)) })),
    ...suggested.map((scored) => ({ scored, words: vscode.l10n.t("suggested: {0}", optionWords(scored)) })),
  ];
  const type = vscode.window.createTextEditorDecorationType({ after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), fontStyle: "italic", margin: "0 0 0 1ch" } });
  const drawn = notes.flatMap(({ scored, words }): vscode.DecorationOptions[] => {
    const range = changes.reduce<TextRange | null>((at, change) => (at === null ? null : movedBy(at, change)), scored.range);
    return range === null ? [] : [{ range: rangeOf(document, range), renderOptions: { after: { contentText: words } } }];
  });
  for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) editor.setDecorations(type, drawn);
  const registration = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document || event.contentChanges.length === 0) return;
    registration.dispose();
    type.dispose();
  });
}

function optionWords({ options }: ScoredList): string {
  return [...options].sort((one, other) => other.probability - one.probability).slice(0, MOST_OPTIONS).map(({ text, probability }) => `${text} ${String(Math.round(probability * 100))} %`).join(", ");
}
