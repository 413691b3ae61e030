// What the Models view and the pickers list: packages, downloads, and packages in the making. Pure but for the words.

import path from "node:path";
import * as vscode from "vscode";
import type { DownloadFacts, Listed, PackageFacts } from "../../setup/protocol.ts";
import type { Running } from "./longWork.ts";
import type { ModelLibrary } from "./modelLibrary.ts";
import { packageName, percent, shortName, size } from "./words.ts";

/** A line of the view. */
export type ModelNode =
  | { readonly kind: "package"; readonly key: string; readonly facts: PackageFacts; readonly isDemo: boolean; readonly isUsed: boolean; readonly running: Running | null }
  | { readonly kind: "download"; readonly key: string; readonly facts: DownloadFacts; readonly running: Running | null }
  /** A package that is being made, or whose making was interrupted. */
  | { readonly kind: "making"; readonly key: string; readonly bytes: number; readonly running: Running | null };

/** The lines, in the order in which they are shown. */
export function modelNodes(library: ModelLibrary, { packages, unfinished, downloads }: Listed, running: ReadonlyMap<string, Running>): ModelNode[] {
  const there = new Set([...packages.map((facts) => facts.path), ...downloads.map(({ folder }) => folder)]);
  const made = new Map([...unfinished.map((facts) => [facts.path, facts.bytes] as const), ...[...running.keys()].filter((key) => library.isKept({ path: key })).map((key) => [key, 0] as const)]);
  const runningAt = (key: string): Running | null => running.get(key) ?? null;
  return [
    ...packages.map((facts): ModelNode => ({ kind: "package", key: facts.path, facts, isDemo: library.isDemo(facts), isUsed: library.isUsed(facts), running: runningAt(facts.path) })),
    ...[...made].filter(([key]) => !there.has(key)).map(([key, bytes]): ModelNode => ({ kind: "making", key, bytes, running: runningAt(key) })),
    ...downloads.map((facts): ModelNode => ({ kind: "download", key: facts.folder, facts, running: runningAt(facts.folder) })),
  ];
}

/** Name of a line. */
export function labelOf(node: ModelNode): string {
  switch (node.kind) {
    case "package": return node.isDemo ? vscode.l10n.t("Demo model") : packageName(node.facts);
    case "download": return shortName(node.facts.job.repository);
    case "making": return node.running?.title ?? path.basename(node.key);
  }
}

/** What stands beside its name. */
export function descriptionOf(node: ModelNode): string {
  if (node.running !== null) return node.kind === "package" ? `${node.running.title} ${node.running.short}`.trimEnd() : node.running.short;
  switch (node.kind) {
    case "package": return [node.isUsed ? vscode.l10n.t("in use") : "", stateWord(node.facts), size(node.facts.bytes)].filter((part) => part !== "").join(" · ");
    case "download": {
      const { job, bytesThere, isRunning } = node.facts;
      if (isRunning) return vscode.l10n.t("another window downloads it");
      if (bytesThere >= job.bytes) return vscode.l10n.t("downloaded, {0}", size(job.bytes));
      return vscode.l10n.t("paused at {0} % of {1}", percent({ bytesDone: bytesThere, bytesInAll: job.bytes }), size(job.bytes));
    }
    case "making": return vscode.l10n.t("interrupted conversion, {0}", size(node.bytes));
  }
}

/** What a hover tells, a fact a line. */
export function tooltipOf(node: ModelNode): string {
  const { running } = node;
  return running === null ? factsOf(node) : [running.title, running.line, ...(node.kind === "making" ? [] : [factsOf(node)])].filter((line) => line !== "").join("\n");
}

function factsOf(node: ModelNode): string {
  switch (node.kind) {
    case "package": return packageFactsLines(node.facts, node.isDemo).join("\n");
    case "download": {
      const { job, folder } = node.facts;
      return [job.repository, vscode.l10n.t("From: {0}", job.hubUrl), vscode.l10n.t("Licence: {0}, accepted {1}", licenceWord(job.licence), job.acceptedAt.slice(0, 10)), vscode.l10n.t("Folder: {0}", folder)].join("\n");
    }
    case "making": return vscode.l10n.t("What is done is used when the same checkpoint is converted again, or can be deleted.");
  }
}

/** Which deeds the context menu offers. */
export function contextOf(node: ModelNode): string {
  if (node.running !== null) return `${node.kind}.running`;
  switch (node.kind) {
    case "package": return `package.${node.facts.state}${node.isDemo ? ".demo" : ""}${node.isUsed ? ".inUse" : ""}`;
    case "download": return node.facts.isRunning ? "download.elsewhere" : "download.paused";
    case "making": return "making.paused";
  }
}

export function iconOf(node: ModelNode): string {
  if (node.running !== null) return "loading~spin";
  if (node.kind !== "package") return "cloud-download";
  if (node.facts.state !== "ready") return "warning";
  return node.isUsed ? "check" : node.isDemo ? "beaker" : "package";
}

function stateWord({ state }: PackageFacts): string {
  switch (state) {
    case "ready": return "";
    case "older": return vscode.l10n.t("of an older RadDraft");
    case "newer": return vscode.l10n.t("of a newer RadDraft");
    case "damaged": return vscode.l10n.t("damaged");
  }
}

function packageFactsLines(facts: PackageFacts, isDemo: boolean): string[] {
  const { origin } = facts;
  return [
    facts.name,
    ...(facts.sentence === "" ? [] : [facts.sentence]),
    ...(facts.weights === "" ? [] : [vscode.l10n.t("Weights: {0}", facts.weights)]),
    ...(facts.memoryBytes === 0 ? [] : [vscode.l10n.t("Memory: about {0}", size(facts.memoryBytes))]),
    vscode.l10n.t("Licence: {0}", licenceWord(facts.licence)),
    ...(origin === null ? [] : [vscode.l10n.t("Made from: {0}", origin.kind === "hub" ? `${origin.job.hubUrl}/${origin.job.repository}` : origin.checkpoint)]),
    ...(isDemo ? [] : [vscode.l10n.t("Folder: {0}", facts.path)]),
  ];
}

function licenceWord(licence: string): string {
  return licence === "" ? vscode.l10n.t("not named; see where the model comes from") : licence;
}
