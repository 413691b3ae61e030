// How long a scan of 25,000 files takes, and what it leaves to others meanwhile: a part of `npm run bench:viewer`.
// Makes the files in .cache/, the same each time, and removes them. Runs the reader as it is built in dist/.

import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Drafting } from "../src/client/index.ts";
import type { ScanResult } from "../src/reader/protocol.ts";
import { LoopWatch } from "./eventLoop.ts";
import type { LoopFigures } from "./eventLoop.ts";
import { sliceFile } from "../test/dicom/sliceFile.ts";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, ".cache", "bench-scan");
const N_FILES = 25_000;
const SERIES_A_STUDY = 5;
/** Slices of a series, each series in a folder: as a hospital exports, and the worst case, all in one. */
const ARRANGEMENTS: Readonly<Record<string, number>> = { "series of 100": 100, "one folder, one series": Infinity };
/** 64 x 64 pixels of 8 bits; the pixels are not read, so their number matters to the disk of the bench alone. */
const SIZE = [64, 64] as const;
/** Private attributes of a scanner, bytes. */
const PRIVATE_BYTES = 3000;
/** How often a viewer asks, milliseconds. */
const FRAME_EVERY_MS = 20;

interface Figures extends LoopFigures {
  readonly result: ScanResult;
  readonly firstMs: number;
  readonly allMs: number;
  readonly frameMs: readonly number[];
}

async function makeFiles(nFiles: number, slicesASeries: number): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (let file = 0; file < nFiles; file++) {
    const number = file % slicesASeries;
    const series = Math.floor(file / slicesASeries);
    const study = Math.floor(series / SERIES_A_STUDY);
    const at = path.join(folder, `P${String(study)}`, `S${String(series)}`);
    if (number === 0) await mkdir(at, { recursive: true });
    await writeFile(path.join(at, `IM${String(number + 1)}`), sliceFile({
      patient: `Bench^${String(study)}`, patientId: String(study), study: `1.2.826.${String(study)}`, studyDate: "20240101", studyDescription: "Bench", series: `1.2.826.${String(study)}.${String(series)}`,
      seriesNumber: series, seriesDescription: `Series ${String(series)}`, modality: "CT", instance: `1.2.826.${String(study)}.${String(series)}.${String(number)}`, number: number + 1,
      position: [0, 0, -number], orientation: [1, 0, 0, 0, 1, 0], size: SIZE, privateBytes: PRIVATE_BYTES,
    }));
  }
}

/** A scan with a viewer that asks for a frame every now and then. */
async function measure(drafting: Drafting): Promise<Figures> {
  const opened = await drafting.open(path.join(root, "samples", "ct_small", "CT_small.dcm"));
  const frameMs: number[] = [];
  let [firstMs, isOver] = [0, false];
  const loop = new LoopWatch();
  const view = async (): Promise<void> => {
    while (!isOver) {
      const before = performance.now();
      await drafting.frame(opened.fileId, 0, null);
      frameMs.push(performance.now() - before);
      await new Promise((resolve) => setTimeout(resolve, FRAME_EVERY_MS));
    }
  };
  const startMs = performance.now();
  const viewing = view();
  const result = await drafting.scan({ roots: [folder], showNames: false }, (event) => { if (event.series.length > 0 && firstMs === 0) firstMs = performance.now() - startMs; });
  const allMs = performance.now() - startMs;
  isOver = true;
  await viewing;
  loop.stop();
  return { result, firstMs, allMs, ...loop.take(), frameMs: frameMs.sort((one, other) => one - other) };
}

function print(what: string, { result, firstMs, allMs, blockMs, workMs, frameMs }: Figures): void {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  console.log(`${what}: ${String(result.dicom)} files, ${String(result.series)} series`);
  console.log(`  first series after ${seconds(firstMs)}, all after ${seconds(allMs)} (${String(Math.round(result.dicom / (allMs / 1000)))} files/s)`);
  console.log(`  longest block of the parent's event loop ${blockMs.toFixed(1)} ms (at most ${workMs.toFixed(1)} ms of it work)`);
  console.log(`  ${String(frameMs.length)} frames read meanwhile: median ${(frameMs[frameMs.length >> 1] ?? 0).toFixed(1)} ms, longest ${(frameMs.at(-1) ?? 0).toFixed(1)} ms`);
}

/**
 * Scans made-up folders and prints the figures.
 * @returns the longest own work of this process in one go, milliseconds
 */
export async function benchScan(drafting: Drafting, nFiles = N_FILES): Promise<number> {
  let workMs = 0;
  try {
    for (const [arrangement, slicesASeries] of Object.entries(ARRANGEMENTS)) {
      console.log(`\nFolder of ${String(nFiles)} files, ${arrangement}`);
      await makeFiles(nFiles, slicesASeries);
      for (const what of ["first scan", "again, headers known"]) {
        const figures = await measure(drafting);
        workMs = Math.max(workMs, figures.workMs);
        print(what, figures);
      }
      const startMs = performance.now();
      const stack = await drafting.stackOf(path.join(folder, "P0", "S0", "IM1"));
      console.log(`  stack of one file: ${String(stack.images.length)} images in ${String(Math.round(performance.now() - startMs))} ms`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return workMs;
}
