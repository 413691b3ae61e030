// Insert Draft into Report: where it goes, how it is marked, and that one undo takes it back.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { access, closeAll, CT, openImage, sample } from "./workbench.ts";

const REPORT = "# Report\n\nLungs: clear.\n";

async function draftOfCt(): Promise<string> {
  const tested = await access();
  const document = await openImage(tested, sample(...CT));
  const draft = await tested.drafts.draft(document);
  assert.equal(draft?.phase, "finished");
  return draft.text;
}

async function openReport(language: string, content: string, at: vscode.Position): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  // Set while it is shown: a selection set afterwards can be overtaken by news of the first one on a busy machine.
  return await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Two, selection: new vscode.Selection(at, at) });
}

describe("Insert Draft into Report", () => {
  afterEach(async () => {
    for (let open = vscode.window.visibleTextEditors.length; open > 0; open--) await closeAll();
  });

  for (const [language, mark] of [["markdown", /<!-- AI draft by RadDraft \(.*demo model.*\), not reviewed; .* -->/], ["plaintext", /\[AI draft by RadDraft \(.*demo model.*\), not reviewed; .*\.\]/]] as const) {
    it(`puts it at the cursor of a ${language} document, marked, and one undo takes it back`, async () => {
      const editor = await openReport(language, REPORT, new vscode.Position(1, 0));
      const text = await draftOfCt();
      await vscode.commands.executeCommand("raddraft.insertDraft");
      const inserted = editor.document.getText();
      assert.match(inserted, mark);
      const [before, after] = inserted.split(text);
      assert.equal(before?.slice(0, 9), "# Report\n", "what stands before is as it was");
      assert.equal(after, "\nLungs: clear.\n", "what stands after is as it was");
      const shown = vscode.window.activeTextEditor;
      assert.equal(shown?.document, editor.document);
      assert.equal(editor.document.offsetAt(shown.selection.active), inserted.indexOf(text) + text.length, "the cursor stands after it");
      await vscode.commands.executeCommand("undo");
      assert.equal(editor.document.getText(), REPORT);
      await vscode.commands.executeCommand("redo");
      assert.equal(editor.document.getText(), inserted);
    });
  }

  it("leaves selected text alone", async () => {
    const editor = await openReport("markdown", REPORT, new vscode.Position(2, 0));
    editor.selection = new vscode.Selection(2, 0, 2, 6);
    const text = await draftOfCt();
    await vscode.commands.executeCommand("raddraft.insertDraft");
    assert.equal(editor.document.getText().replace(/\n<!-- .* -->\n/, "\n").replaceAll("\n", "").replace(text, ""), REPORT.replaceAll("\n", ""));
  });

  it("makes a new Markdown document where none is open", async () => {
    await closeAll();
    const text = await draftOfCt();
    await vscode.commands.executeCommand("raddraft.insertDraft");
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, "markdown");
    assert.ok(document.isUntitled && document.getText().endsWith(text));
  });
});
