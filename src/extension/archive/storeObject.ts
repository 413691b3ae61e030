// "RadDraft: Store in Archive": sends a DICOM file, such as an exported report, to the archive.

import * as vscode from "vscode";
import { Cancelled } from "../../processes/index.ts";
import { noticeOf, noticeText } from "../notices.ts";
import { notConnected, type ArchiveService } from "./archiveService.ts";
import { isConnected } from "./connectArchive.ts";

/** @param given the file where the Explorer names one; else it is asked for */
export async function storeInArchive(service: ArchiveService, given: unknown): Promise<void> {
  if (!(await isConnected(service))) return;
  const file = given instanceof vscode.Uri ? given : await pickFile();
  if (file === undefined) return;
  try {
    const connection = await service.connection();
    if (connection === null) throw notConnected();
    if (!(await agreed(new URL(connection.address).host))) return;
    await withProgress(async (signal) => { tell((await service.process.store({ connection, object: { kind: "file", path: file.fsPath } }, signal)).state); });
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(noticeOf(error, service.log)));
  }
}

/**
 * Stores an object that was just made, after the person agreed.
 * @returns whether the archive has it; what went wrong was said
 */
export async function stowObject(service: ArchiveService, bytes: Uint8Array): Promise<boolean> {
  try {
    const connection = await service.connection();
    if (connection === null) throw notConnected();
    if (!(await agreed(new URL(connection.address).host))) return false;
    await withProgress(async (signal) => { tell((await service.stow(bytes, signal)).state); });
    return true;
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(noticeOf(error, service.log)));
    return false;
  }
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Store in Archive"), openLabel: vscode.l10n.t("Store"), canSelectMany: false });
  return picked?.[0];
}

/** It leaves this computer, so it is asked for each time. */
async function agreed(host: string): Promise<boolean> {
  const store = vscode.l10n.t("Store");
  const detail = vscode.l10n.t("The object leaves this computer with the names in it, and cannot be taken back from here.");
  return (await vscode.window.showWarningMessage(vscode.l10n.t("Store in the archive {0}?", host), { modal: true, detail }, store)) === store;
}

async function withProgress(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Storing in the archive"), cancellable: true }, async (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(); });
    await work(abort.signal);
  });
}

function tell(state: "stored" | "warned"): void {
  if (state === "stored") vscode.window.setStatusBarMessage(vscode.l10n.t("Stored in the archive"), 5000);
  else void vscode.window.showWarningMessage(vscode.l10n.t("The archive took the object, but changed or doubts something in it."));
}
