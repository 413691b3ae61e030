// Entry of the drafting process: one queue, one loaded package, the pictures that the reader handed over.

import { constants, setPriority } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { serve } from "../processes/index.ts";
import { checkpointPackage, openCheckpoint, type Manifest } from "../model/index.ts";
import { calibrate } from "./calibrate.ts";
import type { DeviceEvent, DeviceWish } from "./deviceProtocol.ts";
import { Devices, type Choice } from "./devices.ts";
import { makeDraft } from "./drafts.ts";
import { EngineError } from "./errors.ts";
import { estimate } from "./estimates.ts";
import { makeFill } from "./fills.ts";
import { makeGrounding } from "./groundings.ts";
import { ImageStore, type HeldImage } from "./imageStore.ts";
import { Lease, LEASE_GRACE_MS, leaseFolder } from "./lease.ts";
import { measure } from "./measures.ts";
import { ModelHolder, type LoadedModel } from "./model.ts";
import { defaultThreads } from "./onnxruntime.ts";
import { openPixelChannel } from "./pixelChannel.ts";
import { machineKey, probeApart, PROBE_LIMIT_MS } from "./probeProcess.ts";
import type { RequestClock } from "./prompts.ts";
import { engineRequests, type CommonEvent, type EngineCalls } from "./protocol.ts";
import { Queue } from "./queue.ts";

// The editor and the viewer come first: a draft that takes every core must not hold up a scroll.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const { values } = parseArgs({ options: { threads: { type: "string" } }, strict: false });
const asked = Number(values.threads);
const threads = Number.isSafeInteger(asked) && asked > 0 ? asked : defaultThreads();

const images = new ImageStore();
const holder = new ModelHolder();
const queue = new Queue();
const channel = openPixelChannel(images);

type OnEvent = (event: CommonEvent | DeviceEvent) => void;

/** Beside this program, and bundled as it is. */
const probeScript = path.join(path.dirname(process.argv[1] ?? ""), "probe.cjs");
/** The variable is for tests. */
const limitMs = Number(process.env["RADDRAFT_PROBE_LIMIT_MS"] ?? PROBE_LIMIT_MS);
const devices = new Devices((device) => probeApart(device, { script: probeScript, threads, limitMs }), machineKey());
let wish: DeviceWish = { choice: "auto", isLost: false, known: [] };

/** Weights above this are in the memory of one engine at a time. The variable is for tests. */
const leaseAboveBytes = Number(process.env["RADDRAFT_LEASE_ABOVE_BYTES"] ?? 2 ** 30);
/** Who is told that another engine waits: the requests that run or wait here. */
const listeners = new Set<OnEvent>();
const lease = new Lease({
  folder: leaseFolder(),
  graceMs: LEASE_GRACE_MS,
  unload: () => queue.run(() => holder.release(), new AbortController().signal),
  onWanted: (isWanted) => { for (const tell of listeners) tell({ kind: "wanted", isWanted }); },
});

async function load(packagePath: string, event: OnEvent, signal: AbortSignal): Promise<LoadedModel> {
  const onProgress = (done: number): void => { event({ kind: "phase", phase: "loading", done }); };
  const beforeLoad = async (bytes: number): Promise<void> => {
    if (bytes > leaseAboveBytes) await lease.acquire(signal, () => { event({ kind: "phase", phase: "waiting", done: null }); });
    else lease.release();
  };
  const choose = (manifest: Manifest): Promise<Choice> => devices.choose(manifest, wish, {
    platform: process.platform, signal, onProbe: () => { event({ kind: "phase", phase: "device", done: null }); },
  });
  try {
    const model = await holder.load(packagePath, { threads, signal, onProgress, beforeLoad, choose, choiceKey: `${wish.choice} ${String(wish.isLost)}` });
    event({ kind: "device", facts: model.place, probed: await devices.probed() });
    return model;
  } catch (error) {
    // Nothing is loaded now, so nobody need wait for it.
    if (!holder.isLoaded) lease.release();
    throw error;
  }
}

/** Keeps the model for a request from its beginning to its end. */
async function keeping<Result>(event: OnEvent, work: () => Promise<Result>): Promise<Result> {
  listeners.add(event);
  if (lease.isWanted) event({ kind: "wanted", isWanted: true });
  try {
    return await lease.during(work);
  } finally {
    listeners.delete(event);
  }
}

/** Runs a request in its turn: package loaded, pictures at hand. */
async function inTurn<Result>(
  request: { readonly packagePath: string; readonly imageIds: readonly string[] },
  { signal, event }: { readonly signal: AbortSignal; readonly event: OnEvent },
  work: (model: LoadedModel, images: readonly HeldImage[], clock: RequestClock) => Promise<Result> | Result,
): Promise<Result> {
  const startedMs = performance.now();
  // Taken now: pictures may be dropped while the request waits.
  const held = request.imageIds.map((id) => images.get(id));
  if (queue.length > 0) event({ kind: "phase", phase: "queued", done: null });
  const run = async (): Promise<Result> => {
    const model = await load(request.packagePath, event, signal);
    try {
      return await work(model, held, { startedMs, now: () => performance.now() });
    } catch (error) {
      if (error instanceof EngineError && error.code === "engine/device-failed") holder.forgetCaches();
      throw error;
    } finally {
      model.endRequest();
    }
  };
  return await keeping(event, () => queue.run(run, signal));
}

serve<EngineCalls>(
  "engine",
  {
    channel: () => channel,
    device: (request) => {
      wish = request;
      return Promise.resolve(null);
    },
    load: ({ packagePath, verify }, { signal, event }) =>
      keeping(event, () => queue.run(async () => {
        const model = await load(packagePath, event, signal);
        const onProgress = ({ bytesDone, bytesInAll }: { bytesDone: number; bytesInAll: number }): void => {
          event({ kind: "phase", phase: "loading", done: bytesDone / bytesInAll });
        };
        if (verify) await model.source.verify(onProgress, signal);
        return await model.summary();
      }, signal)),
    unload: async (_request, { signal }) => {
      await queue.run(async () => {
        await holder.release();
        lease.release();
      }, signal);
      return null;
    },
    draft: (request, context) => inTurn(request, context, (model, held, clock) => makeDraft(model, request, held, { ...context, ...clock })),
    fill: (request, context) => inTurn(request, context, (model, held, clock) => makeFill(model, request, held, { ...context, ...clock })),
    ground: (request, context) => inTurn(request, context, (model, held, clock) => makeGrounding(model, request, held, { ...context, ...clock })),
    calibrate: (request, { signal, event }) => queue.run(async () => {
      const checkpoint = await openCheckpoint(request);
      try {
        return { trials: await calibrate(checkpointPackage(checkpoint), { threads, signal, onProgress: (tensor, done) => { event({ tensor, done }); } }) };
      } finally {
        await checkpoint.close();
      }
    }, signal),
    estimate: (request, context) => inTurn(request, context, (model, held) => estimate(model, request, held)),
    measure: (request, context) => inTurn(request, context, (model, held) => measure(model, request, held)),
  },
  engineRequests,
);
