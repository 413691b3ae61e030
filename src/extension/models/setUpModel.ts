// "RadDraft: Set Up Model": a model that is here, a download out of a hub, or a folder with a package or a checkpoint.

import * as vscode from "vscode";
import type { Listed } from "../../setup/protocol.ts";
import { commands } from "../names.ts";
import { convertFolder } from "./convertModel.ts";
import { continueDownload, downloadModel } from "./downloadModel.ts";
import { setUp, tellFailure, type Models } from "./models.ts";
import { pickFolder } from "./pickFolder.ts";
import { useModel } from "./useModel.ts";
import { packageName, size } from "./words.ts";

interface Entry extends vscode.QuickPickItem {
  readonly choose?: () => Promise<unknown>;
}

/** Asks which model is to be used, brings it here where needed, and uses it from then on. */
export async function setUpModel(models: Models): Promise<void> {
  try {
    const entries: Promise<readonly Entry[]> = models.library.list().then((listed) => entriesOf(models, listed));
    const picked = await vscode.window.showQuickPick(entries, {
      title: vscode.l10n.t("Set Up Model"), placeHolder: vscode.l10n.t("Which model should write the drafts?"), matchOnDescription: true, ignoreFocusOut: true,
    });
    await picked?.choose?.();
  } catch (error) {
    await tellFailure(error, models);
  }
}

function entriesOf(models: Models, listed: Listed): Entry[] {
  return [
    ...packageEntries(models, listed),
    ...downloadEntries(models, listed),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t("$(cloud-download) Download a model…"), detail: vscode.l10n.t("LLaDA-MedV or another one in its layout. You see size and licence first."), choose: () => downloadModel(models) },
    { label: vscode.l10n.t("$(folder-opened) Choose a folder…"), detail: vscode.l10n.t("A model package of RadDraft, or a LLaDA-MedV checkpoint, which is converted once."), choose: () => useFolder(models) },
    { label: vscode.l10n.t("$(list-unordered) Manage models…"), detail: vscode.l10n.t("Verify, rename, delete, find their folders."), choose: async () => { await vscode.commands.executeCommand(commands.manageModels); } },
  ];
}

function packageEntries(models: Models, { packages, memory }: Listed): Entry[] {
  return packages.map((facts) => {
    const isDemo = models.library.isDemo(facts);
    const inUse = models.library.isUsed(facts) ? [vscode.l10n.t("in use")] : [];
    const about = facts.state === "ready" ? vscode.l10n.t("Takes about {0} of memory.", size(facts.memoryBytes)) : facts.sentence;
    return {
      label: isDemo ? vscode.l10n.t("$(beaker) Demo model") : `$(${facts.state === "ready" ? "package" : "warning"}) ${packageName(facts)}`,
      description: [...(isDemo ? [] : [size(facts.bytes)]), ...inUse].join(" · "),
      detail: isDemo ? vscode.l10n.t("Comes with RadDraft. Shows how drafting works; its texts are often wrong.") : about,
      choose: () => useModel(models, facts, memory),
    };
  });
}

function downloadEntries(models: Models, { downloads }: Listed): Entry[] {
  return downloads.filter(({ folder, isRunning }) => !isRunning && !models.work.all.has(folder)).map((facts) => ({
    label: vscode.l10n.t("$(debug-continue) Continue the download of {0}", facts.job.repository),
    description: vscode.l10n.t("{0} of {1} are here", size(facts.bytesThere), size(facts.job.bytes)),
    choose: () => continueDownload(models, facts),
  }));
}

/** Uses the package that a picked folder is, or converts the checkpoint in it. */
async function useFolder(models: Models): Promise<void> {
  const checkpoint = await pickFolder(vscode.l10n.t("Folder of a model"));
  if (checkpoint === undefined) return;
  const found = await setUp(models, "inspect", { path: checkpoint, tower: null });
  switch (found.kind) {
    case "package": await useModel(models, found, (await models.library.list()).memory); return;
    case "checkpoint": await convertFolder(models, found, { checkpoint, tower: null }); return;
    case "checkpointWithoutTower": {
      const tower = await pickFolder(vscode.l10n.t("Folder of the SigLIP2 vision tower, which is not in the checkpoint"));
      if (tower === undefined) return;
      const whole = await setUp(models, "inspect", { path: checkpoint, tower });
      if (whole.kind === "checkpoint") await convertFolder(models, whole, { checkpoint, tower });
      else void vscode.window.showErrorMessage(whole.kind === "neither" ? whole.sentence : vscode.l10n.t("This folder holds no vision tower."));
      return;
    }
    case "neither": void vscode.window.showErrorMessage(found.sentence);
  }
}
