// "Show Prompt": exactly what the model would be given for the next fill, for whoever wants to know.

import * as vscode from "vscode";
import { answerOf, fillOrder, modelText, parseReport } from "../../report/index.ts";
import { commands } from "../names.ts";
import { quality } from "../settings.ts";
import { OWN_LENGTHS, plainSettings } from "./fillSettings.ts";
import type { Fills } from "./fills.ts";
import type { Reports } from "./reports.ts";

/** Registers the command. */
export function registerShowPrompt(reports: Reports, fills: Fills): vscode.Disposable {
  return vscode.commands.registerCommand(commands.showPrompt, async () => {
    const active = reports.active();
    if (active === null) return;
    const { document } = active.editor;
    const [section] = fillOrder(active.report);
    const ask = await fills.ask(document, { scopes: section === undefined ? [] : [{ kind: "section", section }], instruction: "fill", lengths: OWN_LENGTHS, settings: plainSettings(quality()), refine: null });
    if (ask === null) return;
    const report = parseReport(ask.text);
    const { parts } = modelText(report, ask.scopes[0] ?? { kind: "all" }, ask.lengths);
    const answer = answerOf(parts).map((part) => {
      if (part.kind === "text") return part.text;
      return part.kind === "choice" ? `⟨${part.options.map((option) => option.trim()).join(" | ")}⟩` : `⟨${String(part.length ?? part.proposed)} ${vscode.l10n.t("masked tokens")}⟩`;
    });
    const images = ask.images.map(() => vscode.l10n.t("⟨image⟩"));
    const content = [vscode.l10n.t("User:"), ...images, ask.instruction, "", vscode.l10n.t("Assistant:"), answer.join("")].join("\n");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "plaintext", content }), { viewColumn: vscode.ViewColumn.Beside, preview: true });
  });
}
