// Everything that drafts goes through here: one client, one way to cancel, one provenance; and what the status bar tells.

import * as vscode from "vscode";
import { createDrafting, type Drafting, type DraftJob, type EngineState } from "../client/index.ts";
import type { DraftEvent, DraftSettings, ModelSummary, RecordedStep } from "../engine/protocol.ts";
import { Cancelled, ProcessError } from "../processes/index.ts";
import type { DraftShown, ModelShown } from "../../webview/protocol.ts";
import { askedDraft, endedDraft, finishedDraft, grown, type GrowingDraft } from "./draftShown.ts";
import type { ImageDocument } from "./imageDocument.ts";
import type { Log } from "./log.ts";
import { noticeOf } from "./notices.ts";
import { contextKeys } from "./names.ts";
import { provenanceLine, type DraftSource } from "./reportText.ts";
import * as settings from "./settings.ts";

/** What a draft left behind, ready for a report. */
export interface KeptDraft {
  readonly text: string;
  readonly provenance: string;
}

/** What the status bar shows. */
export interface ServiceState {
  readonly model: ModelShown;
  readonly engine: EngineState;
  /** The draft that is being made, or waits first. */
  readonly current: DraftShown | null;
  /** Drafts that run or wait. */
  readonly running: number;
  /** Node that runs the engine; null before it was started. */
  readonly nodeExecutable: string | null;
}

interface Running {
  readonly document: ImageDocument;
  readonly abort: AbortController;
  readonly ending: Promise<DraftShown>;
}

/** A draft whose engine died: what was asked, and the steps that were told before. */
interface BrokenDraft {
  readonly job: DraftJob;
  readonly recorded: RecordedStep[];
}

interface RunHooks {
  readonly onEvent: (event: DraftEvent) => void;
  readonly signal: AbortSignal;
  /** Called when the engine died after at least one step. */
  readonly died: () => void;
  readonly growing: () => GrowingDraft;
}

