// "Export Report": what the person picks, where it goes, and what they should know of it. The export process does the work.

import path from "node:path";
import * as vscode from "vscode";
import type { ExportFormat, ReportRequest, ReportResult } from "../../export/protocol.ts";
import { Cancelled } from "../../processes/index.ts";
import type { Report } from "../../report/index.ts";
import type { ExportProcess } from "../exportProcess.ts";
import type { Log } from "../log.ts";
import { withLateProgress } from "../lateProgress.ts";
import { commands } from "../names.ts";
import { noticeOf, noticeText } from "../notices.ts";
import { writeWhole } from "../wholeFile.ts";
import type { AiText } from "./aiText.ts";
import { exportWords } from "./exportWords.ts";
import type { LinkedImages } from "./linkedImages.ts";
import type { ProvenanceRecord } from "./provenance.ts";
import type { Reports } from "./reports.ts";

export interface ReportExportOptions {
  readonly reports: Reports;
  readonly ai: AiText;
  readonly images: LinkedImages;
  readonly log: Log;
  readonly process: ExportProcess;
  /** RadDraft's own. */
  readonly version: string;
}

/** A report in another form, and what a person should know of it. */
export interface ExportedReport extends ReportResult {
  /** Images that the header names and that are not there. */
  readonly nImagesMissing: number;
}

interface FormatEntry extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly ending: string;
}

export class ReportExport implements vscode.Disposable {
  readonly #options: ReportExportOptions;
  readonly #registration: vscode.Disposable;

  constructor(options: ReportExportOptions) {
    this.#options = options;
    this.#registration = vscode.commands.registerCommand(commands.exportReport, () => this.#export());
  }

