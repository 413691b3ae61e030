// A package is made again from what it was made from: because it is damaged, or of a release whose format is no longer read.

import * as vscode from "vscode";
import { WEIGHTS } from "../../setup/protocol.ts";
import type { PackageFacts } from "../../setup/protocol.ts";
import { convertModel, useMade } from "./convertModel.ts";
import { downloadAndUse } from "./downloadModel.ts";
import { setUp, tellFailure, type Models } from "./models.ts";
import { pickFolder } from "./pickFolder.ts";
import { packageName, size } from "./words.ts";

/** Makes a package again, after a question. */
export async function rebuildModel(models: Models, facts: PackageFacts): Promise<void> {
  const { origin, path: out } = facts;
  const again = vscode.l10n.t("Make Again");
  const ask = async (detail: string): Promise<boolean> =>
    (await vscode.window.showInformationMessage(vscode.l10n.t("Make {0} again?", packageName(facts)), { modal: true, detail }, again)) === again;
  if (origin?.kind === "hub") {
    const { job } = origin;
    if (await ask(vscode.l10n.t("What is no longer here of {0} ({1}) is downloaded from {2}, then it is converted. The old package stays until the new one is whole.", job.repository, size(job.bytes), new URL(job.hubUrl).host))) await downloadAndUse(models, { job, folder: models.library.downloadFolder(job.repository) }, out);
    return;
  }
  const place = origin ?? (await pickedCheckpoint(facts));
  if (place === null) return;
  try {
    const found = await setUp(models, "inspect", { path: place.checkpoint, tower: place.tower });
    if (found.kind !== "checkpoint") {
      void vscode.window.showErrorMessage(vscode.l10n.t("The checkpoint that {0} was made from is no longer where it was. Choose it with RadDraft: Set Up Model.", facts.name));
      return;
    }
    if (!(await ask(vscode.l10n.t("It is converted from {0}. The old package stays until the new one is whole.", place.checkpoint)))) return;
    const weights = WEIGHTS.find((each) => each === facts.weights) ?? WEIGHTS[0];
    const conversion = { name: facts.name, checkpoint: place.checkpoint, tower: place.tower, weights, out, origin: { kind: "folder" as const, checkpoint: place.checkpoint, tower: place.tower } };
    if (await convertModel(models, conversion)) await useMade(models, out);
  } catch (error) {
    await tellFailure(error, models);
  }
}

/** Nobody knows what it was made from, but the person may. */
async function pickedCheckpoint({ name }: PackageFacts): Promise<{ readonly checkpoint: string; readonly tower: null } | null> {
  const choose = vscode.l10n.t("Choose Folder…");
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t("It is not known what {0} was made from. Choose the folder of its checkpoint, or delete the package and set the model up anew.", name), choose);
  const folder = answer === choose ? await pickFolder(vscode.l10n.t("Folder of the checkpoint of {0}", name)) : undefined;
  return folder === undefined ? null : { checkpoint: folder, tower: null };
}
