// A local server with the hub's HTTP interface: commits, file lists with hashes, files behind a redirect, ranges, and
// faults on order.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What goes wrong with the next request for a file's bytes; each is used up by one request. */
export type HubFault = { readonly only?: RegExp } & (
  /** The connection ends after so many bytes of the answer, once the other side has them (`received`). */
  | { readonly kind: "cut"; readonly afterBytes: number; readonly received: Promise<unknown> }
  /** The whole file with one byte changed. */
  | { readonly kind: "wrongByte" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** The whole file with status 200, whatever range was asked for. */
  | { readonly kind: "noRange" }
);

export interface HubServer {
  /** Address of the server, as the setting takes it. */
  readonly url: string;
  /** Faults still to happen, first one first; one with `only` waits for a file whose path fits it. */
  readonly faults: HubFault[];
  /** Each request for bytes: file and the range asked for, in order. */
  readonly asked: { readonly path: string; readonly range: string | null }[];
  /** Faults of lists and commits, each used up by one request. */
  readonly listFaults: { readonly status: number; readonly retryAfter?: string }[];
  /** Milliseconds between two pieces of a file; 0: as fast as it goes. */
  pieceMs: number;
  close(): Promise<void>;
}

/** A repository as the server holds it; files from `lfsFrom` bytes on are announced by SHA-256, the others as git blobs. */
export interface HubContent {
  readonly repository: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly lfsFrom: number;
  /** Token that is asked for, or null. */
  readonly token: string | null;
}

/** The commit that every branch stands for. */
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** The hub answers for a file's bytes with the address of a store, which asks for no token. */
const STORE = "/store/";
/** A slow file above so many bytes comes in so many pieces. */
const [SMALL_BYTES, PIECES] = [1_000_000, 64];

/** Starts the server on a free port of this machine. */
export async function startHubServer(...contents: readonly HubContent[]): Promise<HubServer> {
  const faults: HubFault[] = [];
  const listFaults: HubServer["listFaults"] = [];
  const asked: { path: string; range: string | null }[] = [];
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "").split("?")[0] ?? "";
    const content = contents.find(({ repository }) => url.startsWith(`${STORE}${repository}/`) || url.startsWith(`/api/models/${repository}/`) || url.startsWith(`/${repository}/`));
    if (content === undefined) { response.writeHead(404).end(); return; }
    const { repository, files, token } = content;
    const resolved = new RegExp(`^/${repository}/resolve/(?:main|${COMMIT})/(.+)$`, "u").exec(url)?.[1];
    const path = url.startsWith(STORE) ? url.slice(`${STORE}${repository}/`.length) : null;
    const bytes = path === null ? undefined : files.get(path);
    if (path !== null && bytes !== undefined) {
      asked.push({ path, range: request.headers.range ?? null });
      const at = faults.findIndex(({ only }) => only?.test(path) ?? true);
      sendBytes(request, response, bytes, at < 0 ? undefined : faults.splice(at, 1)[0], live.pieceMs);
    } else if (token !== null && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
    } else if (url.startsWith("/api/") && listFaults.length > 0) {
      sendStatus(response, listFaults.shift());
    } else if (url === `/api/models/${repository}/revision/main`) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ _id: "1", id: repository, sha: COMMIT, gated: false, private: false }));
    } else if (url === `/api/models/${repository}/tree/${COMMIT}` || url === `/api/models/${repository}/tree/main`) {
      sendTree(response, content);
    } else if (resolved !== undefined && files.has(resolved)) {
      response.writeHead(302, { location: `${STORE}${repository}/${resolved}` }).end();
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => { server.listen(0, "127.0.0.1", done); });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const live: HubServer = {
    url: `http://127.0.0.1:${address.port}`,
    faults,
    listFaults,
    asked,
    pieceMs: 0,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(() => { done(); }); }),
  };
  return live;
}

function sendTree(response: ServerResponse, { files, lfsFrom }: HubContent): void {
  const entries = [...files].map(([path, bytes]) => {
    const oid = createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const lfs = bytes.byteLength < lfsFrom ? {} : { lfs: { oid: sha256, size: bytes.byteLength, pointerSize: 130 } };
    return { type: "file", path, size: bytes.byteLength, oid, ...lfs };
  });
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(entries));
}

function sendStatus(response: ServerResponse, fault: { readonly status: number; readonly retryAfter?: string } | undefined): void {
  response.writeHead(fault?.status ?? 500, fault?.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }).end();
}

function sendBytes(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, fault: HubFault | undefined, pieceMs: number): void {
  if (fault?.kind === "status") { sendStatus(response, fault); return; }
  const range = fault?.kind === "noRange" ? null : /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? "");
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] === undefined || range[2] === "" ? bytes.byteLength : Math.min(bytes.byteLength, Number(range[2]) + 1);
  const part = Buffer.from(bytes.subarray(from, to));
  if (fault?.kind === "wrongByte") part.writeUInt8(part.readUInt8(0) ^ 1, 0);
  const headers = { "content-length": part.byteLength, "content-range": `bytes ${from}-${to - 1}/${bytes.byteLength}` };
  response.writeHead(range === null ? 200 : 206, headers);
  if (fault?.kind !== "cut") { void sendPieces(response, part, pieceMs); return; }
  response.write(part.subarray(0, fault.afterBytes));
  // Bytes that are still on their way when a connection is reset are lost, and the range of the next request with them.
  void fault.received.then(() => { response.destroy(); });
}

/** A large file in pieces with pauses, so that there is time to look; a small one, or without a pause, at once. */
async function sendPieces(response: ServerResponse, part: Uint8Array, pieceMs: number): Promise<void> {
  const size = pieceMs > 0 && part.byteLength > SMALL_BYTES ? Math.ceil(part.byteLength / PIECES) : part.byteLength;
  let sent = 0;
  for (; sent + size < part.byteLength && !response.destroyed; sent += size) {
    response.write(part.subarray(sent, sent + size));
    await new Promise((resolve) => { setTimeout(resolve, pieceMs); });
  }
  response.end(part.subarray(sent));
}
