// Everything about models that VS Code is told: the Models view and the commands, each on the line it is given, on the one
// selected, or on one that is picked.

import * as vscode from "vscode";
import type { DraftService } from "../draftService.ts";
import type { Log } from "../log.ts";
import { commands, settings, views } from "../names.ts";
import { continueDownload, discardDownload } from "./downloadModel.ts";
import { HubAccess } from "./hubAccess.ts";
import { LongWork } from "./longWork.ts";
import { ModelLibrary } from "./modelLibrary.ts";
import { descriptionOf, iconOf, labelOf, type ModelNode } from "./modelNodes.ts";
import { tellFailure, type Models } from "./models.ts";
import { ModelsTree } from "./modelsTree.ts";
import { deleteModel, deleteUnfinished, renameModel, revealModel, verifyModel } from "./packageCommands.ts";
import { rebuildModel } from "./rebuildModel.ts";
import { setUpModel } from "./setUpModel.ts";
import { useModel } from "./useModel.ts";

/** What a key of the view gives instead of a line. */
const SELECTED = "selected";

/** A deed and the lines it can be done on. */
interface Deed {
  readonly command: string;
  readonly fits: (node: ModelNode) => boolean;
  readonly run: (node: ModelNode) => Promise<void>;
}

/** Registers the view and the commands. */
export function registerModels(context: vscode.ExtensionContext, service: DraftService, log: Log): vscode.Disposable {
  const library = new ModelLibrary(service, context);
  const work = new LongWork();
  const models: Models = { extensionUri: context.extensionUri, service, library, hub: new HubAccess(context.secrets), work, log };
  const tree = new ModelsTree(models);
  return vscode.Disposable.from(
    library,
    work,
    tree,
    vscode.commands.registerCommand(commands.setUpModel, () => setUpModel(models)),
    vscode.commands.registerCommand(commands.manageModels, () => vscode.commands.executeCommand(`${views.models}.focus`)),
    vscode.commands.registerCommand(commands.refreshModels, () => { tree.refresh(); }),
    vscode.commands.registerCommand(commands.removeHubToken, () => models.hub.forget()),
    ...deeds(models).map((deed) => vscode.commands.registerCommand(deed.command, (given: unknown) => perform(models, tree, deed, given))),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(settings.modelFolder) || event.affectsConfiguration(settings.packageFolder)) library.changed(); }),
  );
}

type PackageNode = Extract<ModelNode, { readonly kind: "package" }>;

function deeds(models: Models): Deed[] {
  const onPackage = (command: string, fits: (node: PackageNode) => boolean, run: (node: PackageNode) => Promise<unknown>): Deed => ({
    command,
    fits: (node) => node.kind === "package" && node.running === null && fits(node),
    run: async (node) => { if (node.kind === "package") await run(node); },
  });
  const isPaused = (node: ModelNode): boolean => node.kind === "download" && node.running === null && !node.facts.isRunning;
  const isOwn = ({ isDemo }: PackageNode): boolean => !isDemo;
  return [
    onPackage(commands.useModel, ({ isUsed }) => !isUsed, async ({ facts }) => useModel(models, facts, (await models.library.list()).memory)),
    onPackage(commands.verifyModel, ({ facts }) => facts.state === "ready", ({ facts }) => verifyModel(models, facts)),
    onPackage(commands.renameModel, (node) => isOwn(node) && node.facts.state === "ready", ({ facts }) => renameModel(models, facts)),
    onPackage(commands.rebuildModel, (node) => isOwn(node) && node.facts.state !== "newer", ({ facts }) => rebuildModel(models, facts)),
    {
      command: commands.deleteModel,
      fits: (node) => isPaused(node) || (node.running === null && (node.kind === "making" || (node.kind === "package" && isOwn(node)))),
      run: async (node) => {
        if (node.kind === "package") await deleteModel(models, node.facts);
        if (node.kind === "download") await discardDownload(models, node.facts);
        if (node.kind === "making") await deleteUnfinished(models, node.key);
      },
    },
    { command: commands.revealModel, fits: (node) => node.kind !== "making", run: async (node) => { await revealModel(node.key); } },
    { command: commands.continueDownload, fits: isPaused, run: async (node) => { if (node.kind === "download") await continueDownload(models, node.facts); } },
    { command: commands.pauseDownload, fits: (node) => node.running !== null, run: (node) => { node.running?.stop(); return Promise.resolve(); } },
  ];
}

/** Does a deed on the line that the view gives, on a package's folder, on the selected line, or on one that is picked. */
async function perform(models: Models, tree: ModelsTree, deed: Deed, given: unknown): Promise<void> {
  try {
    // What the view gave is of the time when it was drawn.
    const nodes = await tree.nodes();
    const key = given === SELECTED ? tree.selected?.key : typeof given === "string" ? given : isNode(given) ? given.key : undefined;
    const node = key === undefined ? await picked(nodes.filter(deed.fits), deed) : nodes.find((each) => each.key === key);
    if (node === undefined) return;
    if (deed.fits(node)) await deed.run(node);
    else void vscode.window.showInformationMessage(vscode.l10n.t("That cannot be done with {0} now.", labelOf(node)));
  } catch (error) {
    await tellFailure(error, models);
  }
}

function isNode(value: unknown): value is ModelNode {
  return typeof value === "object" && value !== null && "key" in value && typeof value.key === "string";
}

async function picked(nodes: readonly ModelNode[], { command }: Deed): Promise<ModelNode | undefined> {
  if (nodes.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no model or download that this can be done with."));
    return undefined;
  }
  const entries = nodes.map((node) => ({ label: `$(${iconOf(node)}) ${labelOf(node)}`, description: descriptionOf(node), node }));
  return (await vscode.window.showQuickPick(entries, { title: titleOf(command), placeHolder: vscode.l10n.t("Which one?") }))?.node;
}

/** What a deed is called above the list that it is picked from. */
function titleOf(command: string): string {
  switch (command) {
    case commands.useModel: return vscode.l10n.t("Use Model");
    case commands.verifyModel: return vscode.l10n.t("Verify Model");
    case commands.renameModel: return vscode.l10n.t("Rename Model");
    case commands.rebuildModel: return vscode.l10n.t("Make Model Again");
    case commands.deleteModel: return vscode.l10n.t("Delete Model or Download");
    case commands.revealModel: return vscode.l10n.t("Show Folder of Model");
    case commands.continueDownload: return vscode.l10n.t("Continue Download");
    default: return vscode.l10n.t("Pause Download or Conversion");
  }
}
