// "RadDraft: Fill Comparison from Prior": exam and day of an earlier study, from its tags, in the report in front.

import * as vscode from "vscode";
import { comparisonEdits } from "../../report/index.ts";
import type { LinkedImages } from "../report/linkedImages.ts";
import type { Reports } from "../report/reports.ts";
import { applyTextEdits } from "../report/textEdits.ts";
import type { Prior } from "./priors.ts";

export interface FillComparisonOptions {
  readonly reports: Reports;
  readonly images: LinkedImages;
  /** Lets the person choose an earlier study of the patient of a file. */
  readonly choose: (path: string, showPatient: boolean, title: string) => Promise<Prior | undefined>;
}

/** Only on request, and only what the tags say: nothing is compared here. */
export async function fillComparison({ reports, images, choose }: FillComparisonOptions): Promise<void> {
  const active = reports.inView();
  if (active === null) return;
  const { document } = active.editor;
  const [image] = await images.of(document, active.report);
  if (image === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("The report names no image that is here, so no earlier study can be found."));
    return;
  }
  // Who asks for this wants the day in the report.
  const prior = await choose(image.uri.fsPath, true, vscode.l10n.t("Fill Comparison from Prior"));
  if (prior === undefined) return;
  const exam = [prior.Modality, prior.StudyDescription].filter((words, i, all) => words !== "" && !(i === 0 && (all[1] ?? "").toUpperCase().includes(words.toUpperCase()))).join(" ");
  const edits = comparisonEdits(reports.of(document), { exam, date: prior.StudyDate ?? "" });
  if (edits.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t("The section Comparison says so already."));
  else if (!(await applyTextEdits(document, edits))) void vscode.window.showErrorMessage(vscode.l10n.t("The report cannot be edited."));
}
