// One open image: the file, how it is seen, what the panel is set to, and its draft. It knows no webview; a webview
// listens to it, and may come and go without anything being lost.

import * as vscode from "vscode";
import type { Drafting } from "../client/index.ts";
import { Cancelled } from "../processes/index.ts";
import type { OpenedFile, RenderedFrame, View } from "../reader/protocol.ts";
import { SEED_MAX, type DraftShown, type FileShown, type Panel, type ToWebview } from "../../webview/protocol.ts";
import { fileNoticeOf } from "./notices.ts";
import type { Log } from "./log.ts";

export interface ImageDocumentOptions {
  readonly uri: vscode.Uri;
  readonly drafting: () => Drafting;
  readonly panel: Panel;
  readonly log: Log;
}

export class ImageDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #options: ImageDocumentOptions;
  readonly #messages = new vscode.EventEmitter<ToWebview>();
  readonly #closing = new AbortController();
  /** Changes for the webview, in its own words. */
  readonly onMessage = this.#messages.event;
  #panel: Panel;
  #opened: OpenedFile | null = null;
  #file: FileShown = { kind: "loading" };
  #view: View | null = null;
  #frame: Extract<ToWebview, { kind: "frame" }> | null = null;
  #draft: DraftShown | null = null;
  #opening: Promise<void>;
  /** The view asked for while another is being rendered; only the latest counts. */
  #nextView: View | null = null;
  #isRendering = false;

  constructor(options: ImageDocumentOptions) {
    this.uri = options.uri;
    this.#options = options;
    this.#panel = options.panel;
    this.#opening = this.#open();
  }

  get panel(): Panel {
    return this.#panel;
  }

  get draft(): DraftShown | null {
    return this.#draft;
  }

  get file(): FileShown {
    return this.#file;
  }

  /** What the person sees, and so what the model gets; null while no image is open. */
  get view(): View | null {
    return this.#view;
  }

  /** Aborted when the editor's tab is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Resolves when the file is open or could not be opened; `file` tells which. */
  whenOpened(): Promise<void> {
    return this.#opening;
  }

  /** All there is, for a webview that was just built. */
  everything(): readonly ToWebview[] {
    const messages: ToWebview[] = [{ kind: "file", file: this.#file }];
    if (this.#frame !== null) messages.push(this.#frame);
    messages.push({ kind: "draft", draft: this.#draft });
    return messages;
  }

  /** What the person set in the panel. */
  takePanel(panel: Panel): void {
    this.#panel = panel;
  }

  /** Sets the panel from outside and shows it. */
  setPanel(changes: Partial<Panel>): void {
    this.#panel = { ...this.#panel, ...changes, seed: Math.min(SEED_MAX, changes.seed ?? this.#panel.seed) };
    this.#messages.fire({ kind: "panel", panel: this.#panel });
  }

  /** Shows a draft as a whole. */
  setDraft(draft: DraftShown | null): void {
    this.#draft = draft;
    this.#messages.fire({ kind: "draft", draft });
  }

  /** Takes the draft after a step, and tells only what the step brought. */
  addStep(draft: DraftShown, commits: DraftShown["commits"]): void {
    this.#draft = draft;
    const { step, done, stopPosition, secondsLeft, elapsedMs } = draft;
    this.#messages.fire({ kind: "step", step, done, commits, stopPosition, secondsLeft, elapsedMs });
  }

  /** Reads the file once more. */
  reopen(): Promise<void> {
    this.#opening = this.#open();
    return this.#opening;
  }

  /** Shows another frame, window or inversion; while one is rendered only the latest wish is kept. */
  async setView(view: View): Promise<void> {
    if (this.#opened === null) return;
    this.#view = { ...view, frame: Math.min(view.frame, this.#opened.frames - 1) };
    this.#nextView = this.#view;
    if (this.#isRendering) return;
    this.#isRendering = true;
    try {
      for (let next = this.#takeNextView(); next !== null; next = this.#takeNextView()) await this.#render(this.#opened.fileId, next);
    } finally {
      this.#isRendering = false;
    }
  }

  dispose(): void {
    this.#closing.abort();
    if (this.#opened !== null) this.#options.drafting().close(this.#opened.fileId).catch(() => undefined); // The process may be gone, and the file with it.
    this.#messages.dispose();
  }

  async #open(): Promise<void> {
    this.#setFile({ kind: "loading" });
    try {
      this.#opened = await this.#options.drafting().open(this.uri.fsPath, this.#closing.signal);
      const view = this.#view ?? this.#opened.view;
      this.#view = { ...view, frame: Math.min(view.frame, this.#opened.frames - 1) };
      this.#setFile(fileShown(this.#opened, this.#view));
      await this.setView(this.#view);
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.#opened = null;
      this.#setFile({ kind: "failed", notice: fileNoticeOf(error, this.#options.log) });
    }
  }

  /** A view from before the page was hidden or the window reloaded. */
  async restoreView(view: View): Promise<void> {
    await this.#opening;
    if (this.#opened === null || JSON.stringify(view) === JSON.stringify(this.#view)) return;
    await this.setView(view);
    if (this.#view !== null) this.#setFile(fileShown(this.#opened, this.#view));
  }

  #takeNextView(): View | null {
    const view = this.#nextView;
    this.#nextView = null;
    return view;
  }

  async #render(fileId: string, view: View): Promise<void> {
    try {
      this.#setFrame(view, await this.#options.drafting().render(fileId, view, this.#closing.signal));
    } catch (error) {
      if (!(error instanceof Cancelled)) this.#messages.fire({ kind: "frameFailed", notice: fileNoticeOf(error, this.#options.log) });
    }
  }

  #setFile(file: FileShown): void {
    this.#file = file;
    this.#messages.fire({ kind: "file", file });
  }

  /** The pixels get a buffer of their own: a subarray would be sent with all that lies around it. */
  #setFrame(view: View, frame: RenderedFrame): void {
    const { width, height, channels, isScaled } = frame;
    this.#frame = { kind: "frame", frame: view.frame, width, height, channels, pixels: new Uint8Array(frame.pixels), isScaled };
    this.#messages.fire(this.#frame);
    // The view is part of what a rebuilt page is told about the file.
    if (this.#file.kind === "open") this.#file = { ...this.#file, view };
  }
}

function fileShown(opened: OpenedFile, view: View): FileShown {
  const { frames, isColour, windows, range, isPhantom, isPartial, problems } = opened;
  const named = ["Modality", "BodyPartExamined", "ViewPosition", "Laterality", "StudyDescription", "SeriesDescription"];
  const facts = named.map((keyword) => opened.tags[keyword] ?? "").filter((fact, index, all) => fact !== "" && all.indexOf(fact) === index);
  return { kind: "open", frames, isColour, windows, range, view, firstView: opened.view, subject: facts.join(" · "), isPhantom, isPartial, problems };
}
