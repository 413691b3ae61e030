// A folder that appears whole or not at all: made as a sibling with a known name, renamed when it is complete. What was
// interrupted stays there, so that the next try can go on with it.

import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { ModelError } from "./errors.ts";

/** Ends the name of a folder in the making. */
export const PARTIAL_SUFFIX = ".raddraft-partial";
/** In it: the process that is making it, whose clock ticks in the file's time. */
export const LOCK_FILE = "making.lock";
/** How often the lock is touched, and when one that was not is nobody's; a busy disk may stop a process for some seconds. */
const TICK_MS = 5000;
const STALE_MS = 120_000;
/** An interrupted folder beside this one that nobody went on with for this long is removed: it may be gigabytes. */
const FORGOTTEN_MS = 30 * 24 * 3600 * 1000;

/** How a folder is made. */
export interface FolderMaking<T> {
  /** Its final place. */
  readonly out: string;
  /** File by which an older folder of the same kind is known; anything else at `out` is refused. */
  readonly marker: string;
  /** Writes into the folder in the making, which may hold what an interrupted try left. */
  readonly fill: (folder: string) => Promise<T>;
  /** True where what was written until this error is worth going on with. */
  readonly isWorthKeeping: (error: unknown) => boolean;
}

/**
 * Makes a folder; an older one of the same kind is replaced.
 * @throws ModelError `model/out-exists`, `model/out-busy`, `model/write-failed`, and what `fill` throws
 */
export async function makeFolderWhole<T>({ out, marker, fill, isWorthKeeping }: FolderMaking<T>): Promise<T> {
  const target = resolve(out);
  const partial = target + PARTIAL_SUFFIX;
  const replaces = await isThere(target);
  if (replaces && !(await isThere(join(target, marker)))) throw new ModelError("model/out-exists", {});
  const parentMade = await mkdir(dirname(target), { recursive: true }).catch((cause: unknown) => { throw asWriteError(cause); });
  const unlock = await lock(partial);
  try {
    await removeForgotten(dirname(target), partial);
    const result = await fill(partial);
    await unlock();
    await (replaces ? swap(partial, target) : rename(partial, target));
    return result;
  } catch (cause) {
    await unlock();
    const error = asWriteError(cause);
    if (!isWorthKeeping(error)) {
      await rm(partial, { recursive: true, force: true });
      if (parentMade !== undefined) await removeEmptyParents(dirname(target), parentMade);
    }
    throw error;
  }
}

/** Removes what an interrupted making of a folder left. @throws ModelError `model/out-busy` */
export async function discardPartial(out: string): Promise<void> {
  const partial = resolve(out) + PARTIAL_SUFFIX;
  if (!(await isThere(partial))) return;
  if (await isHeld(partial)) throw new ModelError("model/out-busy", {});
  await rm(partial, { recursive: true, force: true });
}

/** @returns what gives the folder free */
async function lock(partial: string): Promise<() => Promise<void>> {
  const path = join(partial, LOCK_FILE);
  try {
    await mkdir(partial, { recursive: true });
    if (await isHeld(partial)) throw new ModelError("model/out-busy", {});
    await rm(path, { force: true });
    const handle = await open(path, "wx").catch((cause: unknown) => { throw codeOf(cause) === "EEXIST" ? new ModelError("model/out-busy", {}) : cause; });
    await handle.writeFile(String(process.pid));
    await handle.close();
  } catch (cause) {
    throw asWriteError(cause);
  }
  const tick = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // Where the disk is gone, the next write says so.
  }, TICK_MS);
  tick.unref();
  return async () => {
    clearInterval(tick);
    await rm(path, { force: true });
  };
}

async function isHeld(partial: string): Promise<boolean> {
  const path = join(partial, LOCK_FILE);
  const touched = await stat(path).catch(() => null);
  if (touched === null || Date.now() - touched.mtimeMs > STALE_MS) return false;
  const pid = Number(await readFile(path, "utf8").catch(() => ""));
  return pid > 0 ? isAlive(pid) : true; // Just made: its number is not written yet.
}

async function removeForgotten(parent: string, own: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (!name.endsWith(PARTIAL_SUFFIX) || path === own) continue;
    const touched = await stat(path).catch(() => null);
    if (touched !== null && Date.now() - touched.mtimeMs > FORGOTTEN_MS && !(await isHeld(path))) await rm(path, { recursive: true, force: true });
  }
}

/** Takes back the parents that were made for this folder, up to `topmost`; one with content has another user by now. */
async function removeEmptyParents(parent: string, topmost: string): Promise<void> {
  const removed = await rmdir(parent).then(() => true, () => false);
  if (removed && parent !== topmost) await removeEmptyParents(dirname(parent), topmost);
}

/** The old folder steps aside first, because a rename does not replace a folder with content; it comes back on failure. */
async function swap(partial: string, target: string): Promise<void> {
  const aside = `${partial}-replaced`;
  await rm(aside, { recursive: true, force: true });
  await rename(target, aside);
  try {
    await rename(partial, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to ask means that it is there.
    return codeOf(error) === "EPERM";
  }
}

/** A link that leads nowhere is there, too. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Errors of the operating system carry a code such as ENOSPC, and paths that no sentence may show. */
function asWriteError(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  return new ModelError("model/write-failed", { why: String(error.code) }, error);
}
