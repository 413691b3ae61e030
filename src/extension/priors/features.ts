// Everything that VS Code is told about earlier studies: how many there are, Compare with Prior, the link of two images.

import * as vscode from "vscode";
import type { ArchiveFeatures } from "../archive/features.ts";
import { earlierWords } from "../archive/archiveWords.ts";
import { Cancelled } from "../../processes/index.ts";
import type { ImageDocument } from "../imageDocument.ts";
import type { ImageEditor } from "../imageEditor.ts";
import { withLateProgress } from "../lateProgress.ts";
import { commands, viewTypes } from "../names.ts";
import { fileNoticeOf, noticeText } from "../notices.ts";
import { dateShown } from "../studiesModel.ts";
import { LinkedViews } from "./linkedViews.ts";
import { cameFromArchive, findPriors, type Prior, type PriorsOptions } from "./priors.ts";

export interface PriorFeaturesOptions extends PriorsOptions {
  readonly editor: ImageEditor;
  readonly archiveFeatures: ArchiveFeatures;
  /** Whether days are shown now. */
  readonly showsNames: () => boolean;
}

const translate = (english: string, ...values: readonly (string | number)[]): string => vscode.l10n.t(english, ...values);

/** What others may ask about earlier studies. */
export interface PriorFeatures {
  readonly links: LinkedViews;
  /**
   * Lets the person choose an earlier study of the patient of a file; the archive is asked, too.
   * @param title above the list
   * @returns undefined where there is none, or the person went away; both was said or seen
   */
  readonly choose: (path: string, showPatient: boolean, title: string) => Promise<Prior | undefined>;
  dispose(): void;
}

/** Registers all of it; nothing is looked for before an image is open. */
export function registerPriors(options: PriorFeaturesOptions): PriorFeatures {
  const { editor } = options;
  const links = new LinkedViews(editor);
  const counter = new PriorCount(options);
  const choose: PriorFeatures["choose"] = (path, showPatient, title) => choosePrior(options, path, showPatient, title);
  const parts = vscode.Disposable.from(
    links,
    counter,
    vscode.commands.registerCommand(commands.comparePrior, () => compare(options, links)),
    vscode.commands.registerCommand(commands.linkViews, () => { linkShown(editor, links); }),
    vscode.commands.registerCommand(commands.unlinkViews, () => { if (editor.active !== null) links.unlink(editor.active); }),
  );
  return { links, choose, dispose: () => { parts.dispose(); } };
}

async function compare(options: PriorFeaturesOptions, links: LinkedViews): Promise<void> {
  const { editor, archiveFeatures, showsNames } = options;
  const { active } = editor;
  if (active === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Open an image first."));
    return;
  }
  const prior = await choosePrior(options, active.uri.fsPath, showsNames(), vscode.l10n.t("Compare with Prior"));
  if (prior === undefined) return;
  let onFetched = (): void => undefined;
  const fetched = new Promise<void>((resolve) => { onFetched = resolve; });
  const uri = prior.path === null ? await archiveFeatures.openStudy(prior.study, { first: active.modality, column: vscode.ViewColumn.Beside, onFetched }) : vscode.Uri.file(prior.path);
  const document = uri === null ? null : (editor.documentOf(uri) ?? (await editor.open(uri, vscode.ViewColumn.Beside)));
  if (document === null) return;
  await links.linkPrior(active, document);
  // Which slice is the same share of the way through is known once all have come.
  if (prior.path !== null) return;
  await fetched;
  if (links.partnerOf(active) === document) await links.linkPrior(active, document);
}

