// The Hugging Face hub behind one door: which files a repository holds, and the bytes of one of them from an offset on.

import { HubApiError, listFiles, modelInfo } from "@huggingface/hub";

import type { ByteSource } from "../formats/index.ts";
import { SetupError } from "./errors.ts";
import { waitBeforeRetry } from "./patience.ts";

/** A repository at one revision, on the hub or on a mirror of it. */
export interface HubPlace {
  /** Address without a slash at its end. */
  readonly hubUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Access token, or null where the repository is public. */
  readonly token: string | null;
}

/** A file as the hub announces it; git knows small files by their blob's SHA-1, large ones by the SHA-256 of their content. */
export interface HubFile {
  /** Path inside the repository, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly hash: { readonly kind: "sha256" | "gitBlob"; readonly hex: string };
}

/** An answer that stands for a part of a file, and where in the file it begins. */
export interface HubBytes {
  readonly from: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The hub said "not now" (429 or a fault of its own). `retryAfterMs`: what it asked for, or null. */
export class HubNotNow extends Error {
  override readonly name = "HubNotNow";
  constructor(readonly status: number, readonly retryAfterMs: number | null) { super(`status ${status}`); }
}

/** Longest text of a repository that is read into memory: a tokenizer.json is some 10 MB. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

/**
 * All files of a repository.
 * @throws SetupError `setup/hub-token`, `setup/hub-not-found`, `setup/hub-busy`, `setup/hub-unreachable`, `setup/hub-answer`
 */
export async function filesOf(place: HubPlace, signal: AbortSignal): Promise<HubFile[]> {
  return await ofLibrary(signal, async () => {
    const files: HubFile[] = [];
    const { hubUrl, repository, revision } = place;
    const entries = listFiles({ repo: { type: "model", name: repository }, revision, hubUrl, recursive: true, fetch: patientFetch(place, signal) });
    for await (const { type, path, size, oid, lfs } of entries) {
      if (type !== "file") continue;
      const hex = lfs?.oid ?? oid ?? "";
      if (!staysInside(path) || !HASH.test(hex) || !Number.isSafeInteger(size) || size < 0) throw new SetupError("setup/hub-answer");
      files.push({ path, bytes: lfs?.size ?? size, hash: { kind: lfs === undefined ? "gitBlob" : "sha256", hex } });
    }
    return files;
  });
}

/**
 * The commit that a branch stands for now, so that a download that is continued is of one state; null where a mirror does
 * not tell it.
 * @throws SetupError as `filesOf`, but not `setup/hub-not-found` and `setup/hub-answer`
 */
export async function commitOf(place: HubPlace, signal: AbortSignal): Promise<string | null> {
  const { hubUrl, repository: name, revision } = place;
  try {
    const info: { readonly sha?: unknown } = await ofLibrary(signal, () => modelInfo({ name, revision, hubUrl, additionalFields: ["sha"], fetch: patientFetch(place, signal) }));
    return typeof info.sha === "string" && HASH.test(info.sha) ? info.sha : null;
  } catch (error) {
    if (error instanceof SetupError && (error.code === "setup/hub-not-found" || error.code === "setup/hub-answer")) return null;
    throw error;
  }
}

/**
 * A small text file of a repository.
 * @throws SetupError as `filesOf`
 */
export async function textOf(place: HubPlace, file: HubFile, signal: AbortSignal): Promise<string> {
  if (file.bytes > MAX_TEXT_BYTES) throw new SetupError("setup/hub-answer");
  return new TextDecoder().decode(await readPatiently(place, file, { from: 0, length: file.bytes }, signal));
}

/** A file of a repository as something that parsers read in pieces; each piece is a request. */
export function remoteBytes(place: HubPlace, file: HubFile, signal: AbortSignal): ByteSource {
  return {
    name: file.path.split("/").at(-1) ?? "",
    size: file.bytes,
    readAt: (from, length) => readPatiently(place, file, { from, length: Math.max(0, Math.min(length, file.bytes - from)) }, signal),
  };
}

/** Some bytes of a file, however often the connection ends on the way. */
async function readPatiently(place: HubPlace, file: HubFile, { from, length }: { readonly from: number; readonly length: number }, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  const receive = async (): Promise<null> => {
    const answer = await bytesOf(place, file, { from: from + done, to: from + length }, signal);
    // A server that knows no ranges begins at the file's first byte and goes on to its last.
    let skip = from + done - answer.from;
    for await (const chunk of answer.chunks) {
      const wanted = chunk.subarray(Math.min(skip, chunk.byteLength)).subarray(0, length - done);
      skip = Math.max(0, skip - chunk.byteLength);
      bytes.set(wanted, done);
      done += wanted.byteLength;
      if (done === length) break;
    }
    return null;
  };
  for (let idleTries = 0; done < length;) {
    const before = done;
    const failed = await receive().catch((error: unknown) => error);
    signal.throwIfAborted();
    if (failed instanceof SetupError) throw failed;
    idleTries = done > before ? 0 : idleTries + 1;
    if (done < length) await waitBeforeRetry(failed, idleTries, signal);
  }
  return bytes;
}

/**
 * The bytes of a file from an offset on. The library has no resumable transfer, so this is a plain request with a
 * range; a token is not passed on to another host by a redirect (fetch leaves it out).
 * @param range `to`: where it ends, exclusive; null: with the file
 * @throws HubNotNow where it is worth to ask again
 * @throws SetupError as `filesOf`
 */
export async function bytesOf(place: HubPlace, file: HubFile, { from, to }: { readonly from: number; readonly to: number | null }, signal: AbortSignal): Promise<HubBytes> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (from > 0 || to !== null) headers["range"] = `bytes=${from}-${to === null ? "" : to - 1}`;
  if (place.token !== null) headers["authorization"] = `Bearer ${place.token}`;
  const answer = await fetch(`${place.hubUrl}/${place.repository}/resolve/${encodeURIComponent(place.revision)}/${path}`, { headers, signal });
  if (answer.status === 429 || answer.status >= 500) {
    await answer.body?.cancel();
    throw new HubNotNow(answer.status, retryAfterMs(answer.headers.get("retry-after")));
  }
  if (!answer.ok || answer.body === null) throw statusError(answer.status);
  // A server that knows no ranges sends the whole file with status 200.
  const begins = answer.status === 206 ? Number(/^bytes (\d+)-/u.exec(answer.headers.get("content-range") ?? "")?.[1]) : 0;
  if (begins !== from && begins !== 0) throw new SetupError("setup/hub-answer");
  return { from: begins, chunks: answer.body };
}

/** What the library asks, turned into our errors. */
async function ofLibrary<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof HubApiError ? statusError(error.statusCode, error) : asHubError(error);
  }
}

