// "Import Template (MRRT)": an HTML template of the IHE profile becomes a template of our notation, open to be looked at and saved.

import * as vscode from "vscode";
import { importTemplate, ReportError } from "../../report/index.ts";
import { reportLanguage } from "../names.ts";
import { inDisplayLanguage } from "../notices.ts";

/** A template is some kilobytes; a larger file is none. */
const MOST_BYTES = 2 * 1024 * 1024;

/** Lets the person choose a file and opens what it becomes. */
export async function importMrrt(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Import Template (MRRT)"), canSelectMany: false, filters: { [vscode.l10n.t("MRRT templates")]: ["html", "htm", "xhtml"], [vscode.l10n.t("All files")]: ["*"] } });
  const [file] = picked ?? [];
  if (file === undefined) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MOST_BYTES) {
    void vscode.window.showErrorMessage(vscode.l10n.t("This file is too large for a template."));
    return;
  }
  try {
    const { text, problems } = importTemplate(Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8"));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: reportLanguage, content: text }));
    const left = problems.length === 0 ? "" : ` ${vscode.l10n.t("Parts that could not be taken: {0}.", problems.length)}`;
    void vscode.window.showInformationMessage(`${vscode.l10n.t("Save this template as a .radreport file in your template folder to use it.")}${left}`);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    void vscode.window.showErrorMessage([error.message, error.action].map(inDisplayLanguage).filter((words) => words !== "").join(" "));
  }
}
