// The chat in the side bar: which image it is about, and the ties between its page and the conversations.

import path from "node:path";
import * as vscode from "vscode";
import { checkFromChat, type ChatImage, type ChatSettings, type ExchangeShown, type FromChat, type NoImage, type ToChat } from "../../webview/chat/protocol.ts";
import { conversationKey, seenWords, sliceKey, type Exchange, type Seen } from "./chatModel.ts";
import { chatPlace, type Asked, type ChatChange, type Chats, type Conversation } from "./chats.ts";
import type { DraftService, KeptDraft } from "./draftService.ts";
import type { ImageDocument } from "./imageDocument.ts";
import type { ImageEditor } from "./imageEditor.ts";
import type { Log } from "./log.ts";
import { commands, contextKeys, views } from "./names.ts";
import type { Place } from "./places.ts";
import { suggestionsFor } from "./questions.ts";
import { defaultLength } from "./settings.ts";
import { webviewHtml, webviewOptions } from "./webviewHtml.ts";
import { modelPoster, translations } from "./webviewStart.ts";

/** Bundle of the page in `dist/webview`. */
const PAGE = "chat";

const translate = (english: string, ...values: (string | number)[]): string => vscode.l10n.t(english, ...values);

export interface ChatViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly service: DraftService;
  readonly chats: Chats;
  readonly editor: ImageEditor;
  readonly log: Log;
  readonly insert: (draft: KeptDraft) => Promise<void>;
  readonly copy: (draft: KeptDraft) => Promise<void>;
}

/** The image that is talked about. */
interface Subject {
  readonly document: ImageDocument;
  readonly key: string;
}

