// The parent's end: starts a child process, asks it, stops it, and starts a fresh one when it died.

import { fork, type ChildProcess } from "node:child_process";
import { check } from "../formats/index.ts";
import { integer, literal, number, pipe, strictObject, string, unknown, variant } from "../formats/schema.ts";
import { Cancelled, ProcessError, processError } from "./errors.ts";
import type { Call, ChildMessage, ParentMessage, RequestId } from "./wire.ts";

export interface ChildOptions {
  /** For the log and the sentences: `engine`, `reader`, `setup`. */
  readonly name: string;
  readonly script: string;
  readonly scriptArguments: readonly string[];
  /** The Node executable to run it; asked for at each start. */
  readonly executable: () => Promise<string>;
  /** A cancelled request that stays silent this long gets its process killed, milliseconds. */
  readonly cancelGraceMs: number;
  /** Without a request for this long the process ends; it starts again by itself, milliseconds. */
  readonly idleMs: number;
  /** Lines the child prints, and starts and ends; never text of a report. */
  readonly log: (line: string) => void;
}

export type ChildState = "stopped" | "starting" | "ready" | "busy" | "died";

export interface AskOptions<Event> {
  readonly onEvent?: ((event: Event) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: unknown) => void) | undefined;
  readonly forget: () => void;
}

/** Deaths within `DEATH_WINDOW_MS` after which a process is not started again for now (DESIGN 5). */
const MAX_DEATHS = 3;
const DEATH_WINDOW_MS = 60_000;

const childMessageSchema = variant("kind", [
  strictObject({ kind: literal("event"), id: pipe(number(), integer()), event: unknown() }),
  strictObject({ kind: literal("result"), id: pipe(number(), integer()), result: unknown() }),
  strictObject({ kind: literal("error"), id: pipe(number(), integer()), error: strictObject({ code: string(), sentence: string(), action: string() }) }),
  strictObject({ kind: literal("cancelled"), id: pipe(number(), integer()), partial: unknown() }),
]);

/** One child process, or none for the moment: it is started by the first request. */
export class Child<C extends { readonly [K in keyof C]: Call }> {
  readonly #options: ChildOptions;
  readonly #pending = new Map<RequestId, Pending>();
  readonly #listeners = new Set<(state: ChildState) => void>();
  #process: Promise<ChildProcess> | null = null;
  #running: ChildProcess | null = null;
  #deaths: number[] = [];
  #nextId = 1;
  #idleTimer: NodeJS.Timeout | null = null;
  #isDisposed = false;
  #state: ChildState = "stopped";

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get state(): ChildState {
    return this.#state;
  }

  /** Process id while one runs. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** @returns a function that ends the listening */
  onState(listener: (state: ChildState) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  /**
   * Asks the child, starting it where needed.
   * @throws ProcessError with the child's code, or `process/died`, `process/restarts-ended`, `process/start-failed`
   * @throws Cancelled with what the child had when the signal was aborted
   */
  async ask<K extends keyof C & string>(kind: K, request: C[K]["request"], options: AskOptions<C[K]["event"]> = {}): Promise<C[K]["result"]> {
    if (options.signal?.aborted === true) throw new Cancelled(null);
    if (this.#isDisposed) throw processError("process/disposed");
    const child = await this.#start();
    const id = this.#newId();
    return await new Promise<C[K]["result"]>((resolve, reject) => {
      const stop = (): void => { this.#cancel(id); };
      options.signal?.addEventListener("abort", stop, { once: true });
      this.#pending.set(id, {
        resolve,
        reject,
        onEvent: options.onEvent,
        forget: () => options.signal?.removeEventListener("abort", stop),
      });
      this.#setState("busy");
      child.send({ kind: "request", id, call: kind, request } satisfies ParentMessage, (error) => {
        if (error !== null) this.#end(id)?.reject(processError("process/died", "", error));
      });
      if (options.signal?.aborted === true) stop();
    });
  }

  /** Ends the process at once; requests still open are rejected with `process/died`. */
  kill(): void {
    this.#running?.kill("SIGKILL");
  }

  /** Ends the process for good. */
  dispose(): void {
    this.#isDisposed = true;
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#rejectAll(processError("process/disposed"));
    this.kill();
  }

  #newId(): RequestId {
    return this.#nextId++ as RequestId;
  }

