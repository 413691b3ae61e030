// Everything that VS Code is told about the archive: its view and commands.

import * as vscode from "vscode";
import type { ImageEditor } from "../imageEditor.ts";
import type { Log } from "../log.ts";
import { commands, innerCommands } from "../names.ts";
import { noticeOf, noticeText } from "../notices.ts";
import type { StudiesTree } from "../studiesTree.ts";
import { ArchiveService } from "./archiveService.ts";
import { ArchiveView } from "./archiveView.ts";
import { connectArchive, disconnectArchive, isConnected } from "./connectArchive.ts";
import { openStudy, type HowToOpen } from "./openStudy.ts";
import { storeInArchive, stowObject } from "./storeObject.ts";

export interface ArchiveFeaturesOptions {
  readonly extensionUri: vscode.Uri;
  readonly secrets: vscode.SecretStorage;
  /** The extension's own folder for what it keeps. */
  readonly storage: vscode.Uri;
  readonly editor: ImageEditor;
  readonly studies: StudiesTree;
  readonly log: Log;
}

/** What others may ask of the archive. */
export interface ArchiveFeatures {
  readonly service: ArchiveService;
  readonly view: ArchiveView;
  /** Whether an archive is connected; where none is, the person connects one first. */
  readonly isConnected: () => Promise<boolean>;
  /** Stores a DICOM object that was just made, after the person agreed; false where it was not stored, which was said. */
  readonly stow: (bytes: Uint8Array) => Promise<boolean>;
  /** Opens a study while it comes. @returns the image that was opened, or null */
  openStudy(study: string, how: HowToOpen): Promise<vscode.Uri | null>;
  dispose(): void;
}

/** Registers all of it; nothing is read, and no process started, before its first use. */
export function registerArchive({ extensionUri, secrets, storage, editor, studies, log }: ArchiveFeaturesOptions): ArchiveFeatures {
  const service = new ArchiveService({ extensionUri, secrets, storage, log });
  studies.addRoot(service.cacheFolder);
  const view = new ArchiveView({ service, showsNames: () => studies.isShowingNames, onDidToggleNames: studies.onDidToggleNames });
  const open = (study: string, how: HowToOpen): Promise<vscode.Uri | null> => openStudy({ service, editor, changed: () => { studies.changedOutside(); } }, study, how);
  const parts = vscode.Disposable.from(
    service,
    view,
    vscode.commands.registerCommand(commands.connectArchive, () => connectArchive(service)),
    vscode.commands.registerCommand(commands.disconnectArchive, () => disconnectArchive(service)),
    vscode.commands.registerCommand(commands.forgetArchiveStudies, () => forgetStudies(service, editor, studies)),
    vscode.commands.registerCommand(commands.storeInArchive, (given: unknown) => storeInArchive(service, given)),
    vscode.commands.registerCommand(innerCommands.openArchiveStudy, (study: unknown) => { if (typeof study === "string") void open(study, { first: "", column: vscode.ViewColumn.Active }); }),
  );
  return { service, view, isConnected: () => isConnected(service), stow: (bytes) => stowObject(service, bytes), openStudy: open, dispose: () => { parts.dispose(); } };
}

async function forgetStudies(service: ArchiveService, editor: ImageEditor, studies: StudiesTree): Promise<void> {
  const { folder } = service.cache();
  try {
    const { studies: count, bytes } = await service.process.usage(folder);
    if (count === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t("No study of the archive is on this computer."));
      return;
    }
    const forget = vscode.l10n.t("Forget");
    const detail = vscode.l10n.t("{0} studies, {1} MB. Those that are open stay. The archive itself loses nothing.", count, Math.ceil(bytes / 1e6));
    if ((await vscode.window.showWarningMessage(vscode.l10n.t("Remove the archive's studies from this computer?"), { modal: true, detail }, forget)) !== forget) return;
    const removed = await service.process.forget({ folder, keep: editor.foldersUnder(folder) });
    vscode.window.setStatusBarMessage(vscode.l10n.t("{0} studies removed from this computer", removed.studies), 5000);
  } catch (error) {
    void vscode.window.showErrorMessage(noticeText(noticeOf(error, service.log)));
  } finally {
    studies.changedOutside();
  }
}
