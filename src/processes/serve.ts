// The child's end: receives requests, runs their handlers, and gives each exactly one ending.

import { Worker } from "node:worker_threads";
import type { Checked } from "../formats/index.ts";
import { check } from "../formats/index.ts";
import { integer, literal, number, pipe, string, strictObject, unknown, variant } from "../formats/schema.ts";
import { Cancelled, processError, toWireError } from "./errors.ts";
import type { Call, ChildMessage, ParentMessage, RequestId } from "./wire.ts";

/** What a handler may use: the signal is aborted when the parent cancels; `event` sends news before the ending. */
export interface ServeContext<Event> {
  readonly signal: AbortSignal;
  readonly event: (event: Event) => void;
}

/** One handler a kind of request. It ends a cancelled request by throwing `Cancelled` with what it has. */
export type Handlers<C extends { readonly [K in keyof C]: Call }> = {
  readonly [K in keyof C]: (request: C[K]["request"], context: ServeContext<C[K]["event"]>) => Promise<C[K]["result"]>;
};

/** Validators of what is asked, one a kind. */
export type Validators<C extends { readonly [K in keyof C]: Call }> = {
  readonly [K in keyof C]: (value: unknown) => Checked<C[K]["request"]>;
};

/** How often the watchdog looks whether the parent is still there, milliseconds. */
const WATCHDOG_MS = 1000;

const parentMessageSchema = variant("kind", [
  strictObject({ kind: literal("request"), id: pipe(number(), integer()), call: string(), request: unknown() }),
  strictObject({ kind: literal("cancel"), id: pipe(number(), integer()) }),
]);

/**
 * Serves requests of the parent process until it goes.
 * @param layer first part of the code of unknown errors: `engine`, `reader`, `setup`
 * @param reportUnknown told of an error whose kind is not known (for the log: no text of it crosses the border)
 */
export function serve<C extends { readonly [K in keyof C]: Call }>(
  layer: string,
  handlers: Handlers<C>,
  validators: Validators<C>,
  reportUnknown: (error: unknown) => void = writeToStderr,
): void {
  const running = new Map<RequestId, AbortController>();
  const send = (message: ChildMessage): void => {
    // The parent may go between two messages; the disconnect handler ends this process then.
    if (process.connected) process.send?.(message);
  };

  const run = async (id: RequestId, kind: string, value: unknown): Promise<ChildMessage> => {
    const call = kind as keyof C;
    if (!Object.hasOwn(handlers, kind)) return { kind: "error", id, error: toWireError(processError("process/request-invalid"), layer) };
    const request = validators[call](value);
    if (!request.ok) {
      return { kind: "error", id, error: toWireError(processError("process/request-invalid", `(${kind}.${request.where}: ${request.why})`), layer) };
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const context = { signal: controller.signal, event: (event: C[keyof C]["event"]): void => { send({ kind: "event", id, event }); } };
      return { kind: "result", id, result: await handlers[call](request.value, context) };
    } catch (error) {
      if (error instanceof Cancelled) return { kind: "cancelled", id, partial: error.partial };
      if (controller.signal.aborted) return { kind: "cancelled", id, partial: null };
      const wire = toWireError(error, layer);
      if (wire.code === `${layer}/internal`) reportUnknown(error);
      return { kind: "error", id, error: wire };
    } finally {
      running.delete(id);
    }
  };

  process.on("message", (raw: unknown) => {
    const message = check(parentMessageSchema, raw);
    if (!message.ok) return; // Not ours: nothing can be answered without an id.
    const asked = message.value as ParentMessage;
    if (asked.kind === "cancel") running.get(asked.id)?.abort(new Cancelled(null));
    else void run(asked.id, asked.call, asked.request).then(send);
  });
  process.on("disconnect", () => process.exit(0));
  startWatchdog();
}

function writeToStderr(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

/**
 * Ends this process when its parent goes. A thread of its own, because a run of the network blocks the event loop for
 * as long as it takes and `disconnect` would be heard only afterwards. It must not touch onnxruntime.
 */
export function startWatchdog(): void {
  const source = `
    const { workerData } = require("node:worker_threads");
    setInterval(() => {
      let isAlive = process.ppid === workerData.parent;
      if (isAlive) try { process.kill(workerData.parent, 0); } catch (error) { isAlive = error.code === "EPERM"; }
      if (!isAlive) process.kill(process.pid, "SIGKILL");
    }, workerData.intervalMs);`;
  const worker = new Worker(source, { eval: true, workerData: { parent: process.ppid, intervalMs: WATCHDOG_MS }, execArgv: [] });
  worker.unref();
}
