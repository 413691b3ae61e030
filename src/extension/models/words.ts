// Sizes, shares and times of models in words.

import * as vscode from "vscode";
import type { ByteProgress } from "../../setup/protocol.ts";

/** A size as people write it: `17.2 GB`, `38 MB`. */
export function size(bytes: number): string {
  if (bytes >= 1e9) return vscode.l10n.t("{0} GB", (bytes / 1e9).toFixed(1));
  return vscode.l10n.t("{0} MB", Math.max(1, Math.round(bytes / 1e6)));
}

/** A time that is left: `about 12 min left`. */
export function left(seconds: number): string {
  if (seconds < 60) return vscode.l10n.t("about {0} s left", Math.max(1, Math.round(seconds)));
  if (seconds < 3600) return vscode.l10n.t("about {0} min left", Math.round(seconds / 60));
  return vscode.l10n.t("about {0} h {1} min left", Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60));
}

/** Whole per cent done. */
export function percent({ bytesDone, bytesInAll }: ByteProgress): number {
  return Math.floor((100 * bytesDone) / Math.max(1, bytesInAll));
}

/** How far it is: `43 %, 7.4 GB of 17.2 GB, about 12 min left`. */
export function progressLine(progress: ByteProgress, secondsLeft: number | null): string {
  const done = vscode.l10n.t("{0} %, {1} of {2}", percent(progress), size(progress.bytesDone), size(progress.bytesInAll));
  return secondsLeft === null ? done : `${done}, ${left(secondsLeft)}`;
}

/** The same where there is little room: `43 %, about 12 min left`. */
export function shortProgressLine(progress: ByteProgress, secondsLeft: number | null): string {
  const done = vscode.l10n.t("{0} %", percent(progress));
  return secondsLeft === null ? done : `${done}, ${left(secondsLeft)}`;
}

/** What a model is called where its weights matter: `LLaDA-MedV (int4)`. */
export function packageName({ name, weights }: { readonly name: string; readonly weights: string }): string {
  return weights === "" ? name : `${name} (${weights})`;
}

/** The last part of `owner/name`. */
export function shortName(repository: string): string {
  return repository.split("/").at(-1) ?? repository;
}

/** A name that every file system takes. */
export function folderName(name: string): string {
  const plain = name.replace(/[^\w.-]+/gu, "-").replace(/^[-.]+|[-.]+$/gu, "").slice(0, 64);
  return plain === "" ? "model" : plain;
}
