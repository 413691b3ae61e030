// What a conversion made of the weights, as a table for the terminal.

import type { TensorReport } from "../setup/protocol.ts";

const HEAD = ["matrix", "form", "tensors", "relative RMS error", "worst", "where", "largest difference"] as const;

/**
 * A line for each kind of matrix and form: `decoder.layers.*.mlp.up_proj`, the mean of the errors, and the worst of them.
 * @returns lines without an end
 */
export function kindTable(tensors: readonly TensorReport[]): string[] {
  const kinds = new Map<string, TensorReport[]>();
  for (const tensor of tensors) {
    const kind = `${shortName(tensor.name).replace(/\.\d+\./gu, ".*.")} ${tensor.form}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), tensor]);
  }
  return table(HEAD, [...kinds].map(([kind, members]) => {
    const worst = members.reduce((most, tensor) => (tensor.relativeRms > most.relativeRms ? tensor : most));
    const mean = members.reduce((sum, { relativeRms }) => sum + relativeRms, 0) / members.length;
    const largest = Math.max(...members.map(({ maximum }) => maximum));
    const [name = "", form = ""] = kind.split(" ");
    return [name, form, String(members.length), percent(mean), percent(worst.relativeRms), members.length === 1 ? "" : `layer ${/\.(\d+)\./u.exec(worst.name)?.[1] ?? ""}`, largest.toPrecision(3)];
  }));
}

/** A line for each tensor. */
export function tensorTable(tensors: readonly TensorReport[]): string[] {
  return table(["tensor", "form", "relative RMS error", "largest difference"], tensors.map(({ name, form, relativeRms, maximum }) => [shortName(name), form, percent(relativeRms), maximum.toPrecision(3)]));
}

/** A name out of a file: no control character of it may reach the terminal. */
function shortName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\s]/gu, "").replace(/\.weight$/u, "");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(3)} %`;
}

/** Columns as wide as their widest cell; the first two to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) => row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd());
}
