// Everything that drafts goes through here: one client, one queue, one way to cancel; and what the status bar tells.
//
// Work is requested for a place, such as an image or the conversation about it. The queue is the engine's own: work of
// several places waits there for its turn, request by request, so that a short one need not wait for all of a long one.

import * as vscode from "vscode";
import { createDrafting, type Drafting, type EngineState } from "../client/index.ts";
import type { CertaintySpan, CommonPhase, DeviceFacts, DraftEvent, ModelSummary } from "../engine/protocol.ts";
import type { ModelShown } from "../../webview/protocol.ts";
import { askCosts } from "./costQuestion.ts";
import { Costs, type Agreed, type CostQuestion } from "./costs.ts";
import { lostSentence, refusedSentence } from "./deviceWords.ts";
import type { Log } from "./log.ts";
import { contextKeys } from "./names.ts";
import { Places, type Place } from "./places.ts";
import * as settings from "./settings.ts";

/** What a draft left behind, ready for a report. */
export interface KeptDraft {
  readonly text: string;
  /** Its words with their certainty; offsets in the text. */
  readonly spans: readonly CertaintySpan[];
  readonly provenance: string;
}

/** What work tells of itself; every `DraftEvent` is one. */
export type WorkEvent =
  | { readonly kind: "phase"; readonly phase: CommonPhase }
  /** Another window waits for the model, or no longer does. */
  | { readonly kind: "wanted"; readonly isWanted: boolean }
  | { readonly kind: "begin"; readonly steps: number }
  | { readonly kind: "step"; readonly step: number; readonly of: number };

/** How far the work is that runs, or waits first. */
export interface Progress {
  readonly phase: CommonPhase | "drafting";
  readonly step: number;
  readonly steps: number;
}

/** What work is given. */
export interface Run {
  /** The client; every request to it takes `signal`. */
  readonly drafting: Drafting;
  /** Aborted by Stop, by a newer request for the place, and at the end of the window. */
  readonly signal: AbortSignal;
  /** Tells how far it is. */
  report(event: WorkEvent): void;
  /**
   * What a package is; it is loaded where that is not known.
   * @throws Cancelled; ProcessError `model/...`, `engine/...`
   */
  loadModel(packagePath: string, onEvent: (event: DraftEvent) => void, signal: AbortSignal): Promise<ModelSummary>;
  /**
   * Asks the person before work that would take long.
   * @throws Cancelled where they decline
   */
  agree(summary: ModelSummary, question: CostQuestion): Promise<Agreed>;
  /** Says that the engine died, and what goes on with this work; once it has ended the person is asked for it. */
  brokeOff(next: Work<unknown>): void;
}

/** Work for a place. It ends by itself, with what it has, soon after its signal was aborted. */
export type Work<T> = (run: Run) => Promise<T>;

/** What the status bar shows. */
export interface ServiceState {
  readonly model: ModelShown;
  readonly engine: EngineState;
  /** The work that runs, or waits first; null where none has told of itself. */
  readonly current: Progress | null;
  /** Places whose work runs or waits. */
  readonly running: number;
  /** Another window waits for the model. */
  readonly isWanted: boolean;
  /** Where the model runs; null before its first load. */
  readonly device: DeviceFacts | null;
  /** Node that runs the engine; null before it was started. */
  readonly nodeExecutable: string | null;
}

const QUEUED: Progress = { phase: "queued", step: 0, steps: 0 };

