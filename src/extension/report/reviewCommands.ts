// Reviewing the words of the model: accept, reject, go to the next, see how certain one was and where it comes from.

import * as vscode from "vscode";
import { acceptSpans, applyEdits, nextAiSpan, nextUncertainWord, parseReport, previousAiSpan, rejectSpans, sectionAt, setUnreviewedMark, shiftSpans, type AiSpan, type TextEdit, type TextRange } from "../../report/index.ts";
import { commands } from "../names.ts";
import type { AiText } from "./aiText.ts";
import { certaintyWords, UNCERTAIN_BELOW } from "./certaintyLevels.ts";
import { provenanceText } from "./provenance.ts";
import { isReport, offsetsOf, rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";
import { applyTextEdits } from "./textEdits.ts";

/** Alternatives named in a hover. */
const MOST_ALTERNATIVES = 4;

/** Registers the commands, and the hovers over words of the model. */
export function registerReview(reports: Reports, ai: AiText): vscode.Disposable {
  type Work = (editor: vscode.TextEditor, place: TextRange) => unknown;
  const on = (command: string, work: Work): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (given: unknown) => {
      const active = reports.active();
      if (active === null) return;
      await work(active.editor, placeMeant(active.editor, given));
      // A click in a hover leaves the focus there: the next key is for the report.
      if (typeof given === "number" && vscode.window.activeTextEditor === active.editor) await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    });
  return vscode.Disposable.from(
    on(commands.acceptRun, (editor, place) => accept(ai, editor, place)),
    on(commands.acceptSection, (editor) => accept(ai, editor, sectionRange(reports, editor))),
    on(commands.acceptAll, (editor) => acceptAll(ai, editor)),
    on(commands.rejectRun, (editor, place) => reject(ai, editor, place)),
    on(commands.rejectSection, (editor) => reject(ai, editor, sectionRange(reports, editor))),
    on(commands.rejectAll, (editor) => reject(ai, editor, wholeRange(editor))),
    on(commands.nextAiText, (editor) => { go(editor, nextAiSpan(ai.spansOf(editor.document), selectedOffsets(editor).start)?.range ?? null); }),
    on(commands.previousAiText, (editor) => { go(editor, previousAiSpan(ai.spansOf(editor.document), selectedOffsets(editor).start)?.range ?? null); }),
    on(commands.nextUncertainWord, (editor) => { go(editor, nextUncertainWord(ai.spansOf(editor.document), selectedOffsets(editor).start, UNCERTAIN_BELOW)); }),
    on(commands.toggleMarks, () => { ai.toggle(); }),
    on(commands.showProvenance, (editor, place) => showProvenance(ai, editor, place)),
    vscode.languages.registerHoverProvider(REPORT_SELECTOR, { provideHover: (document, position) => hoverOf(ai, document, document.offsetAt(position)) }),
    vscode.languages.registerCodeLensProvider(REPORT_SELECTOR, { onDidChangeCodeLenses: changes(ai), provideCodeLenses: (document) => lensesOf(ai, document) }),
    vscode.workspace.onWillSaveTextDocument((event) => { if (isReport(event.document)) event.waitUntil(markEdits(ai, event.document)); }),
  );
}

function changes(ai: AiText): vscode.Event<void> {
  return (listener) => ai.onDidChange(() => { listener(); });
}

/** Above the report while words of the model wait for a person: how many places, and the way to them. */
function lensesOf(ai: AiText, document: vscode.TextDocument): vscode.CodeLens[] {
  const nLeft = ai.unreviewedOf(document).length;
  const top = new vscode.Range(0, 0, 0, 0);
  if (nLeft === 0 && ai.nUnknown(document) > 0) return [new vscode.CodeLens(top, { title: vscode.l10n.t("$(sparkle) AI text whose place is not known: read it all, then accept all"), command: commands.acceptAll })];
  if (nLeft === 0) return [];
  return [
    new vscode.CodeLens(top, { title: nLeft === 1 ? vscode.l10n.t("$(sparkle) 1 place of AI text to review") : vscode.l10n.t("$(sparkle) {0} places of AI text to review", nLeft), command: commands.nextAiText }),
    new vscode.CodeLens(top, { title: vscode.l10n.t("Accept all"), command: commands.acceptAll }),
    new vscode.CodeLens(top, { title: vscode.l10n.t("Reject all"), command: commands.rejectAll }),
  ];
}

/** Where a hover stands that was clicked, else the selection. */
function placeMeant(editor: vscode.TextEditor, given: unknown): TextRange {
  return typeof given === "number" ? { start: given, end: given } : selectedOffsets(editor);
}

function selectedOffsets(editor: vscode.TextEditor): TextRange {
  return offsetsOf(editor.document, editor.selection);
}

function wholeRange({ document }: vscode.TextEditor): TextRange {
  return { start: 0, end: document.getText().length };
}

function sectionRange(reports: Reports, editor: vscode.TextEditor): TextRange {
  const report = reports.of(editor.document);
  const { start } = selectedOffsets(editor);
  const section = sectionAt(report, start);
  return (section === null ? undefined : report.sections[section]?.range) ?? { start, end: start };
}

async function accept(ai: AiText, editor: vscode.TextEditor, range: TextRange): Promise<void> {
  const { document } = editor;
  const before = ai.spansOf(document);
  const after = acceptSpans(before, range);
  ai.replace(document, after);
  if (unreviewed(before) === unreviewed(after)) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("There is no AI text to review here."), 3000);
    return;
  }
  await renewMark(ai, document);
  tellLeft(after);
}

