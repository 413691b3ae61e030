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

/**
 * What the trials of a package of int8 showed: its errors, and by name the matrices that needed more than eight bits a row.
 * @returns lines without an end; none where nothing was tried
 */
export function trialLines(tensors: readonly TensorReport[]): string[] {
  const tried = tensors.flatMap(({ trial, ...tensor }) => (trial === null ? [] : [{ ...tensor, trial }]));
  if (tried.length === 0) return [];
  const int8 = tried.filter(({ form }) => form === "int8");
  const range = (shares: readonly number[]): string => (shares.length === 0 ? "" : `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`);
  const errors = `${String(int8.length)} of ${String(tried.length)} matrices are int8: on rows of a real prompt their products err by ${range(int8.map(({ trial }) => trial.int8))}; as int4 by ${range(int8.map(({ trial }) => trial.int4))}.`;
  const apart = int8.filter(({ channelsApart }) => channelsApart > 0).map(({ name, channelsApart }) => `  ${shortName(name)}: ${String(channelsApart)} input channels far above the others are multiplied in 32 bits`);
  const kept = tried.filter(({ form }) => form !== "int8").map(({ name, trial }) => `  ${shortName(name)}: kept in int4; int8 would err by ${percent(trial.int8)}, int4 errs by ${percent(trial.int4)}`);
  return [...(int8.length === 0 ? [] : [errors]), ...apart, ...kept];
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
