// The Studies view in the side bar: scans the open folders when it is first seen, and again when they change.

import * as vscode from "vscode";
import type { Drafting } from "../client/index.ts";
import { Cancelled } from "../processes/index.ts";
import type { ScanEvent, ScanResult } from "../reader/protocol.ts";
import type { Log } from "./log.ts";
import { commands, contextKeys, settings, viewTypes, views } from "./names.ts";
import { fileNoticeOf, noticeText } from "./notices.ts";
import { hidePatientData } from "./settings.ts";
import { mayMatter, StudiesModel, type StudiesNode } from "./studiesModel.ts";

/** The tree is drawn again at most this often while a scan tells of series, milliseconds. */
const REDRAW_MS = 300;
/** A folder that is being copied changes with each file; the scan waits until that has ended, milliseconds. */
const SETTLE_MS = 1500;
/** A scan that takes long is not repeated at once: it waits for so many times its own duration. */
const REST_FACTOR = 5;
/** More patients than this begin closed. */
const MAX_OPEN_PATIENTS = 10;

const translate = (english: string, ...values: readonly (string | number)[]): string => vscode.l10n.t(english, ...values);

export interface StudiesTreeOptions {
  readonly drafting: () => Drafting;
  readonly log: Log;
}

export class StudiesTree implements vscode.TreeDataProvider<StudiesNode>, vscode.Disposable {
  readonly #options: StudiesTreeOptions;
  readonly #view: vscode.TreeView<StudiesNode>;
  readonly #registrations: vscode.Disposable;
  readonly #changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #toggles = new vscode.EventEmitter<void>();
  /** Names and dates are shown, or are no longer. */
  readonly onDidToggleNames = this.#toggles.event;
  readonly #moreRoots: vscode.Uri[] = [];
  #model = new StudiesModel(translate);
  /** What the setting says in every new window. */
  #showNames = !hidePatientData();
  #running: AbortController | null = null;
  #ending: Promise<void> = Promise.resolve();
  /** Null until the first scan: who never looks at the view pays nothing for it. */
  #watching: vscode.Disposable | null = null;
  #isOutdated = false;
  #lastScanMs = 0;
  #redrawTimer: NodeJS.Timeout | null = null;
  #changeTimer: NodeJS.Timeout | null = null;

