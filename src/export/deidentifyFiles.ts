// De-identified copies of one image or of all images of a folder: what is read, what is written, what is left out.

import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { DicomError, recogniseDicom } from "../dicom/index.ts";
import { deidentify, type Deidentified } from "./deidentify.ts";
import { ExportError } from "./errors.ts";
import type { DeidentifyProgress, DeidentifyRequest, DeidentifyResult, RetainOption } from "./protocol.ts";

/** A folder of a study has some thousand files; more than these is a mistake. */
const MAX_FILES = 100_000;
/** Larger files are no images that this reader opens. */
const MAX_FILE_BYTES = 2 ** 31 - 1;
const MAX_DEPTH = 16;

/**
 * Writes de-identified copies. Names of files may name patients: copies are named by number, a folder a series, behind those
 * that an earlier export left there.
 * @throws ExportError
 */
export async function deidentifyFiles({ from, to, retain }: DeidentifyRequest, onProgress: (event: DeidentifyProgress) => void, signal: AbortSignal): Promise<DeidentifyResult> {
  const secret = randomBytes(32).toString("hex");
  const isFolder = (await stat(from).catch((cause: unknown) => { throw new ExportError("export/image-unreadable", {}, cause); })).isDirectory();
  if (!isFolder) {
    const bytes = await readFile(from).catch((cause: unknown) => { throw new ExportError("export/image-unreadable", {}, cause); });
    const written = image(bytes, retain, secret);
    if (written === null) throw new ExportError("export/not-an-image");
    await write(to, written.bytes);
    return { nWritten: 1, nLeftOut: 0, nMayHaveBurnedIn: written.mayHaveBurnedIn ? 1 : 0 };
  }
  const files = await filesBelow(from, to);
  const series = new Map<string, number>();
  const nBefore = await seriesThere(to);
  const result = { nWritten: 0, nLeftOut: 0, nMayHaveBurnedIn: 0 };
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    onProgress({ done: index, of: files.length });
    const bytes = (await stat(file)).size > MAX_FILE_BYTES ? null : await readFile(file).catch(() => null);
    const found = bytes === null ? null : image(bytes, retain, secret);
    if (found === null) {
      result.nLeftOut += 1;
      continue;
    }
    const nSeries = series.get(found.seriesInstanceUid) ?? nBefore + series.size + 1;
    series.set(found.seriesInstanceUid, nSeries);
    const folder = path.join(to, seriesName(nSeries));
    result.nWritten += 1;
    result.nMayHaveBurnedIn += found.mayHaveBurnedIn ? 1 : 0;
    await mkdir(folder, { recursive: true }).catch(failedWrite);
    await write(path.join(folder, `image-${String(result.nWritten).padStart(5, "0")}.dcm`), found.bytes);
  }
  if (result.nWritten === 0) throw new ExportError("export/nothing-to-export");
  return result;
}

function seriesName(number: number): string {
  return `series-${String(number).padStart(3, "0")}`;
}

/** The highest number that a series has in a folder; 0 where none has. */
async function seriesThere(folder: string): Promise<number> {
  const names = await readdir(folder).catch((): string[] => []);
  return Math.max(0, ...names.map((name) => Number(/^series-(\d+)$/.exec(name)?.[1] ?? 0)));
}

/** Null for what is no image, and for what cannot be read as DICOM. */
function image(bytes: Uint8Array, retain: readonly RetainOption[], secret: string): Deidentified | null {
  if (!recogniseDicom(bytes)) return null;
  try {
    const found = deidentify(bytes, { retain, secret });
    return found.hasPixels ? found : null;
  } catch (error) {
    if (error instanceof DicomError) return null;
    throw error;
  }
}

/** Files below a folder in the order of their names; the target is not read again. */
async function filesBelow(folder: string, target: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => { throw new ExportError("export/image-unreadable", {}, cause); });
  const found: string[] = [];
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const place = path.join(folder, entry.name);
    if (path.resolve(place) === path.resolve(target) || found.length > MAX_FILES) continue;
    if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await filesBelow(place, target, depth + 1)));
    else if (entry.isFile()) found.push(place);
  }
  return found;
}

/** Beside its place first, so that no half image lies there. */
async function write(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    failedWrite(cause);
  }
}

function failedWrite(cause: unknown): never {
  const why = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "unknown";
  throw new ExportError("export/write-failed", { why }, cause);
}
