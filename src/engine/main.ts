// Entry of the drafting process: one queue, one loaded package, the pictures that the reader handed over.

import { constants, setPriority } from "node:os";
import { parseArgs } from "node:util";
import { serve } from "../processes/index.ts";
import { makeDraft } from "./drafts.ts";
import { makeFill } from "./fills.ts";
import { makeGrounding } from "./groundings.ts";
import { ImageStore, type HeldImage } from "./imageStore.ts";
import { measure } from "./measures.ts";
import { ModelHolder, type LoadedModel } from "./model.ts";
import { defaultThreads } from "./onnxruntime.ts";
import { openPixelChannel } from "./pixelChannel.ts";
import type { RequestClock } from "./prompts.ts";
import { engineRequests, type CommonPhase, type EngineCalls, type PhaseEvent } from "./protocol.ts";
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

type OnPhase = (event: PhaseEvent<CommonPhase>) => void;

function load(packagePath: string, event: OnPhase, signal: AbortSignal): Promise<LoadedModel> {
  const onProgress = (done: number): void => { event({ kind: "phase", phase: "loading", done }); };
  return holder.load(packagePath, { threads, signal, onProgress });
}

/** Runs a request in its turn: package loaded, pictures at hand. */
async function inTurn<Result>(
  request: { readonly packagePath: string; readonly imageIds: readonly string[] },
  { signal, event }: { readonly signal: AbortSignal; readonly event: OnPhase },
  work: (model: LoadedModel, images: readonly HeldImage[], clock: RequestClock) => Promise<Result> | Result,
): Promise<Result> {
  const startedMs = performance.now();
  // Taken now: pictures may be dropped while the request waits.
  const held = request.imageIds.map((id) => images.get(id));
  if (queue.length > 0) event({ kind: "phase", phase: "queued", done: null });
  return await queue.run(async () => await work(await load(request.packagePath, event, signal), held, { startedMs, now: () => performance.now() }), signal);
}

serve<EngineCalls>(
  "engine",
  {
    channel: () => channel,
    load: async ({ packagePath, verify }, { signal, event }) =>
      await queue.run(async () => {
        const model = await load(packagePath, event, signal);
        const onProgress = ({ bytesDone, bytesInAll }: { bytesDone: number; bytesInAll: number }): void => {
          event({ kind: "phase", phase: "loading", done: bytesDone / bytesInAll });
        };
        if (verify) await model.source.verify(onProgress, signal);
        return model.summary();
      }, signal),
    draft: (request, context) => inTurn(request, context, (model, held, clock) => makeDraft(model, request, held, { ...context, ...clock })),
    fill: (request, context) => inTurn(request, context, (model, held, clock) => makeFill(model, request, held, { ...context, ...clock })),
    ground: (request, context) => inTurn(request, context, (model, held, clock) => makeGrounding(model, request, held, { ...context, ...clock })),
    measure: (request, context) => inTurn(request, context, (model, held) => measure(model, request, held)),
  },
  engineRequests,
);
