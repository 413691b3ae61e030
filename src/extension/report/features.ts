// Everything that VS Code is told about reports: the language's features and the commands on a report.

import * as vscode from "vscode";
import { commands, reportLanguage, settings } from "../names.ts";
import type { DraftService, KeptDraft } from "../draftService.ts";
import type { ExportProcess } from "../exportProcess.ts";
import type { ImageEditor } from "../imageEditor.ts";
import type { Log } from "../log.ts";
import { certaintyOverlay } from "../settings.ts";
import { unkeptTeller } from "../unkept.ts";
import { AiText } from "./aiText.ts";
import { ImageChooser, type OpenImage } from "./chooseImages.ts";
import { registerCompletion } from "./completion.ts";
import { ReportDiagnostics } from "./diagnostics.ts";
import { ReportExport } from "./exportReport.ts";
import { registerFieldKeys } from "./fieldKeys.ts";
import { registerFillCommands } from "./fillCommands.ts";
import { Fills } from "./fills.ts";
import { registerFinalCommands } from "./finalCommands.ts";
import { FinalGuard } from "./finalGuard.ts";
import { registerGrounding } from "./grounding.ts";
import { registerHovers } from "./hovers.ts";
import { importMrrt } from "./importTemplate.ts";
import { registerInlineSuggestions } from "./inline.ts";
import { insertIntoReport } from "./insertIntoReport.ts";
import { LinkedImages } from "./linkedImages.ts";
import { MarksStore } from "./marksStore.ts";
import { createReport } from "./newReport.ts";
import { registerShowPrompt } from "./prompt.ts";
import { registerRedraft } from "./redraft.ts";
import { Reports } from "./reports.ts";
import { registerReview } from "./reviewCommands.ts";
import { registerStructure } from "./structure.ts";
import { allMacros } from "./templates.ts";
import { watchSaves } from "./wholeSaves.ts";

export interface ReportFeaturesOptions {
  readonly service: DraftService;
  readonly editor: ImageEditor;
  readonly log: Log;
  /** The extension's own folder for what it keeps. */
  readonly storage: vscode.Uri;
  readonly exportProcess: ExportProcess;
  /** RadDraft's own. */
  readonly version: string;
}

/** What others may ask of the reports. */
export interface ReportFeatures {
  /** Inserts a draft into a report, marked; false where it cannot be edited. */
  insert(editor: vscode.TextEditor, draft: KeptDraft): Promise<boolean>;
  /** Reports in the forms in which they leave. */
  readonly exports: ReportExport;
  readonly reports: Reports;
  /** The images that reports name. */
  readonly images: LinkedImages;
  dispose(): void;
}

/** Registers all of it; nothing is parsed or read before a report is open. */
export function registerReports({ service, editor, log, storage, exportProcess, version }: ReportFeaturesOptions): ReportFeatures {
  const reports = new Reports();
  const images = new LinkedImages(() => service.drafting);
  const unkept = vscode.l10n.t("RadDraft could not write down which words of the report are a model's. The report itself is untouched. Free some space on the disk, then save it again before you close it.");
  const ai = new AiText(new MarksStore(storage), certaintyOverlay(), unkeptTeller(log, "marks", unkept));
  const guard = new FinalGuard(reports);
  const fills = new Fills({ reports, images, chooser: new ImageChooser(images, () => openImage(editor)), service, ai, log });
  const exports = new ReportExport({ reports, ai, images, log, process: exportProcess, version });
  const parts = vscode.Disposable.from(
    ai,
    exports,
    guard,
    fills,
    watchSaves(),
    registerStructure(reports),
    registerHovers(reports),
    registerCompletion(reports, allMacros),
    registerFieldKeys(reports),
    registerFillCommands(reports, fills, ai.onDidChange),
    registerRedraft(reports, fills, ai),
    registerReview(reports, ai),
    registerFinalCommands(reports, ai, guard),
    registerGrounding(reports, fills, ai),
    vscode.commands.registerCommand(commands.importTemplate, importMrrt),
    registerInlineSuggestions(reports, fills),
    registerShowPrompt(reports, fills),
    new ReportDiagnostics({ reports, images, unreviewed: (document) => ai.unreviewedOf(document), onDidChangeUnreviewed: ai.onDidChange }),
    vscode.commands.registerCommand(commands.newReport, (uri: unknown) => createReport({ editor, images }, uri, false)),
    vscode.commands.registerCommand(commands.newReportFromTemplate, (uri: unknown) => createReport({ editor, images }, uri, true)),
    vscode.commands.registerCommand(commands.useAsReport, useAsReport),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(settings.certaintyOverlay)) ai.setShown(certaintyOverlay()); }),
  );
  return { exports, reports, images, insert: (textEditor, draft) => insertIntoReport(ai, textEditor, draft), dispose: () => { parts.dispose(); } };
}

/** The image in front, or last in front, for a report that names none. */
function openImage(editor: ImageEditor): OpenImage | null {
  const subject = editor.active?.subject ?? null;
  return subject === null ? null : { uri: vscode.Uri.file(subject.path), fragment: "" };
}

/** A plain text or Markdown document gets the features of a report; its text stays as it is. */
async function useAsReport(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined) await vscode.languages.setTextDocumentLanguage(document, reportLanguage);
}
