// The Models view in the side bar: what there is, how far work on it is, and which model writes the drafts.

import * as vscode from "vscode";
import type { Listed } from "../../setup/protocol.ts";
import { views } from "../names.ts";
import { noticeText } from "../notices.ts";
import { contextOf, descriptionOf, iconOf, labelOf, modelNodes, tooltipOf, type ModelNode } from "./modelNodes.ts";
import { setUpNotice, type Models } from "./models.ts";

/** Work tells of itself several times a second; the view is drawn again at most this often, milliseconds. */
const REDRAW_MS = 500;

export class ModelsTree implements vscode.TreeDataProvider<ModelNode>, vscode.Disposable {
  readonly #models: Models;
  readonly #view: vscode.TreeView<ModelNode>;
  readonly #registrations: vscode.Disposable;
  readonly #changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  /** Null: to be read anew. */
  #listed: Promise<Listed> | null = null;
  #redrawTimer: NodeJS.Timeout | null = null;
  /** Packages put there or deleted by hand, while the view is seen. */
  #watched: vscode.Disposable | null = null;

  constructor(models: Models) {
    this.#models = models;
    this.#view = vscode.window.createTreeView(views.models, { treeDataProvider: this });
    this.#registrations = vscode.Disposable.from(
      this.#view,
      this.#changes,
      // Another window may have changed something meanwhile.
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#watch();
        if (visible) this.refresh();
      }),
      // Packages elsewhere are not watched.
      vscode.window.onDidChangeWindowState(({ focused }) => { if (focused && this.#view.visible) this.refresh(); }),
      models.library.onDidChange(() => {
        this.#watch();
        this.refresh();
      }),
      models.work.onDidChange(() => { this.#redrawSoon(); }),
    );
  }

  /** The line that is selected, if one is. */
  get selected(): ModelNode | undefined {
    return this.#view.selection[0];
  }

  /** All lines, read anew. */
  async nodes(): Promise<ModelNode[]> {
    return modelNodes(this.#models.library, await this.#models.library.list(), this.#models.work.all);
  }

  async getChildren(): Promise<ModelNode[]> {
    this.#listed ??= this.#models.library.list();
    try {
      const nodes = modelNodes(this.#models.library, await this.#listed, this.#models.work.all);
      this.#view.message = "";
      return nodes;
    } catch (error) {
      this.#listed = null;
      this.#view.message = noticeText(setUpNotice(error, this.#models.log));
      return [];
    }
  }

  getTreeItem(node: ModelNode): vscode.TreeItem {
    const item = new vscode.TreeItem(labelOf(node));
    item.id = node.key;
    item.description = descriptionOf(node);
    item.tooltip = tooltipOf(node);
    item.iconPath = new vscode.ThemeIcon(iconOf(node));
    item.contextValue = contextOf(node);
    item.accessibilityInformation = { label: `${node.kind === "download" ? vscode.l10n.t("Download of {0}", labelOf(node)) : labelOf(node)}, ${item.description}` };
    return item;
  }

  /** Reads everything anew. */
  refresh(): void {
    this.#listed = null;
    this.#redraw();
  }

  dispose(): void {
    if (this.#redrawTimer !== null) clearTimeout(this.#redrawTimer);
    this.#watched?.dispose();
    this.#registrations.dispose();
  }

  #watch(): void {
    this.#watched?.dispose();
    this.#watched = this.#view.visible ? vscode.Disposable.from(...this.#models.library.parents.map((folder) => this.#watcherOf(folder))) : null;
  }

  /** Of what lies in a folder itself: a package in the making writes below it. */
  #watcherOf(folder: string): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), "*"), false, true);
    const changed = (): void => {
      this.#listed = null;
      this.#redrawSoon();
    };
    return vscode.Disposable.from(watcher, watcher.onDidCreate(changed), watcher.onDidDelete(changed));
  }

  #redrawSoon(): void {
    this.#redrawTimer ??= setTimeout(() => { this.#redraw(); }, REDRAW_MS);
  }

  #redraw(): void {
    if (this.#redrawTimer !== null) clearTimeout(this.#redrawTimer);
    this.#redrawTimer = null;
    this.#changes.fire(undefined);
  }
}