/** Asks the archive, too: who compares wants to know of all there are. */
async function choosePrior(options: PriorFeaturesOptions, path: string, showPatient: boolean, title: string): Promise<Prior | undefined> {
  try {
    const { priors, archiveError } = await withLateProgress(vscode.l10n.t("Looking for earlier studies"), (signal) => findPriors(options, { path, showPatient, asksArchive: true }, signal));
    if (archiveError !== null) void vscode.window.showWarningMessage(noticeText(fileNoticeOf(archiveError, options.log)));
    if (priors.length > 0) return (await vscode.window.showQuickPick(priors.map(entryOf), { title, matchOnDescription: true }))?.prior;
    void vscode.window.showInformationMessage(vscode.l10n.t("No earlier study of this patient and modality was found."));
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(fileNoticeOf(error, options.log)));
  }
  return undefined;
}

function entryOf(prior: Prior): vscode.QuickPickItem & { readonly prior: Prior } {
  const { StudyDescription, Modality, StudyDate, daysEarlier, nImages, path } = prior;
  const parts = [StudyDate === null ? "" : dateShown(StudyDate), earlierWords(daysEarlier, translate), Modality, nImages === null ? "" : nImages === 1 ? vscode.l10n.t("1 image") : vscode.l10n.t("{0} images", nImages)];
  return { label: `$(${path === null ? "cloud" : "folder"}) ${StudyDescription === "" ? vscode.l10n.t("Study without a description") : StudyDescription}`, description: parts.filter((part) => part !== "").join(" · "), prior };
}

/** Links the image in front with the other one that is seen. */
function linkShown(editor: ImageEditor, links: LinkedViews): void {
  const shown = vscode.window.tabGroups.all.flatMap(({ activeTab }) => {
    const input = activeTab?.input;
    return input instanceof vscode.TabInputCustom && Object.values<string>(viewTypes).includes(input.viewType) ? [input.uri] : [];
  });
  const documents = shown.flatMap((uri): ImageDocument[] => { const found = editor.documentOf(uri); return found === null ? [] : [found]; });
  const { active } = editor;
  const other = documents.find((document) => document !== active);
  if (active === null || other === undefined) void vscode.window.showInformationMessage(vscode.l10n.t("Show two images side by side first."));
  else links.link(active, other);
}

/** How many earlier studies the image in front has, in the status bar. The archive is asked only about what came from it. */
class PriorCount implements vscode.Disposable {
  readonly #options: PriorFeaturesOptions;
  readonly #item = vscode.window.createStatusBarItem("raddraft.priors", vscode.StatusBarAlignment.Right, 99);
  readonly #following: vscode.Disposable;
  readonly #counts = new Map<ImageDocument, number>();
  #looking = new AbortController();

  constructor(options: PriorFeaturesOptions) {
    this.#options = options;
    this.#item.name = vscode.l10n.t("Earlier Studies");
    this.#item.command = commands.comparePrior;
    this.#following = options.editor.onDidChangeActive(() => { void this.#look(); });
  }

  dispose(): void {
    this.#looking.abort();
    this.#following.dispose();
    this.#item.dispose();
  }

  async #look(): Promise<void> {
    const { editor, archive, log } = this.#options;
    this.#looking.abort();
    const { signal } = (this.#looking = new AbortController());
    this.#item.hide();
    const { active } = editor;
    if (active === null) return;
    await active.whenOpened();
    if (active.modality === "" || this.#looking.signal !== signal) return;
    try {
      const known = this.#counts.get(active);
      const count = known ?? (await findPriors(this.#options, { path: active.uri.fsPath, showPatient: false, asksArchive: cameFromArchive(archive, active.uri) }, signal)).priors.length;
      this.#counts.set(active, count);
      active.closed.addEventListener("abort", () => { this.#counts.delete(active); }, { once: true });
      if (this.#looking.signal === signal) this.#show(count);
    } catch (error) {
      if (!(error instanceof Cancelled)) log.unexpected("earlier studies could not be counted", error);
    }
  }

  #show(count: number): void {
    if (count === 0) return;
    this.#item.text = `$(history) ${count === 1 ? vscode.l10n.t("1 earlier study") : vscode.l10n.t("{0} earlier studies", count)}`;
    this.#item.tooltip = vscode.l10n.t("Compare with Prior");
    this.#item.show();
  }
}
