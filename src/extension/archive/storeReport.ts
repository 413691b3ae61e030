// "RadDraft: Store Report in Archive": the report in front as a DICOM object, sent to the archive after the person agreed.

import * as vscode from "vscode";
import { Cancelled } from "../../processes/index.ts";
import { withLateProgress } from "../lateProgress.ts";
import type { Log } from "../log.ts";
import { noticeOf, noticeText } from "../notices.ts";
import type { ReportExport } from "../report/exportReport.ts";
import type { Reports } from "../report/reports.ts";

export interface StoreReportOptions {
  readonly reports: Reports;
  readonly exports: ReportExport;
  readonly isConnected: () => Promise<boolean>;
  readonly stow: (bytes: Uint8Array) => Promise<boolean>;
  readonly log: Log;
}

/** A report that names no DICOM image is of nobody: an archive could not file it. */
export async function storeReport({ reports, exports, isConnected, stow, log }: StoreReportOptions): Promise<void> {
  const active = reports.inView();
  if (active === null || !(await isConnected())) return;
  const entries = [
    { label: vscode.l10n.t("DICOM structured report (Basic Text SR)"), detail: vscode.l10n.t("For an archive: coded headings, references to the images."), format: "sr" },
    { label: vscode.l10n.t("PDF as a DICOM object"), detail: vscode.l10n.t("For an archive whose viewers show no structured reports."), format: "encapsulatedPdf" },
  ] as const;
  const mark = active.report.header.status === "final" ? "" : vscode.l10n.t("The report is not final: its status and a mark stand in what is exported.");
  const picked = await vscode.window.showQuickPick(entries, { title: vscode.l10n.t("Store Report in Archive"), placeHolder: mark });
  if (picked === undefined) return;
  try {
    const { bytes, hasStudy } = await withLateProgress(vscode.l10n.t("Exporting the report"), (signal) => exports.written(active.editor.document, picked.format, signal));
    if (hasStudy) await stow(bytes);
    else void vscode.window.showErrorMessage(vscode.l10n.t("No DICOM image says whose report it is, so an archive cannot file it. Name one in the report's header."));
  } catch (error) {
    if (!(error instanceof Cancelled)) void vscode.window.showErrorMessage(noticeText(noticeOf(error, log)));
  }
}
