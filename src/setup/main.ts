// Entry of the setup process: a short-lived child that downloads and converts checkpoints and looks into folders.

import { convert } from "../model/index.ts";
import { serve } from "../processes/index.ts";
import { download, freeBytesOf } from "./download.ts";
import { inspectFolder } from "./inspect.ts";
import { setupRequests, type ConvertProgress, type DownloadProgress, type SetupCalls } from "./protocol.ts";

serve<SetupCalls>(
  "setup",
  {
    download: async ({ folder, ...place }, context) => {
      const onProgress = (progress: DownloadProgress): void => { context.event(progress); };
      return { bytes: await download(place, folder, { onProgress, signal: context.signal, freeBytes: freeBytesOf }) };
    },
    convert: async (request, context) => {
      const onProgress = (progress: ConvertProgress): void => { context.event(progress); };
      const { out, bytes } = await convert({ ...request, onProgress, signal: context.signal });
      return { out, bytes };
    },
    inspect: ({ path }) => inspectFolder(path),
  },
  setupRequests,
);
