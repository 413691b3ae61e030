// The archive process: searches, fetches and stores by DICOMweb, and cares for the cache. Serves `protocol.ts`. A process
// of its own, so that neither large answers nor waiting for a network ever reach the extension host.

import { open } from "node:fs/promises";

import { recogniseDicom } from "../dicom/index.ts";
import { serve } from "../processes/index.ts";
import { forgetStudies, usageOf } from "./cache.ts";
import { DicomWeb } from "./dicomWeb.ts";
import { ArchiveError } from "./errors.ts";
import { fetchStudy } from "./fetchStudy.ts";
import { archiveRequests, type ArchiveCalls, type Connection, type FetchEvent, type StoreRequest } from "./protocol.ts";
import { earlierStudies, queryOf, searchStudies } from "./search.ts";

/** News of a fetch are told at most this often, milliseconds; the first object at once. */
const NEWS_MS = 100;
/** Largest file that is stored: its body is made in memory by the library. */
const MAX_FILE_BYTES = 1024 * 1024 * 1024;
const ANYTHING = { PatientName: "", PatientID: "", AccessionNumber: "", StudyDescription: "", modality: "", from: "", to: "" };

serve<ArchiveCalls>(
  "archive",
  {
    check: ({ connection }, { signal }) => withArchive(connection, async (archive) => {
      await archive.studies(queryOf(ANYTHING, 0, 1), signal);
      return null;
    }),
    search: (request, { signal }) => withArchive(request.connection, (archive) => searchStudies(archive, request, signal)),
    earlier: ({ connection, path, showPatient }, { signal }) => withArchive(connection, (archive) => earlierStudies(archive, path, showPatient, signal)),
    fetch: (request, { event, signal }) => withArchive(request.connection, async (archive) => {
      const news = sparing(event);
      try {
        return await fetchStudy(archive, request, news.event, signal);
      } finally {
        news.end();
      }
    }),
    store: ({ connection, object }, { signal }) => withArchive(connection, async (archive) => {
      const { isWarned } = await archive.store(await bytesOf(object), signal);
      return { state: isWarned ? "warned" : "stored" };
    }),
    usage: ({ folder }) => usageOf(folder),
    forget: ({ folder, keep }) => forgetStudies(folder, keep),
  },
  archiveRequests,
);

async function withArchive<T>(connection: Connection, use: (archive: DicomWeb) => Promise<T>): Promise<T> {
  const archive = await DicomWeb.open(connection);
  try {
    return await use(archive);
  } finally {
    archive.close();
  }
}

/** Passes on the first image at once, then the latest news now and then: a fast archive sends hundreds of objects a second. */
function sparing(send: (event: FetchEvent) => void): { readonly event: (event: FetchEvent) => void; readonly end: () => void } {
  let lastMs = -Infinity;
  let hasToldImage = false;
  let waiting: { event: FetchEvent; readonly timer: NodeJS.Timeout } | null = null;
  const end = (): void => {
    if (waiting !== null) clearTimeout(waiting.timer);
    waiting = null;
  };
  const tell = (event: FetchEvent): void => {
    end();
    lastMs = performance.now();
    hasToldImage ||= event.hasImage;
    send(event);
  };
  const event = (news: FetchEvent): void => {
    const restMs = lastMs + NEWS_MS - performance.now();
    if (restMs <= 0 || (news.hasImage && !hasToldImage)) tell(news);
    else if (waiting !== null) waiting.event = news;
    else waiting = { event: news, timer: setTimeout(() => { if (waiting !== null) tell(waiting.event); }, restMs) };
  };
  return { event, end };
}

/** @throws ArchiveError `archive/not-dicom` */
async function bytesOf(object: StoreRequest["object"]): Promise<Uint8Array> {
  const bytes = object.kind === "bytes" ? object.bytes : await bytesOfFile(object.path);
  if (!recogniseDicom(bytes)) throw new ArchiveError("archive/not-dicom");
  return bytes;
}

async function bytesOfFile(path: string): Promise<Uint8Array> {
  const file = await open(path, "r").catch((cause: unknown) => { throw new ArchiveError("archive/not-dicom", {}, cause); });
  try {
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) throw new ArchiveError("archive/answer-too-long", { megabytes: MAX_FILE_BYTES / 1024 / 1024 });
    return await file.readFile();
  } finally {
    await file.close();
  }
}
