// The one archive that the person connected: its address and secret, the process that speaks to it, and its cache.

import * as vscode from "vscode";
import { ARCHIVE_TIMEOUT_MS, checkConnection, MAX_STORED_BYTES, type Authorization, type Connection, type Stored } from "../../archive/protocol.ts";
import { createArchive, type Archive } from "../../client/index.ts";
import { ProcessError } from "../../processes/index.ts";
import type { Log } from "../log.ts";
import { archiveCacheGigabytes, archiveCertificates, nodePath } from "../settings.ts";

/** Key in VS Code's secret storage. */
const SECRET = "raddraft.archive";
const BYTES_A_GIGABYTE = 1e9;

export interface ArchiveServiceOptions {
  readonly extensionUri: vscode.Uri;
  readonly secrets: vscode.SecretStorage;
  /** The extension's own folder for what it keeps; the cache lies in it. */
  readonly storage: vscode.Uri;
  readonly log: Log;
}

/** Address and sign-in as they are kept. */
export interface Account {
  readonly address: string;
  readonly authorization: Authorization;
}

/** Address and sign-in as the form begins with them. */
export interface TriedAccount {
  readonly address: string;
  readonly kind: Authorization["kind"];
  readonly user: string;
}

export class ArchiveService implements vscode.Disposable {
  readonly #options: ArchiveServiceOptions;
  readonly #changes = new vscode.EventEmitter<void>();
  /** Another archive is connected, or none. */
  readonly onDidChange = this.#changes.event;
  readonly #listening: vscode.Disposable;
  /** What was entered last in this window and did not work; without the password or token. */
  tried: TriedAccount | null = null;
  #process: Archive | null = null;

  constructor(options: ArchiveServiceOptions) {
    this.#options = options;
    // Also from another window.
    this.#listening = options.secrets.onDidChange(({ key }) => { if (key === SECRET) this.#changes.fire(); });
  }

  get log(): Log {
    return this.#options.log;
  }

  /** Made at first use, and even then no process runs before its first request. */
  get process(): Archive {
    const { extensionUri, log } = this.#options;
    this.#process ??= createArchive({ script: vscode.Uri.joinPath(extensionUri, "dist", "archive.cjs").fsPath, nodeExecutable: nodePath(), log: (line) => { log.line(line); } });
    return this.#process;
  }

  /** Where fetched studies lie; it may not be there yet. */
  get cacheFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.#options.storage, "archive");
  }

  /** The cache as the settings want it. */
  cache(): { readonly folder: string; readonly limitBytes: number } {
    return { folder: this.cacheFolder.fsPath, limitBytes: Math.round(archiveCacheGigabytes() * BYTES_A_GIGABYTE) };
  }

  /** What was connected; null where nothing was, or what is kept is of another version. */
  async account(): Promise<Account | null> {
    const kept = await this.#options.secrets.get(SECRET);
    const connection = kept === undefined ? null : checkConnection({ ...(parsed(kept) as object | null), ...this.#terms() });
    return connection?.ok === true ? { address: connection.value.address, authorization: connection.value.authorization } : null;
  }

  async connection(): Promise<Connection | null> {
    const account = await this.account();
    return account === null ? null : this.connectionOf(account);
  }

  /** @param certificates file that is trusted for once; null: the one in the settings */
  connectionOf(account: Account, certificates: string | null = null): Connection {
    const terms = this.#terms();
    return { ...account, ...terms, certificates: certificates ?? terms.certificates };
  }

  async save(account: Account): Promise<void> {
    await this.#options.secrets.store(SECRET, JSON.stringify(account));
  }

  async disconnect(): Promise<void> {
    this.tried = null;
    await this.#options.secrets.delete(SECRET);
  }

  /**
   * Stores a DICOM object in the archive.
   * @throws ProcessError `archive/not-connected` and those of the archive; Cancelled
   */
  async stow(bytes: Uint8Array, signal?: AbortSignal): Promise<Stored> {
    const connection = await this.connection();
    if (connection === null) throw notConnected();
    if (bytes.length <= MAX_STORED_BYTES) return await this.process.store({ connection, object: { kind: "bytes", bytes } }, signal);
    // Too large for a message: by way of a file that is gone afterwards.
    const folder = vscode.Uri.joinPath(this.#options.storage, "stow");
    const file = vscode.Uri.joinPath(folder, `${crypto.randomUUID()}.dcm`);
    await vscode.workspace.fs.createDirectory(folder);
    await vscode.workspace.fs.writeFile(file, bytes);
    try {
      return await this.process.store({ connection, object: { kind: "file", path: file.fsPath } }, signal);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changes.dispose();
    this.#process?.dispose();
  }

  #terms(): Pick<Connection, "certificates" | "timeoutMs"> {
    return { certificates: archiveCertificates(), timeoutMs: ARCHIVE_TIMEOUT_MS };
  }
}

/** An action that needs an archive was asked for before one was connected. */
export function notConnected(): ProcessError {
  return new ProcessError("archive/not-connected", vscode.l10n.t("No archive is connected."), vscode.l10n.t("Connect one with RadDraft: Connect Archive."));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
