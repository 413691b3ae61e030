// What of a package in the making is finished, a line a tensor. A line is a claim: whoever goes on compares the hashes of
// source and pieces before believing it, so that nothing half-written is ever taken for whole.

import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { check, strictObject, string } from "../formats/schema.ts";
import { tensorSchema, WEIGHTS_FORMAT } from "./manifest.ts";
import type { TensorEntry } from "./manifest.ts";
import { LOCK_FILE } from "./partialFolder.ts";
import type { PlannedTensor } from "./pieces.ts";

const JOURNAL_FILE = "journal.jsonl";

const planSchema = strictObject({ plan: string() });
const lineSchema = strictObject({ tensor: tensorSchema, source: string() });

/** A tensor that was written. */
export interface Finished {
  readonly tensor: TensorEntry;
  /** SHA-256 of its bytes in the checkpoint. */
  readonly source: string;
}

/** The journal of one making. */
export interface Journal {
  /** What earlier tries claim to have finished, by name. */
  readonly claimed: ReadonlyMap<string, Finished>;
  /** Adds a line. */
  add(finished: Finished): Promise<void>;
  /** True once anything is in it. */
  hasAny(): boolean;
  /** The package is whole: nothing is left to go on with. */
  remove(): Promise<void>;
}

/** Opens the journal of a folder in the making; what was begun after another plan is removed. */
export async function openJournal(folder: string, plan: readonly PlannedTensor[]): Promise<Journal> {
  const path = join(folder, JOURNAL_FILE);
  const key = createHash("sha256").update(JSON.stringify([WEIGHTS_FORMAT, plan])).digest("hex");
  const lines = (await readFile(path, "utf8").catch(() => "")).split("\n").map(parsed);
  const first = check(planSchema, lines[0]);
  const goesOn = first.ok && first.value.plan === key;
  if (!goesOn) {
    for (const name of await readdir(folder)) if (name !== LOCK_FILE) await rm(join(folder, name), { recursive: true });
  }
  const claimed = new Map<string, Finished>();
  for (const line of goesOn ? lines.slice(1) : []) {
    const checked = check(lineSchema, line);
    if (checked.ok) claimed.set(checked.value.tensor.name, checked.value);
  }
  // Written anew: a line that was cut off by the end of a process is gone.
  await writeFile(path, [{ plan: key }, ...claimed.values()].map((line) => `${JSON.stringify(line)}\n`).join(""));
  let any = claimed.size > 0;
  return {
    claimed,
    async add(finished) {
      any = true;
      await appendFile(path, `${JSON.stringify(finished)}\n`);
    },
    hasAny: () => any,
    remove: () => rm(path, { force: true }),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
