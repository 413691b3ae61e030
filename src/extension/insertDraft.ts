// Puts a draft into the report: at the cursor of the text document used last, as one edit that one undo takes back.

import * as vscode from "vscode";
import type { KeptDraft } from "./draftService.ts";
import { reportLanguage } from "./names.ts";
import { parseReport } from "../report/index.ts";
import { insertPlace } from "./report/insertIntoReport.ts";
import { insertedText } from "./reportText.ts";

/** Remembers where the person wrote last: the image editor takes the focus, and "active text editor" is then none. */
export class ReportTarget implements vscode.Disposable {
  readonly #registrations: vscode.Disposable;
  readonly #intoReport: (editor: vscode.TextEditor, draft: KeptDraft) => Promise<boolean>;
  #document: vscode.TextDocument | null = null;
  #selection: vscode.Selection | null = null;
  #column: vscode.ViewColumn | null = null;

  /** @param intoReport inserts into a report, where the model's words have marks */
  constructor(intoReport: (editor: vscode.TextEditor, draft: KeptDraft) => Promise<boolean>) {
    this.#intoReport = intoReport;
    const remember = (editor: vscode.TextEditor | undefined): void => { if (editor !== undefined) this.#remember(editor); };
    remember(vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0]);
    this.#registrations = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(remember),
      vscode.window.onDidChangeTextEditorSelection((event) => { if (event.textEditor === vscode.window.activeTextEditor) remember(event.textEditor); }),
    );
  }

  /**
   * Inserts a draft there, or in a new Markdown document where none is open.
   * @returns false when the document could not be edited
   */
  async insert(draft: KeptDraft): Promise<boolean> {
    const editor = await this.#editor();
    if (editor.document.languageId === reportLanguage) return await this.#intoReport(editor, draft);
    const at = editor.selection.active;
    const line = editor.document.lineAt(at.line).text;
    const place = { languageId: editor.document.languageId, before: line.slice(0, at.character), after: line.slice(at.character) };
    const text = insertedText(draft.text, draft.provenance, place);
    const start = editor.document.offsetAt(at);
    const lengthBefore = editor.document.getText().length;
    // Selected text stays: it was not the person's wish to have it replaced.
    const isDone = await editor.edit((edit) => { edit.insert(at, text); }, { undoStopBefore: true, undoStopAfter: true });
    if (!isDone) return false;
    const inserted = editor.document.getText().length - lengthBefore; // Line ends may have become CRLF.
    const end = editor.document.positionAt(start + inserted);
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(new vscode.Range(at, end), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return true;
  }

  /**
   * Inserts a sentence there, with a space before it where a word ends.
   * @returns false when the document could not be edited
   */
  async insertSentence(sentence: string): Promise<boolean> {
    const editor = await this.#editor();
    const { document, selection } = editor;
    const at = document.languageId === reportLanguage ? document.positionAt(insertPlace(parseReport(document.getText()), document.offsetAt(selection.active))) : selection.active;
    const before = document.lineAt(at.line).text.slice(0, at.character);
    const text = `${before === "" || /\s$/.test(before) ? "" : " "}${sentence}`;
    return await editor.edit((edit) => { edit.insert(at, text); }, { undoStopBefore: true, undoStopAfter: true });
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  #remember(editor: vscode.TextEditor): void {
    if (!isReportPlace(editor.document)) return;
    this.#document = editor.document;
    this.#selection = editor.selection;
    this.#column = editor.viewColumn ?? null;
  }

  async #editor(): Promise<vscode.TextEditor> {
    const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === this.#document);
    if (this.#document !== null && !this.#document.isClosed) {
      const selection = visible?.selection ?? this.#selection;
      const viewColumn = visible?.viewColumn ?? this.#column ?? vscode.ViewColumn.Beside;
      return await vscode.window.showTextDocument(this.#document, selection === null ? { viewColumn } : { viewColumn, selection });
    }
    const open = await openReport();
    if (open !== null) return await vscode.window.showTextDocument(open.document, { viewColumn: open.column });
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: "" });
    return await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  }
}

/** A report in a tab that was opened, and left, before RadDraft was there to see it. */
async function openReport(): Promise<{ document: vscode.TextDocument; column: vscode.ViewColumn } | null> {
  for (const { tabs, viewColumn: column } of vscode.window.tabGroups.all) {
    for (const { input } of tabs) {
      if (!(input instanceof vscode.TabInputText)) continue;
      const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === input.uri.toString()) ?? await vscode.workspace.openTextDocument(input.uri).then((read) => read, () => null);
      if (document?.languageId === reportLanguage && isReportPlace(document)) return { document, column };
    }
  }
  return null;
}

/** A document a person writes in: not an output channel, a diff's old side or a search result. */
function isReportPlace(document: vscode.TextDocument): boolean {
  return document.uri.scheme === "file" || document.uri.scheme === "untitled";
}
