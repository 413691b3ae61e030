// The reader process: opens image files, gives the values of their frames, and hands pictures to the engine. Serves `protocol.ts`.

import { serve } from "../processes/index.ts";
import { deliverPicture } from "./deliver.ts";
import { Headers } from "./headers.ts";
import { FrameParts } from "./frameParts.ts";
import { OpenFiles } from "./openFiles.ts";
import { findPriors } from "./priors.ts";
import { readerRequests } from "./protocol.ts";
import type { ReaderCalls } from "./protocol.ts";
import { scanFolders, stackOfFile } from "./scan.ts";
import { tagTableOf } from "./tagTable.ts";

const files = new OpenFiles();
const frames = new FrameParts();
const headers = new Headers();

serve<ReaderCalls>(
  "reader",
  {
    open: ({ path }, { signal }) => files.open(path, signal),
    frame: async ({ fileId, frame, firstRow }, { signal }) => frames.part(fileId, frame, firstRow, async () => (await files.find(fileId, signal)).values(frame)),
    overlays: async ({ fileId, frame }, { signal }) => (await files.find(fileId, signal)).overlays(frame),
    deliver: async ({ fileId, view, channel }, { signal }) => deliverPicture((await files.find(fileId, signal)).display(view), channel, signal),
    scan: (request, { event, signal }) => scanFolders(request, headers, event, signal),
    stackOf: ({ path }, { signal }) => stackOfFile(path, headers, signal),
    priors: (request, { signal }) => findPriors(request, headers, signal),
    facts: ({ path }, { signal }) => files.study(path, signal),
    tags: async ({ path, showPatient }, { signal }) => tagTableOf(await files.tags(path, signal), showPatient),
    document: ({ path, showPatient }, { signal }) => files.document(path, showPatient, signal),
    pdfPart: ({ path, from }, { signal }) => files.pdfPart(path, from, signal),
    close: ({ fileId }) => {
      files.close(fileId);
      return Promise.resolve(null);
    },
  },
  readerRequests,
);
