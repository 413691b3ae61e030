// Entry of the setup process: a short-lived child that converts checkpoints and looks into folders.

import { convert } from "../model/index.ts";
import { serve } from "../processes/index.ts";
import { inspectFolder } from "./inspect.ts";
import { setupRequests, type ConvertProgress, type SetupCalls } from "./protocol.ts";

serve<SetupCalls>(
  "setup",
  {
    convert: async (request, context) => {
      const onProgress = (progress: ConvertProgress): void => { context.event(progress); };
      const { out, bytes } = await convert({ ...request, onProgress, signal: context.signal });
      return { out, bytes };
    },
    inspect: ({ path }) => inspectFolder(path),
  },
  setupRequests,
);