  #start(): Promise<ChildProcess> {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
    const now = Date.now();
    this.#deaths = this.#deaths.filter((at) => now - at < DEATH_WINDOW_MS);
    if (this.#process === null && this.#deaths.length >= MAX_DEATHS) return Promise.reject(processError("process/restarts-ended"));
    this.#process ??= this.#fork().catch((error: unknown) => {
      this.#process = null;
      this.#setState("died");
      throw error instanceof ProcessError ? error : processError("process/start-failed", "", error);
    });
    return this.#process;
  }

  async #fork(): Promise<ChildProcess> {
    this.#setState("starting");
    const executable = await this.#options.executable();
    if (this.#isDisposed) throw processError("process/disposed");
    // execArgv []: the parent's own flags (inspector, loaders) are not for the child. ELECTRON_RUN_AS_NODE: where the
    // executable is the editor's own, it must behave as Node.
    const child = fork(this.#options.script, [...this.#options.scriptArguments], {
      execPath: executable,
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // onnxruntime's telemetry is off before the child has loaded anything (engine/withoutTelemetry.ts).
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "", ORT_DISABLE_TELEMETRY: "1" },
    });
    const log = (data: Buffer): void => { for (const line of data.toString().split("\n")) if (line !== "") this.#options.log(`${this.#options.name}: ${line}`); };
    child.stdout?.on("data", log);
    child.stderr?.on("data", log);
    child.on("message", (message) => { this.#receive(message); });
    child.once("exit", (code, signal) => { this.#exited(child, signal ?? String(code)); });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", () => { resolve(); });
      child.once("error", reject);
    });
    child.on("error", () => undefined); // A failed send is answered where it is sent.
    this.#running = child;
    this.#options.log(`${this.#options.name}: started, pid ${String(child.pid)}`);
    this.#setState("ready");
    return child;
  }

  #receive(raw: unknown): void {
    const checked = check(childMessageSchema, raw);
    if (!checked.ok) {
      this.#options.log(`${this.#options.name}: a message of unknown shape was dropped`);
      return;
    }
    const message = checked.value as ChildMessage;
    switch (message.kind) {
      case "event":
        this.#pending.get(message.id)?.onEvent?.(message.event);
        return;
      case "result":
        this.#end(message.id)?.resolve(message.result);
        return;
      case "error":
        this.#end(message.id)?.reject(new ProcessError(message.error.code, message.error.sentence, message.error.action));
        return;
      case "cancelled":
        this.#end(message.id)?.reject(new Cancelled(message.partial));
        return;
    }
  }

  /** Takes a request off the list; the caller gives it its one ending. */
  #end(id: RequestId): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.forget();
    if (this.#pending.size === 0 && this.#running !== null) {
      this.#setState("ready");
      this.#idleTimer = setTimeout(() => { this.#stopIdle(); }, this.#options.idleMs);
      this.#idleTimer.unref();
    }
    return pending;
  }

  #cancel(id: RequestId): void {
    if (!this.#pending.has(id)) return;
    this.#running?.send({ kind: "cancel", id } satisfies ParentMessage, () => undefined);
    const timer = setTimeout(() => {
      const pending = this.#end(id);
      if (pending === undefined) return;
      this.#options.log(`${this.#options.name}: silent after a cancel, killed`);
      pending.reject(new Cancelled(null));
      this.#killOnPurpose();
    }, this.#options.cancelGraceMs);
    timer.unref();
  }

  /** A kill that is no death: it must not use up the restarts. */
  #killOnPurpose(): void {
    const child = this.#running;
    this.#running = null;
    this.#process = null;
    child?.kill("SIGKILL");
    this.#setState("stopped");
    this.#rejectAll(processError("process/died"));
  }

  #stopIdle(): void {
    if (this.#pending.size > 0) return;
    const child = this.#running;
    this.#running = null;
    this.#process = null;
    this.#setState("stopped");
    if (child?.connected === true) child.disconnect();
  }

  #exited(child: ChildProcess, how: string): void {
    this.#options.log(`${this.#options.name}: ended (${how})`);
    if (this.#running !== child) return; // Stopped on purpose when idle.
    this.#running = null;
    this.#process = null;
    this.#deaths.push(Date.now());
    this.#setState(this.#isDisposed ? "stopped" : "died");
    this.#rejectAll(processError("process/died", `(${how})`));
  }

  #rejectAll(error: ProcessError): void {
    for (const id of [...this.#pending.keys()]) this.#end(id)?.reject(error);
  }

  #setState(state: ChildState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
