// The files of a model into a folder: goes on where it was cut, checks each hash, and puts a file in its place only when it is whole.

import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

import { SetupError } from "./errors.ts";
import { bytesOf, filesOf } from "./hub.ts";
import type { HubFile, HubPlace } from "./hub.ts";
import { waitBeforeRetry } from "./patience.ts";
import type { DownloadJob, DownloadProgress } from "./protocol.ts";

/** How a download runs, beside what is downloaded. */
export interface DownloadRun {
  /** Access token of the hub, or null. */
  readonly token: string | null;
  readonly onProgress: (progress: DownloadProgress) => void;
  readonly signal: AbortSignal;
  /** Free bytes where a folder lies, or will lie. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** Left free on the disk beside download and package, so that the editor can still save a report. */
export const SPARE_BYTES = 512 * 2 ** 20;

/** Read at once from files that are compared. */
const READ_BYTES = 2 ** 20;

/** A file on its way: from where, and to where inside the download. */
interface Wanted {
  readonly place: HubPlace;
  readonly file: HubFile;
  readonly target: string;
}

/**
 * Downloads a model. A file that is there and right is left alone; a part of one is continued.
 * @returns bytes of all its files
 * @throws SetupError any of its codes but `setup/folder-missing`
 */
export async function download(job: DownloadJob, folder: string, run: DownloadRun): Promise<number> {
  const wanted = await wantedFiles(job, folder, run);
  const bytesInAll = sum(wanted.map(({ file }) => file.bytes));
  await written(mkdir(folder, { recursive: true }));
  await checkSpace(wanted, folder, job.packageBytes, run);
  let bytesBefore = 0;
  for (const each of wanted) {
    const report = (bytes: number, isChecking: boolean): void => {
      run.onProgress({ file: each.file.path, bytesDone: bytesBefore + bytes, bytesInAll, isChecking });
    };
    await downloadFile(each, { report, signal: run.signal });
    bytesBefore += each.file.bytes;
    report(0, false);
  }
  return bytesInAll;
}

/**
 * Bytes of files that an earlier download left in a folder, whole or in part; they are not compared.
 * @param parts files by the folder inside the download that gets them
 */
export async function bytesThere(folder: string, parts: readonly { readonly into: string; readonly files: readonly HubFile[] }[]): Promise<number> {
  const targets = parts.flatMap(({ into, files }) => files.map((file) => ({ file, target: join(folder, into, file.path) })));
  return sum(await Promise.all(targets.map(thereOf)));
}

/** Free bytes of the disk that holds a folder, or will hold it, for one who is not its administrator. */
export async function freeBytesOf(folder: string): Promise<number> {
  const disk = await statfs(folder).catch((error: unknown) => {
    if (dirname(folder) === folder) throw error;
    return null;
  });
  return disk === null ? freeBytesOf(dirname(folder)) : disk.bavail * disk.bsize;
}

/** Small files first: what is wrong with the model shows before its weights are loaded. */
async function wantedFiles({ hubUrl, parts }: DownloadJob, folder: string, { token, signal }: DownloadRun): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  for (const { repository, revision, into, files } of parts) {
    const place = { hubUrl, repository, revision, token };
    const listed = new Map((await filesOf(place, signal)).map((file) => [file.path, file]));
    for (const path of files) {
      const file = listed.get(path);
      if (file === undefined) throw new SetupError("setup/hub-answer");
      wanted.push({ place, file, target: join(folder, into, path) });
    }
  }
  return wanted.sort((a, b) => a.file.bytes - b.file.bytes);
}

async function checkSpace(wanted: readonly Wanted[], folder: string, packageBytes: number, run: DownloadRun): Promise<void> {
  const missingBytes = sum(wanted.map(({ file }) => file.bytes)) - sum(await Promise.all(wanted.map(thereOf)));
  const neededBytes = missingBytes + packageBytes + SPARE_BYTES;
  const freeBytes = await run.freeBytes(folder);
  if (missingBytes > 0 && neededBytes > freeBytes) throw new SetupError("setup/no-space", { neededBytes, freeBytes });
}

