// The cache of fetched studies: a folder for each, what is known of it beside its objects, and room made by removing those
// that were not used for longest. Names of folders and files are numbers and hashes: they name nobody.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { check } from "../formats/index.ts";
import { array, integer, literal, maxLength, minValue, number, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";
import { ArchiveError } from "./errors.ts";
import type { CacheUsage } from "./protocol.ts";

/** What is kept beside the objects of a study. Hidden, so that no scan looks at it. */
const FACTS_FILE = ".study.json";
/** Errors of the disk; others are those of the connection that is being written from. */
const DISK_ERRORS: readonly string[] = ["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EEXIST", "EISDIR", "EMFILE", "ENAMETOOLONG", "EIO"];
const NAME = /^study-[0-9a-f]{16}$/;

const factsSchema = strictObject({
  version: literal(1),
  /** Series of which all is there, by hashes of their UIDs. */
  complete: pipe(array(pipe(string(), maxLength(64))), maxLength(10_000)),
  images: pipe(number(), integer(), minValue(0)),
  bytes: pipe(number(), integer(), minValue(0)),
});

export type CachedFacts = ShapeOf<typeof factsSchema>;

/** A hash that names a study or series in the cache, and cannot be turned back into it by looking. */
export function cacheName(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** Folder of a study of an archive. */
export function studyFolder(cache: string, address: string, study: string): string {
  return join(cache, `study-${cacheName(address, study)}`);
}

/** What is known of a study; nothing of one that is new or whose facts are unreadable: it is fetched once more. */
export async function readFacts(folder: string): Promise<CachedFacts> {
  const text = await readFile(join(folder, FACTS_FILE), "utf8").catch(() => "");
  const facts = check(factsSchema, parsed(text));
  return facts.ok ? facts.value : { version: 1, complete: [], images: 0, bytes: 0 };
}

/** @throws ArchiveError `archive/no-space`, `archive/cache-unwritable` */
export async function writeFacts(folder: string, facts: CachedFacts): Promise<void> {
  await written(async () => {
    const file = join(folder, FACTS_FILE);
    await writeFile(`${file}.part`, JSON.stringify(facts));
    await rename(`${file}.part`, file);
  });
}

/** Makes the folder of a study, and counts it as used now. @throws ArchiveError as `writeFacts` */
export async function useFolder(folder: string): Promise<void> {
  await written(() => mkdir(folder, { recursive: true, mode: 0o700 }));
  const now = new Date();
  await utimes(folder, now, now).catch(() => undefined);
}

/** Turns errors of the disk into ours. */
export async function written<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
    if (code === "ENOSPC" || code === "EDQUOT") throw new ArchiveError("archive/no-space", {}, error);
    if (DISK_ERRORS.includes(code)) throw new ArchiveError("archive/cache-unwritable", { why: code }, error);
    throw error;
  }
}

interface CachedStudy {
  readonly folder: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** What the cache holds, by the files that lie in it. */
export async function usageOf(cache: string): Promise<CacheUsage> {
  const studies = await studiesIn(cache);
  return { studies: studies.length, bytes: bytesOf(studies) };
}

/**
 * Removes other studies, those not used for longest first, until there is room for one, or only those are left that stay.
 * @param own folder of the one, and the bytes that it needs
 * @param keep folders that stay
 * @returns bytes of the others that are in the cache then
 */
export async function makeRoom(cache: string, limitBytes: number, own: { readonly folder: string; readonly bytes: number }, keep: readonly string[]): Promise<number> {
  const others = [...(await studiesIn(cache))].filter(({ folder }) => folder !== own.folder).sort((one, other) => one.usedMs - other.usedMs);
  let bytes = bytesOf(others);
  for (const { folder, bytes: freed } of others) {
    if (bytes + own.bytes <= limitBytes) break;
    if (keep.includes(folder)) continue;
    await rm(folder, { recursive: true, force: true });
    bytes -= freed;
  }
  return bytes;
}

/** Removes all studies but those that stay. @returns what was removed */
export async function forgetStudies(cache: string, keep: readonly string[]): Promise<CacheUsage> {
  const removed: CachedStudy[] = [];
  for (const study of await studiesIn(cache)) {
    if (keep.includes(study.folder)) continue;
    await written(() => rm(study.folder, { recursive: true, force: true }));
    removed.push(study);
  }
  return { studies: removed.length, bytes: bytesOf(removed) };
}

async function studiesIn(cache: string): Promise<readonly CachedStudy[]> {
  const entries = await readdir(cache, { withFileTypes: true }).catch(() => []);
  const found: CachedStudy[] = [];
  for (const entry of entries) {
    // Only what was made here is counted or ever removed.
    if (!entry.isDirectory() || !NAME.test(entry.name)) continue;
    const folder = join(cache, entry.name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: 0 }));
    found.push({ folder, bytes: await bytesUnder(folder), usedMs: mtimeMs });
  }
  return found;
}

async function bytesUnder(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesUnder(path);
    else if (entry.isFile()) bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}

function bytesOf(studies: readonly CachedStudy[]): number {
  return studies.reduce((sum, { bytes }) => sum + bytes, 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
