// Who turns rows into bytes: this thread, or several others. Jobs may overtake each other; whoever asks waits in order.

import { parentPort, Worker } from "node:worker_threads";

import { encodeRows } from "./tensorRows.ts";
import type { EncodedRows, RowsJob } from "./tensorRows.ts";

/** Encodes rows, several jobs at once. */
export interface Encoder {
  /** Jobs that are worth having under way; each holds some tens of megabytes. */
  readonly atOnce: number;
  /** The job's bytes are the encoder's from then on. */
  encode(job: RowsJob): Promise<EncodedRows>;
  /** Ends its threads; jobs under way are never answered. */
  close(): Promise<void>;
}

/** Encodes in this thread. */
export function ownThread(): Encoder {
  return { atOnce: 1, encode: (job) => Promise.resolve(encodeRows(job)), close: () => Promise.resolve() };
}

interface Question {
  readonly id: number;
  readonly job: RowsJob;
}

interface Answer {
  readonly id: number;
  readonly rows: EncodedRows;
}

/** Messages are built and read by this file alone, on both sides. */
interface Thread {
  readonly worker: Worker;
  readonly open: Map<number, { readonly resolve: (rows: EncodedRows) => void; readonly reject: (error: Error) => void }>;
}

/**
 * Encodes in threads, which are started when they are first needed.
 * @param script a program that calls `serveEncoder` when it is not the main thread
 * @param count how many, at least one
 */
export function threads(script: string, count: number): Encoder {
  const started: Thread[] = [];
  let nextId = 0;
  const idlest = (): Thread => {
    const least = started.reduce<Thread | null>((best, thread) => (best === null || thread.open.size < best.open.size ? thread : best), null);
    if (least !== null && (least.open.size === 0 || started.length >= count)) return least;
    const thread = startThread(script);
    started.push(thread);
    return thread;
  };
  return {
    // One that is worked on and one that waits for each, so that no thread waits for a disk.
    atOnce: 2 * count,
    encode(job) {
      const thread = idlest();
      const id = nextId++;
      return new Promise((resolve, reject) => {
        thread.open.set(id, { resolve, reject });
        thread.worker.postMessage({ id, job } satisfies Question, [job.bytes.buffer as ArrayBuffer]);
      });
    },
    async close() {
      await Promise.all(started.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(script: string): Thread {
  const worker = new Worker(script);
  const open: Thread["open"] = new Map();
  worker.on("message", ({ id, rows }: Answer) => {
    open.get(id)?.resolve(rows);
    open.delete(id);
  });
  worker.on("error", (error: Error) => {
    for (const { reject } of open.values()) reject(error);
    open.clear();
  });
  return { worker, open };
}

/** The end of the thread: answers jobs until it is ended. */
export function serveEncoder(): void {
  const port = parentPort;
  port?.on("message", ({ id, job }: Question) => {
    const rows = encodeRows(job);
    const parts = rows.kind === "rows" ? [rows.values, rows.scales, rows.columns] : [];
    port.postMessage({ id, rows } satisfies Answer, parts.flatMap((part) => (part === null ? [] : [part.buffer as ArrayBuffer])));
  });
}
