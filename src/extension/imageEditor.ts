// The custom editor for images: makes a document for each file, and ties a webview to it.

import path from "node:path";
import * as vscode from "vscode";
import { DESCRIBE_QUESTION } from "../report/index.ts";
import { checkFromWebview, type FromWebview, type ToWebview } from "../../webview/protocol.ts";
import type { DraftService } from "./draftService.ts";
import { ImageDocument } from "./imageDocument.ts";
import type { ImageDrafts } from "./imageDrafts.ts";
import type { Log } from "./log.ts";
import { commands, contextKeys, dicomEndings, viewTypes } from "./names.ts";
import { QUESTIONS } from "./questions.ts";
import { savePdf } from "./savePdf.ts";
import { savePicture } from "./savePicture.ts";
import { defaultLength, hidePatientData, quality } from "./settings.ts";
import { webviewHtml, webviewOptions } from "./webviewHtml.ts";
import { modelPoster, translations } from "./webviewStart.ts";

/** Bundle of the editor's page in `dist/webview`. */
const PAGE = "image";

export interface ImageEditorOptions {
  readonly extensionUri: vscode.Uri;
  readonly service: DraftService;
  readonly drafts: ImageDrafts;
  readonly log: Log;
  readonly insert: (document: ImageDocument) => Promise<void>;
  readonly copy: (document: ImageDocument) => Promise<void>;
  /** Puts a sentence of the person's own into the report. */
  readonly insertSentence: (sentence: string) => Promise<void>;
}

export class ImageEditor implements vscode.CustomReadonlyEditorProvider<ImageDocument>, vscode.Disposable {
  readonly #options: ImageEditorOptions;
  readonly #documents = new Map<string, ImageDocument>();
  readonly #registrations: vscode.Disposable;
  #active: ImageDocument | null = null;
  readonly #activeChanges = new vscode.EventEmitter<void>();
  /** `active` is another. */
  readonly onDidChangeActive = this.#activeChanges.event;

