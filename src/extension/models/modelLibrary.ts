// The models of this computer: packages and begun downloads, where they lie, and which one writes the drafts.

import path from "node:path";
import * as vscode from "vscode";
import type { Listed, PackageFacts } from "../../setup/protocol.ts";
import type { DraftService } from "../draftService.ts";
import { packageFolder, setModelFolder } from "../settings.ts";

/** Packages that lie elsewhere than in the folder of packages, as the person picked them. */
const ELSEWHERE_KEY = "packagesElsewhere";
const DOWNLOADS = "downloads";
/** Name of the package in use, which is known before it is loaded. */
const NAME_KEY = "usedModelName";

export class ModelLibrary implements vscode.Disposable {
  readonly #service: DraftService;
  readonly #context: vscode.ExtensionContext;
  readonly #changes = new vscode.EventEmitter<void>();
  /** Something was added, changed or removed, or another model is used. */
  readonly onDidChange = this.#changes.event;

  constructor(service: DraftService, context: vscode.ExtensionContext) {
    this.#service = service;
    this.#context = context;
    const name = context.globalState.get<string>(NAME_KEY);
    if (name !== undefined) service.nameModel(service.packagePath, name);
  }

  /** Folder that packages and downloads are kept in: the one in the settings, else VS Code's own for the extension. */
  get folder(): string {
    return packageFolder() ?? this.#storage;
  }

  get demoPath(): string {
    return this.#service.demoPath;
  }

  /** Folder of the package that writes the drafts. */
  get usedPath(): string {
    return this.#service.packagePath;
  }

  /** Folders that are looked through for packages. */
  get parents(): readonly string[] {
    return [...new Set([this.folder, this.#storage])];
  }

  /** Where the files of a repository are downloaded to. */
  downloadFolder(repository: string): string {
    return path.join(this.folder, DOWNLOADS, ...repository.split("/"));
  }

  /** What there is; the demo first. */
  async list(): Promise<Listed> {
    const { parents } = this;
    const packages = [this.demoPath, ...this.#elsewhere, this.usedPath];
    const listed = await this.#service.drafting.setUp("list", { parents: [...parents], packages: [...new Set(packages)], downloads: parents.map((parent) => path.join(parent, DOWNLOADS)) });
    const byName = [...listed.packages].sort((a, b) => Number(b.path === this.demoPath) - Number(a.path === this.demoPath) || a.name.localeCompare(b.name) || a.path.localeCompare(b.path));
    return { ...listed, packages: byName };
  }

  isUsed({ path: folder }: Pick<PackageFacts, "path">): boolean {
    return folder === this.usedPath;
  }

  isDemo({ path: folder }: Pick<PackageFacts, "path">): boolean {
    return folder === this.demoPath;
  }

  /** True where RadDraft keeps the package itself. */
  isKept({ path: folder }: Pick<PackageFacts, "path">): boolean {
    return this.parents.includes(path.dirname(folder));
  }

  /** Has another package write the drafts. */
  async use({ path: folder, name }: Pick<PackageFacts, "path" | "name">): Promise<void> {
    this.#service.nameModel(folder, name);
    await this.#context.globalState.update(NAME_KEY, name);
    if (!this.isDemo({ path: folder }) && !this.isKept({ path: folder })) await this.#keepElsewhere([...this.#elsewhere, folder]);
    await setModelFolder(this.isDemo({ path: folder }) ? null : folder);
    this.changed();
  }

  /** A package is no longer there, or is another one. */
  async forget(folder: string): Promise<void> {
    this.#service.forgetModel(folder);
    await this.#keepElsewhere(this.#elsewhere.filter((each) => each !== folder));
    this.changed();
  }

  /** A package has another name, and may lie elsewhere. */
  async moved(from: string, to: string, name: string): Promise<void> {
    const wasUsed = this.usedPath === from;
    this.#service.nameModel(to, name);
    this.#service.forgetModel(from);
    await this.#keepElsewhere(this.#elsewhere.map((each) => (each === from ? to : each)));
    if (wasUsed) {
      await this.#context.globalState.update(NAME_KEY, name);
      await setModelFolder(to);
    }
    this.changed();
  }

  /** Says that files changed. */
  changed(): void {
    this.#service.modelChanged();
    this.#changes.fire();
  }

  dispose(): void {
    this.#changes.dispose();
  }

  get #storage(): string {
    return vscode.Uri.joinPath(this.#context.globalStorageUri, "models").fsPath;
  }

  get #elsewhere(): readonly string[] {
    return this.#context.globalState.get<readonly string[]>(ELSEWHERE_KEY, []);
  }

  async #keepElsewhere(folders: readonly string[]): Promise<void> {
    await this.#context.globalState.update(ELSEWHERE_KEY, [...new Set(folders)]);
  }
}
