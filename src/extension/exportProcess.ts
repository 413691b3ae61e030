// The export process, shared by all that leaves: made at first use, and even then nothing runs before its first request.

import * as vscode from "vscode";
import { createExporting, type Exporting } from "../client/index.ts";
import type { Log } from "./log.ts";
import { nodePath } from "./settings.ts";

export class ExportProcess implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #log: Log;
  #exporting: Exporting | null = null;

  constructor(extensionUri: vscode.Uri, log: Log) {
    this.#extensionUri = extensionUri;
    this.#log = log;
  }

  get exporting(): Exporting {
    this.#exporting ??= createExporting({ script: vscode.Uri.joinPath(this.#extensionUri, "dist", "export.cjs").fsPath, nodeExecutable: nodePath(), log: (line) => { this.#log.line(line); } });
    return this.#exporting;
  }

  dispose(): void {
    this.#exporting?.dispose();
  }
}
