// DICOMweb behind one door: studies and series that match (QIDO-RS), the objects of a series as they come (WADO-RS), and
// storing (STOW-RS). Addresses, queries and multipart bodies are the library's (dicomweb-client); the wire is `request.ts`.

import { Agent as PlainAgent } from "node:http";
import type { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";

import { api } from "dicomweb-client";

import { countOf, itemsOf, objectsOf, type DicomJson } from "./dicomJson.ts";
import { ArchiveError } from "./errors.ts";
import type { PartReader } from "./multipart.ts";
import type { Authorization, Connection } from "./protocol.ts";
import { ArchiveRequest } from "./request.ts";

/** Connections at once: a search beside a study that comes in. */
const MAX_SOCKETS = 4;
const FAILED_SEQUENCE = "00081198";
const FAILURE_REASON = "00081197";

/** An archive that one request or several speak to; `close` when done. */
export class DicomWeb {
  readonly #origin: string;
  readonly #agent: Agent;
  readonly #library: Library;
  readonly #timeoutMs: number;

  private constructor(connection: Connection, certificates: string | null) {
    const { address, authorization, timeoutMs } = connection;
    const url = new URL(address);
    this.#origin = url.origin;
    this.#timeoutMs = timeoutMs;
    const keep = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.#agent = url.protocol === "https:" ? new SecureAgent({ ...keep, ...(certificates === null ? {} : { ca: [...rootCertificates, certificates] }) }) : new PlainAgent(keep);
    this.#library = new api.DICOMwebClient({ url: address, verbose: false, singlepart: false, headers: { ...authorizationHeader(authorization) } }) as unknown as Library;
  }

  /** @throws ArchiveError `archive/certificate-file` */
  static async open(connection: Connection): Promise<DicomWeb> {
    const { certificates: file } = connection;
    const certificates = file === null ? null : await readFile(file, "utf8").catch((cause: unknown) => { throw new ArchiveError("archive/certificate-file", {}, cause); });
    if (certificates !== null && !certificates.includes("-----BEGIN CERTIFICATE-----")) throw new ArchiveError("archive/certificate-file");
    return new DicomWeb(connection, certificates);
  }

  /**
   * Studies that match (PS3.18 10.6).
   * @param query by keyword or tag
   * @throws ArchiveError
   */
  async studies(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly DicomJson[]> {
    return await this.#search(signal, (request) => this.#library.searchForStudies({ queryParams: { ...query }, request }));
  }

  /** Series of a study, with the number of their objects where the archive knows it. @throws ArchiveError */
  async series(study: string, signal: AbortSignal): Promise<readonly DicomJson[]> {
    const queryParams = { includefield: "NumberOfSeriesRelatedInstances" };
    return await this.#search(signal, (request) => this.#library.searchForSeries({ studyInstanceUID: study, queryParams, request }));
  }

  /** The objects of a series as they lie in the archive, in the order in which it sends them. @throws ArchiveError; what `onPart` throws */
  async objects(study: string, series: string, onPart: PartReader, signal: AbortSignal): Promise<void> {
    await this.#run(this.#request(signal, onPart), (request) => this.#library.retrieveSeries({ studyInstanceUID: study, seriesInstanceUID: series, request }));
  }

  /**
   * Stores one object. @returns whether the archive warns of something
   * @throws ArchiveError `archive/not-stored` and others
   */
  async store(bytes: Uint8Array, signal: AbortSignal): Promise<{ readonly isWarned: boolean }> {
    const datasets = [bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer];
    const instance = this.#request(signal);
    await this.#run(instance, (request) => this.#library.storeInstances({ datasets, request })).catch((error: unknown) => {
      if (error instanceof ArchiveError && error.code === "archive/not-stored") throw new ArchiveError(error.code, failureOf(instance.response) ?? {}, error);
      throw error;
    });
    const failure = failureOf(instance.response);
    if (failure !== null) throw new ArchiveError("archive/not-stored", failure);
    return { isWarned: instance.status === 202 };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #search(signal: AbortSignal, ask: (request: LibraryRequest) => Promise<unknown>): Promise<readonly DicomJson[]> {
    const instance = this.#request(signal);
    await this.#run(instance, ask);
    const objects = objectsOf(instance.response);
    if (objects === null) throw new ArchiveError("archive/no-dicomweb");
    return objects;
  }

  #request(signal: AbortSignal, onPart?: PartReader): ArchiveRequest {
    return new ArchiveRequest({ origin: this.#origin, agent: this.#agent, timeoutMs: this.#timeoutMs, signal, ...(onPart === undefined ? {} : { onPart }) });
  }

  /** The library rejects with an error of no kind; why it failed stands in the request itself. */
  async #run(instance: ArchiveRequest, ask: (request: LibraryRequest) => Promise<unknown>): Promise<void> {
    try {
      await ask({ instance });
    } catch (error) {
      throw instance.failure ?? error;
    }
  }
}

interface LibraryRequest {
  readonly instance: ArchiveRequest;
}

/** The library's client as it is: its own types leave options out, and want a browser's request. */
interface Library {
  searchForStudies(options: { readonly queryParams: Readonly<Record<string, string>>; readonly request: LibraryRequest }): Promise<unknown>;
  searchForSeries(options: { readonly studyInstanceUID: string; readonly queryParams: Readonly<Record<string, string>>; readonly request: LibraryRequest }): Promise<unknown>;
  retrieveSeries(options: { readonly studyInstanceUID: string; readonly seriesInstanceUID: string; readonly request: LibraryRequest }): Promise<unknown>;
  storeInstances(options: { readonly datasets: readonly ArrayBuffer[]; readonly request: LibraryRequest }): Promise<unknown>;
}

/** In UTF-8 (RFC 7617): the library's own way takes no letters beyond Latin-1. */
function authorizationHeader(authorization: Authorization): Readonly<Record<string, string>> {
  switch (authorization.kind) {
    case "none": return {};
    case "password": return { Authorization: `Basic ${Buffer.from(`${authorization.user}:${authorization.password}`, "utf8").toString("base64")}` };
    case "token": return { Authorization: `Bearer ${authorization.token}` };
  }
}

/** Why the object was refused (PS3.18 10.5.3.3); null: it was not. */
function failureOf(response: unknown): { readonly reason?: string } | null {
  const [answer = {}] = objectsOf(Array.isArray(response) ? response : [response ?? {}]) ?? [];
  const [first] = itemsOf(answer, FAILED_SEQUENCE);
  if (first === undefined) return null;
  const reason = countOf(first, FAILURE_REASON);
  return reason === null ? {} : { reason: `0x${reason.toString(16).toUpperCase().padStart(4, "0")}` };
}
