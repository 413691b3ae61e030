// Fetches a study into the cache, series by series, object by object: each is whole and in its place before it is told of.

import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { SeriesHeader } from "../dicom/index.ts";
import { cacheName, makeRoom, readFacts, studyFolder, useFolder, writeFacts, written } from "./cache.ts";
import { countOf, textOf, uidOf } from "./dicomJson.ts";
import type { DicomWeb } from "./dicomWeb.ts";
import { ArchiveError } from "./errors.ts";
import { headerOfFile } from "./fileHeader.ts";
import type { FetchEvent, FetchRequest, Fetched } from "./protocol.ts";

const SERIES_UID = "0020000E";
const SERIES_NUMBER = "00200011";
const MODALITY = "00080060";
const SERIES_IMAGES = "00201209";
/** Objects of these hold no image: they come last. */
const WITHOUT_IMAGES = new Set(["SR", "PR", "KO", "DOC", "PLAN", "REG", "RTSTRUCT", "RTPLAN", "RTRECORD", "AU", "ECG", "HD", "EPS", "FID", "ASMT", "RWV"]);

interface Series {
  readonly uid: string;
  readonly modality: string;
  readonly number: number;
  readonly images: number | null;
}

/** What has come so far; one object for the whole fetch. */
interface Coming {
  done: number;
  bytes: number;
  foreign: number;
  readonly total: number | null;
  /** Bytes of this study with those that are on their way, and of all others in the cache. */
  own: number;
  others: number;
}

/**
 * Fetches what of a study is not in the cache yet.
 * @throws ArchiveError; the signal's reason. What has come stays and is not fetched again where its series was complete
 */
export async function fetchStudy(archive: DicomWeb, request: FetchRequest, event: (news: FetchEvent) => void, signal: AbortSignal): Promise<Fetched> {
  const { connection, study, cache, keep } = request;
  const folder = studyFolder(cache.folder, connection.address, study);
  const all = await seriesOf(archive, request, signal);
  await useFolder(folder);
  let facts = await readFacts(folder);
  const missing = all.filter(({ uid }) => !facts.complete.includes(cacheName(uid)));
  const images = all.some((series) => series.images === null) ? null : all.reduce((sum, series) => sum + (series.images ?? 0), 0);
  const coming: Coming = { done: facts.images, bytes: facts.bytes, foreign: 0, total: images, own: facts.bytes, others: await makeRoom(cache.folder, cache.limitBytes, { folder, bytes: facts.bytes }, keep) };
  const tell = (path: string | null, hasImage: boolean): void => { event({ path, hasImage, done: coming.done, total: coming.total, bytes: coming.bytes }); };
  const there = await firstThere(folder, all);
  if (there !== null) tell(there.path, there.hasImage);
  for (const series of missing) {
    const came = { images: 0, bytes: 0 };
    await archive.objects(study, series.uid, async (part) => {
      const object = await takeIn(part, { folder, study, series, coming, request });
      if (object === null) { coming.foreign++; return; }
      came.images++;
      came.bytes += object.bytes;
      coming.done++;
      coming.bytes += object.bytes;
      tell(object.path, object.hasImage);
    }, signal);
    if (came.images === 0 && series.images !== 0) continue; // Not there to be had; the next opening asks again.
    facts = { version: 1, complete: [...facts.complete, cacheName(series.uid)], images: facts.images + came.images, bytes: facts.bytes + came.bytes };
    await writeFacts(folder, facts);
  }
  if (coming.done === 0) throw new ArchiveError("archive/nothing-came");
  return { folder, done: coming.done, total: coming.total, bytes: coming.bytes, foreign: coming.foreign };
}

/** The first object of what was fetched before, images first; null where nothing was. */
async function firstThere(folder: string, series: readonly Series[]): Promise<{ readonly path: string; readonly hasImage: boolean } | null> {
  for (const { uid, modality } of series) {
    const seriesFolder = seriesFolderOf(folder, uid);
    const [first] = (await readdir(seriesFolder).catch(() => [])).filter((name) => name.endsWith(".dcm")).sort();
    if (first !== undefined) return { path: join(seriesFolder, first), hasImage: !WITHOUT_IMAGES.has(modality) };
  }
  return null;
}

