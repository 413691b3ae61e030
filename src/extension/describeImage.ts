// "RadDraft: Describe Image": finds the image that is meant, opens it, and drafts its description.

import * as vscode from "vscode";
import { describeQuestion } from "../report/index.ts";
import type { ImageDrafts } from "./imageDrafts.ts";
import type { ImageEditor } from "./imageEditor.ts";
import { dicomEndings, pictureEndings } from "./names.ts";

/** What the command gives to a program that calls it. */
export interface Description {
  /** The draft; with gaps as `…` when it was stopped. */
  readonly text: string;
}

/**
 * Opens an image and drafts its description; resolves when the draft has ended.
 * @param given the image from a menu; undefined: the one in front, or the one the person picks
 * @returns undefined when there is no draft: nothing picked, a broken file (the editor says why), or stopped at once
 */
export async function describeImage(drafts: ImageDrafts, editor: ImageEditor, given: unknown): Promise<Description | undefined> {
  const uri = await imageMeant(editor, given);
  const document = uri === undefined ? null : await editor.open(uri);
  if (document === null) return undefined;
  await document.whenOpened();
  document.setPanel({ question: describeQuestion(document.tags) });
  const draft = await drafts.draft(document);
  return draft === null || draft.text === "" ? undefined : { text: draft.text };
}

/**
 * The image that a command is meant for.
 * @param given the image from a menu; undefined: the one in front, the one that was so last, or the one the person picks
 * @returns undefined where none was picked, or it is no file of this computer (and the person was told)
 */
export async function imageMeant(editor: ImageEditor, given: unknown): Promise<vscode.Uri | undefined> {
  const uri = given instanceof vscode.Uri ? given : (activeImage(editor) ?? editor.active?.uri ?? (await pickImage()));
  if (uri === undefined || uri.scheme === "file") return uri;
  void vscode.window.showErrorMessage(vscode.l10n.t("RadDraft opens files of this computer only; save a copy of this one first."));
  return undefined;
}

/** The image in the active tab: in our editor, in VS Code's own viewer, or as text. */
function activeImage(editor: ImageEditor): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && editor.documentOf(input.uri) !== null) return input.uri;
  const isTabOfFile = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return isTabOfFile && hasImageEnding(input.uri) ? input.uri : undefined;
}

function hasImageEnding(uri: vscode.Uri): boolean {
  const path = uri.path.toLowerCase();
  return [...dicomEndings, ...pictureEndings].some((ending) => path.endsWith(ending));
}

async function pickImage(): Promise<vscode.Uri | undefined> {
  const endings = [...dicomEndings, ...pictureEndings].map((ending) => ending.slice(1));
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t("Choose an image"),
    openLabel: vscode.l10n.t("Choose"),
    canSelectMany: false,
    // DICOM files often have no ending at all.
    filters: { [vscode.l10n.t("Images")]: endings, [vscode.l10n.t("All files")]: ["*"] },
  });
  return picked?.[0];
}
