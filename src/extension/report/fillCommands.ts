// The commands that ask the model for words in a report, and their places above the headings.

import * as vscode from "vscode";
import { fillOrder, fillTargets, sectionAt, type FillScope, type Report } from "../../report/index.ts";
import { commands } from "../names.ts";
import { quality } from "../settings.ts";
import { OWN_LENGTHS, plainSettings } from "./fillSettings.ts";
import type { Fills, FillWish } from "./fills.ts";
import { offsetsOf, rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/** A quick draft takes a quarter of the steps; its least certain fifth is then drafted anew, one word a step. */
const QUICK_SHARE = 4;
const REFINED_SHARE = 0.2;
/** Tokens that a whole report is drafted with when its blanks say nothing; the steps of a quick draft are counted from it. */
const QUICK_STEPS = 16;

/** Registers the commands, and the lenses above the headings. */
export function registerFillCommands(reports: Reports, fills: Fills, onDidChange: vscode.Event<unknown>): vscode.Disposable {
  const whole = (): Omit<FillWish, "scopes" | "instruction"> => ({ lengths: OWN_LENGTHS, settings: plainSettings(quality()), refine: null });
  const on = (command: string, wish: (report: Report, editor: vscode.TextEditor, given: unknown) => FillWish | null): vscode.Disposable =>
    vscode.commands.registerCommand(command, async (given: unknown) => {
      const active = reports.inView();
      if (active === null) {
        void vscode.window.showInformationMessage(vscode.l10n.t("Open a report first. New Report from Image makes one."));
        return;
      }
      const asked = wish(active.report, active.editor, given);
      if (asked === null) void vscode.window.showInformationMessage(vscode.l10n.t("Put the cursor into the text of a section first."));
      else await fills.fill(active.editor, asked);
    });
  return vscode.Disposable.from(
    on(commands.fillBlanks, (report) => ({ ...whole(), instruction: "fill", scopes: sectionScopes(report) })),
    on(commands.fillSection, (report, editor, given) => ofSection(report, editor, given, (section) => ({ ...whole(), instruction: "fill", scopes: [{ kind: "section", section }] }))),
    on(commands.fillBlank, (_report, editor) => ({ ...whole(), instruction: "fill", scopes: [{ kind: "field", offset: cursor(editor) }] })),
    on(commands.draftSection, (report, editor, given) => ofSection(report, editor, given, (section) => ({ ...whole(), instruction: "section", scopes: [{ kind: "draftSection", section }] }))),
    on(commands.draftImpression, () => ({ ...whole(), instruction: "impression", scopes: [{ kind: "impression" }] })),
    on(commands.draftRefined, (report) => ({ ...whole(), instruction: "fill", scopes: sectionScopes(report), settings: { ...plainSettings(quality()), steps: Math.max(1, Math.ceil(QUICK_STEPS / QUICK_SHARE)) }, refine: REFINED_SHARE })),
    vscode.commands.registerCommand(commands.stopFill, () => { const active = reports.active(); if (active !== null) fills.stop(active.editor.document); }),
    vscode.commands.registerCommand(commands.discardFill, async () => { const active = reports.active(); if (active !== null) await fills.discard(active.editor); }),
    vscode.languages.registerCodeLensProvider(REPORT_SELECTOR, { onDidChangeCodeLenses: signal(onDidChange), provideCodeLenses: (document) => lensesOf(document, reports.of(document)) }),
  );
}

/** Section by section in the order of filling, so that the impression sees the findings. */
function sectionScopes(report: Report): FillScope[] {
  return fillOrder(report).map((section) => ({ kind: "section", section }));
}

function cursor(editor: vscode.TextEditor): number {
  return offsetsOf(editor.document, editor.selection).start;
}

/** The section a lens names, or that of the cursor. */
function ofSection(report: Report, editor: vscode.TextEditor, given: unknown, wish: (section: number) => FillWish): FillWish | null {
  const section = typeof given === "number" ? given : sectionAt(report, cursor(editor));
  return section === null || report.sections[section] === undefined ? null : wish(section);
}

/** Above a heading: fill its blanks, or draft it where it is empty; the impression from the findings. */
function lensesOf(document: vscode.TextDocument, report: Report): vscode.CodeLens[] {
  if (report.header.images.length === 0 || report.header.status === "final") return [];
  return report.sections.flatMap(({ kind, heading, body }, section) => {
    if (heading === null || (kind !== "findings" && kind !== "impression" && kind !== "technique" && kind !== "limitations")) return [];
    const range = rangeOf(document, heading.range);
    const nBlanks = fillTargets(report, { kind: "section", section }).length;
    const isEmpty = body.end === body.start;
    const lenses: vscode.CodeLens[] = [];
    if (nBlanks > 0) lenses.push(new vscode.CodeLens(range, { title: vscode.l10n.t("$(sparkle) Fill {0} from image", nBlanks), command: commands.fillSection, arguments: [section] }));
    if (kind === "impression") lenses.push(new vscode.CodeLens(range, { title: vscode.l10n.t("$(sparkle) Draft from findings"), command: commands.draftImpression }));
    else if (isEmpty && kind === "findings") lenses.push(new vscode.CodeLens(range, { title: vscode.l10n.t("$(sparkle) Draft this section"), command: commands.draftSection, arguments: [section] }));
    return lenses;
  });
}

function signal(event: vscode.Event<unknown>): vscode.Event<void> {
  return (listener) => event(() => { listener(); });
}
