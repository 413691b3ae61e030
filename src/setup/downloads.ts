// Downloads that were begun: what a person agreed to stands beside the files, so that each can go on in another window or
// on another day, and one process at a time works on it.

import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { check } from "../formats/schema.ts";
import { claimFile, isClaim, isClaimed } from "../processes/index.ts";
import { download } from "./download.ts";
import type { DownloadRun } from "./download.ts";
import { SetupError } from "./errors.ts";
import { jobSchema } from "./protocol.ts";
import type { DownloadFacts, DownloadJob } from "./protocol.ts";

/** Makes a folder a download. */
const JOB_FILE = "raddraft-download.json";
const CLAIM_FILE = "raddraft-download.lock";
/** A job names some tens of files. */
const MAX_JOB_BYTES = 4 * 2 ** 20;

/**
 * Begins a download, or goes on with it.
 * @throws SetupError as `download`; `setup/download-running`
 */
export async function runDownload(job: DownloadJob, folder: string, run: DownloadRun): Promise<number> {
  return await alone(folder, async () => {
    await writeFile(join(folder, JOB_FILE), `${JSON.stringify(job, null, 1)}\n`).catch((cause: unknown) => { throw writeError(cause); });
    return await download(job, folder, run);
  });
}

/** Downloads in the folders `owner/name` of a folder; what is there of each is not compared. */
export async function listDownloads(downloads: string): Promise<DownloadFacts[]> {
  const facts: DownloadFacts[] = [];
  for (const owner of await namesIn(downloads)) {
    for (const name of await namesIn(join(downloads, owner))) {
      const folder = join(downloads, owner, name);
      const job = await readJob(folder);
      if (job !== null) facts.push({ folder, job, bytesThere: await bytesIn(folder, job), isRunning: await isClaimed(join(folder, CLAIM_FILE)) });
    }
  }
  return facts;
}

/**
 * Removes a download and all its files.
 * @throws SetupError `setup/download-missing`, `setup/download-running`, `setup/not-removed`
 */
export async function discardDownload(folder: string): Promise<void> {
  // Never a folder that is not one of ours.
  if ((await readJob(folder)) === null) throw new SetupError("setup/download-missing");
  await alone(folder, async () => {
    await rm(folder, { recursive: true, force: true }).catch((cause: unknown) => { throw new SetupError("setup/not-removed", { why: codeOf(cause) }, cause); });
  });
  await rmdir(dirname(folder)).catch(() => undefined); // The owner's folder, where it holds no other.
}

async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => { throw writeError(cause); });
  const claimed = await claimFile(join(folder, CLAIM_FILE), "").catch((cause: unknown) => { throw writeError(cause); });
  if (!isClaim(claimed)) throw new SetupError("setup/download-running");
  const release = (): void => { claimed.release(); };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener("exit", release);
  }
}

async function readJob(folder: string): Promise<DownloadJob | null> {
  const file = join(folder, JOB_FILE);
  const size = await stat(file).then((found) => found.size, () => Infinity);
  if (size > MAX_JOB_BYTES) return null;
  try {
    const checked = check(jobSchema, JSON.parse(await readFile(file, "utf8")));
    return checked.ok ? checked.value : null;
  } catch {
    return null; // Damaged: what it began is begun anew.
  }
}

async function bytesIn(folder: string, { parts, bytes }: DownloadJob): Promise<number> {
  let there = 0;
  for (const into of new Set(parts.map((part) => part.into))) {
    const wanted = parts.filter((part) => part.into === into).flatMap((part) => part.files);
    for (const name of await namesIn(join(folder, into))) {
      const isOurs = wanted.some((file) => name === file || (name.startsWith(`${file}.`) && name.endsWith(".part")));
      if (isOurs) there += await stat(join(folder, into, name)).then(({ size }) => size, () => 0);
    }
  }
  return Math.min(bytes, there);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function writeError(cause: unknown): SetupError {
  return new SetupError("setup/write-failed", { why: codeOf(cause) }, cause);
}

/** Code of the operating system, such as ENOSPC. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
