// Where drafted words come from, kept for each fill: enough to make them again, nothing about the patient.

import * as vscode from "vscode";
import type { FillProvenance } from "../../engine/protocol.ts";

/** One fill. */
export interface ProvenanceRecord {
  readonly id: string;
  /** When it ended, ISO 8601. */
  readonly at: string;
  readonly fill: FillProvenance;
  /** What was asked: `fill`, `section`, `impression`, `redraft`. */
  readonly asked: string;
  /** True where the person changed other text of the report while the model wrote. */
  readonly isTextChanged: boolean;
  /** True where the fill was stopped, or its engine died. */
  readonly isPartial: boolean;
}

/** The record as text for a person: one fact a line. */
export function provenanceText(record: ProvenanceRecord): string {
  const { fill } = record;
  const rows: readonly (readonly [string, string])[] = [
    [vscode.l10n.t("Written by"), `${fill.model} (${fill.revision})`],
    [vscode.l10n.t("Weights"), `${fill.weights}, sha256 ${fill.weightsSha256}`],
    [vscode.l10n.t("Device"), fill.device],
    [vscode.l10n.t("When"), new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(record.at))],
    [vscode.l10n.t("Asked for"), record.asked],
    [vscode.l10n.t("Settings"), JSON.stringify(fill.settings)],
    ...fill.imageSha256.map((hash, index) => [vscode.l10n.t("Image {0}", index + 1), `sha256 ${hash}`] as const),
    ...(record.isPartial ? [[vscode.l10n.t("Ended"), vscode.l10n.t("early, by a stop or a fault")] as const] : []),
  ];
  return [...rows.map(([name, value]) => `${name}: ${value}`), "", vscode.l10n.t("Prompt:"), fill.prompt].join("\n");
}
