// A local server with the hub's HTTP interface: file list with hashes, files behind a redirect, ranges, and faults on order.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What goes wrong with the next request for a file's bytes; each is used up by one request. */
export type HubFault =
  /** The connection ends after so many bytes of the answer, once the other side has them (`received`). */
  | { readonly kind: "cut"; readonly afterBytes: number; readonly received: Promise<void> }
  /** The whole file with one byte changed. */
  | { readonly kind: "wrongByte" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** The whole file with status 200, whatever range was asked for. */
  | { readonly kind: "noRange" };

export interface HubServer {
  /** Address of the server, as the setting takes it. */
  readonly url: string;
  /** Faults still to happen, first one first. */
  readonly faults: HubFault[];
  /** Each request for bytes: file and the range asked for, in order. */
  readonly asked: { readonly path: string; readonly range: string | null }[];
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

/** The hub answers for a file's bytes with the address of a store, which asks for no token. */
const STORE = "/store/";

/** Starts the server on a free port of this machine. */
export async function startHubServer(content: HubContent): Promise<HubServer> {
  const faults: HubFault[] = [];
  const asked: { path: string; range: string | null }[] = [];
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = decodeURIComponent(request.url ?? "").split("?")[0] ?? "";
    const resolvePrefix = `/${content.repository}/resolve/main/`;
    const path = url.startsWith(STORE) ? url.slice(STORE.length) : null;
    const bytes = path === null ? undefined : content.files.get(path);
    if (path !== null && bytes !== undefined) {
      asked.push({ path, range: request.headers.range ?? null });
      sendBytes(request, response, bytes, faults.shift());
    } else if (content.token !== null && request.headers.authorization !== `Bearer ${content.token}`) {
      response.writeHead(401).end();
    } else if (url === `/api/models/${content.repository}/tree/main`) {
      sendTree(response, content);
    } else if (url.startsWith(resolvePrefix)) {
      response.writeHead(302, { location: `${STORE}${url.slice(resolvePrefix.length)}` }).end();
    } else {
      response.writeHead(404).end();
    }
  }
  const server = createServer((request, response) => { answer(request, response); });
  await new Promise<void>((done) => { server.listen(0, "127.0.0.1", done); });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    faults,
    asked,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(() => { done(); }); }),
  };
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

function sendBytes(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, fault: HubFault | undefined): void {
  if (fault?.kind === "status") {
    response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }).end();
    return;
  }
  const range = fault?.kind === "noRange" ? null : /^bytes=(\d+)-$/u.exec(request.headers.range ?? "");
  const from = Number(range?.[1] ?? 0);
  const part = Buffer.from(bytes.subarray(from));
  if (fault?.kind === "wrongByte") part.writeUInt8(part.readUInt8(0) ^ 1, 0);
  const headers = { "content-length": part.byteLength, "content-range": `bytes ${from}-${bytes.byteLength - 1}/${bytes.byteLength}` };
  response.writeHead(range === null ? 200 : 206, headers);
  if (fault?.kind !== "cut") { response.end(part); return; }
  response.write(part.subarray(0, fault.afterBytes));
  // Bytes that are still on their way when a connection is reset are lost, and the range of the next request with them.
  void fault.received.then(() => { response.destroy(); });
}