export class DraftService implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #log: Log;
  readonly #changes = new vscode.EventEmitter<void>();
  /** Something of `state` changed. */
  readonly onDidChange = this.#changes.event;
  readonly #costs = new Costs(askCosts);
  readonly #places = new Places(() => { this.#announce(); });
  readonly #progress = new Map<Place, Progress>();
  readonly #summaries = new Map<string, ModelSummary>();
  /** Of packages that were not loaded yet. */
  readonly #names = new Map<string, string>();
  /** Packages whose summary was measured where models run now. */
  readonly #measured = new Set<string>();
  /** What goes on with work whose engine died. */
  readonly #broken = new Map<Place, Work<unknown>>();
  #drafting: Drafting | null = null;
  #engine: EngineState = "stopped";
  #lastDraft: KeptDraft | null = null;
  #isTrustAsked = false;
  #isWanted = false;

  constructor(extensionUri: vscode.Uri, log: Log) {
    this.#extensionUri = extensionUri;
    this.#log = log;
  }

  /** The client; made at first use, and even then no process runs before its first request. */
  get drafting(): Drafting {
    if (this.#drafting !== null) return this.#drafting;
    const script = (name: string): string => vscode.Uri.joinPath(this.#extensionUri, "dist", `${name}.cjs`).fsPath;
    this.#drafting = createDrafting({
      scripts: { engine: script("engine"), reader: script("reader"), setup: script("setup") },
      nodeExecutable: settings.nodePath(),
      threads: settings.threads(),
      device: settings.device(),
      log: (line) => { this.#log.line(line); },
    });
    this.#drafting.onDevice(() => { this.#deviceChanged(); });
    this.#drafting.onEngineState((state) => {
      this.#engine = state;
      this.#changes.fire();
    });
    return this.#drafting;
  }

  get state(): ServiceState {
    const [first] = this.#places.all;
    const current = first === undefined ? null : this.#progress.get(first) ?? QUEUED;
    return { model: this.model, engine: this.#engine, current, running: this.#places.all.length, isWanted: this.#isWanted && this.#places.all.length > 0, device: this.#drafting?.device ?? null, nodeExecutable: this.#drafting?.nodeExecutable ?? null };
  }

  /** Folder of the package in use. */
  get packagePath(): string {
    return settings.modelFolder() ?? this.demoPath;
  }

  /** Folder of the demo's package. */
  get demoPath(): string {
    return vscode.Uri.joinPath(this.#extensionUri, "dist", "models", "demo").fsPath;
  }

  get model(): ModelShown {
    const summary = this.summary;
    return { name: summary?.name ?? this.#names.get(this.packagePath) ?? "", isDemo: summary?.isDemo ?? settings.modelFolder() === null, device: summary?.device ?? "", calibration: summary?.calibration ?? "" };
  }

  /** What the package in use is; null before its first load. */
  get summary(): ModelSummary | null {
    return this.#summaries.get(this.packagePath) ?? null;
  }

  /** The draft made last, wherever. */
  get lastDraft(): KeptDraft | null {
    return this.#lastDraft;
  }

  /** Takes the draft made last. */
  keep(draft: KeptDraft): void {
    this.#lastDraft = draft;
  }

  isRunning(place: Place): boolean {
    return this.#places.has(place);
  }

  /** Says what a package is called, before it is loaded. */
  nameModel(packagePath: string, name: string): void {
    this.#names.set(packagePath, name);
  }

  /** A package is another one now, or gone: what was known of it holds no longer. */
  forgetModel(packagePath: string): void {
    this.#summaries.delete(packagePath);
  }

  /** Another model was chosen. */
  modelChanged(): void {
    this.#changes.fire();
  }

  /** Another device was chosen: it is taken for the next request. */
  deviceChosen(): void {
    this.#drafting?.chooseDevice(settings.device());
    this.#measured.clear();
  }

  /**
   * Runs work for a place. Work that runs there is cancelled first, and its ending waited for.
   * @returns what the work gives, or null where the person declined to draft in a folder that is not trusted
   * @throws whatever the work throws
   */
  async request<T>(place: Place, work: Work<T>): Promise<T | null> {
    if (!(await this.#isAllowed())) return null;
    this.#broken.delete(place);
    try {
      return await this.#places.run(place, (signal) => {
        this.#progress.set(place, QUEUED);
        return work(this.#runFor(place, signal));
      });
    } finally {
      if (!this.#places.has(place)) this.#progress.delete(place);
      if (this.#broken.has(place)) void this.#offerToContinue(place);
    }
  }

  /**
   * Goes on with the work of a place whose engine died.
   * @returns false where there is nothing to go on with
   */
  async continueAt(place: Place): Promise<boolean> {
    const next = this.#broken.get(place);
    if (next === undefined) return false;
    await this.request(place, next);
    return true;
  }

  /** Stops the work of a place. */
  stop(place: Place): void {
    this.#places.stop(place);
  }

  stopAll(): void {
    this.#places.stopAll();
  }

  dispose(): void {
    this.stopAll();
    this.#drafting?.dispose();
    this.#changes.dispose();
  }

  #runFor(place: Place, signal: AbortSignal): Run {
    const report = (event: WorkEvent): void => {
      if (event.kind === "wanted") this.#isWanted = event.isWanted;
      this.#progress.set(place, progressed(this.#progress.get(place) ?? QUEUED, event));
      this.#changes.fire();
    };
    return {
      drafting: this.drafting,
      signal,
      report,
      loadModel: (packagePath, onEvent, until) => this.#summaryOf(packagePath, onEvent, until),
      agree: (summary, question) => this.#costs.agree(this.drafting, summary, question, signal),
      // A newer request for the place makes an offer void before it is made.
      brokeOff: (next) => { if (!signal.aborted) this.#broken.set(place, next); },
    };
  }

  /** What was measured on another device is no longer true; that a GPU is given up, or not what was asked for, is said once. */
  #deviceChanged(): void {
    this.#measured.clear();
    this.#changes.fire();
    const facts = this.#drafting?.device ?? null;
    const sentence = facts === null ? null : lostSentence(facts) ?? refusedSentence(settings.device(), facts);
    if (sentence !== null) void vscode.window.showWarningMessage(sentence);
  }

  /** Not awaited by the request: it has ended, and the person may never answer. */
  async #offerToContinue(place: Place): Promise<void> {
    const next = this.#broken.get(place);
    const resume = vscode.l10n.t("Continue");
    const answer = await vscode.window.showWarningMessage(vscode.l10n.t("The drafting engine stopped."), resume);
    // A newer request for the place has made the offer void.
    if (answer === resume && this.#broken.get(place) === next) await this.continueAt(place);
  }

  async #summaryOf(packagePath: string, onEvent: (event: DraftEvent) => void, signal: AbortSignal): Promise<ModelSummary> {
    const known = this.#summaries.get(packagePath);
    if (known !== undefined && this.#measured.has(packagePath)) return known;
    const summary = await this.drafting.load(packagePath, onEvent, signal);
    this.#summaries.set(packagePath, summary);
    this.#measured.add(packagePath);
    this.#changes.fire();
    return summary;
  }

  /** In a folder that is not trusted images are shown, but a draft is made only after a question. */
  async #isAllowed(): Promise<boolean> {
    if (vscode.workspace.isTrusted || this.#isTrustAsked) return true;
    const draft = vscode.l10n.t("Draft");
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t("You do not trust this folder. Draft from an image of it?"),
      { modal: true, detail: vscode.l10n.t("The image is decoded and read by the model on this computer; nothing is sent anywhere.") },
      draft,
    );
    this.#isTrustAsked = answer === draft;
    return this.#isTrustAsked;
  }

  #announce(): void {
    void vscode.commands.executeCommand("setContext", contextKeys.isDrafting, this.#places.all.length > 0);
    this.#changes.fire();
  }
}

function progressed(progress: Progress, event: WorkEvent): Progress {
  switch (event.kind) {
    case "phase": return { ...progress, phase: event.phase };
    case "wanted": return progress;
    case "begin": return { phase: "drafting", step: 0, steps: event.steps };
    case "step": return { phase: "drafting", step: event.step, steps: event.of };
  }
}
