// What a person types while the model works: the changes of one document, in their order.

import * as vscode from "vscode";
import type { TextEdit } from "../../report/index.ts";

export class ReportChanges implements vscode.Disposable {
  readonly #changes: TextEdit[][] = [];
  readonly #registration: vscode.Disposable;

  /** @param changed called after each change */
  constructor(document: vscode.TextDocument, changed: () => void) {
    this.#registration = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      this.#changes.push(event.contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ range: { start: rangeOffset, end: rangeOffset + rangeLength }, text })));
      changed();
    });
  }

  /** Each a list of edits of the text before it. */
  get all(): readonly (readonly TextEdit[])[] {
    return this.#changes;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
