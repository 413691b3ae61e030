// The status bar item: model, device and what is going on; a click offers what can be done about it.

import * as vscode from "vscode";
import type { ModelShown } from "../../webview/protocol.ts";
import { deviceLines, shortDevice } from "./deviceWords.ts";
import type { DraftService, ServiceState } from "./draftService.ts";
import { commands, settings, statusMenuCommand } from "./names.ts";

/** Left of what languages and encodings say of a text. */
const PRIORITY = 90;

/** Shows the item and keeps it up to date; registers the command of a click on it. */
export function showStatusBar(service: DraftService): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("raddraft.status", vscode.StatusBarAlignment.Right, PRIORITY);
  item.name = "RadDraft";
  item.command = statusMenuCommand;
  const refresh = (): void => {
    const { state } = service;
    const doing = doingOf(state);
    const where = state.device === null ? "" : ` (${shortDevice(state.device)})`;
    item.text = `${iconOf(state)} ${modelName(state.model)}${where}: ${doing}`;
    item.tooltip = tooltipOf(state, doing);
    item.accessibilityInformation = { label: ["RadDraft", modelName(state.model), ...(state.device === null ? [] : [shortDevice(state.device)]), doing].join(", ") };
  };
  refresh();
  item.show();
  return vscode.Disposable.from(item, service.onDidChange(refresh), vscode.commands.registerCommand(statusMenuCommand, () => showMenu(service)));
}

/** The model's name for people; a demo is always called one. */
export function modelName(model: ModelShown): string {
  const demo = vscode.l10n.t("demo model");
  return model.isDemo ? demo : model.name === "" ? "RadDraft" : model.name;
}

/** One word or two on what is going on. */
function doingOf({ current, engine, running, isWanted }: ServiceState): string {
  const waiting = (running > 1 ? vscode.l10n.t(", {0} waiting", running - 1) : "") + (isWanted ? vscode.l10n.t(", another window waits") : "");
  if (current?.phase === "drafting") return vscode.l10n.t("drafting {0}/{1}", current.step, current.steps) + waiting;
  if (current?.phase === "waiting") return vscode.l10n.t("waiting for another window") + waiting;
  if (current !== null && running > 0) return (current.phase === "device" || current.phase === "loading" || engine === "starting" ? vscode.l10n.t("loading") : vscode.l10n.t("preparing")) + waiting;
  switch (engine) {
    case "died": return vscode.l10n.t("engine stopped");
    case "starting": return vscode.l10n.t("loading");
    case "stopped":
    case "ready":
    case "busy": return vscode.l10n.t("idle");
  }
}

function iconOf({ engine, running }: ServiceState): string {
  if (running > 0 || engine === "starting") return "$(loading~spin)";
  return engine === "died" ? "$(warning)" : "$(pulse)";
}

function tooltipOf({ model, device, nodeExecutable }: ServiceState, doing: string): string {
  const lines = ["RadDraft", vscode.l10n.t("Model: {0}", model.name === "" ? modelName(model) : model.isDemo ? `${model.name} (${modelName(model)})` : model.name)];
  if (device !== null) lines.push(...deviceLines(device));
  if (model.calibration !== "") lines.push(vscode.l10n.t("Certainties: calibrated ({0})", model.calibration));
  lines.push(vscode.l10n.t("State: {0}", doing));
  if (nodeExecutable !== null) lines.push(vscode.l10n.t("The engine runs on {0}", nodeExecutable));
  return lines.join("\n");
}

async function showMenu(service: DraftService): Promise<void> {
  const entries: { readonly label: string; readonly command: string; readonly argument?: string }[] = [
    { label: vscode.l10n.t("$(gear) Set Up Model"), command: commands.setUpModel },
    { label: vscode.l10n.t("$(circuit-board) Choose Device"), command: "workbench.action.openSettings", argument: settings.device },
    ...(service.state.running > 0 ? [{ label: vscode.l10n.t("$(debug-stop) Stop"), command: commands.stop }] : []),
    { label: vscode.l10n.t("$(output) Show Log"), command: commands.showLog },
  ];
  const chosen = await vscode.window.showQuickPick(entries, { title: "RadDraft" });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, ...(chosen.argument === undefined ? [] : [chosen.argument]));
}
