// A folder that appears whole or not at all: made as a temporary sibling, renamed when complete, removed on any failure.

import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { ModelError } from "./errors.ts";

/** Between the folder's name and the process that makes it, followed by something of this making alone. */
const MARK = ".raddraft-partial-";

/**
 * Makes a folder; an older one of the same kind is replaced.
 * @param out the folder's final place
 * @param marker file by which an older folder of the same kind is known; anything else at `out` is refused
 * @param fill writes into the temporary folder it is given
 * @throws ModelError `model/out-exists`, `model/write-failed`, and what `fill` throws
 */
export async function makeFolderWhole<T>(out: string, marker: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const target = resolve(out);
  const replaces = await isThere(target);
  if (replaces && !(await isThere(join(target, marker)))) throw new ModelError("model/out-exists", {});
  const partial = `${target}${MARK}${process.pid}-${randomUUID()}`;
  const parentMade = await mkdir(dirname(target), { recursive: true }).catch((cause: unknown) => { throw asWriteError(cause); });
  try {
    await removeAbandoned(target);
    await mkdir(partial);
    const result = await fill(partial);
    await (replaces ? swap(partial, target) : rename(partial, target));
    return result;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (parentMade !== undefined) await removeEmptyParents(dirname(target), parentMade);
    throw asWriteError(error);
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
  await rename(target, aside);
  try {
    await rename(partial, target);
  } catch (error) {
    await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** A process that was killed could not clean up after itself; its folder may be gigabytes. */
async function removeAbandoned(target: string): Promise<void> {
  const prefix = basename(target) + MARK;
  for (const name of await readdir(dirname(target))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : NaN;
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to ask means that it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A link that leads nowhere is there, too. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(() => true, () => false);
}

/** Errors of the operating system carry a code such as ENOSPC, and paths that no sentence may show. */
function asWriteError(error: unknown): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  return new ModelError("model/write-failed", { why: String(error.code) }, error);
}
