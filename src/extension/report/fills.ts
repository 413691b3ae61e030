// One fill of a report at a time: asked of the draft service, shown while it runs, landed as one step of undo.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { FillSettings } from "../../engine/protocol.ts";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import { instructionOf, parseReport, setHeaderLine, setUnreviewedMark, type FillLengths, type FillScope, type Instruction, type TextEdit, type TextRange } from "../../report/index.ts";
import { IMAGE_MARK } from "../draftJob.ts";
import type { DraftService, Work } from "../draftService.ts";
import type { Log } from "../log.ts";
import { commands, contextKeys } from "../names.ts";
import { noticeOf, noticeText } from "../notices.ts";
import type { Place } from "../places.ts";
import type { AiText } from "./aiText.ts";
import type { ImageChooser } from "./chooseImages.ts";
import { fillReport, type FillAsk, type FillOutcome } from "./fillWork.ts";
import { land, movedBy } from "./landing.ts";
import type { LinkedImage, LinkedImages } from "./linkedImages.ts";
import { LiveFill } from "./liveFill.ts";
import { ReportChanges } from "./reportChanges.ts";
import type { Reports } from "./reports.ts";
import { showScores } from "./scoreNotes.ts";
import { applyTextEdits } from "./textEdits.ts";

export interface FillsOptions {
  readonly reports: Reports;
  readonly images: LinkedImages;
  readonly chooser: ImageChooser;
  readonly service: DraftService;
  readonly ai: AiText;
  readonly log: Log;
}

/** What a command asks for. */
export interface FillWish {
  readonly scopes: readonly FillScope[];
  readonly instruction: Instruction;
  readonly lengths: FillLengths;
  readonly settings: FillSettings;
  /** Share of the words that are drafted a second time, the least certain ones; null: none. */
  readonly refine: number | null;
}

export class Fills implements vscode.Disposable {
  readonly #options: FillsOptions;
  /** Reports being filled. */
  readonly #running = new Set<string>();
  /** The version a stopped fill left: until the next change its words can be taken back. */
  readonly #stopped = new Map<string, number>();
  readonly #registrations: vscode.Disposable;

  constructor(options: FillsOptions) {
    this.#options = options;
    this.#registrations = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => { this.#announce(); }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => { if (contentChanges.length > 0 && this.#stopped.has(document.uri.toString())) this.#announce(); }),
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  isRunning(document: vscode.TextDocument): boolean {
    return this.#running.has(document.uri.toString());
  }

  /** Everything that is known before the model is asked; null where no image was chosen. */
  async ask(document: vscode.TextDocument, wish: FillWish): Promise<FillAsk | null> {
    const chosen = await this.#options.chooser.choose(document, this.#options.reports.of(document));
    return chosen === null ? null : await this.#askWith(document, wish, chosen);
  }

  /** The same without a question: from the image chosen last, or the first one; null where none is found. */
  async askQuietly(document: vscode.TextDocument, wish: FillWish): Promise<FillAsk | null> {
    const chosen = await this.#options.chooser.chosenBefore(document, this.#options.reports.of(document));
    return chosen.length === 0 ? null : await this.#askWith(document, wish, chosen);
  }

  async #askWith(document: vscode.TextDocument, wish: FillWish, chosen: readonly LinkedImage[]): Promise<FillAsk> {
    const { images, service, ai } = this.#options;
    const [seen, facts] = await Promise.all([Promise.all(chosen.map((image) => images.seen(image))), Promise.all(chosen.map(({ uri }) => images.facts(uri)))]);
    const { scopes, instruction, lengths, settings, refine } = wish;
    return {
      text: document.getText(), spans: ai.spansOf(document), scopes, lengths, packagePath: service.packagePath, images: seen,
      instruction: instructionOf(instruction, facts.filter((each) => each !== null)), settings, refine, asked: instruction,
    };
  }

