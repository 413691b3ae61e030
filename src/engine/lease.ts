// Two windows do not hold a big model in memory at once (DESIGN 5). One engine of a person has the lease; another that
// wants it asks, an idle owner unloads and gives it up, a busy one finishes first, and a dead one has lost it.

import { randomUUID } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { claimFile, isClaim, isRunning, type Claim, type Owner } from "../processes/index.ts";

export interface LeaseOptions {
  /** Folder of this person alone; the same for all engines. */
  readonly folder: string;
  /** An owner that is idle this long after it was asked gives the lease up, milliseconds. */
  readonly graceMs: number;
  /** Unloads the model, in its turn; the lease is given up after it. */
  readonly unload: () => Promise<void>;
  /** Another engine began to wait for us, or the last one left. */
  readonly onWanted: (isWanted: boolean) => void;
}

/** Between two parts of one piece of work, such as the sections of a report, an engine is idle for a moment. */
export const LEASE_GRACE_MS = 1500;
/** What one engine says to another. */
const WANT = "want\n";
/** An owner that runs but does not answer is looked at again after so long, milliseconds. */
const DEAF_MS = 500;
const SOCKET = /^engine-(\d+)-.*\.sock$/u;

/** Where engines of one person meet: temporary, and nobody else's. */
export function leaseFolder(): string {
  const { uid, username } = userInfo();
  return path.join(tmpdir(), `raddraft-${uid < 0 ? username : String(uid)}`);
}

export class Lease {
  readonly #options: LeaseOptions;
  readonly #waiting = new Set<net.Socket>();
  #claim: Claim | null = null;
  #server: net.Server | null = null;
  #address = "";
  #working = 0;
  #timer: NodeJS.Timeout | null = null;
  #isYielding = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    process.once("exit", () => {
      this.#claim?.release();
      if (this.#address !== "" && process.platform !== "win32") rmSync(this.#address, { force: true });
    });
  }

  /** Whether another engine waits for us. */
  get isWanted(): boolean {
    return this.#claim !== null && this.#waiting.size > 0;
  }

  /**
   * Takes the lease, waiting for its owner where there is one. Where no place for it can be had, it goes on without.
   * @param onWaiting called when it has to wait
   * @throws the signal's reason
   */
  async acquire(signal: AbortSignal, onWaiting: () => void): Promise<void> {
    while (this.#claim === null) {
      signal.throwIfAborted();
      const result = await this.#try();
      if (result === null) return;
      if (isClaim(result)) this.#claim = result;
      else {
        onWaiting();
        await untilGivenUp(result, signal);
      }
    }
  }

  /** Gives the lease up; whoever waits for it is told. */
  release(): void {
    const wasWanted = this.isWanted;
    this.#claim?.release();
    this.#claim = null;
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting.clear();
    if (wasWanted) this.#options.onWanted(false);
  }

  /** Runs work that the model is needed for: the lease is not given up meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#working++;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      return await work();
    } finally {
      this.#working--;
      this.#yieldSoon();
    }
  }

  async #try(): Promise<Claim | Owner | null> {
    try {
      await this.#listen();
      return await claimFile(path.join(this.#options.folder, "lease.json"), this.#address, answers);
    } catch (error) {
      // Better two models in memory than none: the check of free memory comes after this.
      process.stderr.write(`no lease can be had (${error instanceof Error && "code" in error ? String(error.code) : "unknown"})\n`);
      return null;
    }
  }

  async #listen(): Promise<void> {
    if (this.#server !== null) return;
    makeOwnFolder(this.#options.folder);
    const name = `engine-${String(process.pid)}-${randomUUID().slice(0, 8)}`;
    const address = process.platform === "win32" ? `\\\\.\\pipe\\raddraft-${name}` : path.join(this.#options.folder, `${name}.sock`);
    const server = net.createServer((socket) => { this.#serve(socket); });
    server.unref(); // The messages of the parent keep the process alive, not this.
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(address, resolve);
    });
    this.#server = server;
    this.#address = address;
  }

  #serve(socket: net.Socket): void {
    socket.on("error", () => { socket.destroy(); });
    socket.on("close", () => {
      if (this.#waiting.delete(socket) && this.#waiting.size === 0 && this.#claim !== null) this.#options.onWanted(false);
    });
    socket.once("data", () => {
      // Given up between its question and now: it asks again, and will find nobody.
      if (this.#claim === null) { socket.destroy(); return; }
      this.#waiting.add(socket);
      if (this.#waiting.size === 1) this.#options.onWanted(true);
      this.#yieldSoon();
    });
  }

  #yieldSoon(): void {
    if (!this.isWanted || this.#working > 0 || this.#timer !== null || this.#isYielding) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#yield();
    }, this.#options.graceMs);
  }

  async #yield(): Promise<void> {
    if (!this.isWanted || this.#working > 0) return;
    this.#isYielding = true;
    try {
      await this.#options.unload();
    } finally {
      this.#isYielding = false;
      this.release();
    }
  }
}

/** @throws where the folder is another person's, or open to others, or cannot be made */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform === "win32") return;
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) throw Object.assign(new Error("not our folder"), { code: "EPERM" });
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    const pid = Number(SOCKET.exec(name)?.[1] ?? NaN);
    if (pid !== process.pid && pid > 0 && !isThere(pid)) rmSync(path.join(folder, name), { force: true });
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** An owner that can be connected to is there, however busy; one that cannot may still be ending, or its socket was removed. */
async function answers(owner: Owner): Promise<boolean> {
  const socket = await connected(owner.address);
  socket?.destroy();
  return socket !== null || (await isRunning(owner));
}

async function connected(address: string): Promise<net.Socket | null> {
  if (address === "") return null;
  return await new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once("connect", () => { resolve(socket); });
    socket.once("error", () => { resolve(null); });
  });
}

/** Asks an owner for the lease and waits until it hangs up. */
async function untilGivenUp(owner: Owner, signal: AbortSignal): Promise<void> {
  const socket = await connected(owner.address);
  if (socket === null) { await wait(DEAF_MS, undefined, { signal }); return; }
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    if (signal.aborted) { stop(); return; }
    signal.addEventListener("abort", stop, { once: true });
    socket.on("error", () => { socket.destroy(); });
    socket.once("close", () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
    socket.write(WANT);
  });
}
