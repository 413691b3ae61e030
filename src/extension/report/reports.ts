// The parsed form of every open report, kept as long as its text stays the same: one parse feeds every feature.

import * as vscode from "vscode";
import { parseReport, type Report, type TextRange } from "../../report/index.ts";
import { reportLanguage } from "../names.ts";

/** Which documents the features of reports are for. */
export const REPORT_SELECTOR: vscode.DocumentSelector = { language: reportLanguage };

/** A report as the person has it open: the text is VS Code's, the meaning ours. */
export class Reports {
  readonly #parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly report: Report }>();

  /** @throws ReportError `report/too-long` */
  of(document: vscode.TextDocument): Report {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.report;
    const report = parseReport(document.getText());
    this.#parsed.set(document, { version: document.version, report });
    return report;
  }

  /** The report in front, with its editor; null where another document is. */
  active(): { readonly editor: vscode.TextEditor; readonly report: Report } | null {
    return this.#in(vscode.window.activeTextEditor);
  }

  /** The same, or the report that is seen beside what is in front: an image, a walkthrough. */
  inView(): { readonly editor: vscode.TextEditor; readonly report: Report } | null {
    return this.active() ?? this.#in(vscode.window.visibleTextEditors.find(({ document }) => isReport(document)));
  }

  #in(editor: vscode.TextEditor | undefined): { readonly editor: vscode.TextEditor; readonly report: Report } | null {
    return editor === undefined || !isReport(editor.document) ? null : { editor, report: this.of(editor.document) };
  }
}

export function isReport(document: vscode.TextDocument): boolean {
  return document.languageId === reportLanguage;
}

/** Offsets of the parser as VS Code's positions. */
export function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** Offsets of a selection. */
export function offsetsOf(document: vscode.TextDocument, range: vscode.Range): TextRange {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}