  /**
   * A report in another form, for the file that the person chose or for others that send it.
   * @throws Cancelled; ProcessError `export/...`, `report/...`, `dicom/...`, `process/died`
   */
  async written(document: vscode.TextDocument, format: ExportFormat, signal?: AbortSignal): Promise<ExportedReport> {
    const { reports, images, version } = this.#options;
    const report = reports.of(document);
    const found = await images.of(document, report);
    const now = new Date();
    const request: ReportRequest = {
      format,
      text: document.getText(),
      name: nameOf(document),
      ai: this.#aiOf(document),
      images: found.map(({ uri, reference }) => ({ path: uri.fsPath, frame: reference.frame })),
      words: exportWords(),
      language: vscode.env.language,
      at: now.toISOString(),
      offsetMinutes: -now.getTimezoneOffset(),
      version,
    };
    const result = await this.#options.process.exporting.report(request, signal);
    return { ...result, nImagesMissing: report.header.images.length - found.length };
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #export(): Promise<void> {
    const active = this.#options.reports.inView();
    if (active === null) return;
    const { document } = active.editor;
    const entry = await pickFormat(active.report);
    if (entry === undefined) return;
    const folder = document.uri.scheme === "file" ? vscode.Uri.joinPath(document.uri, "..") : vscode.workspace.workspaceFolders?.[0]?.uri;
    const fileName = `${nameOf(document)}${entry.ending}`;
    const target = await vscode.window.showSaveDialog({
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
      filters: { [entry.label]: [path.posix.extname(fileName).slice(1)] },
      saveLabel: vscode.l10n.t("Export"),
      title: vscode.l10n.t("Export Report"),
    });
    if (target === undefined) return;
    try {
      const result = await withLateProgress(vscode.l10n.t("Exporting the report"), (signal) => this.written(document, entry.format, signal));
      await writeWhole(target, result.bytes);
      tell(result, entry);
    } catch (error) {
      if (error instanceof Cancelled) return;
      const isFileError = error instanceof vscode.FileSystemError;
      void vscode.window.showErrorMessage(isFileError ? vscode.l10n.t("The file could not be written. Choose another place.") : noticeText(noticeOf(error, this.#options.log)));
    }
  }

  #aiOf(document: vscode.TextDocument): ReportRequest["ai"] {
    const { ai } = this.#options;
    const spans = ai.spansOf(document);
    const records = new Map(spans.flatMap((span) => {
      const record = ai.provenanceOf(document, span);
      return record === null ? [] : [[span.provenance, record] as const];
    }));
    const ids = [...records.keys()];
    return {
      passages: spans.map(({ range, state, provenance }) => ({ start: range.start, end: range.end, isReviewed: state !== "unreviewed", draft: records.has(provenance) ? ids.indexOf(provenance) : null })),
      nUnknown: ai.nUnknown(document),
      drafts: [...records.values()].map(draftOf),
    };
  }
}

/** Of an inserted draft only the line is known that goes with it, which names the model in parentheses. */
function draftOf({ at, fill }: ProvenanceRecord): ReportRequest["ai"]["drafts"][number] {
  if ("line" in fill) return { model: /\(([^()]*)\)/.exec(fill.line)?.[1] ?? "RadDraft", revision: "", weights: "", weightsSha256: "", device: "", preset: "", at };
  return { model: fill.model, revision: fill.revision, weights: fill.weights, weightsSha256: fill.weightsSha256, device: fill.device, preset: fill.settings.preset, at };
}

/** File name without its ending. */
function nameOf(document: vscode.TextDocument): string {
  const name = document.isUntitled ? "" : path.posix.basename(document.uri.path);
  return name.replace(/(\.rad\.md|\.\w+)$/i, "") || vscode.l10n.t("Report");
}

async function pickFormat({ header }: Report): Promise<FormatEntry | undefined> {
  const entries: readonly FormatEntry[] = [
    { format: "text", ending: ".txt", label: vscode.l10n.t("Plain text"), description: ".txt" },
    { format: "markdown", ending: ".md", label: vscode.l10n.t("Markdown"), description: ".md" },
    { format: "html", ending: ".html", label: vscode.l10n.t("Web page (HTML)"), description: ".html" },
    { format: "pdf", ending: ".pdf", label: vscode.l10n.t("PDF"), description: ".pdf" },
    { format: "sr", ending: "-sr.dcm", label: vscode.l10n.t("DICOM structured report (Basic Text SR)"), description: ".dcm", detail: vscode.l10n.t("For an archive: coded headings, references to the images.") },
    { format: "encapsulatedPdf", ending: "-pdf.dcm", label: vscode.l10n.t("PDF as a DICOM object"), description: ".dcm", detail: vscode.l10n.t("For an archive whose viewers show no structured reports.") },
    { format: "fhir", ending: ".fhir.json", label: vscode.l10n.t("FHIR R4 (DiagnosticReport)"), description: ".json", detail: vscode.l10n.t("A bundle with the report, what was measured, and who wrote.") },
  ];
  const mark = header.status === "final" ? "" : vscode.l10n.t("The report is not final: its status and a mark stand in what is exported.");
  return await vscode.window.showQuickPick(entries, { title: vscode.l10n.t("Export Report"), placeHolder: mark === "" ? vscode.l10n.t("Export as") : mark, matchOnDescription: true });
}

function tell({ nEmptyFields, nImagesWithoutIdentity, nImagesMissing, hasStudy }: ExportedReport, { format }: FormatEntry): void {
  const isDicom = format === "sr" || format === "encapsulatedPdf";
  const notes = [
    ...(nEmptyFields === 0 ? [] : [nEmptyFields === 1 ? vscode.l10n.t("1 field is empty and stands as ___.") : vscode.l10n.t("{0} fields are empty and stand as ___.", nEmptyFields)]),
    ...(nImagesMissing === 0 ? [] : [vscode.l10n.t("Images of the header that were not found: {0}.", nImagesMissing)]),
    ...(nImagesWithoutIdentity === 0 ? [] : [vscode.l10n.t("Images without DICOM attributes name no patient and are not referred to.")]),
    ...(!isDicom || hasStudy ? [] : [vscode.l10n.t("No DICOM image says whose report it is: it has no patient, and a study of its own.")]),
  ];
  if (notes.length === 0) vscode.window.setStatusBarMessage(vscode.l10n.t("Report exported"), 5000);
  else void vscode.window.showInformationMessage([vscode.l10n.t("Report exported."), ...notes].join(" "));
}
