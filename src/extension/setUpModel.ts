// "RadDraft: Set Up Model": the demo, a package made before, or a folder with a package or a checkpoint to convert.

import * as vscode from "vscode";
import { Cancelled } from "../processes/index.ts";
import type { ConvertProgress, ConvertRequest } from "../setup/protocol.ts";
import type { DraftService } from "./draftService.ts";
import type { Log } from "./log.ts";
import { noticeOf, noticeText } from "./notices.ts";
import { modelFolder, setModelFolder } from "./settings.ts";

type Weights = ConvertRequest["weights"];

/** What the person picked to be converted. */
interface Source {
  readonly name: string;
  readonly checkpoint: string;
  /** Folder of the vision tower where it lies apart. */
  readonly tower: string | null;
}

/** File that makes a folder a package. */
const MANIFEST = "raddraft.json";

interface ModelEntry extends vscode.QuickPickItem {
  /** `null`: the demo. `undefined`: let the person pick a folder. */
  readonly folder: string | null | undefined;
}

export interface SetUp {
  readonly service: DraftService;
  readonly log: Log;
  /** Where converted packages are kept. */
  readonly storage: vscode.Uri;
}

/** Asks which model is to be used, converts it where needed, and uses it from then on. */
export async function setUpModel(setUp: SetUp): Promise<void> {
  const chosen = await vscode.window.showQuickPick(await modelEntries(setUp.storage), { title: vscode.l10n.t("Set Up Model"), placeHolder: vscode.l10n.t("Which model should write the drafts?") });
  if (chosen === undefined) return;
  try {
    const folder = chosen.folder === undefined ? await packageOfPickedFolder(setUp) : chosen.folder;
    if (folder === undefined) return;
    await setModelFolder(folder);
    setUp.service.modelChanged();
    void vscode.window.showInformationMessage(folder === null ? vscode.l10n.t("RadDraft drafts with the demo model. Its texts are often wrong.") : vscode.l10n.t("RadDraft drafts with this model from now on."));
  } catch (error) {
    if (error instanceof Cancelled) return;
    void vscode.window.showErrorMessage(noticeText(noticeOf(error, setUp.log)));
  }
}

async function modelEntries(storage: vscode.Uri): Promise<readonly ModelEntry[]> {
  const current = modelFolder();
  const inUse = (folder: string | null): string => (folder === current ? vscode.l10n.t("in use") : "");
  const made = (await packagesIn(storage)).map((uri) => ({ label: `$(package) ${uri.path.split("/").at(-1) ?? ""}`, description: inUse(uri.fsPath), folder: uri.fsPath }));
  return [
    { label: vscode.l10n.t("$(beaker) Demo model"), description: inUse(null), detail: vscode.l10n.t("Comes with RadDraft. Small and fast; shows how drafting works, its texts are often wrong."), folder: null },
    ...made,
    { label: vscode.l10n.t("$(folder-opened) Choose a folder…"), detail: vscode.l10n.t("A model package of RadDraft, or a LLaDA-MedV checkpoint, which is converted once."), folder: undefined },
  ];
}

async function packagesIn(storage: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(storage).then((found) => found, () => []); // No such folder: nothing was converted yet.
  const folders = entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => vscode.Uri.joinPath(storage, name));
  const isPackage = await Promise.all(folders.map((folder) => vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, MANIFEST)).then(() => true, () => false)));
  return folders.filter((_folder, index) => isPackage[index]);
}

/** The package a picked folder is, or is converted to; undefined when the person goes back. */
async function packageOfPickedFolder(setUp: SetUp): Promise<string | undefined> {
  const folder = await pickFolder(vscode.l10n.t("Folder of a model"));
  if (folder === undefined) return undefined;
  const found = await setUp.service.drafting.setUp("inspect", { path: folder });
  switch (found.kind) {
    case "package":
      if (found.state === "ready") return folder;
      void vscode.window.showErrorMessage(found.sentence);
      return undefined;
    case "checkpoint": return await converted(setUp, { name: found.name, checkpoint: folder, tower: null });
    case "checkpointWithoutTower": {
      const tower = await pickFolder(vscode.l10n.t("Folder of the SigLIP2 vision tower, which is not in the checkpoint"));
      return tower === undefined ? undefined : await converted(setUp, { name: found.name, checkpoint: folder, tower });
    }
    case "neither":
      void vscode.window.showErrorMessage(found.sentence);
      return undefined;
  }
}

async function pickFolder(title: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t("Use"), canSelectFiles: false, canSelectFolders: true, canSelectMany: false });
  return picked?.[0]?.fsPath;
}

async function converted(setUp: SetUp, { name, checkpoint, tower }: Source): Promise<string | undefined> {
  const weights = await askWeights();
  if (weights === undefined || !(await acceptLicence())) return undefined;
  const out = vscode.Uri.joinPath(setUp.storage, `${plainName(name)}-${weights}`).fsPath;
  await vscode.workspace.fs.createDirectory(setUp.storage);
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Converting {0}", name), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => { abort.abort(); });
      const result = await setUp.service.drafting.setUp("convert", { checkpoint, tower, out, weights, origin: { kind: "folder", checkpoint, tower } }, percentReporter(progress), abort.signal);
      return result.out;
    },
  );
}

/** Tells each new whole per cent: a checkpoint has hundreds of tensors. */
function percentReporter(progress: vscode.Progress<{ increment: number; message: string }>): (event: ConvertProgress) => void {
  let percent = 0;
  return ({ bytesDone, bytesInAll }) => {
    const now = Math.floor((100 * bytesDone) / Math.max(1, bytesInAll));
    if (now <= percent) return;
    progress.report({ increment: now - percent, message: `${String(now)} %` });
    percent = now;
  };
}

async function askWeights(): Promise<Weights | undefined> {
  const entries: readonly (vscode.QuickPickItem & { readonly weights: Weights })[] = [
    { label: "int4", description: vscode.l10n.t("recommended"), detail: vscode.l10n.t("Smallest and the best choice for most computers."), weights: "int4" },
    { label: "int8", detail: vscode.l10n.t("Larger; closer to the original."), weights: "int8" },
    { label: "fp32", detail: vscode.l10n.t("Very large; for tests and comparison."), weights: "fp32" },
  ];
  return (await vscode.window.showQuickPick(entries, { title: vscode.l10n.t("How should the weights be stored?") }))?.weights;
}

async function acceptLicence(): Promise<boolean> {
  const convert = vscode.l10n.t("Convert");
  const detail = vscode.l10n.t("LLaDA-MedV's weights are under a non-commercial licence by Arizona State University. Convert and use them only as that licence, or that of the model you chose, allows.");
  return (await vscode.window.showInformationMessage(vscode.l10n.t("The model keeps its own licence."), { modal: true, detail }, convert)) === convert;
}

/** A name that every file system takes. */
function plainName(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 64);
  return plain === "" ? "model" : plain;
}
