// Asks for a folder.

import * as vscode from "vscode";

/** A folder that the person picks; undefined when the person goes back. */
export async function pickFolder(title: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t("Use"), canSelectFiles: false, canSelectFolders: true, canSelectMany: false });
  return picked?.[0]?.fsPath;
}
