// Edits that the report language proposes, made in a document as one step of undo.

import * as vscode from "vscode";
import { applyEdits, type TextEdit } from "../../report/index.ts";
import { rangeOf } from "./reports.ts";

/** @returns false when the document cannot be edited, or changed in between */
export async function applyTextEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<boolean> {
  if (edits.length === 0) return true;
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  if (editor !== undefined) {
    const { version } = document;
    const isChange = applyEdits(document.getText(), edits) !== document.getText();
    const isDone = await editor.edit((edit) => { for (const { range, text } of edits) edit.replace(rangeOf(document, range), text); }, { undoStopBefore: true, undoStopAfter: true });
    // VS Code answers true for an editor that is read-only, and changes nothing.
    return isDone && (!isChange || document.version !== version);
  }
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) workspaceEdit.replace(document.uri, rangeOf(document, range), text);
  return await vscode.workspace.applyEdit(workspaceEdit);
}