  /** Fills in place. @returns false where nothing was asked of the model */
  async fill(editor: vscode.TextEditor, wish: FillWish): Promise<boolean> {
    const { document } = editor;
    try {
      const ask = await this.ask(document, wish);
      if (ask === null) return false;
      const outcome = await this.run(document, ask);
      if (outcome !== null) await this.#tell(outcome);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  /** Asks the model, shows its words as they come, and lands them. @returns null where the person declined to draft */
  async run(document: vscode.TextDocument, ask: FillAsk): Promise<FillOutcome | null> {
    const key = document.uri.toString();
    const live = new LiveFill(document);
    let blanks: readonly { readonly range: TextRange; readonly text: string }[] = [];
    const show = (): void => {
      live.show(blanks.flatMap(({ range, text }) => {
        const at = moved(range, changes.all);
        return at === null ? [] : [{ range: at, text }];
      }));
    };
    const changes = new ReportChanges(document, show);
    this.#running.add(key);
    this.#announce();
    try {
      const title = vscode.l10n.t("Filling the report (Esc stops)");
      const outcome = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => this.#request(placeOf(document), ask, (growing) => { blanks = growing; show(); }));
      if (outcome === null) return null;
      await this.#land(document, ask.text, outcome, changes.all);
      // The landing was the last of the changes.
      showScores(document, outcome.uncertain, outcome.suggested, changes.all);
      return outcome;
    } finally {
      changes.dispose();
      live.dispose();
      this.#running.delete(key);
      this.#announce();
    }
  }

  /**
   * Drafts without writing anything: an alternative to be looked at, or a suggestion at the cursor.
   * @param what a newer request of the same kind takes the place of an older one
   * @returns null where the person declined, or the signal came first
   */
  async draft(document: vscode.TextDocument, ask: FillAsk, signal: AbortSignal, what: "alternative" | "suggestion"): Promise<FillOutcome | null> {
    if (signal.aborted) return null;
    const place: Place = `${placeOf(document)}#${what}`;
    const stop = (): void => { this.#options.service.stop(place); };
    signal.addEventListener("abort", stop);
    try {
      return await this.#request(place, ask, () => undefined);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Other work about a report, such as a check of its words; Stop and the token end it. @returns null where the person declined */
  async work<T>(document: vscode.TextDocument, token: vscode.CancellationToken, work: Work<T>): Promise<T | null> {
    const place: Place = `${placeOf(document)}#check`;
    const registration = token.onCancellationRequested(() => { this.#options.service.stop(place); });
    try {
      return await this.#options.service.request(place, work);
    } finally {
      registration.dispose();
    }
  }

  /** Whether the model in use is the small one that comes with RadDraft. */
  get isDemo(): boolean {
    return this.#options.service.model.isDemo;
  }

  /** Writes a draft that was chosen. */
  async take(document: vscode.TextDocument, ask: FillAsk, outcome: FillOutcome): Promise<void> {
    if (document.getText() !== ask.text) {
      void vscode.window.showInformationMessage(vscode.l10n.t("The report changed meanwhile. Select the words again."));
      return;
    }
    await this.#land(document, ask.text, outcome, []);
  }

  /** Tokens of words of the report. */
  async countTokens(document: vscode.TextDocument, { packagePath, images, instruction }: FillAsk, words: string, signal: AbortSignal): Promise<number> {
    const content = `${images.map(() => `${IMAGE_MARK}\n`).join("")}${instruction}`;
    const measured = await this.#options.service.request(`${placeOf(document)}#count`, (run) =>
      run.drafting.measure({ packagePath, images, messages: [{ role: "user", content }], answer: [{ kind: "text", text: ` ${words}` }] }, (event) => { run.report(event); }, AbortSignal.any([run.signal, signal])));
    return measured?.parts[0] ?? 1;
  }

  async #request(place: Place, ask: FillAsk, onLive: (blanks: readonly { readonly range: TextRange; readonly text: string }[]) => void): Promise<FillOutcome | null> {
    return await this.#options.service.request(place, (run) => fillReport(run, ask, { onLive, newId: randomUUID, now: () => new Date().toISOString() }));
  }

  /** Ends the fill of a report; its words so far stay. */
  stop(document: vscode.TextDocument): void {
    this.#options.service.stop(placeOf(document));
  }

  /** Takes back what a stopped fill left. */
  async discard(editor: vscode.TextEditor): Promise<void> {
    const key = editor.document.uri.toString();
    if (this.#stopped.get(key) === editor.document.version) await vscode.commands.executeCommand("undo");
    this.#stopped.delete(key);
    this.#announce();
  }

  /** Writes the words of a fill into the document as it is now. */
  async #land(document: vscode.TextDocument, before: string, outcome: FillOutcome, changes: readonly (readonly TextEdit[])[]): Promise<void> {
    const { ai } = this.#options;
    if (outcome.edits.length === 0) return;
    const now = document.getText();
    const report = parseReport(now);
    const header = outcome.spans.length === 0 ? [] : [...setUnreviewedMark(report, true), ...(report.header.status === "draft" ? [] : setHeaderLine(report, "status", "draft"))];
    const landed = land(outcome, changes, header);
    if (!(await applyTextEdits(document, landed.edits))) {
      void vscode.window.showErrorMessage(vscode.l10n.t("The words could not be written: the report cannot be edited."));
      return;
    }
    const isChanged = now !== before;
    ai.add(document, landed, now, outcome.records.map((record) => ({ ...record, isTextChanged: isChanged })));
    if (outcome.stopped !== null) this.#stopped.set(document.uri.toString(), document.version);
    if (landed.nTouched > 0) void vscode.window.showInformationMessage(vscode.l10n.t("You changed a blank while it was filled: it was left to you."));
  }

  /** What came out, in words. */
  async #tell(outcome: FillOutcome): Promise<void> {
    const { stopped, nEmpty, uncertain, suggested, spans, isWhole } = outcome;
    if (stopped !== null && !(stopped.error instanceof Cancelled)) {
      if (stopped.error instanceof ProcessError && stopped.error.code === "process/died") this.#tellDeath(stopped.error.code);
      else this.fail(stopped.error);
      return;
    }
    if (stopped !== null) {
      vscode.window.setStatusBarMessage(vscode.l10n.t("Stopped. Press Esc again to take the words back."), 6000);
      return;
    }
    if (spans.length === 0 && nEmpty === 0 && uncertain.length === 0 && suggested.length === 0) {
      await vscode.window.showInformationMessage(vscode.l10n.t("There is nothing to fill here. Write [___] where the model shall write."));
      return;
    }
    if (spans.length === 0 && nEmpty > 0 && uncertain.length === 0 && isWhole) {
      // Nothing on the page has changed: the status bar alone would be missed.
      await vscode.window.showInformationMessage(nEmpty === 1 ? vscode.l10n.t("The model left this place empty. Write it yourself, or fill it again with another length.") : vscode.l10n.t("The model left all {0} places empty. Write them yourself, or fill them again one by one.", nEmpty));
      return;
    }
    const filled = spans.length === 1 ? vscode.l10n.t("1 place filled") : vscode.l10n.t("{0} places filled", spans.length);
    const words = spans.length === 0 ? [] : [filled];
    if (nEmpty > 0) words.push(vscode.l10n.t("{0} left empty by the model", nEmpty));
    if (uncertain.length > 0) words.push(uncertain.length === 1 ? vscode.l10n.t("1 pick list uncertain") : vscode.l10n.t("{0} pick lists uncertain", uncertain.length));
    if (!isWhole) words.push(vscode.l10n.t("parts of this long report were not shown to the model"));
    vscode.window.setStatusBarMessage(words.join(", "), 8000);
  }

  /** Says what went wrong. */
  fail(error: unknown): void {
    if (error instanceof Cancelled) return;
    void this.#tellFailure(error);
  }

  /** A model that cannot be used is a click away from another one. */
  async #tellFailure(error: unknown): Promise<void> {
    const words = noticeText(noticeOf(error, this.#options.log));
    const choose = vscode.l10n.t("Choose Model…");
    const needsModel = error instanceof ProcessError && (error.code.startsWith("model/") || error.code === "engine/memory");
    if ((await vscode.window.showErrorMessage(words, ...(needsModel ? [choose] : []))) === choose) await vscode.commands.executeCommand(commands.setUpModel);
  }

  #tellDeath(code: string): void {
    this.#options.log.line(`error ${code}`);
    void vscode.window.showErrorMessage(vscode.l10n.t("The drafting engine stopped. What it had written stays in the report; fill again for the rest."));
  }

  #announce(): void {
    const document = vscode.window.activeTextEditor?.document;
    const key = document?.uri.toString() ?? "";
    if (document !== undefined && this.#stopped.has(key) && this.#stopped.get(key) !== document.version) this.#stopped.delete(key);
    void vscode.commands.executeCommand("setContext", contextKeys.isFilling, this.#running.has(key));
    void vscode.commands.executeCommand("setContext", contextKeys.canDiscard, this.#stopped.has(key));
  }
}

/** A range after changes; null where it was changed itself. */
function moved(range: TextRange, changes: readonly (readonly TextEdit[])[]): TextRange | null {
  return changes.reduce<TextRange | null>((at, change) => (at === null ? null : movedBy(at, change)), range);
}

function placeOf(document: vscode.TextDocument): Place {
  return `report:${document.uri.toString()}`;
}
