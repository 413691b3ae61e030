// Saves a picture of the viewport as a PNG file. The page has asked already whether letters in it may name the patient.

import * as vscode from "vscode";
import { writeWhole } from "./wholeFile.ts";

/**
 * Asks where, and writes.
 * @param png made by the page; it carries its mark "not for diagnostic use" in its pixels
 * @param image the file it is of: its name is proposed
 */
export async function savePicture(png: Uint8Array, image: vscode.Uri): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    defaultUri: image.with({ path: image.path.replace(/(\.\w+)?$/, "-view.png") }),
    filters: { [vscode.l10n.t("PNG image")]: ["png"] },
  });
  if (target === undefined) return;
  try {
    await writeWhole(target, png);
    vscode.window.setStatusBarMessage(vscode.l10n.t("Picture saved"), 3000);
  } catch {
    void vscode.window.showErrorMessage(vscode.l10n.t("The file could not be written. Choose another place."));
  }
}