export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #options: ChatViewOptions;
  readonly #registrations: vscode.Disposable;
  #view: vscode.WebviewView | null = null;
  #isReady = false;
  /** The focus goes into the box once the page is there. */
  #wantsFocus = false;
  #document: ImageDocument | null = null;
  #listening: vscode.Disposable | null = null;
  #subject: Subject | null = null;
  #isPinned = false;
  #settings: ChatSettings = { length: defaultLength(), steps: null };

  constructor(options: ChatViewOptions) {
    this.#options = options;
    const { editor, chats } = options;
    this.#registrations = vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider(views.chat, this),
      editor.onDidChangeActive(() => { this.#follow(); }),
      chats.onDidChange((change) => { this.#showChange(change); }),
      vscode.commands.registerCommand(commands.askAboutImage, () => this.focus()),
      vscode.commands.registerCommand(commands.clearChat, () => this.#clear()),
      vscode.commands.registerCommand(commands.newChat, () => { if (this.#subject !== null) chats.startAnew(this.#subject.key); }),
      vscode.commands.registerCommand(commands.pinChat, () => { this.#pin(true); }),
      vscode.commands.registerCommand(commands.unpinChat, () => { this.#pin(false); }),
    );
    this.#follow();
  }

  /** The place of the conversation that is shown; null where none is. */
  get place(): Place | null {
    return this.#subject === null || this.#view?.visible !== true ? null : chatPlace(this.#subject.key);
  }

  /** Opens the view with the focus in its box. */
  async focus(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${views.chat}.focus`);
    this.#giveFocus();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri, service } = this.#options;
    this.#view = view;
    this.#isReady = false;
    view.webview.options = webviewOptions(extensionUri);
    const ties = vscode.Disposable.from(
      service.onDidChange(modelPoster(service, (message) => { this.#post(message); })),
      view.webview.onDidReceiveMessage((value: unknown) => {
        const checked = checkFromChat(value);
        if (checked.ok) this.#receive(checked.value);
        else if (isReady(value)) this.#receive({ kind: "ready", settings: null });
      }),
    );
    view.onDidDispose(() => {
      ties.dispose();
      // VS Code may make the view anew before it tells that the old one is gone.
      if (this.#view !== view) return;
      this.#view = null;
      this.#isReady = false;
    });
    view.webview.html = webviewHtml(view.webview, extensionUri, PAGE, vscode.l10n.t("Opening the chat…"));
  }

  dispose(): void {
    this.#listening?.dispose();
    this.#registrations.dispose();
  }

  #receive(message: FromChat): void {
    const { log, chats } = this.#options;
    const key = this.#subject?.key;
    switch (message.kind) {
      case "ready": this.#start(message.settings); return;
      case "settings": this.#settings = message.settings; return;
      case "ask":
        this.#settings = message.settings;
        run(this.#asking((asked) => chats.ask(asked, message.question, message.replacesLast)), log);
        return;
      case "regenerate":
        this.#settings = message.settings;
        run(this.#asking((asked) => chats.regenerate(asked)), log);
        return;
      case "stop": if (key !== undefined) chats.stop(key); return;
      case "copy": run(this.#withExchange(message.id, this.#options.copy), log); return;
      case "insert": run(this.#withExchange(message.id, this.#options.insert), log); return;
      case "undoClear": if (key !== undefined) run(chats.undoClear(key), log); return;
      case "unpin": this.#pin(false); return;
      case "openSample": run(vscode.commands.executeCommand(commands.openSample, "first"), log); return;
      case "openImage": run(vscode.commands.executeCommand("workbench.action.files.openFile"), log); return;
      case "setUpModel": run(vscode.commands.executeCommand(commands.setUpModel), log); return;
    }
  }

  #start(settings: ChatSettings | null): void {
    this.#isReady = true;
    if (settings !== null) this.#settings = settings;
    this.#post({ kind: "start", translations: translations(), settings: this.#settings });
    this.#post({ kind: "model", model: this.#options.service.model });
    run(this.#show(), this.#options.log);
    this.#giveFocus();
  }

  /** Calls back with what the person sees now, which is what is asked about. */
  async #asking(ask: (asked: Asked) => Promise<void>): Promise<void> {
    const subject = this.#subject;
    if (subject === null) return;
    const image = subject.document.subject;
    const seen = seenOf(subject.document);
    if (image !== null && seen !== null) await ask({ key: subject.key, image, seen, settings: this.#settings });
  }

  async #withExchange(id: number, use: (draft: KeptDraft) => Promise<void>): Promise<void> {
    if (this.#subject === null) return;
    const { exchanges } = await this.#options.chats.open(this.#subject.key);
    const exchange = exchanges.find((each) => each.id === id);
    if (exchange !== undefined && exchange.text !== "") await use({ text: exchange.text, spans: exchange.spans, provenance: exchange.provenance });
  }

  async #clear(): Promise<void> {
    if (this.#subject !== null) await this.#options.chats.clear(this.#subject.key);
  }

  #pin(isPinned: boolean): void {
    this.#isPinned = isPinned && this.#document !== null;
    void vscode.commands.executeCommand("setContext", contextKeys.isChatPinned, this.#isPinned);
    if (this.#isPinned) this.#postImage();
    else this.#follow();
    this.#postImage();
  }

  /** Turns to the image in front, unless the person pinned another that is still open. */
  #follow(): void {
    if (this.#isPinned && this.#document?.closed.aborted === false) return;
    if (this.#isPinned) this.#pin(false);
    const document = this.#options.editor.active;
    if (document === this.#document) return;
    this.#document = document;
    this.#subject = null;
    this.#listening?.dispose();
    this.#listening = null;
    if (document !== null) {
      const listening = vscode.Disposable.from(document.onDidChangeSeen(() => { this.#postImage(); }));
      document.closed.addEventListener("abort", () => { this.#follow(); }, { once: true });
      this.#listening = listening;
    }
    run(this.#show(), this.#options.log);
  }

  /** Everything about the image that is talked about. */
  async #show(): Promise<void> {
    const document = this.#document;
    this.#postImage();
    if (document === null) return;
    const { size, mtime } = await vscode.workspace.fs.stat(document.uri);
    const key = conversationKey({ path: document.uri.fsPath, size, mtimeMs: mtime });
    const conversation = await this.#options.chats.open(key);
    if (document !== this.#document) return; // The person has moved on meanwhile.
    this.#subject = { document, key };
    this.#postImage();
    this.#postConversation(conversation);
    this.#postAnswer(conversation);
  }

  #showChange(change: ChatChange): void {
    const subject = this.#subject;
    if (change.key !== subject?.key) return;
    if (change.kind === "step") {
      const { step, done, stopPosition, secondsLeft, elapsedMs } = change.draft;
      this.#post({ kind: "step", step, done, commits: change.commits, stopPosition, secondsLeft, elapsedMs });
      return;
    }
    // Known already, so this does not wait; what came meanwhile has a change of its own.
    run(this.#options.chats.open(subject.key).then((conversation) => {
      if (this.#subject !== subject) return;
      if (change.kind === "conversation") this.#postConversation(conversation);
      this.#postAnswer(conversation);
    }), this.#options.log);
  }

  #postImage(): void {
    const document = this.#document;
    this.#post({ kind: "image", image: document === null ? null : imageShown(document, this.#isPinned), reason: noImageReason(document) });
  }

  #postConversation({ exchanges, startsAnew, cleared, notice }: Conversation): void {
    this.#post({ kind: "conversation", conversation: { exchanges: exchanges.map(exchangeShown), startsAnew, canUndoClear: cleared !== null, notice } });
  }

  #postAnswer({ answer }: Conversation): void {
    if (answer === null) this.#post({ kind: "answer", answer: null });
    else {
      const { question, seen, startsAnew, leftOut, draft } = answer;
      this.#post({ kind: "answer", answer: { question, seen: seen.words, slice: seen.slice, startsAnew, leftOut, draft } });
    }
  }

  #giveFocus(): void {
    if (!this.#wantsFocus || !this.#isReady) return;
    this.#wantsFocus = false;
    this.#post({ kind: "focus" });
  }

  #post(message: ToChat): void {
    if (this.#isReady) void this.#view?.webview.postMessage(message);
  }
}

/** A page that kept something of another version starts afresh. */
function isReady(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "ready";
}

function noImageReason(document: ImageDocument | null): NoImage {
  if (document === null || document.file.kind === "document") return "none";
  return document.file.kind === "failed" ? "failed" : "loading";
}

function seenOf({ subject, view, file }: ImageDocument): Seen | null {
  if (subject === null || view === null || file.kind !== "open") return null;
  return { slice: sliceKey(subject.path, subject.view.frame), words: seenWords(view, file.frames, translate) };
}

function imageShown(document: ImageDocument, isPinned: boolean): ChatImage | null {
  const seen = seenOf(document);
  const { file, uri } = document;
  if (seen === null || file.kind !== "open") return null;
  return {
    name: path.posix.basename(uri.path), subject: file.subject, seen: seen.words, slice: seen.slice,
    isPhantom: file.isPhantom, isPinned, suggestions: suggestionsFor(document.tags),
  };
}

function exchangeShown({ id, question, slice, seen, startsAnew, outcome, text, spans, provenance, leftOut }: Exchange): ExchangeShown {
  return { id, question, slice, seen, startsAnew, outcome, text, spans, provenance, leftOut };
}

/** Starts what nobody waits for; what fails in it has no other reader than the log. */
function run(work: PromiseLike<unknown>, log: Log): void {
  work.then(undefined, (error: unknown) => { log.unexpected("a request of the chat failed", error); });
}
