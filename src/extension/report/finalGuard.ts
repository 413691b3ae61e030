// Final means final: what stands in a final report stays as it is; only an addendum below it can be written.

import * as vscode from "vscode";
import type { Report } from "../../report/index.ts";
import { commands } from "../names.ts";
import { isReport, type Reports } from "./reports.ts";

/** VS Code's own: the file's editors say that they are read-only, until the window closes. */
const READ_ONLY_COMMAND = "workbench.action.files.setActiveEditorReadonlyInSession";
const WRITABLE_COMMAND = "workbench.action.files.setActiveEditorWriteableInSession";
const RESET_COMMAND = "workbench.action.files.resetActiveEditorReadonlyInSession";

/** A final report as it stood: everything before `addendumStart` must stay. */
interface Sealed {
  readonly text: string;
  readonly addendumStart: number | null;
}

export class FinalGuard implements vscode.Disposable {
  readonly #reports: Reports;
  readonly #sealed = new Map<vscode.TextDocument, Sealed>();
  readonly #registrations: vscode.Disposable;
  #isOurEdit = false;
  /** The last command went to the editor that was in front when VS Code came to it: that may have been another one by then. */
  #mayHaveLockedNext = false;

  constructor(reports: Reports) {
    this.#reports = reports;
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => { this.#seal(document); }),
      // A status typed by hand counts when the report is saved: not between two letters.
      vscode.workspace.onDidSaveTextDocument((document) => { this.#seal(document); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.#sealed.delete(document); }),
      vscode.workspace.onDidChangeTextDocument((event) => { this.#check(event); }),
      vscode.window.onDidChangeActiveTextEditor((editor) => { if (editor !== undefined) void this.#show(editor.document); }),
    );
    for (const document of vscode.workspace.textDocuments) this.#seal(document);
  }

  isFinal(document: vscode.TextDocument): boolean {
    return this.#sealed.has(document);
  }

  /**
   * Makes an edit of RadDraft's own in a report that may be final (a status, an addendum), and seals it as it stands then.
   * A final report can only grow: letters that were typed into it meanwhile are taken out again, with the edit.
   * @returns whether the edit stands
   */
  async edit({ document }: vscode.TextEditor, work: () => PromiseLike<boolean>): Promise<boolean> {
    const before = this.#sealed.get(document);
    if (before !== undefined) await vscode.commands.executeCommand(WRITABLE_COMMAND);
    let isDone = false;
    this.#isOurEdit = true;
    try {
      isDone = await work();
    } finally {
      this.#isOurEdit = false;
      if (before !== undefined && !document.getText().startsWith(before.text.trimEnd())) {
        isDone = false;
        void this.#restore(document, before);
      } else this.#seal(document);
      await this.#show(document);
    }
    return isDone;
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#sealed.clear();
  }

  #seal(document: vscode.TextDocument): void {
    if (!isReport(document) || document.isClosed) return;
    const report = this.#reports.of(document);
    if (report.header.status === "final") this.#sealed.set(document, { text: report.text, addendumStart: openAddendum(report) });
    else this.#sealed.delete(document);
  }

  /** An editor of a final report without an addendum is read-only as a whole. */
  async #show(document: vscode.TextDocument): Promise<void> {
    if (vscode.window.activeTextEditor?.document !== document) return;
    const sealed = this.#sealed.get(document);
    if (sealed === undefined) {
      if (!this.#mayHaveLockedNext) return;
      this.#mayHaveLockedNext = false;
      await vscode.commands.executeCommand(RESET_COMMAND);
      return;
    }
    this.#mayHaveLockedNext = sealed.addendumStart === null;
    await vscode.commands.executeCommand(sealed.addendumStart === null ? READ_ONLY_COMMAND : WRITABLE_COMMAND);
  }

  #check({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const sealed = this.#sealed.get(document);
    if (sealed === undefined || contentChanges.length === 0 || this.#isOurEdit) return;
    const keptTo = sealed.addendumStart ?? sealed.text.length;
    const isKept = document.getText().startsWith(sealed.text.slice(0, keptTo)) && sealed.addendumStart !== null;
    if (isKept) {
      this.#sealed.set(document, { ...sealed, text: document.getText() });
      return;
    }
    void this.#restore(document, sealed);
  }

  async #restore(document: vscode.TextDocument, { text }: Sealed): Promise<void> {
    if (document.getText() === text) return;
    this.#isOurEdit = true;
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end), text);
      await vscode.workspace.applyEdit(edit);
    } finally {
      this.#isOurEdit = false;
    }
    const add = vscode.l10n.t("Add Addendum");
    const answer = await vscode.window.showWarningMessage(vscode.l10n.t("This report is final: its text was put back. Write an addendum below it instead."), add);
    if (answer === add) await vscode.commands.executeCommand(commands.addAddendum);
  }
}

/** Where the text of the last addendum begins, when the report ends with one. */
function openAddendum(report: Report): number | null {
  const last = report.sections.at(-1);
  return last?.kind === "addendum" && last.heading !== null ? last.heading.range.end : null;
}
