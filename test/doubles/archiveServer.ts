// A local server with DICOMweb's interface, for studies made up by a test: it answers as an archive should, and misbehaves on order.

import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A study as the server holds it. */
export interface ServedStudy {
  readonly uid: string;
  /** Attributes by tag with their values, as QIDO tells them. */
  readonly attributes: Readonly<Record<string, readonly unknown[]>>;
  readonly series: readonly { readonly uid: string; readonly modality: string; readonly number: number; readonly objects: readonly Uint8Array[] }[];
}

/** What goes wrong with the next request whose address fits `only`; each is used up by one request. */
export type ArchiveFault = { readonly only?: RegExp } & (
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The connection is open, and nothing is ever said. */
  | { readonly kind: "silent" }
  /** The answer ends after so many objects, in the middle of the next; `closed`: with an orderly end, else by a reset. */
  | { readonly kind: "cut"; readonly objects: number; readonly isOrderly: boolean }
  /** The length that is announced is not that of the answer. */
  | { readonly kind: "length"; readonly by: number }
  /** Another body with status 200. */
  | { readonly kind: "body"; readonly contentType: string; readonly body: string | Uint8Array }
  /** Objects come one by one: each waits for its promise. */
  | { readonly kind: "slow"; readonly before: (object: number) => Promise<unknown> }
);

export interface ArchiveServer {
  /** Address as a person enters it. */
  readonly address: string;
  readonly faults: ArchiveFault[];
  /** Method and address of each request, in order. */
  readonly asked: string[];
  /** The `authorization` header of each request. */
  readonly authorizations: (string | undefined)[];
  /** The `authorization` header that is asked for; null: none. */
  asksFor: string | null;
  /** Objects that were stored. */
  readonly stored: Buffer[];
  close(): Promise<void>;
}

const BOUNDARY = "a-boundary";

/** @param secure key and certificate (PEM) of a server that speaks https */
export async function startArchiveServer(studies: readonly ServedStudy[], secure?: { readonly key: string; readonly cert: string }): Promise<ArchiveServer> {
  const faults: ArchiveFault[] = [];
  const asked: string[] = [];
  const stored: Buffer[] = [];
  const authorizations: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    asked.push(`${request.method ?? ""} ${url.pathname}${url.search}`);
    authorizations.push(request.headers.authorization);
    if (live.asksFor !== null && request.headers.authorization !== live.asksFor) { request.resume(); response.writeHead(401, { "WWW-Authenticate": "Basic realm=\"archive\"" }).end(); return; }
    const at = faults.findIndex(({ only }) => only === undefined || only.test(url.pathname));
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    void answer({ studies, stored }, request, response, url, fault).catch(() => response.destroy());
  };
  const server = secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const live: ArchiveServer = {
    address: `${secure === undefined ? "http" : "https"}://127.0.0.1:${String(port)}/dicom-web`,
    faults,
    asked,
    authorizations,
    asksFor: null,
    stored,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }),
  };
  return live;
}

async function answer(held: { readonly studies: readonly ServedStudy[]; readonly stored: Buffer[] }, request: IncomingMessage, response: ServerResponse, url: URL, fault: ArchiveFault | undefined): Promise<void> {
  if (fault?.kind === "silent") return;
  if (fault?.kind === "status") { response.writeHead(fault.status, fault.headers).end(fault.body); return; }
  if (fault?.kind === "body") { response.writeHead(200, { "Content-Type": fault.contentType }).end(fault.body); return; }
  if (!url.pathname.startsWith("/dicom-web/")) { response.writeHead(404).end(); return; }
  const [, study, , series] = /^\/dicom-web\/studies(?:\/([\d.]+)(\/series(?:\/([\d.]+))?)?)?$/.exec(url.pathname) ?? [];
  const found = held.studies.find(({ uid }) => uid === study);
  if (request.method === "POST") { await store(held.stored, request, response); return; }
  if (study !== undefined && found === undefined) { response.writeHead(404).end(); return; }
  const objects = found?.series.find(({ uid }) => uid === series)?.objects;
  if (objects !== undefined) { await sendObjects(objects, response, fault); return; }
  const rows = found === undefined ? pageOf(held.studies, url) : found.series.map(({ uid, modality, number, objects: all }) => ({ ...values("0020000E", [uid]), ...values("00080060", [modality]), ...values("00200011", [number]), ...values("00201209", [all.length]) }));
  const body = JSON.stringify(rows);
  const length = Buffer.byteLength(body) + (fault?.kind === "length" ? fault.by : 0);
  response.writeHead(rows.length === 0 ? 204 : 200, rows.length === 0 ? {} : { "Content-Type": "application/dicom+json", "Content-Length": String(length) });
  endWith(response, rows.length === 0 ? "" : body, fault);
}

/** Matches identifier, modality and the beginning of a name; pages by limit and offset. */
function pageOf(studies: readonly ServedStudy[], url: URL): unknown[] {
  const wanted = (name: string): string => url.searchParams.get(name) ?? "";
  const has = (study: ServedStudy, tag: string, value: string): boolean => value === "" || (study.attributes[tag] ?? []).some((each) => JSON.stringify(each).includes(value.replace(/\*/g, "")));
  const matching = studies.filter((study) => has(study, "00100020", wanted("PatientID")) && has(study, "00080061", wanted("ModalitiesInStudy")) && has(study, "00100010", wanted("PatientName")));
  const offset = Number(wanted("offset"));
  return matching.slice(offset, offset + Number(url.searchParams.get("limit") ?? 1000))
    .map(({ uid, attributes }) => Object.assign({}, values("0020000D", [uid]), ...Object.entries(attributes).map(([tag, each]) => values(tag, each))) as unknown);
}

function values(tag: string, value: readonly unknown[]): object {
  return { [tag]: { vr: "UN", Value: value } };
}

async function sendObjects(objects: readonly Uint8Array[], response: ServerResponse, fault: ArchiveFault | undefined): Promise<void> {
  const parts = objects.map((object) => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Type: application/dicom\r\n\r\n`), object, Buffer.from("\r\n")]));
  const ending = Buffer.from(`--${BOUNDARY}--`);
  const length = parts.reduce((sum, part) => sum + part.length, ending.length);
  const headers = { "Content-Type": `multipart/related; type="application/dicom"; boundary=${BOUNDARY}` };
  // An orderly end in the middle can be told only without a length.
  const told = fault?.kind === "cut" ? {} : { "Content-Length": String(length + (fault?.kind === "length" ? fault.by : 0)) };
  response.writeHead(200, { ...headers, ...told });
  for (const [i, part] of parts.entries()) {
    if (fault?.kind === "slow") await fault.before(i);
    if (fault?.kind === "cut" && i === fault.objects) {
      const half = part.subarray(0, part.length / 2);
      if (fault.isOrderly) response.end(half);
      else response.write(half, () => { response.destroy(); });
      return;
    }
    await new Promise((sent) => response.write(part, sent));
  }
  endWith(response, ending, fault);
}

/** A length that is too long is never reached; one that is too short ends the answer early. */
function endWith(response: ServerResponse, body: string | Buffer, fault: ArchiveFault | undefined): void {
  if (fault?.kind === "length") response.write(body, () => response.socket?.end());
  else response.end(body);
}

async function store(stored: Buffer[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const begin = body.indexOf("\r\n\r\n") + 4;
  stored.push(body.subarray(begin, body.lastIndexOf("\r\n--")));
  response.writeHead(200, { "Content-Type": "application/dicom+json" }).end("{}");
}