/** Bytes of a file that are there. */
async function thereOf({ file, target }: Pick<Wanted, "file" | "target">): Promise<number> {
  if (await sizeOf(target) === file.bytes) return file.bytes;
  return Math.min(file.bytes, await sizeOf(partOf(target, file)) ?? 0);
}

interface FileRun {
  readonly report: (bytes: number, isChecking: boolean) => void;
  readonly signal: AbortSignal;
}

async function downloadFile(wanted: Wanted, run: FileRun): Promise<void> {
  const { file, target } = wanted;
  if (await sizeOf(target) === file.bytes) {
    if (await hashedFile(target, file, run).then((hash) => hash.digest("hex")) === file.hash.hex) return;
  }
  await written(mkdir(dirname(target), { recursive: true }));
  const part = partOf(target, file);
  const hash = await receiveAll(wanted, part, run);
  if (await sizeOf(part) !== file.bytes || hash.digest("hex") !== file.hash.hex) {
    await rm(part, { force: true });
    throw new SetupError("setup/hash-mismatch");
  }
  await written(rename(part, target));
}

/** Asks until all bytes are there. @returns the hash of the part, not yet told */
async function receiveAll({ place, file }: Wanted, part: string, run: FileRun): Promise<Hash> {
  const sofar = { hash: await hashedFile(part, file, run), bytes: await sizeOf(part) ?? 0 };
  for (let idleTries = 0; sofar.bytes < file.bytes || await sizeOf(part) === null;) {
    const before = sofar.bytes;
    const failed = await receive(place, file, part, sofar, run).then(() => null, (error: unknown) => error);
    run.signal.throwIfAborted();
    if (failed instanceof SetupError) throw failed;
    if (failed === null && sofar.bytes >= file.bytes) break;
    idleTries = sofar.bytes > before ? 0 : idleTries + 1;
    await waitBeforeRetry(failed, idleTries, run.signal);
  }
  return sofar.hash;
}

/** What is on the disk of a part, and the hash of it. */
interface SoFar {
  hash: Hash;
  bytes: number;
}

/** One answer of the hub appended to the part; ends early when the connection does. */
async function receive(place: HubPlace, file: HubFile, part: string, sofar: SoFar, run: FileRun): Promise<void> {
  const { from, chunks } = await bytesOf(place, file, { from: sofar.bytes, to: null }, run.signal);
  if (from === 0) Object.assign(sofar, { hash: emptyHash(file), bytes: 0 });
  const out = await written(open(part, from === 0 ? "w" : "a"));
  try {
    for await (const chunk of chunks) {
      // More than announced would fill the disk for a file that cannot be right.
      if (sofar.bytes + chunk.byteLength > file.bytes) { await out.truncate(0); throw new SetupError("setup/hash-mismatch"); }
      await written(out.appendFile(chunk));
      sofar.hash.update(chunk);
      sofar.bytes += chunk.byteLength;
      run.report(sofar.bytes, false);
    }
  } finally {
    await out.close();
  }
}

/** Named by the hash, so that a part of another revision is never continued with this one's bytes. */
function partOf(target: string, file: HubFile): string {
  return `${target}.${file.hash.hex.slice(0, 16)}.part`;
}

/** A hash that has taken in a file's bytes so far; where there is no file, none. */
async function hashedFile(path: string, file: HubFile, run: FileRun): Promise<Hash> {
  const hash = emptyHash(file);
  const size = await sizeOf(path) ?? 0;
  if (size === 0) return hash;
  let bytes = 0;
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { signal: run.signal, highWaterMark: READ_BYTES, end: size - 1 });
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    run.report(Math.min(bytes, file.bytes), true);
  }
  return hash;
}

function emptyHash({ hash, bytes }: HubFile): Hash {
  const empty = createHash(hash.kind === "sha256" ? "sha256" : "sha1");
  return hash.kind === "gitBlob" ? empty.update(`blob ${bytes}\0`) : empty;
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(({ size }) => size, () => null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Errors of the operating system carry a code such as ENOSPC, and paths that no sentence may show. */
async function written<T>(deed: Promise<T>): Promise<T> {
  return deed.catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new SetupError("setup/write-failed", { why }, cause);
  });
}
