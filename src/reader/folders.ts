// Walks folders: every file that may be an image, in a fixed order, once, within limits; what cannot be read is counted.

import { readdir, realpath, stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { compareNames } from "../dicom/index.ts";
import { mayBeDicom } from "./headers.ts";

/** Folders inside folders. An archive's patient/study/series trees have under ten levels. */
export const MAX_SCAN_DEPTH = 40;
/** Folders and files that one scan looks at; above it says so and ends. */
export const MAX_SCAN_FOLDERS = 100_000;
export const MAX_SCAN_FILES = 500_000;

/** So many entries of a folder are looked at before other requests have their turn. */
const ENTRIES_A_TURN = 2000;

/** Folders of programs and systems that hold no studies. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "$RECYCLE.BIN", "System Volume Information"]);

/** The files of one folder. */
export interface FolderFiles {
  /** Full paths, in a fixed order. */
  readonly paths: readonly string[];
}

/** What a walk has met so far. */
export interface Walked {
  folders: number;
  files: number;
  /** Folders that could not be listed. */
  unreadable: number;
  limit: "files" | "folders" | "depth" | null;
}

/**
 * Walks roots and the folders in them, depth first by name; each folder once, however many links lead to it. Hidden
 * folders and those of programs are left out, roots never.
 * @param walked is kept up to date for the caller
 */
export async function* walkFolders(roots: readonly string[], walked: Walked, signal: AbortSignal): AsyncGenerator<FolderFiles> {
  const seen = new Set<string>();
  const open = [...roots].reverse().map((path) => ({ path, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    signal.throwIfAborted();
    const real = await realpath(next.path).catch(() => null);
    if (real !== null && seen.has(real)) continue;
    const entries = real === null ? null : await entriesOf(next.path);
    if (real === null || entries === null) {
      walked.unreadable++;
      continue;
    }
    seen.add(real);
    if (++walked.folders > MAX_SCAN_FOLDERS) {
      walked.limit = "folders";
      return;
    }
    if (entries.folders.length > 0 && next.depth >= MAX_SCAN_DEPTH) walked.limit = "depth";
    else for (const name of entries.folders.reverse()) open.push({ path: join(next.path, name), depth: next.depth + 1 });
    const paths = entries.files.slice(0, MAX_SCAN_FILES - walked.files).map((name) => join(next.path, name));
    walked.files += paths.length;
    if (paths.length > 0) yield { paths };
    if (paths.length < entries.files.length) {
      walked.limit = "files";
      return;
    }
  }
}

/** Files of one folder that may be images, full paths in a fixed order; null where it cannot be listed. */
export async function filesOfFolder(folder: string): Promise<readonly string[] | null> {
  const entries = await entriesOf(folder);
  return entries === null ? null : entries.files.slice(0, MAX_SCAN_FILES).map((name) => join(folder, name));
}

async function entriesOf(folder: string): Promise<{ folders: string[]; files: string[] } | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (entries === null) return null;
  const folders: string[] = [];
  const files: string[] = [];
  for (const [i, entry] of entries.entries()) {
    if (i % ENTRIES_A_TURN === ENTRIES_A_TURN - 1) await turn();
    if (entry.name.startsWith(".")) continue;
    // Nothing is waited for where the listing tells: each wait costs more than all the rest of an entry.
    const kind = entry.isSymbolicLink() ? await kindOf(join(folder, entry.name)) : entry;
    if (kind === null) continue;
    if (kind.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(entry.name);
    // Neither pipes nor devices: opening a pipe may wait for ever.
    if (kind.isFile() && mayBeDicom(entry.name)) files.push(entry.name);
  }
  // Files in plain order: numbers in names by value take 60 ms for 25,000 of them, and a stack has its own order anyway.
  return { folders: folders.sort(compareNames), files: files.sort() };
}

/** What a link leads to; null where that is not there. */
async function kindOf(link: string): Promise<Pick<Stats, "isDirectory" | "isFile"> | null> {
  return await stat(link).catch(() => null);
}
