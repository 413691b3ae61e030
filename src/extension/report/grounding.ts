// "Check Grounding": marks the words of the model that would stand there without the image too.

import * as vscode from "vscode";
import { Cancelled } from "../../processes/index.ts";
import { commands } from "../names.ts";
import { quality } from "../settings.ts";
import type { AiText } from "./aiText.ts";
import { OWN_LENGTHS, plainSettings } from "./fillSettings.ts";
import type { Fills } from "./fills.ts";
import { groundReport, type GroundedWord } from "./groundWork.ts";
import { rangeOf, type Reports } from "./reports.ts";

/** Below this a word is as probable without the image, within a tenth (natural logarithm). */
const UNGROUNDED_BELOW = 0.1;
/** States of the replay for the demo, whose passes take milliseconds, and for a real model on a processor (DESIGN 3). */
const STATES = 8;
const STATES_OF_BIG_MODEL = 1;

/** Registers the command. */
export function registerGrounding(reports: Reports, fills: Fills, ai: AiText): vscode.Disposable {
  let shown: vscode.Disposable | null = null;
  return vscode.Disposable.from(
    { dispose: () => { shown?.dispose(); } },
    vscode.commands.registerCommand(commands.checkGrounding, async () => {
      const active = reports.active();
      if (active === null) return;
      const { document } = active.editor;
      const spans = ai.spansOf(document).filter(({ state, words }) => state === "unreviewed" && words.length > 0);
      if (spans.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t("There is no AI text to review here."));
        return;
      }
      const ask = await fills.ask(document, { scopes: [], instruction: "fill", lengths: OWN_LENGTHS, settings: plainSettings(quality()), refine: null });
      if (ask === null) return;
      const title = vscode.l10n.t("Comparing the words with and without the image");
      const outcome = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
        const onDone = (nDone: number): void => { progress.report({ message: `${String(nDone)} / ${String(spans.length)}`, increment: 100 / spans.length }); };
        return await fills.work(document, token, (run) => groundReport(run, ask, { spans, states: fills.isDemo ? STATES : STATES_OF_BIG_MODEL, onDone }));
      }).then((found) => found, (error: unknown) => { if (!(error instanceof Cancelled)) fills.fail(error); return null; });
      if (outcome === null) return;
      if (document.getText() !== ask.text) {
        void vscode.window.showInformationMessage(vscode.l10n.t("The report changed meanwhile. Check again."));
        return;
      }
      shown?.dispose();
      shown = showWords(document, outcome.words);
      tell(outcome.words, outcome.nLeftOut);
    }),
  );
}

/** Marks the words until the next change of the text. */
function showWords(document: vscode.TextDocument, words: readonly GroundedWord[]): vscode.Disposable {
  const type = vscode.window.createTextEditorDecorationType({ border: "1px dotted var(--vscode-editorWarning-foreground)", overviewRulerColor: new vscode.ThemeColor("editorWarning.foreground"), overviewRulerLane: vscode.OverviewRulerLane.Center });
  const marked = words.filter(({ grounding }) => grounding < UNGROUNDED_BELOW).map(({ range, grounding }): vscode.DecorationOptions => {
    const hover = new vscode.MarkdownString().appendText(vscode.l10n.t("Not from the image: this word would stand here without it too (grounding {0}).", grounding.toFixed(2)));
    return { range: rangeOf(document, range), hoverMessage: hover };
  });
  for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) editor.setDecorations(type, marked);
  const registration = vscode.workspace.onDidChangeTextDocument((event) => { if (event.document === document && event.contentChanges.length > 0) all.dispose(); });
  const all = vscode.Disposable.from(type, registration);
  return all;
}

function tell(words: readonly GroundedWord[], nLeftOut: number): void {
  const nUngrounded = words.filter(({ grounding }) => grounding < UNGROUNDED_BELOW).length;
  const sentences = [vscode.l10n.t("{0} of {1} words do not depend on the image: they come from the words around them, and are framed.", nUngrounded, words.length)];
  if (nLeftOut > 0) sentences.push(vscode.l10n.t("Places with fields or comments in them were not checked: {0}.", nLeftOut));
  void vscode.window.showInformationMessage(sentences.join(" "));
}
