// The process that reads broken files: one line before and one after each run, so that its parent sees where it hangs or
// dies. Arguments: seed, first run, number of runs, folder of whole files (or "").

import { writeSync } from "node:fs";

import { DicomError, displayFrame, documentOf, modalityRange, openDicom, overlaysOf, pdfInside, readSeriesHeader, shownTags, tagTree } from "../../src/dicom/index.ts";
import type { TagNode } from "../../src/dicom/index.ts";
import { inputsOf } from "./dicomInputs.ts";

const [seed = 1, first = 0, nRuns = 0] = process.argv.slice(2, 5).map(Number);
const inputOf = inputsOf(seed, process.argv[5] === "" ? null : (process.argv[5] ?? null));
/** Attributes of a tree that are looked at. */
const MAX_NODES = 20_000;

const LIMITS = { items: 5000, levels: 24, itemCharacters: 100_000, allCharacters: 1_000_000 };

for (let run = first; run < nRuns; run++) {
  const bytes = inputOf(run);
  say(`begin ${run}`);
  const before = process.cpuUsage();
  const failure = failureOf(bytes);
  const { user, system } = process.cpuUsage(before);
  say(`end ${run} ${process.resourceUsage().maxRSS} ${Math.round((user + system) / 1000)} ${failure ?? ""}`);
}
say("done");

function failureOf(bytes: Uint8Array): string | null {
  for (const [what, act] of [["image", readImage], ["tags", readTags], ["document", readDocument], ["pdf", pdfInside], ["header", (all: Uint8Array) => readSeriesHeader(all, true)]] as const) {
    try {
      act(bytes);
    } catch (error) {
      if (!(error instanceof DicomError)) return `${what}: ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" | ") : String(error)}`;
    }
  }
  return null;
}

function readImage(bytes: Uint8Array): void {
  const image = openDicom(bytes);
  shownTags(image);
  overlaysOf(image, 0);
  const last = image.description.NumberOfFrames - 1;
  modalityRange(image, 0);
  displayFrame(image, { frame: last, window: image.windows[0]?.window ?? null, isInverted: false });
}

function readTags(bytes: Uint8Array): void {
  let nLeft = MAX_NODES;
  const visit = (nodes: readonly TagNode[]): void => {
    for (const node of nodes) {
      if (nLeft-- <= 0) return;
      for (let index = 0; index < node.nItems && nLeft > 0; index++) visit(node.item(index));
    }
  };
  visit(tagTree(bytes).nodes);
}

function readDocument(bytes: Uint8Array): void {
  const { items } = documentOf(bytes, true, LIMITS);
  if (items.length > LIMITS.items || items.some(({ level, value }) => level > LIMITS.levels || value.length > LIMITS.itemCharacters)) throw new Error("beyond the limits");
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
