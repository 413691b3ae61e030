// One HTTP request in the shape of an XMLHttpRequest, which is what the DICOMweb library drives; Node.js has none. It
// speaks to one origin alone, follows no redirect, hands multipart answers on part by part, and keeps the error that was.

import { request as requestPlain } from "node:http";
import type { Agent, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as requestSecure } from "node:https";

import { ArchiveError, connectionError, statusError } from "./errors.ts";
import { boundaryOf, readParts, type PartReader } from "./multipart.ts";

/** Longest answer that is taken into memory: a page of studies, or the series of one, has a few kB each. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** `readyState` of a request that has ended. */
const DONE = 4;
/** In the transfer syntax of the archive (PS3.18 8.7.3.5.2), else it would decode everything. The library cannot ask for it: it refuses `application/dicom` where it is named (0.11.3). */
const AS_STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*';
const CONFLICT = 409;
const LIBRARY_SUCCESS: readonly number[] = [200, 202, 204];

export interface RequestOptions {
  /** Of the archive; no other is spoken to. */
  readonly origin: string;
  /** Keeps connections, and knows which certificates are trusted. */
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Takes the parts of a multipart answer; left out: the answer is taken whole, as JSON. */
  readonly onPart?: PartReader;
}

/** Attributes that an answer is to have. The library writes the commas between them as `%2C`, at which some servers, Orthanc among them, take the list for one unknown name. */
const FIELDS_ASKED_FOR = /(?<=[?&]includefield=)[^&]*/;

export class ArchiveRequest {
  readyState = 0;
  status = 0;
  responseType = "";
  /** JSON of an answer; nothing where its parts were handed on. */
  response: unknown = null;
  onreadystatechange: (() => void) | null = null;
  /** Why it failed; null: it did not. */
  failure: unknown = null;
  readonly #options: RequestOptions;
  readonly #headers: Record<string, string> = {};
  #method = "GET";
  #url = "";
  #timeout: ArchiveError | null = null;

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  open(method: string, url: string): void {
    this.#method = method.toUpperCase();
    this.#url = url.replace(FIELDS_ASKED_FOR, (fields) => fields.replaceAll("%2C", ","));
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  /** Nothing: the library would take a multipart answer apart once more. */
  getResponseHeader(_name: string): null {
    return null;
  }

  getAllResponseHeaders(): string {
    return "";
  }

  send(body?: ArrayBuffer | Uint8Array): void {
    void this.#run(body === undefined ? null : new Uint8Array(body)).catch((error: unknown) => {
      this.failure = this.#options.signal.aborted ? this.#options.signal.reason : error;
      this.status = 0;
    }).then(() => {
      this.readyState = DONE;
      this.onreadystatechange?.();
    });
  }

  async #run(body: Uint8Array | null): Promise<void> {
    const answer = await this.#answer(body);
    const { statusCode: status = 0, headers } = answer;
    try {
      if (status === CONFLICT) {
        // What a store refused, and why, stands in the body (PS3.18 10.5.3).
        this.response = await jsonOf(answer).catch(() => null);
        throw new ArchiveError("archive/not-stored");
      }
      if (status < 200 || status > 299) throw statusError(status);
      const { onPart } = this.#options;
      if (onPart === undefined) this.response = await jsonOf(answer);
      else if (status !== 204) await partsOf(answer, headers, onPart);
      // The library knows three kinds of success.
      this.status = LIBRARY_SUCCESS.includes(status) ? status : 200;
    } catch (error) {
      answer.destroy();
      throw this.#timeout ?? connectionError(error, true);
    }
  }

  async #answer(body: Uint8Array | null): Promise<IncomingMessage> {
    const { origin, agent, timeoutMs, signal, onPart } = this.#options;
    const url = new URL(this.#url);
    if (url.origin !== origin) throw new ArchiveError("archive/redirected");
    const ask = url.protocol === "https:" ? requestSecure : requestPlain;
    const headers = { ...this.#headers, Accept: onPart === undefined ? "application/dicom+json" : AS_STORED, ...(body === null ? {} : { "Content-Length": String(body.length) }) };
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const request = ask(url, { method: this.#method, headers, agent, signal, timeout: timeoutMs }, resolve);
      // Also in the middle of an answer, whose body then tells of a lost connection only.
      request.on("timeout", () => {
        this.#timeout = new ArchiveError("archive/timeout", { seconds: Math.ceil(timeoutMs / 1000) });
        request.destroy(this.#timeout);
      });
      request.on("error", (error) => { reject(connectionError(error, false)); });
      request.end(body ?? undefined);
    });
  }
}

async function jsonOf(answer: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new ArchiveError("archive/answer-too-long", { megabytes: MAX_ANSWER_BYTES / 1024 / 1024 });
    chunks.push(chunk);
  }
  if (bytes === 0) return null;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new ArchiveError("archive/no-dicomweb", {}, cause);
  }
}

/** A single object may come without a multipart around it (PS3.18 8.7.4). */
async function partsOf(answer: IncomingMessage, headers: IncomingHttpHeaders, onPart: PartReader): Promise<void> {
  const contentType = headers["content-type"] ?? "";
  const boundary = /^\s*multipart\/related/i.test(contentType) ? boundaryOf(contentType) : null;
  if (boundary !== null) await readParts(answer as AsyncIterable<Uint8Array>, boundary, onPart);
  else if (/^\s*application\/dicom\s*(?:;|$)/i.test(contentType)) await onPart(answer);
  else throw new ArchiveError("archive/no-dicomweb");
}
