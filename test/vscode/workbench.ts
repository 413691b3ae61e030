// What the tests inside VS Code start from: the activated extension, the samples, and waiting for what it announces.

import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import type { ImageDocument } from "../../src/extension/imageDocument.ts";
import type { TestAccess } from "../../src/extension/main.ts";

/** Longest wait for one thing to happen: an engine start and a load of the demo model, on a busy machine. */
const LIMIT_MS = 60_000;

/** The longest draft the panel offers: about a second on a quiet machine, since the demo model soon says where its text ends. */
export const LONGEST = { question: "Write a report for this image.", length: 256, steps: null } as const;

/** The extension's parts, which it hands out in test mode alone. */
export async function access(): Promise<TestAccess> {
  const extension = vscode.extensions.getExtension<TestAccess>("raddraft.raddraft");
  assert.ok(extension, "the extension is not installed");
  return await extension.activate();
}

/** A sample of the repository. */
export function sample(...parts: readonly string[]): vscode.Uri {
  const extension = vscode.extensions.getExtension("raddraft.raddraft");
  assert.ok(extension);
  return vscode.Uri.file(path.join(extension.extensionPath, "samples", ...parts));
}

export const CT = ["ct_small", "CT_small.dcm"] as const;
export const MR = ["mr_small", "MR_small.dcm"] as const;
export const CHEST = ["phantom_chest", "phantom_chest.png"] as const;

/** Opens an image in the custom editor and waits until it is shown or refused. */
export async function openImage({ editor }: TestAccess, uri: vscode.Uri): Promise<ImageDocument> {
  const document = await editor.open(uri);
  assert.ok(document, "the editor did not open");
  await document.whenOpened();
  return document;
}

/** Resolves once `isSo` holds; looks again at each change that the draft service announces. */
export async function until({ service }: TestAccess, what: string, isSo: () => boolean): Promise<void> {
  if (isSo()) return;
  await new Promise<void>((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      listening.dispose();
      settle();
    };
    const timer = setTimeout(() => { end(() => { reject(new Error(`waited in vain: ${what}`)); }); }, LIMIT_MS);
    const listening = service.onDidChange(() => { if (isSo()) end(resolve); });
  });
}

/** Resolves once a draft of the document has taken some steps. */
export async function untilStep(tested: TestAccess, document: ImageDocument, step: number): Promise<void> {
  await until(tested, `step ${String(step)}`, () => document.draft?.phase === "drafting" && document.draft.step >= step);
}

/** Resolves once a draft of the document has words, with more of them to come: the first commits are often the end of the text. */
export async function untilWords(tested: TestAccess, document: ImageDocument): Promise<void> {
  const hasWords = (): boolean => document.draft?.commits.some(({ position, piece }) => piece.trim() !== "" && position < (document.draft?.stopPosition ?? Infinity)) === true;
  await until(tested, "words", () => document.draft?.phase === "drafting" && hasWords());
}

/** Closes every tab; drafts of closed images end. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
