// Edits that the report language proposes, made in a document as one step of undo.

import * as vscode from "vscode";
import type { TextEdit } from "../../report/index.ts";
import { rangeOf } from "./reports.ts";

/** @returns false when the document cannot be edited, or changed in between */
export async function applyTextEdits(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<boolean> {
  if (edits.length === 0) return true;
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  if (editor !== undefined) {
    return await editor.edit((edit) => { for (const { range, text } of edits) edit.replace(rangeOf(document, range), text); }, { undoStopBefore: true, undoStopAfter: true });
  }
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { range, text } of edits) workspaceEdit.replace(document.uri, rangeOf(document, range), text);
  return await vscode.workspace.applyEdit(workspaceEdit);
}
