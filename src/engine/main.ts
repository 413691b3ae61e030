// Entry of the drafting process: one queue, one loaded package, the pictures that the reader handed over.

import { constants, setPriority } from "node:os";
import { parseArgs } from "node:util";
import { serve } from "../processes/index.ts";
import { makeDraft } from "./drafts.ts";
import { ImageStore } from "./imageStore.ts";
import { ModelHolder, type LoadedModel } from "./model.ts";
import { defaultThreads } from "./onnxruntime.ts";
import { openPixelChannel } from "./pixelChannel.ts";
import { engineRequests, type DraftEvent, type EngineCalls } from "./protocol.ts";
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

function load(packagePath: string, event: (event: DraftEvent) => void, signal: AbortSignal): Promise<LoadedModel> {
  const onProgress = (done: number): void => { event({ kind: "phase", phase: "loading", done }); };
  return holder.load(packagePath, { threads, signal, onProgress });
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
    draft: async (request, { signal, event }) => {
      const startedMs = performance.now();
      // Taken now: pictures may be dropped while the draft waits.
      const held = request.imageIds.map((id) => images.get(id));
      if (queue.length > 0) event({ kind: "phase", phase: "queued", done: null });
      return await queue.run(async () => {
        const model = await load(request.packagePath, event, signal);
        return await makeDraft(model, request, held, { signal, event, startedMs, now: () => performance.now() });
      }, signal);
    },
  },
  engineRequests,
);
