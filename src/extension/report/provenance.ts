// Where drafted words come from, kept for each fill: enough to make them again, nothing about the patient.

import * as vscode from "vscode";
import type { FillProvenance } from "../../engine/protocol.ts";

/** One fill. */
export interface ProvenanceRecord {
  readonly id: string;
  /** When it ended, ISO 8601. */
  readonly at: string;
  /** What the engine said of the fill; of a draft that was made elsewhere and inserted, the line that goes with it. */
  readonly fill: FillProvenance | InsertedProvenance;
  /** What was asked: `fill`, `section`, `impression`, `redraft`. */
  readonly asked: string;
  /** True where the person changed other text of the report while the model wrote. */
  readonly isTextChanged: boolean;
  /** True where the fill was stopped, or its engine died. */
  readonly isPartial: boolean;
}

/** Of a draft of the image editor or the chat. */
export interface InsertedProvenance {
  /** As `provenanceLine` writes it. */
  readonly line: string;
}

/** The record as text for a person: one fact a line. */
export function provenanceText(record: ProvenanceRecord): string {
  const { fill } = record;
  if ("line" in fill) return [fill.line, `${vscode.l10n.t("When")}: ${when(record)}`].join("\n");
  const rows: readonly (readonly [string, string])[] = [
    [vscode.l10n.t("Written by"), `${fill.model} (${fill.revision})`],
    [vscode.l10n.t("Weights"), `${fill.weights}, sha256 ${fill.weightsSha256}`],
    [vscode.l10n.t("Device"), fill.device],
    [vscode.l10n.t("When"), when(record)],
    [vscode.l10n.t("Asked for"), record.asked],
    [vscode.l10n.t("Settings"), JSON.stringify(fill.settings)],
    ...fill.imageSha256.map((hash, index) => [vscode.l10n.t("Image {0}", index + 1), `sha256 ${hash}`] as const),
    ...(record.isPartial ? [[vscode.l10n.t("Ended"), vscode.l10n.t("early, by a stop or a fault")] as const] : []),
  ];
  return [...rows.map(([name, value]) => `${name}: ${value}`), "", vscode.l10n.t("Prompt:"), fill.prompt].join("\n");
}

function when({ at }: ProvenanceRecord): string {
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));
}
