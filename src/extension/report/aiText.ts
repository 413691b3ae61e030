// The words of the model in the open reports: which they are, through every edit, save and reload; and how they are drawn.

import * as vscode from "vscode";
import { addSpans, aiSpanAt, aiWordAt, applyEdits, parseReport, restoreSpans, serialiseSpans, shiftSpans, type AiSpan, type AiSpans, type AiWord, type StoredSpans, type TextEdit } from "../../report/index.ts";
import { contextKeys } from "../names.ts";
import { CERTAINTY_LEVELS, certaintyLevel, type CertaintyLevel } from "./certaintyLevels.ts";
import { MarksHistory } from "./marksHistory.ts";
import type { MarksStore } from "./marksStore.ts";
import type { ProvenanceRecord } from "./provenance.ts";
import { isReport, rangeOf } from "./reports.ts";

/** After the last change: marks are written when the typing rests. */
const SAVE_MS = 1000;
/** Runs that were deleted are remembered, so that an undo, or a cut and a paste, cannot hide where words came from. */
const MOST_REMEMBERED = 200;

/** Closed reports whose marks are remembered. */
const MOST_CLOSED = 8;

/** What is kept for a report. */
interface Marks {
  /** The text the spans belong to. */
  readonly text: string;
  readonly spans: AiSpans;
  readonly provenance: ReadonlyMap<string, ProvenanceRecord>;
  /** Runs that went out of the text, newest last. */
  readonly gone: readonly { readonly text: string; readonly span: AiSpan }[];
  /** Words of the model that are in the text, but nobody can say where. */
  readonly nUnknown: number;
  readonly history: MarksHistory;
}

/** A word of the model in a document. */
export interface PlacedWord {
  readonly span: AiSpan;
  readonly word: AiWord;
  readonly range: { readonly start: number; readonly end: number };
}

