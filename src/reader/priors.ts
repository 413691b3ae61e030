// Earlier studies of the patient of a file in the open folders: the same modality, a day before, another study.

import { stacksOf } from "../dicom/index.ts";
import type { SeriesHeader, StackFile } from "../dicom/index.ts";
import { walkFolders } from "./folders.ts";
import type { Walked } from "./folders.ts";
import type { Headers } from "./headers.ts";
import type { FoundPriors, PriorsRequest } from "./protocol.ts";

/** Files that are looked at: opening an image must not keep a disk busy for minutes. */
const MAX_FILES = 50_000;
const READ_AT_ONCE = 8;
const MS_A_DAY = 86_400_000;

/**
 * Looks for earlier studies. A file without a patient, a day or a study has none.
 * @throws the signal's reason; errors of the file system for the file itself
 */
export async function findPriors({ path, roots, showPatient }: PriorsRequest, headers: Headers, signal: AbortSignal): Promise<FoundPriors> {
  const own = await headers.read(path);
  const day = dayOf(own?.StudyDate ?? "");
  if (own === null || own.PatientID === "" || own.StudyInstanceUID === "" || day === null) return { priors: [] };
  const studies = new Map<string, StackFile[]>();
  const walked: Walked = { folders: 0, files: 0, unreadable: 0, limit: null };
  for await (const { paths } of walkFolders(roots, walked, signal)) {
    if (walked.files > MAX_FILES) break;
    for (let from = 0; from < paths.length; from += READ_AT_ONCE) {
      signal.throwIfAborted();
      const some = paths.slice(from, from + READ_AT_ONCE);
      const found = await Promise.all(some.map((each) => headers.read(each).catch(() => null)));
      some.forEach((each, i) => {
        const header = found[i] ?? null;
        if (header === null || !isEarlier(header, own)) return;
        const files = studies.get(header.StudyInstanceUID) ?? [];
        if (!files.some((file) => file.header.SOPInstanceUID !== "" && file.header.SOPInstanceUID === header.SOPInstanceUID)) files.push({ path: each, header });
        studies.set(header.StudyInstanceUID, files);
      });
    }
  }
  const priors = [...studies].flatMap(([study, files]) => priorOf(study, files, own, day, showPatient));
  return { priors: priors.sort((one, other) => one.daysEarlier - other.daysEarlier) };
}

/** Identifiers repeat between hospitals: the name must be the same, too. */
function isEarlier(header: SeriesHeader, own: SeriesHeader): boolean {
  const [date, ownDate] = [dayOf(header.StudyDate), dayOf(own.StudyDate)];
  return header.PatientID === own.PatientID
    && plainName(header.PatientName) === plainName(own.PatientName)
    && header.Modality === own.Modality
    && header.StudyInstanceUID !== "" && header.StudyInstanceUID !== own.StudyInstanceUID
    && header.Rows * header.Columns > 0
    && date !== null && ownDate !== null && date < ownDate;
}

/** The image to open is the first of the largest stack, of the same body part where there is one. */
function priorOf(study: string, files: readonly StackFile[], own: SeriesHeader, day: number, showPatient: boolean): FoundPriors["priors"] {
  const bySeries = new Map<string, StackFile[]>();
  for (const file of files) bySeries.set(file.header.SeriesInstanceUID, [...(bySeries.get(file.header.SeriesInstanceUID) ?? []), file]);
  const stacks = [...bySeries.values()].flatMap((series) => stacksOf(series)).map((stack) => ({ first: stack.files[0], size: stack.files.length > 1 ? stack.files.length : (stack.files[0]?.header.NumberOfFrames ?? 0) }));
  const rank = (stack: (typeof stacks)[number]): number => (stack.first?.header.BodyPartExamined === own.BodyPartExamined ? 1e9 : 0) + stack.size;
  const [best] = stacks.sort((one, other) => rank(other) - rank(one));
  if (best?.first === undefined) return [];
  const { path, header } = best.first;
  const date = dayOf(header.StudyDate) ?? day;
  return [{
    study,
    path,
    StudyDescription: header.StudyDescription,
    Modality: header.Modality,
    BodyPartExamined: header.BodyPartExamined,
    StudyDate: showPatient ? header.StudyDate : null,
    images: files.length,
    daysEarlier: Math.round((day - date) / MS_A_DAY),
  }];
}

/** Without the differences that systems make between two ways of writing the same name (PS3.5 6.2.1). */
function plainName(name: string): string {
  return (name.split("=")[0] ?? "").toUpperCase().replace(/[\^ ]+$/, "").replace(/ +/g, " ").trim();
}

/** Milliseconds of a DA; null where it is none. */
function dayOf(date: string): number | null {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date) ?? [];
  return year === undefined ? null : Date.UTC(Number(year), Number(month) - 1, Number(day));
}
