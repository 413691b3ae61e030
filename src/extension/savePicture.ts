// Saves a picture of the viewport as a PNG file, after a word about letters that may name the patient.

import * as vscode from "vscode";

/**
 * Asks where, and writes.
 * @param png made by the page; it carries its mark "not for diagnostic use" in its pixels
 * @param burnedIn whether the pixels may hold the patient's name
 */
export async function savePicture(png: Uint8Array, burnedIn: "yes" | "maybe" | "no", image: vscode.Uri): Promise<void> {
  if (burnedIn !== "no" && !(await isAgreed(burnedIn))) return;
  const target = await vscode.window.showSaveDialog({
    defaultUri: image.with({ path: image.path.replace(/(\.\w+)?$/, "-view.png") }),
    filters: { [vscode.l10n.t("PNG image")]: ["png"] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, png);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Picture saved"), 3000);
}

async function isAgreed(burnedIn: "yes" | "maybe"): Promise<boolean> {
  const save = vscode.l10n.t("Save Picture");
  const sentence = burnedIn === "yes" ? vscode.l10n.t("This image says that the patient's data are written in its pixels.") : vscode.l10n.t("Images of this kind often have the patient's data written in their pixels.");
  const detail = vscode.l10n.t("Look at the picture before you hand it on: hiding patient data hides the letters around it, not those in it.");
  return (await vscode.window.showWarningMessage(sentence, { modal: true, detail }, save)) === save;
}
