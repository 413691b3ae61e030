// A package is chosen to write the drafts: its memory is compared with the computer's, and one of another release is
// named, or made again.

import * as vscode from "vscode";
import type { Memory, PackageFacts } from "../../setup/protocol.ts";
import { commands } from "../names.ts";
import type { Models } from "./models.ts";
import { packageName, size } from "./words.ts";

/**
 * Has a package write the drafts from now on.
 * @returns whether it does
 */
export async function useModel(models: Models, facts: PackageFacts, memory: Memory): Promise<boolean> {
  if (facts.state !== "ready") {
    await tellNotReady(facts);
    return false;
  }
  const name = models.library.isDemo(facts) ? vscode.l10n.t("the demo model") : packageName(facts);
  const needed = size(facts.memoryBytes);
  if (facts.memoryBytes > memory.totalBytes) {
    const detail = vscode.l10n.t("It needs about {0} of memory, and this computer has {1}. Make a package with smaller weights of the same checkpoint, or use a computer with more memory.", needed, size(memory.totalBytes));
    await vscode.window.showErrorMessage(vscode.l10n.t("{0} does not fit into the memory of this computer.", packageName(facts)), { modal: true, detail });
    return false;
  }
  await models.library.use(facts);
  if (facts.memoryBytes > memory.freeBytes) {
    void vscode.window.showWarningMessage(vscode.l10n.t("RadDraft drafts with {0} from now on. It needs about {1} of memory, and {2} are free: close other programs before you draft.", name, needed, size(memory.freeBytes)));
  } else if (facts.isDemo) {
    void vscode.window.showInformationMessage(vscode.l10n.t("RadDraft drafts with {0} from now on. Its texts are often wrong.", name));
  } else {
    void vscode.window.showInformationMessage(vscode.l10n.t("RadDraft drafts with {0} from now on. It takes about {1} of memory.", name, needed));
  }
  return true;
}

async function tellNotReady(facts: PackageFacts): Promise<void> {
  if (facts.state === "newer") {
    void vscode.window.showErrorMessage(vscode.l10n.t("{0}: {1} Update RadDraft to use it.", facts.name, facts.sentence));
    return;
  }
  const rebuild = vscode.l10n.t("Make It Again…");
  if ((await vscode.window.showErrorMessage(`${facts.name}: ${facts.sentence}`, rebuild)) === rebuild) await vscode.commands.executeCommand(commands.rebuildModel, facts.path);
}
