// "RadDraft: Open Sample": the images that come with RadDraft, to try it on.

import * as vscode from "vscode";
import type { ImageEditor } from "./imageEditor.ts";

interface Sample {
  /** Below `samples`. */
  readonly file: readonly string[];
  readonly label: string;
  readonly detail: string;
}

/** The phantom first: it is what the walkthrough speaks of. */
function samples(): readonly Sample[] {
  const phantom = vscode.l10n.t("Computed phantom, not a person");
  return [
    { file: ["phantom_chest", "phantom_chest.dcm"], label: vscode.l10n.t("Chest radiograph"), detail: phantom },
    { file: ["phantom_ct", "phantom_ct_01.dcm"], label: vscode.l10n.t("CT of the thorax, 24 slices"), detail: phantom },
    { file: ["ct_small", "CT_small.dcm"], label: vscode.l10n.t("CT slice"), detail: vscode.l10n.t("Test image of the pydicom project") },
    { file: ["mr_small", "MR_small.dcm"], label: vscode.l10n.t("MR slice"), detail: vscode.l10n.t("Test image of the pydicom project") },
    { file: ["angiogram", "00191113.dcm"], label: vscode.l10n.t("Coronary angiogram, 4 frames"), detail: vscode.l10n.t("Test image of the GDCM project") },
  ];
}

/**
 * Lets the person choose a sample and opens it.
 * @param given `first`: the chest radiograph at once, for the walkthrough's buttons
 */
export async function openSample(extensionUri: vscode.Uri, editor: ImageEditor, given: unknown): Promise<void> {
  const all = samples();
  const sample = given === "first" ? all[0] : (await vscode.window.showQuickPick(all.map((each) => ({ ...each, description: "" })), { title: vscode.l10n.t("Open Sample"), matchOnDetail: true }));
  if (sample !== undefined) await editor.open(vscode.Uri.joinPath(extensionUri, "samples", ...sample.file));
}