/** A `fetch` for the library that waits where the hub asks for it. */
function patientFetch(place: HubPlace, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(input, { ...init, headers: listHeaders(place, input), signal });
      if (answer.status !== 429 && answer.status < 500) return answer;
      await answer.body?.cancel();
      await waitBeforeRetry(new HubNotNow(answer.status, retryAfterMs(answer.headers.get("retry-after"))), tries, signal);
    }
  };
}

/**
 * The library takes only tokens of the public hub's own form; a mirror may have others, so the token is added here, and
 * only for the hub itself: the address of a list's next page is the server's word.
 */
function listHeaders(place: HubPlace, input: string | URL | Request): Record<string, string> {
  const address = new URL(input instanceof Request ? input.url : input);
  const isHub = address.origin === new URL(place.hubUrl).origin;
  return { accept: "application/json", ...(isHub && place.token !== null ? { authorization: `Bearer ${place.token}` } : {}) };
}

/** A path of a stranger's list may not lead out of the folder it is written to. */
function staysInside(path: string): boolean {
  return path.length > 0 && !/[\\:\0]/u.test(path) && path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function statusError(status: number, cause?: unknown): SetupError {
  if (status === 401 || status === 403) return new SetupError("setup/hub-token", {}, cause);
  if (status === 404) return new SetupError("setup/hub-not-found", {}, cause);
  if (status === 429) return new SetupError("setup/hub-busy", {}, cause);
  return new SetupError(status >= 500 ? "setup/hub-unreachable" : "setup/hub-answer", {}, cause);
}

/** `fetch` throws a TypeError when there is no connection; an answer that is no JSON is a SyntaxError. */
function asHubError(error: unknown): unknown {
  if (error instanceof SyntaxError) return new SetupError("setup/hub-answer", {}, error);
  return error instanceof TypeError ? new SetupError("setup/hub-unreachable", {}, error) : error;
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? NaN);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? "") - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}