export class DraftService implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #log: Log;
  readonly #changes = new vscode.EventEmitter<void>();
  /** Something of `state` changed. */
  readonly onDidChange = this.#changes.event;
  readonly #running = new Map<ImageDocument, Running>();
  readonly #summaries = new Map<string, ModelSummary>();
  readonly #broken = new WeakMap<ImageDocument, BrokenDraft>();
  #drafting: Drafting | null = null;
  #engine: EngineState = "stopped";
  #lastDraft: KeptDraft | null = null;
  #isTrustAsked = false;

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
      log: (line) => { this.#log.line(line); },
    });
    this.#drafting.onEngineState((state) => {
      this.#engine = state;
      this.#changes.fire();
    });
    return this.#drafting;
  }

  get state(): ServiceState {
    const first = this.#running.values().next().value;
    return { model: this.model, engine: this.#engine, current: first?.document.draft ?? null, running: this.#running.size, nodeExecutable: this.#drafting?.nodeExecutable ?? null };
  }

  /** Folder of the package in use. */
  get packagePath(): string {
    return settings.modelFolder() ?? vscode.Uri.joinPath(this.#extensionUri, "dist", "models", "demo").fsPath;
  }

  get model(): ModelShown {
    const summary = this.#summaries.get(this.packagePath);
    return { name: summary?.name ?? "", isDemo: summary?.isDemo ?? settings.modelFolder() === null, device: summary?.device ?? "" };
  }

  /** The draft made last, in whichever editor. */
  get lastDraft(): KeptDraft | null {
    return this.#lastDraft;
  }

  isRunning(document: ImageDocument): boolean {
    return this.#running.has(document);
  }

  /** Another model was chosen. */
  modelChanged(): void {
    this.#changes.fire();
  }

  /**
   * Drafts from what the document shows, as its panel says; drafts of several documents wait for each other. While one
   * runs for the document, that one is returned.
   * @returns the draft as it ended, or null where there is no image or the person declined
   */
  async draft(document: ImageDocument): Promise<DraftShown | null> {
    this.#broken.delete(document);
    return await this.#start(document);
  }

  /** Goes on with a draft whose engine died, after the steps it had taken: it ends in the words it would have had. */
  async continueDraft(document: ImageDocument): Promise<DraftShown | null> {
    return await this.#start(document);
  }

  async #start(document: ImageDocument): Promise<DraftShown | null> {
    await document.whenOpened();
    if (document.view === null || document.closed.aborted || !(await this.#isAllowed())) return null;
    const running = this.#running.get(document);
    if (running !== undefined) return await running.ending;
    const abort = new AbortController();
    const ending = this.#run(document, abort.signal);
    this.#running.set(document, { document, abort, ending });
    const stop = (): void => { abort.abort(); };
    document.closed.addEventListener("abort", stop);
    this.#announce();
    try {
      return await ending;
    } finally {
      document.closed.removeEventListener("abort", stop);
      this.#running.delete(document);
      this.#announce();
      if (this.#broken.has(document)) void this.#offerToContinue(document);
    }
  }

  /** Stops the draft of a document, or all of them. */
  stop(document: ImageDocument | null): void {
    for (const running of this.#running.values()) if (document === null || running.document === document) running.abort.abort();
  }

  dispose(): void {
    this.stop(null);
    this.#drafting?.dispose();
    this.#changes.dispose();
  }

  async #run(document: ImageDocument, signal: AbortSignal): Promise<DraftShown> {
    const broken = this.#broken.get(document);
    this.#broken.delete(document);
    const job = broken?.job ?? this.#jobOf(document);
    const recorded: RecordedStep[] = [];
    let growing: GrowingDraft = askedDraft(document.panel.question, job.settings.genLength, job.settings.steps);
    document.setDraft(growing.shown);
    const onEvent = (event: DraftEvent): void => {
      growing = grown(growing, event);
      if (event.kind === "step") {
        recorded.push({ step: event.step, commits: event.commits.map(({ position, id, certainty }) => ({ position, id, certainty })) });
        document.addStep(growing.shown, event.commits);
      }
      if (event.kind !== "step") document.setDraft(growing.shown);
      this.#changes.fire();
    };
    const died = (): void => { this.#broken.set(document, { job, recorded }); };
    const ended = await this.#ending({ ...job, recorded: broken?.recorded ?? [] }, { onEvent, signal, died, growing: () => growing });
    document.setDraft(ended);
    if (ended.text !== "") this.#lastDraft = { text: ended.text, provenance: ended.provenance };
    return ended;
  }

  /** Asks the engine; a draft that was stopped or whose engine died keeps what it had. */
  async #ending(job: DraftJob, { onEvent, signal, died, growing }: RunHooks): Promise<DraftShown> {
    try {
      const model = await this.#summaryOf(job.packagePath, onEvent, signal);
      const draft = await this.drafting.draft(job, onEvent, signal);
      const source = { model: draft.provenance.model, isDemo: model.isDemo, weights: draft.provenance.weights, settings: draft.provenance.settings, imageSha256: draft.provenance.imageSha256, endedAtStep: null };
      return finishedDraft(growing(), draft, provenanceLine(source));
    } catch (error) {
      const isStopped = error instanceof Cancelled;
      if (error instanceof ProcessError && error.code === "process/died" && growing().shown.step > 0) died();
      const notice = isStopped ? null : noticeOf(error, this.#log);
      return endedDraft(growing(), isStopped ? "stopped" : "failed", notice, provenanceLine(this.#sourceSoFar(job, growing().shown)));
    }
  }

  /** Not awaited by the draft: it has ended, and the person may never answer. */
  async #offerToContinue(document: ImageDocument): Promise<void> {
    const resume = vscode.l10n.t("Continue");
    const answer = await vscode.window.showWarningMessage(vscode.l10n.t("The drafting engine stopped."), resume);
    if (answer === resume && this.#broken.has(document)) await this.continueDraft(document);
  }

  #sourceSoFar(job: DraftJob, shown: DraftShown): DraftSource {
    const model = this.#summaries.get(job.packagePath);
    return { model: model?.name ?? "", isDemo: model?.isDemo ?? false, weights: model?.weights ?? "", settings: job.settings, imageSha256: [], endedAtStep: shown.step };
  }

  #jobOf(document: ImageDocument): DraftJob {
    const { panel, subject } = document;
    if (subject === null) throw new Error("a draft needs an open image");
    const draftSettings: DraftSettings = {
      genLength: panel.length, blockLength: panel.length, steps: Math.min(panel.steps ?? panel.length, panel.length),
      temperature: panel.temperature, seed: panel.seed, remasking: "low-confidence", guidanceScale: 0,
    };
    // The person's own words must not stand for an image: there is exactly one.
    const question = panel.question.replaceAll("<image>", "");
    return { packagePath: this.packagePath, images: [subject], messages: [{ role: "user", content: `<image>\n${question}` }], settings: draftSettings, suffix: "", stops: null };
  }

  async #summaryOf(packagePath: string, onEvent: (event: DraftEvent) => void, signal: AbortSignal): Promise<ModelSummary> {
    const known = this.#summaries.get(packagePath);
    if (known !== undefined) return known;
    const summary = await this.drafting.load(packagePath, onEvent, signal);
    this.#summaries.set(packagePath, summary);
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
    void vscode.commands.executeCommand("setContext", contextKeys.isDrafting, this.#running.size > 0);
    this.#changes.fire();
  }
}
