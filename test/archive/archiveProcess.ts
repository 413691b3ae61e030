// The real archive process, bundled once for a test file, and studies made up for a server.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { createArchive, type Archive } from "../../src/client/index.ts";
import type { ArchiveQuery, Connection } from "../../src/archive/protocol.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import type { ServedStudy } from "../doubles/archiveServer.ts";

const root = path.join(import.meta.dirname, "..", "..");

export interface ArchiveBench {
  readonly archive: Archive;
  /** For caches of the test. */
  readonly folder: string;
  /** Lines that the process printed. */
  readonly lines: string[];
  remove(): void;
}

export async function archiveBench(): Promise<ArchiveBench> {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".cache", "archive-"));
  const script = path.join(folder, "archive.cjs");
  await build({ entryPoints: [path.join(root, "src", "archive", "main.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20", logLevel: "error" });
  const lines: string[] = [];
  const archive = createArchive({ script, nodeExecutable: null, log: (line) => { lines.push(line); } });
  return { archive, folder, lines, remove: () => { archive.dispose(); rmSync(folder, { recursive: true, force: true }); } };
}

/** A connection without a name or token; nothing here takes a second. */
export function connectionTo(address: string, more: Partial<Connection> = {}): Connection {
  return { address, authorization: { kind: "none" }, certificates: null, timeoutMs: 5000, ...more };
}

export const ANY: ArchiveQuery = { PatientName: "", PatientID: "", AccessionNumber: "", StudyDescription: "", modality: "", from: "", to: "" };

export interface MadeStudy {
  readonly number: number;
  readonly patient?: string;
  readonly patientId?: string;
  readonly date?: string;
  readonly modality?: string;
  readonly images?: number;
  /** Of each object, about. */
  readonly bytes?: number;
}

/** A study of one series of small slices. */
export function madeStudy({ number, patient = "Secret^Name", patientId = "ID-77", date = "20240102", modality = "CT", images = 3, bytes = 2000 }: MadeStudy): ServedStudy {
  const uid = `1.2.3.${String(number)}`;
  const series = `${uid}.1`;
  const objects = Array.from({ length: images }, (_, i) =>
    sliceFile({ patient, patientId, study: uid, studyDate: date, series, seriesNumber: 1, modality, instance: `${series}.${String(i + 1)}`, number: i + 1, position: [0, 0, i], orientation: [1, 0, 0, 0, 1, 0], size: [4, 4], privateBytes: bytes }));
  const attributes = {
    "00080020": [date], "00080050": [`ACC${String(number)}`], "00080061": [modality], "00081030": [`Examination ${String(number)}`],
    "00100010": [{ Alphabetic: patient }], "00100020": [patientId], "00201206": [1], "00201208": [images],
  };
  return { uid, attributes, series: [{ uid: series, modality, number: 1, objects }] };
}
