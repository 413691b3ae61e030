// A file that one process at a time owns. It is made whole or not at all, and taken over when its owner has died.

import { randomUUID } from "node:crypto";
import { readFileSync, unlinkSync } from "node:fs";
import { mkdir, readFile, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

import { check } from "../formats/index.ts";
import { integer, maxLength, minValue, nullable, number, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";

const ownerSchema = strictObject({
  pid: pipe(number(), integer(), minValue(1)),
  /** When the process began, as the system counts it: a number that is used again is another process. Null: not known here. */
  started: nullable(pipe(string(), maxLength(64))),
  /** Where the owner can be spoken to; empty: nowhere. */
  address: pipe(string(), maxLength(512)),
  /** Of this claim alone. */
  nonce: pipe(string(), maxLength(64)),
});

export type Owner = ShapeOf<typeof ownerSchema>;

/** The file is ours until it is released, or this process ends. */
export interface Claim {
  /** Gives the file up. Works while the process exits, too. */
  release(): void;
}

/** A file that is just being written has no owner yet; after this it never will, milliseconds. */
const UNWRITTEN_LIMIT_MS = 3000;
/** One takes over at a time; who died over it is not waited for any longer, milliseconds. */
const TAKEOVER_LIMIT_MS = 10_000;
const PAUSE_MS = 20;

/**
 * Claims a file; one whose owner has died is taken over.
 * @param address where we can be spoken to, for others who want it; empty: nowhere
 * @param isAlive whether an owner still owns it
 * @returns the claim, or the owner who has it
 * @throws errors of the file system, where the folder is missing or cannot be written to
 */
export async function claimFile(file: string, address: string, isAlive: (owner: Owner) => Promise<boolean> = isRunning): Promise<Claim | Owner> {
  const mine: Owner = { pid: process.pid, started: await startOf(process.pid), address, nonce: randomUUID() };
  for (;;) {
    const isMade = await writeFile(file, JSON.stringify(mine), { flag: "wx", mode: 0o600 }).then(() => true, (error: unknown) => refused(error, "EEXIST"));
    if (isMade) return { release: () => { releaseFile(file, mine.nonce); } };
    const owner = await ownerOf(file);
    if (owner !== null && (await isAlive(owner))) return owner;
    await takeAway(file, owner?.nonce ?? null);
  }
}

/** True for what `claimFile` gives where the file is ours. */
export function isClaim(result: Claim | Owner): result is Claim {
  return "release" in result;
}

/** Whether a process owns a file now. */
export async function isClaimed(file: string): Promise<boolean> {
  const owner = await ownerOf(file);
  return owner !== null && (await isRunning(owner));
}

/** Whether the process of an owner still runs. */
export async function isRunning({ pid, started }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return started === null || started === (await startOf(pid));
}

/** Null where there is none, or none that can be read. */
async function ownerOf(file: string): Promise<Owner | null> {
  return parsed(await readFile(file, "utf8").catch(() => ""));
}

function parsed(text: string): Owner | null {
  try {
    const checked = check(ownerSchema, JSON.parse(text));
    return checked.ok ? checked.value : null;
  } catch {
    return null; // Half written, or not ours: it is judged by its age.
  }
}

/**
 * Removes a file whose owner has died. Between the judgement and the removal another one may have done so and made the
 * file its own: so it is looked at again while nobody else removes anything.
 * @param nonce of the dead owner; null: nobody wrote one into it
 */
async function takeAway(file: string, nonce: string | null): Promise<void> {
  const guard = `${file}.takeover`;
  if (!(await mkdir(guard).then(() => true, (error: unknown) => refused(error, "EEXIST")))) {
    if (await ageOf(guard) > TAKEOVER_LIMIT_MS) await rmdir(guard).catch(() => undefined);
    await wait(PAUSE_MS);
    return;
  }
  try {
    const owner = await ownerOf(file);
    const isAbandoned = owner === null ? await ageOf(file) > UNWRITTEN_LIMIT_MS : owner.nonce === nonce;
    if (isAbandoned) await unlink(file).catch(() => undefined);
    else if (owner === null) await wait(PAUSE_MS);
  } finally {
    await rmdir(guard).catch(() => undefined);
  }
}

/** Milliseconds since it was written; 0 where it is not there. */
async function ageOf(path: string): Promise<number> {
  return stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
}

/** False for the one refusal that is no fault. @throws every other error */
function refused(error: unknown, code: string): false {
  if (error instanceof Error && "code" in error && error.code === code) return false;
  throw error;
}

function releaseFile(file: string, nonce: string): void {
  try {
    if (parsed(readFileSync(file, "utf8"))?.nonce === nonce) unlinkSync(file);
  } catch {
    // It is gone already.
  }
}

/** When a process began; null where the system does not tell it cheaply, or there is no such process. */
async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== "linux") return null;
  const line = await readFile(`/proc/${String(pid)}/stat`, "utf8").catch(() => "");
  // The name of the program stands in brackets and may hold anything; the start is the 22nd field (proc(5)), the 20th after it.
  return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