/** Words whose place is not known cannot be shown one by one: the person says that the whole report was read. */
async function acceptAll(ai: AiText, editor: vscode.TextEditor): Promise<void> {
  const { document } = editor;
  if (ai.nUnknown(document) === 0) {
    await accept(ai, editor, wholeRange(editor));
    return;
  }
  const yes = vscode.l10n.t("Accept All");
  const answer = await vscode.window.showWarningMessage(vscode.l10n.t("Have you read the whole report?"), { modal: true, detail: vscode.l10n.t("It holds AI text whose place is not known any more, because it was changed elsewhere.") }, yes);
  if (answer !== yes) return;
  ai.forgetUnknown(document);
  ai.replace(document, acceptSpans(ai.spansOf(document), wholeRange(editor)));
  await applyTextEdits(document, setUnreviewedMark(parseReport(document.getText()), false));
  tellLeft([]);
}

async function reject(ai: AiText, editor: vscode.TextEditor, range: TextRange): Promise<void> {
  const { document } = editor;
  const text = document.getText();
  const rejection = rejectSpans(text, ai.spansOf(document), range);
  if (rejection.edits.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("There is no AI text to review here."), 3000);
    return;
  }
  // Every mark may be gone then: the header's line, which came with them, goes too, in the same step of undo.
  const isUnreviewed = rejection.spans.some(({ state }) => state === "unreviewed") || ai.nUnknown(document) > 0;
  const header = (of: string): TextEdit[] => setUnreviewedMark(parseReport(of), isUnreviewed);
  const rejected = applyEdits(text, rejection.edits);
  if (!(await applyTextEdits(document, [...rejection.edits, ...header(text)]))) return;
  ai.replace(document, shiftSpans(rejection.spans, header(rejected), rejected));
  tellLeft(rejection.spans);
}

function unreviewed(spans: readonly AiSpan[]): string {
  return JSON.stringify(spans.filter(({ state }) => state === "unreviewed").map(({ range }) => range));
}

function tellLeft(spans: readonly AiSpan[]): void {
  const nLeft = spans.filter(({ state }) => state === "unreviewed").length;
  const left = nLeft === 1 ? vscode.l10n.t("1 place of AI text left to review") : vscode.l10n.t("{0} places of AI text left to review", nLeft);
  vscode.window.setStatusBarMessage(nLeft === 0 ? vscode.l10n.t("All AI text is reviewed.") : left, 4000);
}

/** The header says whether unreviewed words are in the report; the line comes and goes with them. */
async function renewMark(ai: AiText, document: vscode.TextDocument): Promise<void> {
  const edits = headerEdits(ai, document);
  if (edits.length > 0) await applyTextEdits(document, edits);
}

function headerEdits(ai: AiText, document: vscode.TextDocument): ReturnType<typeof setUnreviewedMark> {
  const isUnreviewed = ai.unreviewedOf(document).length > 0 || ai.nUnknown(document) > 0;
  // A document without any mark may still carry the line: it came from elsewhere, and only a person can say that all is reviewed.
  return isUnreviewed || ai.spansOf(document).length > 0 ? setUnreviewedMark(parseReport(document.getText()), isUnreviewed) : [];
}

function markEdits(ai: AiText, document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
  return Promise.resolve(headerEdits(ai, document).map(({ range, text }) => vscode.TextEdit.replace(rangeOf(document, range), text)));
}

function go(editor: vscode.TextEditor, range: TextRange | null): void {
  if (range === null) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("There is no more AI text to review."), 3000);
    return;
  }
  const place = rangeOf(editor.document, range);
  editor.selection = new vscode.Selection(place.start, place.end);
  editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Certainty and what else was seen, as plain text, with the ways to decide. */
function hoverOf(ai: AiText, document: vscode.TextDocument, offset: number): vscode.Hover | null {
  const placed = ai.wordAt(document, offset);
  if (placed?.span.state !== "unreviewed") return null;
  const { word, range } = placed;
  const text = new vscode.MarkdownString("", true);
  text.isTrusted = { enabledCommands: [commands.acceptRun, commands.rejectRun, commands.redraftSelection, commands.showProvenance] };
  text.appendMarkdown("$(sparkle) ").appendText(word.certainty === null ? vscode.l10n.t("Written by the model, not reviewed") : vscode.l10n.t("Written by the model, not reviewed; {0}", certaintyWords(word.certainty)));
  const others = word.alternatives.slice(0, MOST_ALTERNATIVES).filter(({ text: piece }) => piece.trim() !== "");
  if (others.length > 0) {
    const words = others.map(({ text: piece, certainty }) => `${piece.trim()} ${String(Math.round(certainty * 100))} %`).join(" · ");
    text.appendMarkdown("\n\n").appendText(vscode.l10n.t("Seen for it: {0}", words));
  }
  const link = (label: string, command: string): string => `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([range.start]))})`;
  text.appendMarkdown(`\n\n${[link(vscode.l10n.t("Accept"), commands.acceptRun), link(vscode.l10n.t("Reject"), commands.rejectRun), link(vscode.l10n.t("Provenance"), commands.showProvenance)].join(" · ")}`);
  return new vscode.Hover(text, rangeOf(document, range));
}

async function showProvenance(ai: AiText, { document }: vscode.TextEditor, place: TextRange): Promise<void> {
  const span = ai.spanAt(document, place.start);
  const record = span === null ? null : ai.provenanceOf(document, span);
  if (record === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("The text at the cursor does not come from the model, as far as RadDraft knows."));
    return;
  }
  const shown = await vscode.workspace.openTextDocument({ language: "plaintext", content: provenanceText(record) });
  await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}
