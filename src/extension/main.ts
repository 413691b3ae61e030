// Where VS Code starts RadDraft: makes the parts and registers the commands. Nothing here reads a file, starts a
// process or asks a question; that happens at first use.

import * as vscode from "vscode";
import { VIEWER_ACTIONS } from "../../webview/protocol.ts";
import { registerArchive, type ArchiveFeatures } from "./archive/features.ts";
import { Chats } from "./chats.ts";
import { ChatStore } from "./chatStore.ts";
import { ChatView } from "./chatView.ts";
import { describeImage } from "./describeImage.ts";
import { DraftService, type KeptDraft } from "./draftService.ts";
import type { ImageDocument } from "./imageDocument.ts";
import { exportDeidentified } from "./exportDeidentified.ts";
import { ExportProcess } from "./exportProcess.ts";
import { ImageDrafts, imagePlace } from "./imageDrafts.ts";
import { ImageEditor } from "./imageEditor.ts";
import { ReportTarget } from "./insertDraft.ts";
import { createLog } from "./log.ts";
import { registerModels } from "./models/features.ts";
import { commands, settings, viewerCommand, walkthrough } from "./names.ts";
import { openSample } from "./openSample.ts";
import { storeReport } from "./archive/storeReport.ts";
import { fillComparison } from "./priors/fillComparison.ts";
import { registerPriors } from "./priors/features.ts";
import { registerReports } from "./report/features.ts";
import { copiedText } from "./reportText.ts";
import { showStatusBar } from "./statusBar.ts";
import { StudiesTree } from "./studiesTree.ts";
import { unkeptTeller } from "./unkept.ts";

/** What tests inside VS Code may look at; nobody else gets it. */
export interface TestAccess {
  readonly service: DraftService;
  readonly drafts: ImageDrafts;
  readonly editor: ImageEditor;
  readonly studies: StudiesTree;
  readonly chats: Chats;
  readonly archive: ArchiveFeatures;
}

export function activate(context: vscode.ExtensionContext): TestAccess | undefined {
  const log = createLog();
  const service = new DraftService(context.extensionUri, log);
  const drafts = new ImageDrafts(service, log);
  const target = new ReportTarget((textEditor, draft) => reports.insert(textEditor, draft));
  // An open image without a draft never lends another image's: that one stands for the time after its editor is closed.
  const insert = (document: ImageDocument | null): Promise<void> => insertDraft(target, document === null ? service.lastDraft : draftOf(document));
  const editor = new ImageEditor({ extensionUri: context.extensionUri, service, drafts, log, insert, copy: copyDraft, insertSentence: (sentence) => insertSentence(target, sentence) });
  const imageInFront = (): vscode.Uri | null => (typeof editor.active?.subject?.path === "string" ? vscode.Uri.file(editor.active.subject.path) : null);
  const exportProcess = new ExportProcess(context.extensionUri, log);
  const reports = registerReports({ service, editor, log, storage: context.globalStorageUri, exportProcess, version: (context.extension.packageJSON as { readonly version: string }).version });
  const studies = new StudiesTree({ drafting: () => service.drafting, log });
  const chatUnkept = vscode.l10n.t("RadDraft could not keep a conversation. It stays here until the window is closed. Free some space on the disk, and insert into a report what you need of it.");
  const chats = new Chats(service, new ChatStore(vscode.Uri.joinPath(context.globalStorageUri, "chats"), unkeptTeller(log, "conversation", chatUnkept)), log);
  const archive = registerArchive({ extensionUri: context.extensionUri, secrets: context.secrets, storage: context.globalStorageUri, editor, studies, log });
  const priors = registerPriors({ editor, archive: archive.service, archiveFeatures: archive, drafting: () => service.drafting, roots: () => studies.roots(), showsNames: () => studies.isShowingNames, log });
  const chat = new ChatView({ extensionUri: context.extensionUri, service, chats, editor, log, insert: (draft) => insertDraft(target, draft), copy: copyText });
  context.subscriptions.push(
    log,
    service,
    target,
    editor,
    studies,
    archive,
    priors,
    chats,
    chat,
    showStatusBar(service),
    reports,
    exportProcess,
    vscode.commands.registerCommand(commands.exportDeidentified, () => exportDeidentified({ process: exportProcess, image: imageInFront, log })),
    registerModels(context, service, log),
    vscode.commands.registerCommand(commands.openSample, (given: unknown) => openSample(context.extensionUri, editor, given)),
    vscode.commands.registerCommand(commands.getStarted, () => vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#${walkthrough}`, false)),
    vscode.commands.registerCommand(commands.describeImage, (uri: unknown) => describeImage(drafts, editor, uri)),
    vscode.commands.registerCommand(commands.insertDraft, () => insert(editor.active)),
    vscode.commands.registerCommand(commands.stop, () => { stopDraft(service, editor.active, chat); }),
    vscode.commands.registerCommand(commands.storeReport, () => storeReport({ reports: reports.reports, exports: reports.exports, isConnected: archive.isConnected, stow: archive.stow, log })),
    vscode.commands.registerCommand(commands.fillComparison, () => fillComparison({ reports: reports.reports, images: reports.images, choose: priors.choose })),
    ...VIEWER_ACTIONS.map((action) => vscode.commands.registerCommand(viewerCommand(action), () => { editor.active?.tellViewer(action); })),
    vscode.commands.registerCommand(commands.showLog, () => { log.show(); }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.device)) service.deviceChosen();
      if (event.affectsConfiguration("raddraft")) service.modelChanged();
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? { service, drafts, editor, studies, chats, archive } : undefined;
}

function draftOf(document: ImageDocument | null): KeptDraft | null {
  const draft = document?.draft;
  return draft === undefined || draft === null || draft.text === "" ? null : { text: draft.text, spans: draft.spans, provenance: draft.provenance };
}

async function insertDraft(target: ReportTarget, draft: KeptDraft | null): Promise<void> {
  if (draft === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no draft to insert yet. Open an image and generate one."));
    return;
  }
  if (!(await target.insert(draft))) void vscode.window.showErrorMessage(vscode.l10n.t("The draft could not be inserted: the document cannot be edited."));
}

/** A sentence of the person's own measuring: no draft, so without a mark. */
async function insertSentence(target: ReportTarget, sentence: string): Promise<void> {
  if (!(await target.insertSentence(sentence))) void vscode.window.showErrorMessage(vscode.l10n.t("The measurement could not be inserted: the document cannot be edited."));
}

async function copyDraft(document: ImageDocument): Promise<void> {
  const draft = draftOf(document);
  if (draft !== null) await copyText(draft);
}

async function copyText(draft: KeptDraft): Promise<void> {
  await vscode.env.clipboard.writeText(copiedText(draft.text, draft.provenance));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Draft copied"), 3000);
}

/** What is drafted in front: for the image, else in the chat that is shown, else everything. */
function stopDraft(service: DraftService, active: ImageDocument | null, chat: ChatView): void {
  const places = [active === null ? null : imagePlace(active), chat.place];
  const inFront = places.find((place) => place !== null && service.isRunning(place));
  if (inFront === undefined || inFront === null) service.stopAll();
  else service.stop(inFront);
}
