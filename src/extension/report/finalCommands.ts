// The life of a report: draft, preliminary, final, addendum; and its text for the reading system.

import * as vscode from "vscode";
import { addendum, finalise, parseReport, plainTextOf, REPORT_STATUSES, setHeaderLine, type FinalFinding, type Report, type ReportStatus } from "../../report/index.ts";
import { commands } from "../names.ts";
import type { AiText } from "./aiText.ts";
import type { FinalGuard } from "./finalGuard.ts";
import { rangeOf, type Reports } from "./reports.ts";
import { applyTextEdits } from "./textEdits.ts";

/** Registers the commands. */
export function registerFinalCommands(reports: Reports, ai: AiText, guard: FinalGuard): vscode.Disposable {
  const on = (command: string, work: (editor: vscode.TextEditor, report: Report) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(command, async () => {
      const active = reports.active();
      if (active !== null) await work(active.editor, active.report);
    });
  return vscode.Disposable.from(
    on(commands.changeStatus, (editor, report) => changeStatus(editor, report, { ai, guard })),
    on(commands.addAddendum, (editor, report) => addAddendum(editor, report, guard)),
    on(commands.copyReport, (_editor, report) => copyReport(report)),
  );
}

async function changeStatus(editor: vscode.TextEditor, report: Report, parts: { readonly ai: AiText; readonly guard: FinalGuard }): Promise<void> {
  if (report.header.status === "final") {
    const add = vscode.l10n.t("Add Addendum");
    const answer = await vscode.window.showInformationMessage(vscode.l10n.t("This report is final. What comes later is an addendum."), add);
    if (answer === add) await vscode.commands.executeCommand(commands.addAddendum);
    return;
  }
  const words: Readonly<Record<ReportStatus, string>> = {
    draft: vscode.l10n.t("Draft: being written"),
    preliminary: vscode.l10n.t("Preliminary: read, but not complete"),
    final: vscode.l10n.t("Final: signed off, read-only from then on"),
  };
  const items = REPORT_STATUSES.map((status) => ({ label: words[status], description: status === report.header.status ? vscode.l10n.t("now") : "", status }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Status of the report") });
  if (picked === undefined || picked.status === report.header.status) return;
  if (picked.status === "final") await makeFinal(editor, parts);
  else await applyTextEdits(editor.document, setHeaderLine(report, "status", picked.status));
}

async function makeFinal(editor: vscode.TextEditor, { ai, guard }: { readonly ai: AiText; readonly guard: FinalGuard }): Promise<void> {
  const { document } = editor;
  const { blocks, warns, edits } = finalise(parseReport(document.getText()), ai.spansOf(document), ai.nUnknown(document));
  const [first] = blocks;
  if (first !== undefined) {
    const show = vscode.l10n.t("Show the First");
    const answer = await vscode.window.showWarningMessage(vscode.l10n.t("The report cannot be final yet."), { modal: true, detail: sentences(blocks) }, show);
    if (answer === show) reveal(editor, first);
    return;
  }
  const sign = vscode.l10n.t("Make Final");
  const detail = warns.length === 0 ? vscode.l10n.t("It is read-only from then on; what comes later is an addendum.") : sentences(warns);
  if ((await vscode.window.showWarningMessage(vscode.l10n.t("Make this report final?"), { modal: true, detail }, sign)) !== sign) return;
  // Saved before it becomes read-only, since what is read-only cannot be saved; a new report asks for its place.
  const isDone = await guard.edit(editor, async () => {
    const isEdited = await applyTextEdits(document, edits);
    if (isEdited) await document.save();
    return isEdited;
  });
  if (!isDone) void vscode.window.showErrorMessage(vscode.l10n.t("The report could not be edited."));
}

/** One line a kind of finding. */
function sentences(findings: readonly FinalFinding[]): string {
  const count = (code: FinalFinding["code"]): number => findings.filter((finding) => finding.code === code).length;
  const [nUnreviewed, nEmpty, nProblems] = [count("final/unreviewed"), count("final/field-empty"), count("final/problem")];
  const lines: readonly (readonly [number, string])[] = [
    [nUnreviewed, nUnreviewed === 1 ? vscode.l10n.t("1 place of AI text is not reviewed.") : vscode.l10n.t("{0} places of AI text are not reviewed.", nUnreviewed)],
    [count("final/unreviewed-unknown"), vscode.l10n.t("The report holds AI text whose place is not known any more. Read it all, then accept all AI text.")],
    [nEmpty, nEmpty === 1 ? vscode.l10n.t("1 field is empty.") : vscode.l10n.t("{0} fields are empty.", nEmpty)],
    [nProblems, nProblems === 1 ? vscode.l10n.t("1 place cannot be understood as it is written.") : vscode.l10n.t("{0} places cannot be understood as they are written.", nProblems)],
  ];
  return lines.filter(([n]) => n > 0).map(([, line]) => line).join("\n");
}

function reveal(editor: vscode.TextEditor, { range }: FinalFinding): void {
  const place = rangeOf(editor.document, range);
  editor.selection = new vscode.Selection(place.start, place.end);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function addAddendum(editor: vscode.TextEditor, report: Report, guard: FinalGuard): Promise<void> {
  if (report.header.status !== "final") {
    void vscode.window.showInformationMessage(vscode.l10n.t("An addendum belongs to a final report; this one can still be edited."));
    return;
  }
  const { edit, cursor } = addendum(report, dateText(new Date()));
  await guard.edit(editor, async () => {
    // A snippet brings its cursor with it: what is typed right after the command belongs below the new heading.
    const nBefore = cursor - edit.range.start;
    const snippet = new vscode.SnippetString().appendText(edit.text.slice(0, nBefore)).appendTabstop(0).appendText(edit.text.slice(nBefore));
    const isDone = await editor.insertSnippet(snippet, rangeOf(editor.document, edit.range));
    editor.revealRange(editor.selection);
    return isDone;
  });
}

/** `2026-01-31 14:05`, the person's own time. */
function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A report that is not final goes out with its status before it: nobody shall take it for signed. */
async function copyReport(report: Report): Promise<void> {
  const { text, empty } = plainTextOf(report);
  const marks = [
    ...(report.header.status === "final" ? [] : [report.header.status === "draft" ? vscode.l10n.t("DRAFT, not final") : vscode.l10n.t("PRELIMINARY, not final")]),
    ...(report.header.isMarkedUnreviewed ? [vscode.l10n.t("contains unreviewed AI draft, not for clinical use")] : []),
  ];
  await vscode.env.clipboard.writeText(marks.length === 0 ? text : `${marks.join("; ")}\n\n${text}`);
  const left = empty.length === 1 ? vscode.l10n.t("Report copied; 1 field is empty and stands as ___") : vscode.l10n.t("Report copied; {0} fields are empty and stand as ___", empty.length);
  vscode.window.setStatusBarMessage(empty.length === 0 ? vscode.l10n.t("Report copied") : left, 5000);
}
