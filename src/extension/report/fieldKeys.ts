// Tab from field to field, and choosing the value of a pick list: the keys a dictation system has.

import * as vscode from "vscode";
import { fieldAt, nextField, previousField, type Field, type PickManyField, type Report } from "../../report/index.ts";
import { commands, contextKeys } from "../names.ts";
import { isReport, offsetsOf, rangeOf, type Reports } from "./reports.ts";

/** Registers the commands, and the context key that gives Tab its second meaning. */
export function registerFieldKeys(reports: Reports): vscode.Disposable {
  const announce = (): void => {
    const active = reports.active();
    void vscode.commands.executeCommand("setContext", contextKeys.hasFields, active !== null && active.report.fields.length > 0);
  };
  announce();
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.nextField, () => { go(reports, nextField); }),
    vscode.commands.registerCommand(commands.previousField, () => { go(reports, previousField); }),
    vscode.commands.registerCommand(commands.chooseValue, () => chooseValue(reports)),
    vscode.window.onDidChangeActiveTextEditor(announce),
    vscode.workspace.onDidChangeTextDocument(({ document }) => { if (isReport(document)) announce(); }),
    vscode.workspace.onDidOpenTextDocument(announce),
  );
}

/** Selects the field: what is typed takes its place. Of a field with a name only the value is selected, since the name stays in the report. */
function go(reports: Reports, find: (report: Report, offset: number) => Field | null): void {
  const active = reports.active();
  if (active === null) return;
  const { editor, report } = active;
  const field = find(report, offsetsOf(editor.document, editor.selection).start);
  if (field === null) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("The report has no more fields."), 3000);
    return;
  }
  const range = rangeOf(editor.document, field.name === null ? field.range : field.inner);
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A pick list at the cursor: one value from the suggestions, several from a list with check boxes. */
async function chooseValue(reports: Reports): Promise<void> {
  const active = reports.active();
  if (active === null) return;
  const { editor, report } = active;
  const field = fieldAt(report, offsetsOf(editor.document, editor.selection).start);
  if (field === null || (field.kind !== "pickOne" && field.kind !== "pickMany")) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no pick list at the cursor."));
    return;
  }
  if (field.kind === "pickMany") {
    await chooseSeveral(editor, field);
    return;
  }
  const picked = await vscode.window.showQuickPick(field.options.map(({ text, isDefault }) => ({ label: text, description: isDefault ? vscode.l10n.t("default") : "" })), { title: titleOf(field) });
  if (picked !== undefined) await replaceField(editor, field, picked.label);
}

async function chooseSeveral(editor: vscode.TextEditor, field: PickManyField): Promise<void> {
  const items = field.options.map(({ text, isDefault }) => ({ label: text, picked: isDefault }));
  const picked = await vscode.window.showQuickPick(items, { title: titleOf(field), canPickMany: true });
  if (picked !== undefined && picked.length > 0) await replaceField(editor, field, picked.map(({ label }) => label).join(", "));
}

function titleOf(field: Field): string {
  return field.name?.text ?? vscode.l10n.t("Choose a value");
}

async function replaceField(editor: vscode.TextEditor, field: Field, value: string): Promise<void> {
  const label = field.name === null ? "" : `${field.name.text}: `;
  await editor.edit((edit) => { edit.replace(rangeOf(editor.document, field.range), `${label}${value}`); }, { undoStopBefore: true, undoStopAfter: true });
}
