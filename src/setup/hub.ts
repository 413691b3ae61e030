// The Hugging Face hub behind one door: which files a repository holds, and the bytes of one of them from an offset on.

import { HubApiError, listFiles } from "@huggingface/hub";

import { SetupError } from "./errors.ts";

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

const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

/**
 * All files of a repository.
 * @throws SetupError `setup/hub-token`, `setup/hub-not-found`, `setup/hub-busy`, `setup/hub-unreachable`, `setup/hub-answer`
 */
export async function filesOf(place: HubPlace, signal: AbortSignal): Promise<HubFile[]> {
  const files: HubFile[] = [];
  try {
    const entries = listFiles({
      repo: { type: "model", name: place.repository },
      revision: place.revision,
      hubUrl: place.hubUrl,
      recursive: true,
      fetch: (input, init) => fetch(input, { ...init, headers: listHeaders(place, input), signal }),
    });
    for await (const { type, path, size, oid, lfs } of entries) {
      if (type !== "file") continue;
      const hex = lfs?.oid ?? oid ?? "";
      if (!staysInside(path) || !HASH.test(hex) || !Number.isSafeInteger(size) || size < 0) throw new SetupError("setup/hub-answer");
      files.push({ path, bytes: lfs?.size ?? size, hash: { kind: lfs === undefined ? "gitBlob" : "sha256", hex } });
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof HubApiError ? statusError(error.statusCode, error) : asHubError(error);
  }
  return files;
}

/**
 * The bytes of a file from an offset on. The library has no resumable transfer, so this is a plain request with a
 * range; a token is not passed on to another host by a redirect (fetch leaves it out).
 * @throws HubNotNow where it is worth to ask again
 * @throws SetupError as `filesOf`
 */
export async function bytesOf(place: HubPlace, file: HubFile, from: number, signal: AbortSignal): Promise<HubBytes> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (from > 0) headers["range"] = `bytes=${from}-`;
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

function retryAfterMs(header: string | null): number | null {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
