// Deeds on one model, from the Models view, by key, or through the palette, where it is picked first.

import path from "node:path";
import * as vscode from "vscode";
import { Cancelled, ProcessError } from "../../processes/index.ts";
import type { PackageFacts } from "../../setup/protocol.ts";
import { letGo, setUp, tellFailure, type Models } from "./models.ts";
import { rebuildModel } from "./rebuildModel.ts";
import { folderName, packageName, size } from "./words.ts";

/** Reads every byte of a package and compares it with what was written. */
export async function verifyModel(models: Models, facts: PackageFacts): Promise<void> {
  try {
    await models.work.run(facts.path, vscode.l10n.t("Verifying {0}", facts.name), (report, signal) => setUp(models, "verify", { path: facts.path }, report, signal));
    void vscode.window.showInformationMessage(vscode.l10n.t("{0} is whole: all {1} are as they were written.", packageName(facts), size(facts.bytes)));
  } catch (error) {
    if (error instanceof Cancelled) return;
    const again = vscode.l10n.t("Make It Again…");
    if ((await tellFailure(error, models, ...(models.library.isDemo(facts) ? [] : [again]))) === again) await rebuildModel(models, facts);
  }
}

/** Gives a package another name; its folder follows where RadDraft keeps it. */
export async function renameModel(models: Models, facts: PackageFacts): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename {0}", packageName(facts)),
    prompt: vscode.l10n.t("The name stands in the status bar and in where a draft came from."),
    value: facts.name,
    validateInput: (text) => (text.trim() === "" || text.length > 128 ? vscode.l10n.t("A name of at most 128 characters is expected.") : undefined),
  });
  if (name === undefined || name.trim() === facts.name) return;
  const to = models.library.isKept(facts) ? path.join(path.dirname(facts.path), `${folderName(name)}-${facts.weights}`) : facts.path;
  try {
    if (models.library.isUsed(facts)) await letGo(models);
    const moved = await setUp(models, "rename", { path: facts.path, name: name.trim(), to });
    await models.library.moved(facts.path, moved.path, name.trim());
  } catch (error) {
    await tellFailure(error, models);
  }
}

/** Deletes a package after a question; one in use is left first, for the demo. */
export async function deleteModel(models: Models, facts: PackageFacts): Promise<void> {
  const remove = vscode.l10n.t("Delete");
  const isUsed = models.library.isUsed(facts);
  const detail = [
    vscode.l10n.t("{0} are removed from this computer; that cannot be undone.", size(facts.bytes)),
    ...(isUsed ? [vscode.l10n.t("RadDraft drafts with it now, and with the demo model after this, until you choose another one.")] : []),
    ...(facts.origin === null ? [vscode.l10n.t("It is not known what it was made from.")] : []),
  ].join(" ");
  if ((await vscode.window.showWarningMessage(vscode.l10n.t("Delete {0}?", packageName(facts)), { modal: true, detail }, remove)) !== remove) return;
  try {
    await letGo(models);
    if (isUsed) await models.library.use({ path: models.library.demoPath, name: "" });
    await setUp(models, "remove", { path: facts.path });
    await models.library.forget(facts.path);
  } catch (error) {
    // Somebody else removed it: that is what was wanted.
    if (error instanceof ProcessError && error.code === "setup/folder-missing") await models.library.forget(facts.path);
    else {
      models.library.changed();
      await tellFailure(error, models);
    }
  }
}

/** Removes what an interrupted conversion left. */
export async function deleteUnfinished(models: Models, folder: string): Promise<void> {
  const remove = vscode.l10n.t("Delete");
  const detail = vscode.l10n.t("The checkpoint that it was made from stays.");
  if ((await vscode.window.showWarningMessage(vscode.l10n.t("Delete the interrupted conversion?"), { modal: true, detail }, remove)) !== remove) return;
  try {
    await setUp(models, "forgetUnfinished", { path: folder });
  } catch (error) {
    await tellFailure(error, models);
  } finally {
    models.library.changed();
  }
}

/** Shows a package's folder where there is a file manager beside this window, else says where it is. */
export async function revealModel(folder: string): Promise<void> {
  const isBeside = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isBeside) {
    await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(folder));
    return;
  }
  const copy = vscode.l10n.t("Copy Path");
  if ((await vscode.window.showInformationMessage(vscode.l10n.t("The folder is {0}, on the computer that VS Code works on.", folder), copy)) === copy) await vscode.env.clipboard.writeText(folder);
}
