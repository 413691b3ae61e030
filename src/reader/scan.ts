// Looks through folders for series and tells of them while it goes; and finds the stack that one file belongs to.

import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { stacksOf } from "../dicom/index.ts";
import type { SeriesHeader, StackFile } from "../dicom/index.ts";
import { ReaderError } from "./errors.ts";
import { filesOfFolder, walkFolders } from "./folders.ts";
import type { Walked } from "./folders.ts";
import type { Headers } from "./headers.ts";
import type { FoundSeries, FoundStackOf, ScanEvent, ScanRequest, ScanResult } from "./protocol.ts";
import { SeriesIndex } from "./seriesIndex.ts";

/** Files that are read at the same time: enough for a network drive, few enough to leave the disk to a viewer. */
const READ_AT_ONCE = 8;
/** News are sent this often at most, milliseconds. */
const NEWS_MS = 250;
/** Most series of one message; a message of so many takes the host under a frame's time. */
const SERIES_A_MESSAGE = 200;

/**
 * Looks through folders. The first series is told at once, then what is new every quarter of a second, at the end every
 * series with its stacks. Between two files other requests have their turn.
 * @throws the signal's reason
 */
export async function scanFolders(request: ScanRequest, headers: Headers, event: (news: ScanEvent) => void, signal: AbortSignal): Promise<ScanResult> {
  const index = new SeriesIndex(request.showNames);
  const walked: Walked = { folders: 0, files: 0, unreadable: 0, limit: null };
  let [looked, dicom, toldAt, hasTold] = [0, 0, performance.now(), false];
  const tell = (series: readonly FoundSeries[]): void => {
    for (let from = 0; from === 0 || from < series.length; from += SERIES_A_MESSAGE) event({ looked, dicom, folders: walked.folders, series: series.slice(from, from + SERIES_A_MESSAGE) });
    toldAt = performance.now();
    hasTold = true;
  };
  for await (const { paths } of walkFolders(request.roots, walked, signal)) {
    for (let from = 0; from < paths.length; from += READ_AT_ONCE) {
      signal.throwIfAborted();
      const some = paths.slice(from, from + READ_AT_ONCE);
      const found = await Promise.all(some.map((path) => headerOrNull(headers, path)));
      looked += some.length;
      some.forEach((path, i) => {
        const header = found[i] ?? null;
        if (header !== null && index.add(path, header)) dicom++;
      });
      if (performance.now() - toldAt >= NEWS_MS || (!hasTold && index.size > 0)) tell(index.takeChanged());
    }
  }
  const batch: FoundSeries[] = [];
  for (const series of index.settled()) {
    batch.push(series);
    if (batch.length === SERIES_A_MESSAGE) tell(batch.splice(0));
    await turn();
    signal.throwIfAborted();
  }
  if (batch.length > 0) tell(batch);
  return { looked, dicom, folders: walked.folders, series: index.size, unreadable: walked.unreadable, limit: walked.limit };
}

/**
 * The images that are scrolled through when a file is opened: those of its series in its own folder that lie in one
 * stack with it; the frames of a file of several. A file that is no DICOM file is alone.
 * @throws ReaderError `reader/file-missing`, `reader/file-unreadable`; the signal's reason
 */
export async function stackOfFile(path: string, headers: Headers, signal: AbortSignal): Promise<FoundStackOf> {
  const own = await ownHeader(headers, path);
  if (own === null || own.SeriesInstanceUID === "" || own.NumberOfFrames > 1) return framesOf(path, own?.NumberOfFrames ?? 1);
  const files: StackFile[] = [];
  // Named as the caller does: the folder's listing may spell the same file in another way.
  const paths = ((await filesOfFolder(dirname(path))) ?? []).filter((each) => each !== path);
  for (let from = 0; from < paths.length; from += READ_AT_ONCE) {
    signal.throwIfAborted();
    const some = paths.slice(from, from + READ_AT_ONCE);
    const found = await Promise.all(some.map((each) => headerOrNull(headers, each)));
    some.forEach((each, i) => {
      const header = found[i] ?? null;
      if (header?.SeriesInstanceUID === own.SeriesInstanceUID && (own.SOPInstanceUID === "" || header.SOPInstanceUID !== own.SOPInstanceUID)) files.push({ path: each, header });
    });
  }
  const stack = stacksOf([...files, { path, header: own }]).find((each) => each.files.some((file) => file.path === path));
  if (stack === undefined) return framesOf(path, 1);
  const images = stack.files.map((file, i) => ({ path: file.path, frame: 0, positionMm: stack.positionsMm?.[i] ?? null }));
  return { images, index: images.findIndex((image) => image.path === path) };
}

function framesOf(path: string, frames: number): FoundStackOf {
  return { images: Array.from({ length: frames }, (_, frame) => ({ path, frame, positionMm: null })), index: 0 };
}

/** A file that cannot be read holds up no scan; who opens it is told why. */
async function headerOrNull(headers: Headers, path: string): Promise<SeriesHeader | null> {
  return await headers.read(path).catch(() => null);
}

async function ownHeader(headers: Headers, path: string): Promise<SeriesHeader | null> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new ReaderError("reader/file-missing", {}, cause);
  });
  if (!found.isFile()) throw new ReaderError(found.isDirectory() ? "reader/file-is-folder" : "reader/file-unreadable");
  return await headers.read(path).catch((cause: unknown) => {
    throw new ReaderError("reader/file-unreadable", {}, cause);
  });
}
