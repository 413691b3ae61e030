// VS Code takes a write that a full disk cut short for a whole one and shows the report as saved: each save is looked at.

import * as vscode from "vscode";
import { isCutShort } from "./cutShort.ts";
import { isReport } from "./reports.ts";
import { applyTextEdits } from "./textEdits.ts";

/** Looks at each save of a report; one that was cut short is told, and the report counts as unsaved again. */
export function watchSaves(): vscode.Disposable {
  const told = new Set<vscode.TextDocument>();
  return vscode.workspace.onDidSaveTextDocument(async (document) => {
    if (!isReport(document) || document.uri.scheme !== "file" || !(await isSaveCutShort(document))) return;
    await makeUnsaved(document);
    if (told.has(document)) return;
    told.add(document);
    const again = vscode.l10n.t("Save Again");
    const sentence = vscode.l10n.t("The disk is full: only a part of the report was written to it. In the editor it is whole. Free some space, then save it again before you close it.");
    const answer = await vscode.window.showErrorMessage(sentence, again);
    told.delete(document);
    if (answer === again) await document.save();
  });
}

async function isSaveCutShort(document: vscode.TextDocument): Promise<boolean> {
  const [text, { version }] = [document.getText(), document];
  const written = await vscode.workspace.fs.readFile(document.uri).then((bytes) => bytes, () => null);
  // Typed into meanwhile: it is unsaved, and shown so.
  return written !== null && !document.isDirty && document.version === version && isCutShort(text, written);
}

/** VS Code keeps a copy of an unsaved report and asks before it is closed. An edit that changes no letter makes it one. */
async function makeUnsaved(document: vscode.TextDocument): Promise<void> {
  await applyTextEdits(document, [{ range: { start: 0, end: 1 }, text: document.getText().slice(0, 1) }]);
}
