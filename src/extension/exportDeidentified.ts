// "Export De-identified Images": which ones, what may be kept, where they go, and what was not done.

import path from "node:path";
import * as vscode from "vscode";
import type { DeidentifyResult, RetainOption } from "../export/protocol.ts";
import { Cancelled } from "../processes/index.ts";
import type { ExportProcess } from "./exportProcess.ts";
import type { Log } from "./log.ts";
import { noticeOf, noticeText } from "./notices.ts";

export interface DeidentifiedExport {
  readonly process: ExportProcess;
  /** The image in front; null where none is. */
  readonly image: () => vscode.Uri | null;
  readonly log: Log;
}

interface Places {
  readonly from: vscode.Uri;
  readonly to: vscode.Uri;
}

/** Asks for images, options and a place, and writes copies there. */
export async function exportDeidentified({ process, image, log }: DeidentifiedExport): Promise<void> {
  const retain = await pickRetained();
  if (retain === undefined) return;
  const places = await pickPlaces(image());
  if (places === undefined) return;
  try {
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("De-identifying images"), cancellable: true }, async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => { controller.abort(); });
      const onEvent = ({ done, of }: { readonly done: number; readonly of: number }): void => { progress.report({ message: vscode.l10n.t("file {0} of {1}", done + 1, of), increment: 100 / of }); };
      return await process.exporting.deidentify({ from: places.from.fsPath, to: places.to.fsPath, retain: [...retain] }, onEvent, controller.signal);
    });
    tell(result);
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(noticeOf(error, log)));
  }
}

/** Options by the names that the standard gives them; none is the basic profile alone. */
async function pickRetained(): Promise<readonly RetainOption[] | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly option: RetainOption })[] = [
    { option: "dates", label: vscode.l10n.t("Keep dates and times"), description: "Retain Longitudinal Temporal Information Full Dates Option" },
    { option: "patientCharacteristics", label: vscode.l10n.t("Keep age, sex, size and weight"), description: "Retain Patient Characteristics Option" },
    { option: "deviceIdentity", label: vscode.l10n.t("Keep the scanner's name and number"), description: "Retain Device Identity Option" },
    { option: "uids", label: vscode.l10n.t("Keep identifiers of studies and images"), description: "Retain UIDs Option" },
    { option: "institutionIdentity", label: vscode.l10n.t("Keep the institution"), description: "Retain Institution Identity Option" },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Export De-identified Images: PS3.15 Basic Profile"), placeHolder: vscode.l10n.t("Choose what may stay; nothing chosen removes it all"), canPickMany: true });
  return picked?.map(({ option }) => option);
}

async function pickPlaces(image: vscode.Uri | null): Promise<Places | undefined> {
  const one = vscode.l10n.t("The image in front");
  const all = vscode.l10n.t("All images of a folder…");
  const scope = image === null ? all : await vscode.window.showQuickPick([one, all], { title: vscode.l10n.t("Which images?") });
  if (scope === undefined) return undefined;
  if (scope === one && image !== null) {
    // The name of the file may be the patient's.
    const to = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(image, "..", "deidentified.dcm"), filters: { [vscode.l10n.t("DICOM image")]: ["dcm"] }, saveLabel: vscode.l10n.t("Export") });
    return to === undefined ? undefined : { from: image, to };
  }
  const start = image === null ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.file(path.dirname(image.fsPath));
  const from = await pickFolder(vscode.l10n.t("De-identify This Folder"), vscode.l10n.t("Folder with DICOM images"), start);
  const to = from === undefined ? undefined : await pickFolder(vscode.l10n.t("Write Here"), vscode.l10n.t("Folder for the de-identified copies"), vscode.Uri.joinPath(from, ".."));
  if (from === undefined || to === undefined) return undefined;
  if (from.toString() !== to.toString()) return { from, to };
  void vscode.window.showErrorMessage(vscode.l10n.t("The copies need a folder of their own. Choose another one."));
  return undefined;
}

async function pickFolder(openLabel: string, title: string, defaultUri: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel, title, ...(defaultUri === undefined ? {} : { defaultUri }) });
  return picked?.[0];
}

function tell({ nWritten, nLeftOut, nMayHaveBurnedIn }: DeidentifyResult): void {
  const sentences = [
    nWritten === 1 ? vscode.l10n.t("1 de-identified image was written.") : vscode.l10n.t("{0} de-identified images were written.", nWritten),
    ...(nLeftOut === 0 ? [] : [vscode.l10n.t("Files that are no DICOM images were left out: {0}.", nLeftOut)]),
    vscode.l10n.t("Letters in the pixels, and faces, are not removed; images that may have such letters: {0}.", nMayHaveBurnedIn),
  ];
  void vscode.window.showInformationMessage(sentences.join(" "));
}
