// The words of a running fill, shown where they will stand. Nothing is written into the document before the end: the
// words are drawn after the blank, so that a fill costs one undo in all and a stop leaves no trace of its steps.

import * as vscode from "vscode";
import type { TextRange } from "../../report/index.ts";
import { rangeOf } from "./reports.ts";

/** A blank while it is filled. */
export interface GrowingBlank {
  /** Where it stands now. */
  readonly range: TextRange;
  /** Text so far, gaps as `…`; empty: nothing yet. */
  readonly text: string;
}

/** What stands for a line break in words that are drawn on one line. */
const LINE_BREAK = " ⏎ ";
/** A drawn text wraps, but a very long one is slow to lay out. */
const MOST_CHARACTERS = 2000;

export class LiveFill implements vscode.Disposable {
  readonly #document: vscode.TextDocument;
  readonly #words = vscode.window.createTextEditorDecorationType({
    opacity: "0.55",
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor("editorGhostText.foreground"), fontStyle: "italic" },
    overviewRulerColor: new vscode.ThemeColor("progressBar.background"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });

  constructor(document: vscode.TextDocument) {
    this.#document = document;
  }

  /** Draws all blanks of the fill anew. */
  show(blanks: readonly GrowingBlank[]): void {
    const drawn = blanks.map(({ range, text }): vscode.DecorationOptions => {
      const words = text.replace(/\s*\n\s*/g, LINE_BREAK).slice(0, MOST_CHARACTERS);
      return { range: rangeOf(this.#document, range), renderOptions: { after: { contentText: words === "" ? " …" : ` ${words.trimStart()}` } } };
    });
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === this.#document) editor.setDecorations(this.#words, drawn);
  }

  dispose(): void {
    this.#words.dispose();
  }
}