  constructor(options: StudiesTreeOptions) {
    this.#options = options;
    this.#view = vscode.window.createTreeView(views.studies, { treeDataProvider: this, showCollapseAll: true });
    this.#registrations = vscode.Disposable.from(
      this.#view,
      this.#changes,
      this.#toggles,
      this.#view.onDidChangeVisibility(() => { this.#seen(); }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => { this.#outdated(); }),
      vscode.workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration(settings.hidePatientData) && this.#showNames === hidePatientData()) void this.toggleNames(); }),
      vscode.commands.registerCommand(commands.refreshStudies, () => this.refresh()),
      vscode.commands.registerCommand(commands.stopScan, () => { this.stop(); }),
      vscode.commands.registerCommand(commands.togglePatientNames, () => this.toggleNames()),
    );
  }

  get isShowingNames(): boolean {
    return this.#showNames;
  }

  /** What stands above the tree, or nothing. */
  get message(): string {
    return this.#view.message ?? "";
  }

  /** A folder beside those that are open; it need not be there yet. */
  addRoot(folder: vscode.Uri): void {
    this.#moreRoots.push(folder);
  }

  /** Something changed in a folder that nobody watches. */
  changedOutside(): void {
    this.#outdated();
  }

  getChildren(node?: StudiesNode): StudiesNode[] {
    if (node === undefined) this.#firstSeen();
    return [...(node === undefined ? this.#model.patients() : node.children())];
  }

  getTreeItem(node: StudiesNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, this.#stateOf(node));
    item.id = node.id;
    item.description = node.description;
    item.iconPath = new vscode.ThemeIcon(iconOf(node));
    item.tooltip = node.description === "" ? node.label : `${node.label}\n${node.description}`;
    item.contextValue = node.kind;
    if (node.path !== null) {
      item.command = { command: "vscode.openWith", title: vscode.l10n.t("Open"), arguments: [vscode.Uri.file(node.path), viewTypes.dicom] };
    }
    return item;
  }

  /** The folders that are looked through, full paths. */
  async roots(): Promise<string[]> {
    const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === "file");
    const isThere = await Promise.all(this.#moreRoots.map((uri) => vscode.workspace.fs.stat(uri).then(() => true, () => false)));
    return [...open, ...this.#moreRoots.filter((_uri, i) => isThere[i])].map(({ fsPath }) => fsPath);
  }

  /** Scans again; resolves when that has ended, however. */
  refresh(): Promise<void> {
    this.#watching ??= this.#watch();
    this.#isOutdated = false;
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    this.#ending = this.#scan(abort);
    return this.#ending;
  }

  /** Stops the scan; what was found stays. */
  stop(): void {
    this.#running?.abort();
  }

  /** Shows names and dates, or hides them: hidden at once, shown after a scan that is allowed to tell them. */
  toggleNames(): Promise<void> {
    this.#showNames = !this.#showNames;
    this.#toggles.fire();
    if (!this.#showNames) {
      this.#model = this.#model.withoutNames();
      this.#redraw();
      if (this.#running === null) return Promise.resolve();
    }
    return this.refresh();
  }

  /** Resolves when the scan that runs, if any, has ended. */
  whenScanned(): Promise<void> {
    return this.#ending;
  }

  dispose(): void {
    this.stop();
    for (const timer of [this.#redrawTimer, this.#changeTimer]) if (timer !== null) clearTimeout(timer);
    this.#watching?.dispose();
    this.#registrations.dispose();
  }

  #watch(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher("**/*");
    const changed = (uri: vscode.Uri): void => { if (mayMatter(vscode.workspace.asRelativePath(uri, false))) this.#changedSoon(); };
    return vscode.Disposable.from(watcher, watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed));
  }

  async #scan(abort: AbortController): Promise<void> {
    const roots = await this.roots();
    if (this.#running !== abort) return;
    const next = new StudiesModel(translate);
    const request = { roots, showNames: this.#showNames };
    // What was shown stays until the new scan has ended: a tree that empties itself at each change cannot be used.
    if (this.#model.size === 0) this.#model = next;
    const startMs = Date.now();
    const isCurrent = (): boolean => this.#running === abort;
    const onEvent = (event: ScanEvent): void => {
      next.add(event.series);
      if (!isCurrent()) return;
      this.#view.message = vscode.l10n.t("Looking for images: {0} files, {1} series", event.looked, next.size);
      if (this.#model === next) this.#redrawSoon();
    };
    this.#announce(true);
    try {
      if (roots.length > 0) this.#view.message = vscode.l10n.t("Looking for images…");
      const scan = async (): Promise<ScanResult | null> => (roots.length === 0 ? null : await this.#options.drafting().scan(request, onEvent, abort.signal));
      const result = await vscode.window.withProgress({ location: { viewId: views.studies } }, scan);
      if (!isCurrent()) return;
      this.#model = next;
      this.#view.message = result === null ? "" : messageOf(result);
    } catch (error) {
      if (!isCurrent()) return;
      this.#view.message = error instanceof Cancelled ? vscode.l10n.t("Stopped: there may be more studies.") : noticeText(fileNoticeOf(error, this.#options.log));
    } finally {
      if (isCurrent()) {
        this.#lastScanMs = Date.now() - startMs;
        this.#running = null;
        this.#announce(false);
        this.#redraw();
      }
    }
  }

  /** VS Code asks for the first rows only when the view is there to be seen. */
  #firstSeen(): void {
    if (this.#watching === null) void this.refresh();
  }

  #seen(): void {
    if (this.#view.visible && this.#isOutdated) void this.refresh();
  }

  #changedSoon(): void {
    if (this.#changeTimer !== null) clearTimeout(this.#changeTimer);
    this.#changeTimer = setTimeout(() => { this.#outdated(); }, Math.max(SETTLE_MS, REST_FACTOR * this.#lastScanMs));
  }

  #outdated(): void {
    if (this.#watching === null) return;
    this.#isOutdated = true;
    this.#seen();
  }

  #stateOf(node: StudiesNode): vscode.TreeItemCollapsibleState {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    if (node.kind === "stack") return None;
    if (node.kind === "series") return node.children().length === 0 ? None : Collapsed;
    return this.#model.nPatients > MAX_OPEN_PATIENTS ? Collapsed : Expanded;
  }

  #redrawSoon(): void {
    this.#redrawTimer ??= setTimeout(() => { this.#redraw(); }, REDRAW_MS);
  }

  #redraw(): void {
    if (this.#redrawTimer !== null) clearTimeout(this.#redrawTimer);
    this.#redrawTimer = null;
    this.#changes.fire(undefined);
  }

  #announce(isScanning: boolean): void {
    void vscode.commands.executeCommand("setContext", contextKeys.isScanning, isScanning);
  }
}

function iconOf(node: StudiesNode): string {
  switch (node.kind) {
    case "patient": return "person";
    case "phantom": return "beaker";
    case "study": return "folder";
    case "series":
    case "stack": return node.hasImage ? "layers" : "file";
  }
}

/** What a person should know of a scan that has ended; nothing where all went well. */
function messageOf({ unreadable, limit }: ScanResult): string {
  const sentences = [
    ...(unreadable > 0 ? [unreadable === 1 ? vscode.l10n.t("One folder could not be read.") : vscode.l10n.t("{0} folders could not be read.", unreadable)] : []),
    ...(limit === null ? [] : [limit === "depth" ? vscode.l10n.t("Some folders lie too deep and were left out.") : vscode.l10n.t("There are too many files: not all were looked at. Open a smaller folder.")]),
  ];
  return sentences.join(" ");
}
