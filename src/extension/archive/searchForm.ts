// The form of "RadDraft: Search Archive": a list of what can be asked for, each with what was entered, and Search first.

import * as vscode from "vscode";
import type { ArchiveQuery } from "../../archive/protocol.ts";
import { ANY_STUDY, daysTyped, daysWords, lastDays, MODALITIES } from "./archiveWords.ts";

type TextKey = "PatientName" | "PatientID" | "AccessionNumber" | "StudyDescription";
type Part = TextKey | "days" | "modality" | "search" | "clear";

interface Entry extends vscode.QuickPickItem {
  readonly part: Part;
}

/** @param before what was searched for last. @returns undefined when the person goes away */
export async function askQuery(before: ArchiveQuery): Promise<ArchiveQuery | undefined> {
  for (let query = before; ;) {
    const picked = await vscode.window.showQuickPick(entriesOf(query), { title: vscode.l10n.t("Search Archive"), placeHolder: vscode.l10n.t("Choose what to search by, then Search"), ignoreFocusOut: true });
    if (picked === undefined) return undefined;
    switch (picked.part) {
      case "search": return query;
      case "clear": query = ANY_STUDY; break;
      case "days": query = { ...query, ...(await askDays(query)) }; break;
      case "modality": query = { ...query, modality: (await askModality(query.modality)) ?? query.modality }; break;
      default: query = { ...query, [picked.part]: (await askText(picked.label, query[picked.part])) ?? query[picked.part] };
    }
  }
}

function entriesOf(query: ArchiveQuery): Entry[] {
  const entry = (part: Part, label: string, value: string): Entry => ({ part, label, description: value === "" ? vscode.l10n.t("any") : value });
  return [
    { part: "search", label: `$(search) ${vscode.l10n.t("Search")}` },
    entry("PatientName", vscode.l10n.t("Patient's name"), query.PatientName),
    entry("PatientID", vscode.l10n.t("Patient ID"), query.PatientID),
    entry("days", vscode.l10n.t("Date"), daysWords(query)),
    entry("modality", vscode.l10n.t("Modality"), query.modality),
    entry("AccessionNumber", vscode.l10n.t("Accession number"), query.AccessionNumber),
    entry("StudyDescription", vscode.l10n.t("Description"), query.StudyDescription),
    { part: "clear", label: `$(clear-all) ${vscode.l10n.t("Clear")}` },
  ];
}

async function askText(title: string, value: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({ title, value, prompt: vscode.l10n.t("* stands for any letters, ? for one. Empty: any."), ignoreFocusOut: true, validateInput: (text) => (text.length > 256 ? vscode.l10n.t("This is too long.") : undefined) });
  return typed?.trim();
}

async function askModality(value: string): Promise<string | undefined> {
  const other = vscode.l10n.t("Another…");
  const any = vscode.l10n.t("any");
  const picked = await vscode.window.showQuickPick([any, ...MODALITIES, other], { title: vscode.l10n.t("Modality"), ignoreFocusOut: true });
  if (picked === any) return "";
  if (picked !== other) return picked;
  const typed = await vscode.window.showInputBox({ title: vscode.l10n.t("Modality"), value, ignoreFocusOut: true, validateInput: (text) => (/^[A-Za-z0-9_ ]{0,16}$/.test(text) ? undefined : vscode.l10n.t("Enter a code such as CT.")) });
  return typed?.trim().toUpperCase();
}

async function askDays(before: ArchiveQuery): Promise<Pick<ArchiveQuery, "from" | "to">> {
  const today = new Date();
  const entries = [
    { label: vscode.l10n.t("any"), days: { from: "", to: "" } },
    { label: vscode.l10n.t("Today"), days: lastDays(1, today) },
    { label: vscode.l10n.t("Last 7 days"), days: lastDays(7, today) },
    { label: vscode.l10n.t("Last 31 days"), days: lastDays(31, today) },
    { label: vscode.l10n.t("Last 366 days"), days: lastDays(366, today) },
    { label: vscode.l10n.t("Other days…"), days: null },
  ];
  const picked = await vscode.window.showQuickPick(entries, { title: vscode.l10n.t("Date"), ignoreFocusOut: true });
  if (picked === undefined) return before;
  if (picked.days !== null) return picked.days;
  const typed = await vscode.window.showInputBox({ title: vscode.l10n.t("Date"), value: daysWords(before), prompt: vscode.l10n.t("A day, month or year, such as 2024-02-29, or two with .. between"), ignoreFocusOut: true, validateInput: (text) => (daysTyped(text) === null ? vscode.l10n.t("Enter days such as 2024-02-29 or 2023-01 .. 2024-06.") : undefined) });
  return typed === undefined ? before : (daysTyped(typed) ?? before);
}
