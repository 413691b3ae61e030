// What an exported report says beside its own text, in the person's language.

import * as vscode from "vscode";
import type { Words } from "../../export/protocol.ts";

/** Words and sentences by key; `{0}` and `{1}` are filled in by the export. */
export function exportWords(): Words {
  return {
    report: vscode.l10n.t("Radiology report"),
    patient: vscode.l10n.t("Patient"),
    patientId: vscode.l10n.t("Patient ID"),
    born: vscode.l10n.t("Born"),
    sex: vscode.l10n.t("Sex"),
    female: vscode.l10n.t("female"),
    male: vscode.l10n.t("male"),
    other: vscode.l10n.t("other"),
    studyDate: vscode.l10n.t("Date of study"),
    accession: vscode.l10n.t("Accession number"),
    comparison: vscode.l10n.t("Comparison"),
    status: vscode.l10n.t("Status"),
    draft: vscode.l10n.t("Draft"),
    preliminary: vscode.l10n.t("Preliminary"),
    final: vscode.l10n.t("Final"),
    draftMark: vscode.l10n.t("DRAFT, not final"),
    preliminaryMark: vscode.l10n.t("PRELIMINARY, not final"),
    unreviewedMark: vscode.l10n.t("contains unreviewed AI draft, not for clinical use"),
    ai: vscode.l10n.t("Use of AI"),
    aiNone: vscode.l10n.t("No words of this report are known to be written by AI."),
    aiReviewed: vscode.l10n.t("Words of this report were drafted by AI; a person has reviewed all of them."),
    aiUnreviewed: vscode.l10n.t("Words of this report were drafted by AI; nobody has reviewed {0} of the passages.", "{0}"),
    aiUnknown: vscode.l10n.t("Words of this report were drafted by AI; which ones nobody has reviewed is not known."),
    aiBy: vscode.l10n.t("Drafted by {0}, {1}.", "{0}", "{1}"),
    madeBy: vscode.l10n.t("Exported by RadDraft {0}, research software, not for clinical use.", "{0}"),
    page: vscode.l10n.t("Page {0} of {1}", "{0}", "{1}"),
  };
}
