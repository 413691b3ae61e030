// Which Node runs the child processes: plain Node before the editor's own executable, because Electron's allocator
// refuses single blocks near 2 GiB (DESIGN 5) and a large model needs them.

import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { processError } from "./errors.ts";

/** Oldest Node the children run on. */
const MIN_MAJOR = 20;
/** A program that does not tell its version by then is not asked again, milliseconds. */
const VERSION_TIMEOUT_MS = 5000;

/**
 * Finds the executable for child processes: the one asked for, else this process's own where it is plain Node, else
 * `node` on PATH, else this process's own (an Electron run as Node).
 * @param preferred path of a Node executable, or null
 * @throws ProcessError `process/node-missing` when the preferred one is no Node of at least version 20
 */
export async function findNodeExecutable(preferred: string | null): Promise<string> {
  if (preferred !== null) {
    if (await isRecentNode(preferred)) return preferred;
    throw processError("process/node-missing", "The one named in the settings does not run or is older.");
  }
  if (process.versions["electron"] === undefined) return process.execPath;
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, name);
    if (path.isAbsolute(folder) && (await isExecutable(candidate)) && (await isRecentNode(candidate))) return candidate;
  }
  return process.execPath;
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(() => true, () => false);
}

async function isRecentNode(file: string): Promise<boolean> {
  const version = await new Promise<string>((resolve) => {
    execFile(file, ["--version"], { timeout: VERSION_TIMEOUT_MS }, (error, stdout) => { resolve(error === null ? stdout : ""); });
  });
  const major = /^v(\d+)\./.exec(version.trim())?.[1];
  return major !== undefined && Number(major) >= MIN_MAJOR;
}
