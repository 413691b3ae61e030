// Conversations on disk: one file each in the extension's own storage, which no settings sync takes along.

import * as vscode from "vscode";
import { conversationText, outdatedFiles, parseConversation, type Exchange } from "./chatModel.ts";
import { replaceWhole } from "./wholeFile.ts";

/** Conversations that are kept; those unused for longest go first. */
const MAX_CONVERSATIONS = 200;

export class ChatStore {
  readonly #folder: vscode.Uri;
  readonly #unkept: (error: unknown) => void;
  /** Writing is one after another, so that the last state is the one that stays. */
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param folder made at the first writing
   * @param unkept told when a conversation could not be written
   */
  constructor(folder: vscode.Uri, unkept: (error: unknown) => void) {
    this.#folder = folder;
    this.#unkept = unkept;
  }

  /** What is kept of a conversation; nothing where its file is missing or of another version. */
  async load(key: string): Promise<readonly Exchange[]> {
    await this.#writing;
    const bytes = await vscode.workspace.fs.readFile(this.#file(key)).then((read) => read, () => null);
    return bytes === null ? [] : parseConversation(new TextDecoder().decode(bytes)) ?? [];
  }

  /** Keeps a conversation; an empty one is removed. */
  save(key: string, exchanges: readonly Exchange[]): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(key, exchanges)).catch(this.#unkept);
    return this.#writing;
  }

  async #write(key: string, exchanges: readonly Exchange[]): Promise<void> {
    const file = this.#file(key);
    if (exchanges.length === 0) {
      await vscode.workspace.fs.delete(file).then(undefined, () => undefined); // It may never have been written.
      return;
    }
    await vscode.workspace.fs.createDirectory(this.#folder);
    await replaceWhole(file, new TextEncoder().encode(conversationText(exchanges)));
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const entries = await vscode.workspace.fs.readDirectory(this.#folder);
    if (entries.length <= MAX_CONVERSATIONS) return;
    const files = await Promise.all(entries.map(async ([name]) => ({ name, mtimeMs: (await vscode.workspace.fs.stat(vscode.Uri.joinPath(this.#folder, name))).mtime })));
    for (const name of outdatedFiles(files, MAX_CONVERSATIONS)) await vscode.workspace.fs.delete(vscode.Uri.joinPath(this.#folder, name));
  }

  #file(key: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${key}.json`);
  }
}
