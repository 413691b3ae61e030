// Saves the PDF inside a DICOM object where the person says, and offers to open it in the program they have for it.

import * as vscode from "vscode";
import type { Drafting } from "../client/index.ts";
import { Cancelled } from "../processes/index.ts";
import { withLateProgress } from "./lateProgress.ts";
import type { Log } from "./log.ts";
import { fileNoticeOf, noticeText } from "./notices.ts";
import { writeWhole } from "./wholeFile.ts";

/** Asks where, reads and writes. @param object the DICOM file: its name is proposed */
export async function savePdf(object: vscode.Uri, drafting: Drafting, log: Log): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save PDF As"),
    defaultUri: object.with({ path: object.path.replace(/(\.\w+)?$/, ".pdf") }),
    filters: { PDF: ["pdf"] },
  });
  if (target === undefined) return;
  let pdf: Uint8Array;
  try {
    pdf = await withLateProgress(vscode.l10n.t("Reading the PDF"), (signal) => drafting.pdf(object.fsPath, signal));
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(fileNoticeOf(error, log)));
    return;
  }
  try {
    await writeWhole(target, pdf);
  } catch {
    void vscode.window.showErrorMessage(vscode.l10n.t("The file could not be written. Choose another place."));
    return;
  }
  const open = vscode.l10n.t("Open");
  if ((await vscode.window.showInformationMessage(vscode.l10n.t("The PDF was saved."), open)) === open) await vscode.env.openExternal(target);
}
