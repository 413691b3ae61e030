// Answers as they come, one line each in a file: an interrupted run reads them and goes on.

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import path from "node:path";
import { keyOf, type Job, type Outcome } from "./jobs.ts";

/** What must be the same for kept answers to hold. */
export interface RunIdentity {
  readonly packageSha256: string;
  readonly dataSha256: string;
  /** Of the programs that make the answers. */
  readonly engineSha256: string;
  readonly suffix: string;
}

/**
 * The journal of an identity in a cache.
 * @param isFresh true: without what it holds
 */
export function openJournal(cache: string, identity: RunIdentity, isFresh: boolean): Journal {
  const name = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 24);
  const file = path.join(cache, "journals", `${name}.jsonl`);
  if (isFresh) rmSync(file, { force: true });
  return new Journal(file, identity);
}

/** Answers by the keys of their jobs, kept in a file. */
export class Journal {
  readonly file: string;
  readonly #outcomes = new Map<string, Outcome>();
  /** By key. */
  readonly #elapsedMs = new Map<string, number>();

  /** Opens a journal, or begins it with its identity, which a person may want to read. */
  constructor(file: string, identity: RunIdentity) {
    this.file = file;
    if (!existsSync(file)) {
      mkdirSync(path.dirname(file), { recursive: true });
      appendFileSync(file, `${JSON.stringify({ identity })}\n`);
      return;
    }
    this.#read();
  }

  get outcomes(): ReadonlyMap<string, Outcome> {
    return this.#outcomes;
  }

  has(job: Job): boolean {
    return this.#outcomes.has(keyOf(job));
  }

  /** Keeps an answer, and how long its engine was at it. */
  add(job: Job, outcome: Outcome, elapsedMs: number): void {
    const key = keyOf(job);
    this.#outcomes.set(key, outcome);
    this.#elapsedMs.set(key, elapsedMs);
    appendFileSync(this.file, `${JSON.stringify({ key, job, elapsedMs: Math.round(elapsedMs), ...outcome })}\n`);
  }

  /** How long an engine was at a job, milliseconds; 0 where that is not known. */
  elapsedMs(job: Job): number {
    return this.#elapsedMs.get(keyOf(job)) ?? 0;
  }

  /** A line that a killed run left unfinished is cut off, with whatever comes after it. */
  #read(): void {
    const text = readFileSync(this.file, "utf8");
    let goodBytes = 0;
    for (const line of text.split("\n").slice(0, -1)) {
      const record = recordOf(line);
      if (record === null) break;
      if (record.key !== null) {
        this.#outcomes.set(record.key, record.outcome);
        this.#elapsedMs.set(record.key, record.elapsedMs);
      }
      goodBytes += Buffer.byteLength(line) + 1;
    }
    if (goodBytes < Buffer.byteLength(text)) truncateSync(this.file, goodBytes);
  }
}

type JournalRecord = { readonly key: string; readonly outcome: Outcome; readonly elapsedMs: number } | { readonly key: null };

/** Lines are this program's own, and their results are read by the kind of their job. */
function recordOf(line: string): JournalRecord | null {
  try {
    const value = JSON.parse(line) as { key?: string; result?: unknown; failed?: string; identity?: unknown; elapsedMs?: number };
    if (value.identity !== undefined) return { key: null };
    if (typeof value.key !== "string") return null;
    return { key: value.key, elapsedMs: value.elapsedMs ?? 0, outcome: typeof value.failed === "string" ? { failed: value.failed } : { result: value.result as never } };
  } catch {
    return null;
  }
}
