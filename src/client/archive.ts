// The parent's end of the archive process: one object to search, fetch and store with. No image passes through it.

import { archiveAnswers } from "../archive/protocol.ts";
import type { ArchiveCalls, CacheUsage, Connection, EarlierRequest, Fetched, FetchEvent, FetchRequest, ForgetRequest, Searched, SearchRequest, Stored, StoreRequest } from "../archive/protocol.ts";
import { Child, findNodeExecutable, processError } from "../processes/index.ts";

export interface ArchiveOptions {
  /** Bundle of the process. */
  readonly script: string;
  /** Node that the person named; null: found by itself. */
  readonly nodeExecutable: string | null;
  readonly log: (line: string) => void;
}

/** Every promise may be rejected with ProcessError `archive/...`, `process/died`, and with Cancelled. */
export interface Archive {
  /** Whether the archive answers to this connection. */
  check(connection: Connection, signal?: AbortSignal): Promise<void>;
  search(request: SearchRequest, signal?: AbortSignal): Promise<Searched>;
  /** Earlier studies of the patient of a file. */
  earlier(request: EarlierRequest, signal?: AbortSignal): Promise<Searched>;
  /** Fetches a study into the cache, telling of its objects while they come. */
  fetch(request: FetchRequest, onEvent: (event: FetchEvent) => void, signal?: AbortSignal): Promise<Fetched>;
  store(request: StoreRequest, signal?: AbortSignal): Promise<Stored>;
  usage(folder: string): Promise<CacheUsage>;
  forget(request: ForgetRequest): Promise<CacheUsage>;
  dispose(): void;
}

/** A cancelled request ends with the connection; longer than this the process is stuck on a disk. */
const CANCEL_GRACE_MS = 5000;
/** It holds no state: it may end soon. */
const IDLE_MS = 60_000;

/** Makes the object; no process is started before the first request. */
export function createArchive(options: ArchiveOptions): Archive {
  let node: string | null = null;
  const child = new Child<ArchiveCalls>({
    name: "archive",
    script: options.script,
    scriptArguments: [],
    executable: async () => (node ??= await findNodeExecutable(options.nodeExecutable)),
    cancelGraceMs: CANCEL_GRACE_MS,
    idleMs: IDLE_MS,
    log: options.log,
  });
  return {
    check: async (connection, signal) => { await child.ask("check", { connection }, { signal }); },
    search: async (request, signal) => checked(archiveAnswers.searched(await child.ask("search", request, { signal }))),
    earlier: async (request, signal) => checked(archiveAnswers.searched(await child.ask("earlier", request, { signal }))),
    fetch: async (request, onEvent, signal) => {
      const onNews = (event: unknown): void => {
        const news = archiveAnswers.fetchEvent(event);
        if (news.ok) onEvent(news.value); // The ending tells all numbers once more.
      };
      return checked(archiveAnswers.fetched(await child.ask("fetch", request, { onEvent: onNews, signal })));
    },
    store: (request, signal) => child.ask("store", request, { signal }),
    usage: (folder) => child.ask("usage", { folder }),
    forget: (request) => child.ask("forget", request),
    dispose: () => { child.dispose(); },
  };
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly where: string; readonly why: string };

function checked<T>(answer: Answer<T>): T {
  if (!answer.ok) throw processError("process/request-invalid", `(${answer.where}: ${answer.why})`);
  return answer.value;
}
