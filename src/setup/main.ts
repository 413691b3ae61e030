// Entry of the setup process: a short-lived child that downloads and converts checkpoints and cares for packages.

import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";

import { convert, discardPartial, openPackage, serveEncoder, threads } from "../model/index.ts";
import type { Manifest } from "../model/index.ts";
import { memoryOf, serve } from "../processes/index.ts";
import { calibrationOf } from "./calibration.ts";
import { freeBytesOf, SPARE_BYTES } from "./download.ts";
import { discardDownload, listDownloads, runDownload } from "./downloads.ts";
import { inspectFolder } from "./inspect.ts";
import { offerOf } from "./offer.ts";
import { changeManifest, packageFacts, packagesIn, removePackage, renamePackage, unfinishedIn, writeOrigin } from "./packages.ts";
import { setupRequests, type ByteProgress, type ConvertRequest, type ListRequest, type Listed, type SetupCalls, type TensorReport } from "./protocol.ts";

/** News of one request are told at most this often, milliseconds: a checkpoint arrives in some hundred thousand pieces. */
const NEWS_MS = 200;

/** Each holds some 100 MB of weights; beyond this the disk sets the pace. */
const MOST_THREADS = 8;

// The threads that quantise run this same program.
if (isMainThread) serve<SetupCalls>(
  "setup",
  {
    offer: (request, { signal }) => offerOf(request, { signal, freeBytes: freeBytesOf }),
    download: async ({ job, token, folder }, { event, signal }) => ({ bytes: await runDownload(job, folder, { token, onProgress: sparing(event), signal, freeBytes: freeBytesOf }) }),
    discard: async ({ path }) => { await discardDownload(path); return null; },
    convert: async (request, { event, signal }) => await converted(request, sparing(event), signal),
    inspect: ({ path, tower }) => inspectFolder(path, tower),
    list,
    verify: async ({ path }, { event, signal }) => { await (await openPackage(path)).verify(sparing(event), signal); return null; },
    rename: async ({ path, name, to }) => ({ path: await renamePackage(path, name, to) }),
    remove: async ({ path }) => { await removePackage(path); return null; },
    forgetUnfinished: async ({ path }) => { await discardPartial(path); return null; },
  },
  setupRequests,
);
else serveEncoder();

async function list({ parents, packages, downloads }: ListRequest): Promise<Listed> {
  const found = await Promise.all(parents.map(packagesIn));
  const paths = [...new Set([...found.flat(), ...packages])];
  const unfinished = await Promise.all(parents.map(unfinishedIn));
  const begun = await Promise.all(downloads.map(listDownloads));
  return {
    packages: await Promise.all(paths.map(packageFacts)), unfinished: unfinished.flat(), downloads: begun.flat(), memory: memoryOf(),
    freeBytes: await freeBytesOf(parents[0] ?? "/"), spareBytes: SPARE_BYTES,
  };
}

type Conversion = SetupCalls["convert"];

async function converted({ origin, ...request }: ConvertRequest, onProgress: (event: Conversion["event"]) => void, signal: AbortSignal): Promise<Conversion["result"]> {
  const encoder = threads(process.argv[1] ?? "", Math.min(MOST_THREADS, availableParallelism()));
  const { out, bytes, manifest } = await convert({ ...request, onProgress, signal, encoder, calibrate: calibrationOf(request) }).finally(() => encoder.close());
  if (origin !== null) {
    // A checkpoint's own files say neither where they came from nor under which licence.
    if (origin.kind === "hub") await changeManifest(out, { licence: manifest.licence || origin.job.licence, revision: manifest.revision || (origin.job.parts[0]?.revision ?? "") });
    await writeOrigin(out, origin);
  }
  return { out, bytes, tensors: reportOf(manifest) };
}

function reportOf({ tensors }: Manifest): TensorReport[] {
  return tensors.flatMap(({ name, form, block, error, apart = [], trial = null }) =>
    (form === "fp32" || error === undefined ? [] : [{ name, form: block === undefined || block === 32 ? form : `${form}-${String(block)}`, ...error, channelsApart: apart.length, trial }]));
}

/** Passes on the first event, the last one, and some in between. */
function sparing<Event extends ByteProgress>(send: (event: Event) => void): (event: Event) => void {
  let lastMs = -Infinity;
  return (event) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < NEWS_MS && event.bytesDone < event.bytesInAll) return;
    lastMs = nowMs;
    send(event);
  };
}