export class AiText implements vscode.Disposable {
  readonly #store: MarksStore;
  readonly #marks = new Map<vscode.TextDocument, Marks>();
  /** Marks of reports closed last: a new report that is saved, or one that is renamed, closes and opens as another document. */
  #closed: readonly Marks[] = [];
  readonly #saving = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #changes = new vscode.EventEmitter<vscode.TextDocument>();
  /** The marks of a report changed. */
  readonly onDidChange = this.#changes.event;
  readonly #registrations: vscode.Disposable;
  readonly #unreviewed = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightBackground"),
    // High contrast themes have no such background, and are the only ones with this colour.
    outline: "1px dashed var(--vscode-contrastActiveBorder, transparent)",
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor("editorInfo.foreground"),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
  readonly #levels: ReadonlyMap<CertaintyLevel, vscode.TextEditorDecorationType> = new Map(
    CERTAINTY_LEVELS.map(({ name, colour, line }) => [name, vscode.window.createTextEditorDecorationType({
      textDecoration: line,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      ...(name === "low" || name === "fair" ? { overviewRulerColor: new vscode.ThemeColor(colour), overviewRulerLane: vscode.OverviewRulerLane.Center } : {}),
    })]),
  );
  readonly #unkept: (error: unknown) => void;
  #isShown: boolean;

  /**
   * @param isShown whether certainty is drawn, by the person's setting
   * @param unkept told when marks could not be written
   */
  constructor(store: MarksStore, isShown: boolean, unkept: (error: unknown) => void) {
    this.#store = store;
    this.#unkept = unkept;
    this.#isShown = isShown;
    this.#registrations = vscode.Disposable.from(
      this.#changes,
      this.#unreviewed,
      ...this.#levels.values(),
      vscode.workspace.onDidOpenTextDocument((document) => { void this.#restore(document); }),
      vscode.workspace.onDidChangeTextDocument((event) => { this.#follow(event); }),
      vscode.workspace.onDidSaveTextDocument((document) => { void this.#save(document); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.#close(document); }),
      vscode.window.onDidChangeVisibleTextEditors(() => { for (const document of this.#marks.keys()) this.#draw(document); }),
      vscode.window.onDidChangeActiveTextEditor(() => { this.#announce(); }),
    );
    for (const document of vscode.workspace.textDocuments) void this.#restore(document);
  }

  spansOf(document: vscode.TextDocument): AiSpans {
    return this.#marks.get(document)?.spans ?? [];
  }

  /** Runs that nobody has reviewed. */
  unreviewedOf(document: vscode.TextDocument): { readonly start: number; readonly end: number }[] {
    return this.spansOf(document).filter(({ state }) => state === "unreviewed").map(({ range }) => range);
  }

  /** Words of the model that the text may hold without a mark: it was edited elsewhere. */
  nUnknown(document: vscode.TextDocument): number {
    return this.#marks.get(document)?.nUnknown ?? 0;
  }

  provenanceOf(document: vscode.TextDocument, span: AiSpan): ProvenanceRecord | null {
    return this.#marks.get(document)?.provenance.get(span.provenance) ?? null;
  }

  /** The run at an offset, or null. */
  spanAt(document: vscode.TextDocument, offset: number): AiSpan | null {
    return aiSpanAt(this.spansOf(document), offset);
  }

  /** The word of the model at an offset, its edges included, or null. */
  wordAt(document: vscode.TextDocument, offset: number): PlacedWord | null {
    return aiWordAt(this.spansOf(document), offset);
  }

  words(document: vscode.TextDocument): PlacedWord[] {
    return this.spansOf(document).flatMap((span) => span.words.map((word) => ({ span, word, range: { start: span.range.start + word.start, end: span.range.start + word.end } })));
  }

  /**
   * Takes the words of a fill.
   * @param before the text its edits were made for; the document has them already
   */
  add(document: vscode.TextDocument, fill: { readonly edits: readonly TextEdit[]; readonly spans: AiSpans }, before: string, records: readonly ProvenanceRecord[]): void {
    const marks = this.#marks.get(document) ?? emptyMarks(before);
    if (!this.#marks.has(document)) marks.history.remember(before, []);
    const provenance = new Map([...marks.provenance, ...records.map((record) => [record.id, record] as const)]);
    // The change of the text may have been followed already: the new spans are then all that is missing.
    const isFollowed = marks.text === document.getText() && marks.text !== before;
    const spans = isFollowed ? addSpans(marks.spans, { edits: [], spans: fill.spans }, marks.text) : addSpans(marks.spans, fill, before);
    this.#set(document, { ...marks, text: document.getText(), spans, provenance });
  }

  /** Takes it that a person has read the whole report: what nobody could find is reviewed. */
  forgetUnknown(document: vscode.TextDocument): void {
    const marks = this.#marks.get(document);
    if (marks !== undefined) this.#set(document, { ...marks, nUnknown: 0 });
  }

  /** Sets the marks after an acceptance, or after a rejection whose edits the document has already. */
  replace(document: vscode.TextDocument, spans: AiSpans): void {
    const marks = this.#marks.get(document) ?? emptyMarks(document.getText());
    this.#set(document, { ...marks, text: document.getText(), spans });
  }

  toggle(): void {
    this.setShown(!this.#isShown);
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown;
    for (const document of this.#marks.keys()) this.#draw(document);
  }

  dispose(): void {
    for (const document of this.#saving.keys()) void this.#save(document);
    this.#registrations.dispose();
  }

  #set(document: vscode.TextDocument, marks: Marks): void {
    this.#marks.set(document, marks);
    marks.history.remember(marks.text, marks.spans);
    this.#draw(document);
    this.#announce();
    this.#changes.fire(document);
    clearTimeout(this.#saving.get(document));
    this.#saving.set(document, setTimeout(() => { void this.#save(document); }, SAVE_MS));
  }

  /** Every change of the text, whoever made it. */
  #follow({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    const marks = this.#marks.get(document);
    if (contentChanges.length === 0) return;
    const text = document.getText();
    if (marks === undefined) {
      // A new report that is saved begins as an empty file, which then gets its text.
      const moved = isReport(document) ? this.#withText(text) : null;
      if (moved !== null) this.#set(document, moved);
      return;
    }
    const edits = contentChanges.map(({ rangeOffset, rangeLength, text: inserted }) => ({ range: { start: rangeOffset, end: rangeOffset + rangeLength }, text: inserted }));
    // Line ends were changed as a whole, or a change was missed: what can still be told apart is found by its words.
    const isExact = applyEdits(marks.text, edits) === text;
    const shifted = isExact ? shiftSpans(marks.spans, edits, marks.text) : restoreSpans(text, serialiseSpans(marks.text, marks.spans)).spans;
    const lost = marks.spans.filter((span) => !shifted.some((each) => each.provenance === span.provenance && sameText(text, each, marks.text, span)));
    const gone = [...marks.gone, ...lost.map((span) => ({ text: marks.text.slice(span.range.start, span.range.end), span }))].slice(-MOST_REMEMBERED);
    // An undo touches only the letters that differ: words that a field had before would keep the mark of the fill.
    const earlier = reason === undefined ? null : marks.history.at(text);
    const spans = earlier ?? (isExact ? withReturned(text, shifted, gone, edits) : shifted);
    this.#set(document, { ...marks, text, spans, gone });
  }

  async #restore(document: vscode.TextDocument): Promise<void> {
    if (!isReport(document) || this.#marks.has(document) || document.uri.scheme !== "file") return;
    const moved = this.#withText(document.getText());
    if (moved !== null) {
      this.#set(document, moved);
      return;
    }
    const kept = await this.#store.read(document.uri);
    if (document.isClosed || this.#marks.has(document)) return;
    const text = document.getText();
    if (kept === null) {
      // The line in the header came from elsewhere: it is believed.
      if (parseReport(text).header.isMarkedUnreviewed) this.#set(document, { ...emptyMarks(text), nUnknown: 1 });
      return;
    }
    const { spans, nUnknown } = restoreSpans(text, kept.spans);
    this.#set(document, { ...emptyMarks(text), spans, nUnknown, provenance: new Map(kept.provenance.map((record) => [record.id, record])) });
  }

  /** Marks of another document with the very same text, open or just closed. */
  #withText(text: string): Marks | null {
    return [...this.#marks.values(), ...this.#closed].find((marks) => marks.text === text && marks.spans.length > 0) ?? null;
  }

  async #save(document: vscode.TextDocument): Promise<void> {
    clearTimeout(this.#saving.get(document));
    this.#saving.delete(document);
    const marks = this.#marks.get(document);
    // An unsaved new document has no place to be found again by.
    if (marks === undefined || document.uri.scheme !== "file") return;
    const used = new Set(marks.spans.map(({ provenance }) => provenance));
    const stored: StoredSpans = serialiseSpans(marks.text, marks.spans);
    const kept = marks.spans.length === 0 ? null : { spans: stored, provenance: [...marks.provenance.values()].filter(({ id }) => used.has(id)) };
    await this.#store.write(document.uri, kept).catch(this.#unkept);
  }

  #close(document: vscode.TextDocument): void {
    void this.#save(document);
    const marks = this.#marks.get(document);
    if (marks !== undefined) this.#closed = [marks, ...this.#closed].slice(0, MOST_CLOSED);
    this.#marks.delete(document);
  }

  #announce(): void {
    const document = vscode.window.activeTextEditor?.document;
    const hasAiText = document !== undefined && (this.unreviewedOf(document).length > 0 || this.nUnknown(document) > 0);
    void vscode.commands.executeCommand("setContext", contextKeys.hasAiText, hasAiText);
  }

  #draw(document: vscode.TextDocument): void {
    const editors = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    if (editors.length === 0) return;
    const unreviewed = this.unreviewedOf(document).map((range) => rangeOf(document, range));
    const byLevel = new Map<CertaintyLevel, vscode.Range[]>();
    for (const { word, span, range } of this.#isShown ? this.words(document) : []) {
      if (word.certainty === null || span.state !== "unreviewed") continue;
      const level = certaintyLevel(word.certainty);
      byLevel.set(level, [...(byLevel.get(level) ?? []), rangeOf(document, range)]);
    }
    for (const editor of editors) {
      editor.setDecorations(this.#unreviewed, unreviewed);
      for (const [level, type] of this.#levels) editor.setDecorations(type, byLevel.get(level) ?? []);
    }
  }
}

function emptyMarks(text: string): Marks {
  return { text, spans: [], provenance: new Map(), gone: [], nUnknown: 0, history: new MarksHistory() };
}

function sameText(text: string, { range }: AiSpan, oldText: string, { range: old }: AiSpan): boolean {
  return text.slice(range.start, range.end) === oldText.slice(old.start, old.end);
}

/** Runs that an undo, a redo or a paste brings back get their marks again, where their whole text was inserted. */
function withReturned(text: string, spans: readonly AiSpan[], gone: Marks["gone"], edits: readonly TextEdit[]): AiSpan[] {
  const all = [...spans];
  let shift = 0;
  for (const edit of [...edits].sort((one, other) => one.range.start - other.range.start)) {
    const start = edit.range.start + shift;
    shift += edit.text.length - (edit.range.end - edit.range.start);
    for (const { text: words, span } of gone.toReversed()) {
      const at = words === "" ? -1 : edit.text.indexOf(words);
      if (at === -1) continue;
      const range = { start: start + at, end: start + at + words.length };
      const isFree = !all.some((each) => each.range.start < range.end && each.range.end > range.start);
      if (isFree && text.slice(range.start, range.end) === words) all.push({ ...span, range });
    }
  }
  return all.sort((one, other) => one.range.start - other.range.start);
}
