// The Archive view in the side bar: what a search found, page by page. It asks the archive for nothing by itself.

import * as vscode from "vscode";
import type { ArchiveQuery, FoundStudy } from "../../archive/protocol.ts";
import { Cancelled } from "../../processes/index.ts";
import { commands, contextKeys, innerCommands, views } from "../names.ts";
import { noticeOf, noticeText } from "../notices.ts";
import type { ArchiveService } from "./archiveService.ts";
import { ANY_STUDY, studyWords } from "./archiveWords.ts";
import { isConnected } from "./connectArchive.ts";
import { askQuery } from "./searchForm.ts";

/** A study, or the way to the next page. */
export type ArchiveNode = { readonly kind: "study"; readonly study: FoundStudy } | { readonly kind: "more" };

const translate = (english: string, ...values: readonly (string | number)[]): string => vscode.l10n.t(english, ...values);

export interface ArchiveViewOptions {
  readonly service: ArchiveService;
  /** Whether names and days are shown now, and when that changes. */
  readonly showsNames: () => boolean;
  readonly onDidToggleNames: vscode.Event<void>;
}

export class ArchiveView implements vscode.TreeDataProvider<ArchiveNode>, vscode.Disposable {
  readonly #options: ArchiveViewOptions;
  readonly #view: vscode.TreeView<ArchiveNode>;
  readonly #registrations: vscode.Disposable;
  readonly #changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  #query: ArchiveQuery = ANY_STUDY;
  #found: readonly FoundStudy[] = [];
  #nextOffset: number | null = null;
  #running: AbortController | null = null;
  #hasLooked = false;

  constructor(options: ArchiveViewOptions) {
    this.#options = options;
    const { service, onDidToggleNames } = options;
    this.#view = vscode.window.createTreeView(views.archive, { treeDataProvider: this });
    this.#registrations = vscode.Disposable.from(
      this.#view,
      this.#changes,
      service.onDidChange(() => {
        this.#clear();
        void this.#look();
      }),
      onDidToggleNames(() => { void this.#toggled(); }),
      vscode.commands.registerCommand(commands.searchArchive, () => this.ask()),
      vscode.commands.registerCommand(commands.stopArchiveSearch, () => { this.#running?.abort(); }),
      vscode.commands.registerCommand(innerCommands.moreArchiveStudies, () => this.#more()),
    );
  }

  /** What stands above the rows, or nothing. */
  get message(): string {
    return this.#view.message ?? "";
  }

  getChildren(node?: ArchiveNode): ArchiveNode[] {
    if (!this.#hasLooked) void this.#look();
    if (node !== undefined) return [];
    return [...this.#found.map((study): ArchiveNode => ({ kind: "study", study })), ...(this.#nextOffset === null ? [] : [{ kind: "more" } as const])];
  }

  getTreeItem(node: ArchiveNode): vscode.TreeItem {
    if (node.kind === "more") {
      const item = new vscode.TreeItem(vscode.l10n.t("More studies…"));
      item.iconPath = new vscode.ThemeIcon("ellipsis");
      item.command = { command: innerCommands.moreArchiveStudies, title: vscode.l10n.t("More studies…") };
      return item;
    }
    const { label, description } = studyWords(node.study, translate);
    const item = new vscode.TreeItem(label);
    item.id = node.study.study;
    item.description = description;
    item.tooltip = `${label}\n${description}`;
    item.iconPath = new vscode.ThemeIcon("cloud");
    item.contextValue = "study";
    item.command = { command: innerCommands.openArchiveStudy, title: vscode.l10n.t("Open"), arguments: [node.study.study] };
    return item;
  }

  /** Asks what to search for, and searches. */
  async ask(): Promise<void> {
    if (!(await isConnected(this.#options.service))) return;
    const query = await askQuery(this.#query);
    if (query === undefined) return;
    await vscode.commands.executeCommand(`${views.archive}.focus`);
    await this.search(query);
  }

  /** Searches from the first page on; resolves when it has ended, however. */
  async search(query: ArchiveQuery): Promise<void> {
    this.#clear();
    this.#query = query;
    await this.#page(0);
  }

  dispose(): void {
    this.#running?.abort();
    this.#registrations.dispose();
  }

  async #more(): Promise<void> {
    if (this.#nextOffset !== null && this.#running === null) await this.#page(this.#nextOffset);
  }

  async #page(offset: number): Promise<void> {
    const { service, showsNames } = this.#options;
    this.#running?.abort();
    const abort = new AbortController();
    this.#running = abort;
    this.#announce();
    this.#view.message = vscode.l10n.t("Searching…");
    try {
      const connection = await service.connection();
      if (connection === null) return;
      const showPatient = showsNames();
      const page = await vscode.window.withProgress({ location: { viewId: views.archive } }, () => service.process.search({ connection, query: this.#query, offset, showPatient }, abort.signal));
      if (this.#running !== abort) return;
      const known = new Set(this.#found.map(({ study }) => study));
      const news = page.studies.filter(({ study }) => !known.has(study));
      this.#found = [...this.#found, ...news];
      // An archive that knows no pages sends the first one again and again.
      this.#nextOffset = news.length === 0 ? null : page.nextOffset;
      this.#view.message = this.#countWords();
    } catch (error) {
      if (this.#running !== abort) return;
      this.#view.message = error instanceof Cancelled ? vscode.l10n.t("Stopped.") : noticeText(noticeOf(error, service.log));
    } finally {
      if (this.#running === abort) {
        this.#running = null;
        this.#announce();
        this.#changes.fire(undefined);
      }
    }
  }

  #countWords(): string {
    const count = this.#found.length;
    if (count === 0) return vscode.l10n.t("No study matches.");
    if (this.#nextOffset !== null) return vscode.l10n.t("The first {0} studies", count);
    return count === 1 ? vscode.l10n.t("1 study") : vscode.l10n.t("{0} studies", count);
  }

  /** Hidden at once; shown after a search that is allowed to tell them. */
  async #toggled(): Promise<void> {
    if (this.#found.length === 0) return;
    this.#found = this.#found.map((study) => ({ ...study, patient: null }));
    this.#changes.fire(undefined);
    if (this.#options.showsNames()) await this.search(this.#query);
  }

  #clear(): void {
    this.#running?.abort();
    this.#running = null;
    this.#found = [];
    this.#nextOffset = null;
    this.#view.message = "";
    this.#changes.fire(undefined);
  }

  /** Which welcome is shown, and whether there is something to search. */
  async #look(): Promise<void> {
    this.#hasLooked = true;
    const hasArchive = (await this.#options.service.account()) !== null;
    await vscode.commands.executeCommand("setContext", contextKeys.hasArchive, hasArchive);
  }

  #announce(): void {
    void vscode.commands.executeCommand("setContext", contextKeys.isSearchingArchive, this.#running !== null);
  }
}
