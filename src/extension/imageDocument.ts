// One open image: the file, how it is seen, what the panel is set to, and its draft. It knows no webview; a webview
// listens to it, and may come and go without anything being lost.

import * as vscode from "vscode";
import type { Drafting } from "../client/index.ts";
import { Cancelled, ProcessError } from "../processes/index.ts";
import type { FramePart, OpenedFile, View } from "../reader/protocol.ts";
import { describeQuestion } from "../report/index.ts";
import { SEED_MAX, type DraftShown, type FileShown, type Panel, type ToWebview, type ViewerAction } from "../../webview/protocol.ts";
import { FrameSender } from "./frameSender.ts";
import { fileNoticeOf, inDisplayLanguage } from "./notices.ts";
import type { Log } from "./log.ts";
import { placesIn, type Slice } from "./slices.ts";

/** What opening as an image says of objects without pixels, whole or damaged. */
const MAY_BE_DOCUMENT: ReadonlySet<string> = new Set(["dicom/no-pixels", "dicom/broken", "dicom/truncated"]);

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
  #tags = new AbortController();
  #reading = new AbortController();
  /** Changes for the webview, in its own words. */
  readonly onMessage = this.#messages.event;
  readonly #seen = new vscode.EventEmitter<void>();
  /** Another file state, slice, window or inversion is shown. */
  readonly onDidChangeSeen = this.#seen.event;
  #panel: Panel;
  #opened: OpenedFile | null = null;
  #file: FileShown = { kind: "loading" };
  #view: View | null = null;
  /** Slices in the order of scrolling: the file's own frames, then those of its series. */
  #stack: readonly Slice[] = [];
  readonly #fileIds = new Map<string, Promise<string>>();
  readonly #sender: FrameSender;
  #overlaysWanted = new AbortController();
  #draft: DraftShown | null = null;
  #opening: Promise<void>;
  #stacking: Promise<void> = Promise.resolve();
  #isLinked = false;
  /** A look for more slices waits for the one before. */
  #isGrowthAwaited = false;

  constructor(options: ImageDocumentOptions) {
    this.uri = options.uri;
    this.#options = options;
    this.#panel = options.panel;
    this.#sender = new FrameSender({
      read: (slice, firstRow, signal) => this.#readPart(slice, firstRow, signal),
      send: (slice, part) => { this.#messages.fire({ kind: "values", slice, part: { ...part, values: part.values.slice() } }); },
      fail: (slice, error) => { this.#messages.fire({ kind: "frameFailed", slice, notice: fileNoticeOf(error, this.#options.log) }); },
    });
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

  /** Modality by its tags; empty where they do not tell. */
  get modality(): string {
    return this.#opened?.tags["Modality"] ?? "";
  }

  /** What the tags say, by keyword; empty while no image is open. */
  get tags(): Readonly<Record<string, string>> {
    return this.#opened?.tags ?? {};
  }

  /** What the person sees, its frame counted in the stack; null while no image is open. */
  get view(): View | null {
    return this.#view;
  }

  /** Slices in the order of scrolling. */
  get stack(): readonly Slice[] {
    return this.#stack;
  }

  /** The same as file and view of that file: what the model gets. */
  get subject(): { readonly path: string; readonly view: View } | null {
    const slice = this.#view === null ? undefined : this.#stack[this.#view.frame];
    return this.#view === null || slice === undefined ? null : { path: slice.path, view: { ...this.#view, frame: slice.frame } };
  }

  /** What the file itself opens with; null while it is not open. */
  get firstView(): View | null {
    return this.#opened?.view ?? null;
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
    messages.push({ kind: "draft", draft: this.#draft }, { kind: "linked", isLinked: this.#isLinked });
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

  /** The person looks at another slice, window or inversion. */
  setView(view: View): void {
    if (this.#opened === null) return;
    this.#view = { ...view, frame: Math.min(view.frame, this.#stack.length - 1) };
    // The view is part of what a rebuilt page is told about the file.
    if (this.#file.kind === "open") this.#file = { ...this.#file, view: this.#view };
    this.#seen.fire();
  }

  /** Has the page show a slice, window and inversion; it does not report them back. */
  lookAt(view: View): void {
    this.setView(view);
    if (this.#view !== null) this.#messages.fire({ kind: "look", view: this.#view });
  }

  /** Another image is scrolled along with this one: the page tells of each view at once. */
  setLinked(isLinked: boolean): void {
    this.#isLinked = isLinked;
    this.#messages.fire({ kind: "linked", isLinked });
  }

  /** Slices whose values the page wants, the most urgent first. */
  wantFrames(slices: readonly number[]): void {
    this.#sender.want(slices.filter((slice) => slice < this.#stack.length));
  }

  /** Sends the overlays of a slice, unless others are wanted before they are read. */
  async wantOverlays(slice: number): Promise<void> {
    this.#overlaysWanted.abort();
    const { signal } = (this.#overlaysWanted = new AbortController());
    try {
      const place = this.#stack[slice];
      if (place === undefined) return;
      const overlays = await this.#options.drafting().overlays(await this.#fileIdOf(place.path), place.frame, signal);
      if (signal.aborted) return;
      const planes = overlays.planes.map((plane) => ({ ...plane, bits: plane.bits.slice() }));
      this.#messages.fire({ kind: "overlays", slice, overlays: { ...overlays, planes } });
    } catch (error) {
      if (!(error instanceof Cancelled) && !signal.aborted) this.#messages.fire({ kind: "frameFailed", slice, notice: fileNoticeOf(error, this.#options.log) });
    }
  }

  /** The attributes of the file of a slice; the latest request counts. A file without an image has them too. */
  async wantTags(slice: number, showPatient: boolean): Promise<void> {
    this.#tags.abort();
    const { signal } = (this.#tags = new AbortController());
    const path = this.#stack[slice]?.path ?? this.uri.fsPath;
    try {
      const table = await this.#options.drafting().tags(path, showPatient, signal);
      if (signal.aborted) return;
      const [from, to] = this.#slicesOf(path, slice);
      this.#messages.fire({ kind: "tags", from, to, showPatient, table });
    } catch (error) {
      if (!(error instanceof Cancelled) && !signal.aborted) this.#messages.fire({ kind: "tagsFailed", notice: fileNoticeOf(error, this.#options.log) });
    }
  }

  /** The document that the file is; the latest request counts. */
  async wantDocument(showPatient: boolean): Promise<void> {
    this.#reading.abort();
    const { signal } = (this.#reading = new AbortController());
    try {
      const document = await this.#options.drafting().document(this.uri.fsPath, showPatient, signal);
      if (!signal.aborted) this.#messages.fire({ kind: "document", showPatient, document: { ...document, problems: document.problems.map(inDisplayLanguage) } });
    } catch (error) {
      if (!(error instanceof Cancelled) && !signal.aborted) this.#messages.fire({ kind: "documentFailed", notice: fileNoticeOf(error, this.#options.log) });
    }
  }

  /** Looks whether the series of the file has more slices by now; one look after the other. */
  grow(): Promise<void> {
    if (this.#opened?.format !== "dicom" || this.#isGrowthAwaited) return this.#stacking;
    this.#isGrowthAwaited = true;
    this.#stacking = this.#stacking.then(() => {
      this.#isGrowthAwaited = false;
      return this.#findStack();
    });
    return this.#stacking;
  }

  /** Tells the page to do what a command asks for. */
  tellViewer(action: ViewerAction): void {
    this.#messages.fire({ kind: "viewer", action });
  }

  dispose(): void {
    this.#closing.abort();
    this.#sender.want([]);
    this.#overlaysWanted.abort();
    this.#tags.abort();
    this.#reading.abort();
    // The process may be gone, and the file with it.
    for (const fileId of this.#fileIds.values()) void fileId.then((id) => this.#options.drafting().close(id)).catch(() => undefined);
    this.#messages.dispose();
    this.#seen.dispose();
  }

  async #open(): Promise<void> {
    this.#setFile({ kind: "loading" });
    try {
      this.#opened = await this.#options.drafting().open(this.uri.fsPath, this.#closing.signal);
      const { fsPath: path } = this.uri;
      this.#fileIds.set(path, Promise.resolve(this.#opened.fileId));
      this.#stack = Array.from({ length: this.#opened.frames }, (_, frame) => ({ path, frame }));
      const view = this.#view ?? this.#opened.view;
      this.#view = { ...view, frame: Math.min(view.frame, this.#opened.frames - 1) };
      this.#setFile(fileShown(this.#opened, this.#view, this.#stack.length));
      // Until somebody has set the panel, it asks what is asked about such an image.
      if (this.#panel === this.#options.panel) this.setPanel({ question: describeQuestion(this.#opened.tags) });
      if (this.#opened.format === "dicom") this.#stacking = this.#findStack();
    } catch (error) {
      if (error instanceof Cancelled) return;
      this.#opened = null;
      if (await this.#isDocument(error)) this.#setFile({ kind: "document" });
      else this.#setFile({ kind: "failed", notice: fileNoticeOf(error, this.#options.log), hasTags: error instanceof ProcessError && error.code.startsWith("dicom/") && error.code !== "dicom/not-dicom" });
    }
  }

  /** Whether a file that could not be opened as an image is a report or a PDF. */
  async #isDocument(error: unknown): Promise<boolean> {
    if (!(error instanceof ProcessError) || !MAY_BE_DOCUMENT.has(error.code)) return false;
    return await this.#options.drafting().document(this.uri.fsPath, false, this.#closing.signal).then(() => true, () => false);
  }

  /** A view from before the page was hidden or the window reloaded. */
  async restoreView(view: View): Promise<void> {
    await this.#opening;
    await this.#stacking;
    if (this.#opened === null || JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.setView(view);
    if (this.#view !== null) this.#setFile(fileShown(this.#opened, this.#view, this.#stack.length));
  }

  /** The series of the file, in the background: the file itself is shown meanwhile. */
  async #findStack(): Promise<void> {
    try {
      const { images } = await this.#options.drafting().stackOf(this.uri.fsPath, this.#closing.signal);
      if (this.#view === null || this.#file.kind !== "open" || images.length <= this.#stack.length) return;
      const places = placesIn(images, this.#stack);
      this.#stack = images;
      this.#view = { ...this.#view, frame: places[this.#view.frame] ?? 0 };
      this.#file = { ...this.#file, frames: images.length, view: this.#view };
      this.#sender.want([]);
      this.#messages.fire({ kind: "stack", frames: images.length, places });
      this.#seen.fire();
    } catch (error) {
      // One image is shown as well as before; why its series is not is a matter for the log.
      if (!(error instanceof Cancelled)) fileNoticeOf(error, this.#options.log);
    }
  }

  async #readPart(slice: number, firstRow: number | null, signal: AbortSignal): Promise<FramePart> {
    const place = this.#stack[slice];
    if (place === undefined) throw new Cancelled(null);
    return await this.#options.drafting().frame(await this.#fileIdOf(place.path), place.frame, firstRow, signal);
  }

  async #fileIdOf(path: string): Promise<string> {
    let fileId = this.#fileIds.get(path);
    if (fileId === undefined) {
      fileId = this.#options.drafting().open(path, this.#closing.signal).then((opened) => opened.fileId);
      this.#fileIds.set(path, fileId);
      fileId.catch(() => { this.#fileIds.delete(path); });
    }
    return await fileId;
  }

  /** First and last of the slices around one that come from the same file. */
  #slicesOf(path: string, slice: number): readonly [from: number, to: number] {
    let [from, to] = [slice, slice];
    while (this.#stack[from - 1]?.path === path) from--;
    while (this.#stack[to + 1]?.path === path) to++;
    return [from, to];
  }

  #setFile(file: FileShown): void {
    this.#file = file;
    this.#messages.fire({ kind: "file", file });
    this.#seen.fire();
  }
}

function fileShown(opened: OpenedFile, view: View, frames: number): FileShown {
  const { isColour, isPhantom, isPartial, problems } = opened;
  const named = ["Modality", "BodyPartExamined", "ViewPosition", "Laterality", "StudyDescription", "SeriesDescription"];
  const facts = named.map((keyword) => opened.tags[keyword] ?? "").filter((fact, index, all) => fact !== "" && all.indexOf(fact) === index);
  return { kind: "open", frames, isColour, hasTags: opened.format === "dicom", view, subject: facts.join(" · "), isPhantom, isPartial, problems: problems.map(inDisplayLanguage) };
}
