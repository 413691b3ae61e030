// The files of a repository into a folder: goes on where it was cut, checks each hash, and puts a file in its place only when it is whole.

import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { SetupError } from "./errors.ts";
import { bytesOf, filesOf, HubNotNow } from "./hub.ts";
import type { HubFile, HubPlace } from "./hub.ts";
import type { DownloadProgress } from "./protocol.ts";

/** How a download runs, beside what is downloaded. */
export interface DownloadRun {
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal;
  /** Free bytes where a folder lies. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** Tries in a row that bring no byte before a download gives up; it can be started again. */
const MAX_IDLE_TRIES = 5;
/** Waits between tries double from the first to the last; a hub that asks for more is told "later" to the person. */
const [FIRST_WAIT_MS, LAST_WAIT_MS] = [250, 60_000];
/** Left free on the disk beside the download, so that the editor can still save a report. */
const SPARE_BYTES = 512 * 2 ** 20;
/** What a conversion reads, and the licence; pickled weights and pictures stay where they are. */
const WANTED = /(?:\.(?:json|safetensors|txt|jinja)|(?:^|\/)LICEN[CS]E[^/]*)$/u;

/**
 * Downloads a checkpoint. A file that is there and right is left alone; a part of one is continued.
 * @returns bytes of all its files
 * @throws SetupError any of its codes but `setup/folder-missing`
 */
export async function download(place: HubPlace, folder: string, run: DownloadRun): Promise<number> {
  const files = (await filesOf(place, run.signal)).filter(({ path }) => WANTED.test(path));
  if (files.length === 0) throw new SetupError("setup/hub-answer");
  const bytesInAll = files.reduce((sum, { bytes }) => sum + bytes, 0);
  await written(mkdir(folder, { recursive: true }));
  await checkSpace(files, folder, run);
  let bytesBefore = 0;
  for (const file of files) {
    const report = (bytes: number): void => { run.onProgress({ file: file.path, bytesDone: bytesBefore + bytes, bytesInAll }); };
    await downloadFile(place, file, folder, { report, signal: run.signal });
    bytesBefore += file.bytes;
    report(0);
  }
  return bytesInAll;
}

/** Free bytes of the disk that holds a folder, for one who is not its administrator. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function checkSpace(files: readonly HubFile[], folder: string, run: DownloadRun): Promise<void> {
  let neededBytes = SPARE_BYTES;
  for (const file of files) {
    const target = join(folder, file.path);
    if (await sizeOf(target) !== file.bytes) neededBytes += Math.max(0, file.bytes - (await sizeOf(partOf(target, file)) ?? 0));
  }
  const freeBytes = await run.freeBytes(folder);
  if (neededBytes > freeBytes && neededBytes > SPARE_BYTES) throw new SetupError("setup/no-space", { neededBytes, freeBytes });
}

interface FileRun { readonly report: (bytes: number) => void; readonly signal: AbortSignal }

async function downloadFile(place: HubPlace, file: HubFile, folder: string, run: FileRun): Promise<void> {
  const target = join(folder, file.path);
  if (await sizeOf(target) === file.bytes && await hashOf(target, file, run.signal) === file.hash.hex) return;
  await written(mkdir(dirname(target), { recursive: true }));
  const part = partOf(target, file);
  for (let idleTries = 0; ;) {
    const before = await sizeOf(part) ?? 0;
    if (before >= file.bytes && before > 0) break;
    const failed = await receive(place, file, part, before, run).then(() => null, (error: unknown) => error);
    run.signal.throwIfAborted();
    if (failed === null && (await sizeOf(part) ?? 0) >= file.bytes) break;
    if (failed instanceof SetupError) throw failed;
    idleTries = (await sizeOf(part) ?? 0) > before ? 0 : idleTries + 1;
    await waitBeforeRetry(failed, idleTries, run.signal);
  }
  if (await sizeOf(part) !== file.bytes || await hashOf(part, file, run.signal) !== file.hash.hex) {
    await rm(part, { force: true });
    throw new SetupError("setup/hash-mismatch");
  }
  await written(rename(part, target));
}

/** One answer of the hub appended to the part; ends early when the connection does. */
async function receive(place: HubPlace, file: HubFile, part: string, before: number, run: FileRun): Promise<void> {
  const { from, chunks } = await bytesOf(place, file, before, run.signal);
  const out = await written(open(part, from === 0 ? "w" : "a"));
  try {
    let bytes = from;
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      // More than announced would fill the disk for a file that cannot be right.
      if (bytes > file.bytes) { await out.truncate(0); throw new SetupError("setup/hash-mismatch"); }
      await written(out.appendFile(chunk));
      run.report(bytes);
    }
  } finally {
    await out.close();
  }
}

async function waitBeforeRetry(failed: unknown, idleTries: number, signal: AbortSignal): Promise<void> {
  const notNow = failed instanceof HubNotNow ? failed : null;
  const waitMs = notNow?.retryAfterMs ?? Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** idleTries);
  if (idleTries >= MAX_IDLE_TRIES || waitMs > LAST_WAIT_MS) throw new SetupError(notNow?.status === 429 ? "setup/hub-busy" : "setup/hub-unreachable", {}, failed);
  await wait(waitMs, undefined, { signal });
}

/** Named by the hash, so that a part of another revision is never continued with this one's bytes. */
function partOf(target: string, file: HubFile): string {
  return `${target}.${file.hash.hex.slice(0, 16)}.part`;
}

async function hashOf(path: string, file: HubFile, signal: AbortSignal): Promise<string> {
  const hash: Hash = createHash(file.hash.kind === "sha256" ? "sha256" : "sha1");
  if (file.hash.kind === "gitBlob") hash.update(`blob ${file.bytes}\0`);
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { signal });
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(({ size }) => size, () => null);
}

/** Errors of the operating system carry a code such as ENOSPC, and paths that no sentence may show. */
async function written<T>(deed: Promise<T>): Promise<T> {
  return deed.catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new SetupError("setup/write-failed", { why }, cause);
  });
}
