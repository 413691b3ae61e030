// The question before work that would take long: how long, and what would take less.

import * as vscode from "vscode";
import type { Estimate } from "../engine/protocol.ts";
import type { CostAnswer } from "./costs.ts";

interface Offer extends vscode.MessageItem, CostAnswer {}

/** Asks; undefined where the person declines. */
export async function askCosts(estimate: Estimate, times: number): Promise<CostAnswer | undefined> {
  const detail = vscode.l10n.t("The numbers come from a measurement on this computer. Standard reuses what does not change much, and commits several sure words at once. The base view is the whole image once, without its enlarged parts.");
  return await vscode.window.showWarningMessage(vscode.l10n.t("This draft takes about {0} on this computer.", durationWords(estimate.seconds * times)), { modal: true, detail }, ...offersOf(estimate, times));
}

function offersOf({ seconds, standardSeconds, baseViewSeconds }: Estimate, times: number): Offer[] {
  const standard = standardSeconds === null ? [] : [{ title: vscode.l10n.t("Standard Mode, {0}", durationWords(standardSeconds * times)), preset: "standard" as const, seconds: standardSeconds * times }];
  const faster = standardSeconds === null ? {} : { preset: "standard" as const };
  const base = baseViewSeconds === null ? [] : [{ title: vscode.l10n.t("Base View Only, {0}", durationWords(baseViewSeconds * times)), ...faster, imageViews: "base" as const, seconds: baseViewSeconds * times }];
  return [{ title: vscode.l10n.t("Draft Anyway"), seconds: seconds * times }, ...standard, ...base];
}

function durationWords(seconds: number): string {
  if (seconds < 90) return vscode.l10n.t("{0} seconds", Math.max(1, Math.round(seconds)));
  if (seconds < 90 * 60) return vscode.l10n.t("{0} minutes", Math.round(seconds / 60));
  return vscode.l10n.t("{0} hours", (seconds / 3600).toFixed(1));
}
