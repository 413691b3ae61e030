// The table that people read.

import type { ResultLine, RunResult } from "./result.ts";

/** Accuracies on closed questions that the paper prints (arXiv 2508.01617, abstract), in per cent. */
const PUBLISHED: Readonly<Record<string, { readonly name: string; readonly accuracy: number; readonly checkpoint: string }>> = {
  "vqa-rad": { name: "VQA-RAD", accuracy: 84.93, checkpoint: "VQA_RAD_2E" },
  slake: { name: "SLAKE", accuracy: 92.31, checkpoint: "SLAKE_10E" },
  "path-vqa": { name: "PathVQA", accuracy: 95.15, checkpoint: "PathVQA_7E" },
};

/** A result that is printed beside another, under a name. */
export interface Beside {
  readonly name: string;
  readonly result: RunResult;
}

/** The lines of a result, beside those of another one where it has them. */
export function tableOf(result: RunResult, beside: Beside | null): string {
  const heads = ["", "value", "90 % interval", "majority", ...(beside === null ? [] : [beside.result.data.sha256 === result.data.sha256 ? beside.name : `${beside.name} (other data)`]), "bar", "n", ""];
  const rows = result.lines.map((line) => {
    const other = beside?.result.lines.find(({ id }) => id === line.id);
    return [
      line.name, numberText(line.value, line.unit), intervalText(line), numberText(line.majority, line.unit),
      ...(beside === null ? [] : [numberText(other?.value ?? null, line.unit)]),
      barText(line), String(line.n), verdictOf(line),
    ];
  });
  return aligned([heads, ...rows]);
}

/** The lines that differ by source, but for those of single lengths and presets, which the result's file has. */
export function sourceTableOf(result: RunResult): string {
  const lines = result.lines.filter((line) => Object.keys(line.bySource).length > 1 && !/canvas \d|^reports:/.test(line.name));
  const sources = [...new Set(lines.flatMap((line) => Object.keys(line.bySource)))];
  if (lines.length === 0) return "";
  const cell = (line: ResultLine, source: string): string => {
    const own = line.bySource[source];
    return own === undefined ? "" : `${numberText(own.value, line.unit)} (${String(own.n)})`;
  };
  return aligned([["by source", ...sources], ...lines.map((line) => [line.name, ...sources.map((source) => cell(line, source))])]);
}

/** What must be said with a result. */
export function remarksOf(result: RunResult): string[] {
  const { name } = result.data;
  const published = PUBLISHED[name];
  const failed = Object.entries(result.failed).map(([code, n]) => `${String(n)} x ${code}`);
  return [
    ...(published === undefined ? [] : [
      `The paper prints ${String(published.accuracy)} % on the closed questions of ${published.name} (test), for the checkpoint fine-tuned on it (${published.checkpoint}); each data set needs its own checkpoint. Its evaluation code is not published.`,
    ]),
    ...(name === "corpus" ? ["The paper's 84.93 % (VQA-RAD), 92.31 % (SLAKE) and 95.15 % (PathVQA) are of LLaDA-MedV's fine-tuned checkpoints, one for each, on the published test sets; run this command on those sets to set a package beside them. This corpus splits VQA-RAD by image."] : []),
    ...(result.settings.presets.length === 1 ? ["The engine has no preset but exact, so none is compared with it."] : []),
    ...(failed.length === 0 ? [] : [`Requests that failed and count as empty answers: ${failed.join(", ")}.`]),
  ];
}

function verdictOf({ isMet, value }: ResultLine): string {
  if (isMet === null) return "";
  if (value === null) return "NOT MEASURED";
  return isMet ? "met" : "MISSED";
}

function barText({ bar }: ResultLine): string {
  if (bar === null) return "";
  if (bar.kind === "aboveMajority") return "low end > majority";
  return `${bar.kind === "least" ? "≥" : "≤"} ${String(bar.value)}`;
}

function intervalText({ interval }: ResultLine): string {
  return interval === null ? "" : `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
}

/** Three places: a sample of a thousand tells no more. */
export function numberText(value: number | null, unit: ResultLine["unit"]): string {
  if (value === null) return "";
  return unit === "seconds" ? value.toFixed(2) : value.toFixed(3);
}

/** Columns under each other, the first to the left. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const pad = (text: string, column: number): string => {
    const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - text.length));
    return column === 0 ? text + space : space + text;
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}