function seriesFolderOf(folder: string, series: string): string {
  return join(folder, `series-${cacheName(series)}`);
}

/** Counts bytes that have come, and makes room where they need it. @throws ArchiveError `archive/cache-too-small` */
async function account(bytes: number, { coming, folder, request: { cache, keep } }: Place): Promise<void> {
  coming.own += bytes;
  if (coming.own + coming.others <= cache.limitBytes) return;
  coming.others = await makeRoom(cache.folder, cache.limitBytes, { folder, bytes: coming.own }, keep);
  if (coming.own + coming.others > cache.limitBytes) throw new ArchiveError("archive/cache-too-small", { gigabytes: Number((cache.limitBytes / 1e9).toPrecision(2)) });
}

/** Series in the order in which they are fetched: of the modality asked for, with images, by number. */
async function seriesOf(archive: DicomWeb, { study, first }: FetchRequest, signal: AbortSignal): Promise<readonly Series[]> {
  const found = (await archive.series(study, signal)).flatMap((object): Series[] => {
    const uid = uidOf(object, SERIES_UID);
    return uid === "" ? [] : [{ uid, modality: textOf(object, MODALITY), number: countOf(object, SERIES_NUMBER) ?? Infinity, images: countOf(object, SERIES_IMAGES) }];
  });
  if (found.length === 0) throw new ArchiveError("archive/not-found");
  const rank = ({ modality }: Series): number => (WITHOUT_IMAGES.has(modality) ? 2 : modality === first || first === "" ? 0 : 1);
  return found.sort((one, other) => rank(one) - rank(other) || (one.number === other.number ? 0 : one.number - other.number));
}

interface Place {
  readonly folder: string;
  readonly study: string;
  readonly series: Series;
  readonly coming: Coming;
  readonly request: FetchRequest;
}

let nParts = 0;

/** Writes one object. @returns null where it is none of this study's. @throws ArchiveError; what the part ends with */
async function takeIn(part: Readable, place: Place): Promise<{ readonly path: string; readonly bytes: number; readonly hasImage: boolean } | null> {
  const { folder, study, series } = place;
  const seriesFolder = seriesFolderOf(folder, series.uid);
  await written(() => mkdir(seriesFolder, { recursive: true, mode: 0o700 }));
  const temporary = join(seriesFolder, `.part-${String(process.pid)}-${String(nParts++)}`);
  let bytes = 0;
  if (part.destroyed) throw new ArchiveError("archive/cut"); // Meanwhile; a pipeline would wait for it.
  const look = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      account(chunk.length, place).then(() => { done(null, chunk); }, (error: unknown) => { done(error as Error); });
    },
  });
  try {
    await written(() => pipeline(part, look, createWriteStream(temporary, { mode: 0o600 })));
    const header = await written(() => headerOfFile(temporary));
    if (header?.StudyInstanceUID !== study) return null;
    const path = join(seriesFolder, nameOf(header));
    await written(() => rename(temporary, path));
    return { path, bytes, hasImage: header.Rows * header.Columns > 0 };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What a person sees on the editor's tab: modality, series and image, and a few digits that part two of the same number. */
function nameOf({ Modality, SeriesNumber, InstanceNumber, SOPInstanceUID }: SeriesHeader): string {
  const modality = /^[A-Z]{1,8}$/.exec(Modality)?.[0] ?? "image";
  const number = (value: number | null, width: number): string => String(Math.abs(value ?? 0)).padStart(width, "0").slice(0, 9);
  return `${modality} ${number(SeriesNumber, 2)}-${number(InstanceNumber, 4)} ${cacheName(SOPInstanceUID).slice(0, 4)}.dcm`;
}
