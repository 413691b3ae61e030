// The Studies view on the samples: it lists them, opens them, and hides what it should.

import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { StudiesTree } from "../../src/extension/studiesTree.ts";
import type { StudiesNode } from "../../src/extension/studiesModel.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import { access, closeAll, sample } from "./workbench.ts";

/** Longest wait for a change of a folder to be seen. */
const LIMIT_MS = 30_000;

/** The tree as lines, two spaces a level. */
function lines(studies: StudiesTree, nodes: readonly StudiesNode[] = studies.getChildren(), level = 0): string[] {
  return nodes.flatMap((node) => [`${"  ".repeat(level)}${node.label} | ${node.description}`, ...lines(studies, studies.getChildren(node), level + 1)]);
}

function series(studies: StudiesTree, label: string, nodes: readonly StudiesNode[] = studies.getChildren()): StudiesNode | undefined {
  return nodes.find((node) => node.kind === "series" && node.label === label) ?? nodes.map((node) => series(studies, label, studies.getChildren(node))).find((node) => node !== undefined);
}

describe("the Studies view", () => {
  let studies: StudiesTree;
  before(async () => {
    ({ studies } = await access());
    await vscode.commands.executeCommand("raddraft.studies.focus");
    await studies.refresh();
  });
  afterEach(closeAll);

  it("lists the samples by patient, study and series, without names", () => {
    const shown = lines(studies);
    for (const line of ["Phantom | 2 studies", "  CT phantom | CT · 1 series", "    CT phantom | CT · 24 images", "  Chest phantom | CR · 1 series", "Patient 1 | 1 study"]) assert.ok(shown.includes(line), `${line} is not in\n${shown.join("\n")}`);
    assert.doesNotMatch(shown.join("\n"), /CompressedSamples/);
    assert.equal(studies.message, "");
  });

  it("opens the first image of a series in the editor", async () => {
    const { editor } = await access();
    const node = series(studies, "CT phantom");
    assert.ok(node);
    const { command } = studies.getTreeItem(node);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments as unknown[]));
    const document = editor.documentOf(sample("phantom_ct", "phantom_ct_24.dcm"));
    assert.ok(document, "the lowest slice is the first along the normal");
    await document.whenOpened();
    assert.equal(document.file.kind, "open");
  });

  it("shows names and dates when asked, and hides them again", async () => {
    await vscode.commands.executeCommand("raddraft.togglePatientNames");
    assert.match(lines(studies).join("\n"), /CompressedSamples, CT1[^]*2004-01-19/);
    await vscode.commands.executeCommand("raddraft.togglePatientNames");
    assert.doesNotMatch(lines(studies).join("\n"), /CompressedSamples|2004-01-19/);
  });

  it("shows names as long as the setting hides none", async () => {
    const set = (value: boolean | undefined): Thenable<void> => vscode.workspace.getConfiguration().update("raddraft.hidePatientData", value, vscode.ConfigurationTarget.Global);
    const areShown = (): boolean => lines(studies).some((line) => line.includes("CompressedSamples"));
    try {
      await set(false);
      await untilTree(studies, areShown);
    } finally {
      await set(undefined);
    }
    await untilTree(studies, () => !areShown());
  });

  it("keeps what it shows while it looks again, and can be stopped", async () => {
    const before = lines(studies);
    const ending = vscode.commands.executeCommand("raddraft.refreshStudies");
    assert.deepEqual(lines(studies), before);
    await vscode.commands.executeCommand("raddraft.stopScan");
    await ending;
    assert.deepEqual(lines(studies), before);
    await studies.refresh();
  });

  it("gives the stack of a slice in its order", async () => {
    const { service } = await access();
    const stack = await service.drafting.stackOf(sample("phantom_ct", "phantom_ct_03.dcm").fsPath);
    assert.deepEqual([stack.images.length, stack.index, path.basename(stack.images[0]?.path ?? "")], [24, 21, "phantom_ct_24.dcm"]);
  });

  it("sees a file that comes and goes", async () => {
    const added = sample("added_by_a_test").fsPath;
    const isListed = (): boolean => lines(studies).some((line) => line.includes("Added by a test"));
    try {
      await writeFile(added, sliceFile({ patientId: "T1", study: "1.2.826.1", series: "1.2.826.1.1", instance: "1.2.826.1.1.1", modality: "OT", seriesDescription: "Added by a test" }));
      await untilTree(studies, isListed);
    } finally {
      await rm(added, { force: true });
    }
    await untilTree(studies, () => !isListed());
  });
});

/** Resolves once the tree is as it should be; looks again at each change of it. */
async function untilTree(studies: StudiesTree, isSo: () => boolean): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      listening.dispose();
      settle();
    };
    const timer = setTimeout(() => { end(() => { reject(new Error("the tree did not change")); }); }, LIMIT_MS);
    const look = (): void => { if (isSo()) end(resolve); };
    const listening = studies.onDidChangeTreeData(look);
    look();
  });
}
