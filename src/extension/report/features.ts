// Everything that VS Code is told about reports: the language's features and the commands on a report.

import * as vscode from "vscode";
import type { Log } from "../log.ts";
import type { DraftService } from "../draftService.ts";
import type { ImageEditor } from "../imageEditor.ts";
import { commands, reportLanguage } from "../names.ts";
import { registerCompletion } from "./completion.ts";
import { ReportDiagnostics } from "./diagnostics.ts";
import { registerFieldKeys } from "./fieldKeys.ts";
import { registerHovers } from "./hovers.ts";
import { LinkedImages } from "./linkedImages.ts";
import { createReport } from "./newReport.ts";
import { Reports } from "./reports.ts";
import { registerStructure } from "./structure.ts";
import { allMacros } from "./templates.ts";

export interface ReportFeaturesOptions {
  readonly service: DraftService;
  readonly editor: ImageEditor;
  readonly log: Log;
}

/** Registers all of it; nothing is parsed or read before a report is open. */
export function registerReports({ service, editor }: ReportFeaturesOptions): vscode.Disposable {
  const reports = new Reports();
  const images = new LinkedImages(() => service.drafting);
  const unreviewed = new vscode.EventEmitter<vscode.TextDocument>();
  return vscode.Disposable.from(
    unreviewed,
    registerStructure(reports),
    registerHovers(reports),
    registerCompletion(reports, allMacros),
    registerFieldKeys(reports),
    new ReportDiagnostics({ reports, images, unreviewed: () => [], onDidChangeUnreviewed: unreviewed.event }),
    vscode.commands.registerCommand(commands.newReport, (uri: unknown) => createReport({ editor, images }, uri, false)),
    vscode.commands.registerCommand(commands.newReportFromTemplate, (uri: unknown) => createReport({ editor, images }, uri, true)),
    vscode.commands.registerCommand(commands.useAsReport, useAsReport),
  );
}

/** A plain text or Markdown document gets the features of a report; its text stays as it is. */
async function useAsReport(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined) await vscode.languages.setTextDocumentLanguage(document, reportLanguage);
}