  constructor(options: ImageEditorOptions) {
    this.#options = options;
    this.#registrations = vscode.Disposable.from(
      ...Object.values(viewTypes).map((viewType) => vscode.window.registerCustomEditorProvider(viewType, this, { supportsMultipleEditorsPerDocument: false })),
    );
  }

  /** The document whose editor is in front, or was last and still is open. */
  get active(): ImageDocument | null {
    return this.#active;
  }

  documentOf(uri: vscode.Uri): ImageDocument | null {
    return this.#documents.get(uri.toString()) ?? null;
  }

  /** The folders directly in a folder in which an image is open, at any depth. */
  foldersUnder(folder: string): string[] {
    const inside = [...this.#documents.values()].map(({ uri }) => path.relative(folder, uri.fsPath).split(path.sep)).filter(([first]) => first !== undefined && first !== "" && first !== "..");
    return [...new Set(inside.map(([first = ""]) => path.join(folder, first)))];
  }

  /** Files have come into folders below a folder: series of open images may have more slices. */
  grow(folder: string): void {
    for (const document of this.#documents.values()) if (document.uri.fsPath.startsWith(folder + path.sep)) void document.grow();
  }

  /** Opens the editor on a file, or brings it to the front. */
  async open(uri: vscode.Uri, column: vscode.ViewColumn = vscode.ViewColumn.Active): Promise<ImageDocument | null> {
    const isDicom = dicomEndings.some((ending) => uri.path.toLowerCase().endsWith(ending));
    await vscode.commands.executeCommand("vscode.openWith", uri, isDicom ? viewTypes.dicom : viewTypes.picture, column);
    return this.documentOf(uri);
  }

  openCustomDocument(uri: vscode.Uri): ImageDocument {
    if (uri.scheme !== "file") throw new Error(vscode.l10n.t("RadDraft opens files of this computer only; save a copy of this one first."));
    const { service, log } = this.#options;
    const panel = { question: DESCRIBE_QUESTION, length: defaultLength(), steps: null, temperature: 0, seed: 0, preset: quality() };
    const document = new ImageDocument({ uri, drafting: () => service.drafting, panel, log });
    this.#documents.set(uri.toString(), document);
    document.closed.addEventListener("abort", () => {
      this.#documents.delete(uri.toString());
      if (this.#active === document) this.#setActive(null);
    });
    return document;
  }

  /** Only ties the two together: the page's content loads after this has returned, so nothing here may wait for it. */
  resolveCustomEditor(document: ImageDocument, panel: vscode.WebviewPanel): void {
    const { extensionUri, service } = this.#options;
    const { webview } = panel;
    webview.options = webviewOptions(extensionUri);
    let isReady = false;
    const post = (message: ToWebview): void => { if (isReady) void webview.postMessage(message); };
    const follow = (): void => { if (panel.active) this.#setActive(document); };
    follow();
    const ties = vscode.Disposable.from(
      document.onMessage(post),
      service.onDidChange(modelPoster(service, post)),
      panel.onDidChangeViewState(follow),
      webview.onDidReceiveMessage((value: unknown) => {
        const message = checkedMessage(value);
        if (message === null) return;
        if (message.kind === "ready") isReady = true;
        this.#receive(document, message, post);
      }),
    );
    panel.onDidDispose(() => { ties.dispose(); });
    webview.html = webviewHtml(webview, extensionUri, PAGE, vscode.l10n.t("Opening the image…"));
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#activeChanges.dispose();
  }

  #setActive(document: ImageDocument | null): void {
    if (this.#active === document) return;
    this.#active = document;
    this.#activeChanges.fire();
  }

  #receive(document: ImageDocument, message: FromWebview, post: (message: ToWebview) => void): void {
    const { service, drafts, log, insert, copy, insertSentence } = this.#options;
    switch (message.kind) {
      case "ready":
        if (message.panel !== null && document.draft === null) document.takePanel(message.panel);
        post({ kind: "start", translations: translations(), questions: QUESTIONS, panel: document.panel, hidesPatientData: hidePatientData(), hasCommandKey: process.platform === "darwin" });
        post({ kind: "model", model: service.model });
        for (const each of document.everything()) post(each);
        if (message.view !== null) run(document.restoreView(message.view), log);
        return;
      case "panel": document.takePanel(message.panel); return;
      case "view": document.setView(message.view); return;
      case "frames": document.wantFrames(message.wanted); return;
      case "overlays": run(document.wantOverlays(message.slice), log); return;
      case "viewerFocus": void vscode.commands.executeCommand("setContext", contextKeys.isViewerFocused, message.isFocused); return;
      case "savePicture": run(savePicture(message.png, document.uri), log); return;
      case "insertMeasurement": run(insertSentence(message.sentence), log); return;
      case "tags": run(document.wantTags(message.slice, message.showPatient), log); return;
      case "document": run(document.wantDocument(message.showPatient), log); return;
      case "savePdf": run(savePdf(document.uri, service.drafting, log), log); return;
      case "copyText": run(vscode.env.clipboard.writeText(message.text), log); return;
      case "generate":
        document.takePanel(message.panel);
        run(drafts.draft(document), log);
        return;
      case "stop": drafts.stop(document); return;
      case "copy": run(copy(document), log); return;
      case "insert": run(insert(document), log); return;
      case "setUpModel": run(vscode.commands.executeCommand(commands.setUpModel), log); return;
      case "showLog": log.show(); return;
      case "reopen": run(document.reopen(), log); return;
    }
  }
}

/** A message of the webview, or null; one that kept something from another version starts afresh. */
function checkedMessage(value: unknown): FromWebview | null {
  const checked = checkFromWebview(value);
  if (checked.ok) return checked.value;
  const isReady = typeof value === "object" && value !== null && "kind" in value && value.kind === "ready";
  return isReady ? { kind: "ready", panel: null, view: null } : null;
}

/** Starts what nobody waits for; what fails in it has no other reader than the log. */
function run(work: PromiseLike<unknown>, log: Log): void {
  work.then(undefined, (error: unknown) => { log.unexpected("a request of the panel failed", error); });
}
