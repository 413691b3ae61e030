// The series that a scan has found so far, by patient and study, and what is to be told of them.

import { namesPhantom, stacksOf } from "../dicom/index.ts";
import type { SeriesHeader, StackFile } from "../dicom/index.ts";
import type { FoundSeries } from "./protocol.ts";

interface Series {
  /** In the order in which they were found; so are patients and studies. No number is derived from the patient. */
  readonly number: number;
  readonly patient: number;
  readonly study: number;
  readonly first: StackFile;
  readonly files: StackFile[];
  readonly instances: Set<string>;
  images: number;
  frames: number;
}

/** What is told of the stacks of a series. */
type FoundStack = FoundSeries["stacks"][number];

/** Series by their UID. A file that names no series is one of its own. */
export class SeriesIndex {
  readonly #series = new Map<string, Series>();
  readonly #patients = new Map<string, number>();
  readonly #studies = new Map<string, number>();
  readonly #changed = new Set<Series>();
  readonly #showNames: boolean;

  /** @param showNames whether the patient's name and the study's date are told at all */
  constructor(showNames: boolean) {
    this.#showNames = showNames;
  }

  get size(): number {
    return this.#series.size;
  }

  /** Takes a file in. One that holds neither an image nor belongs to a series is left out. @returns whether it was taken */
  add(path: string, header: SeriesHeader): boolean {
    if (header.SeriesInstanceUID === "" && header.Rows * header.Columns === 0) return false;
    const file: StackFile = { path, header };
    const key = header.SeriesInstanceUID === "" ? `file ${path}` : header.SeriesInstanceUID;
    const series = this.#series.get(key) ?? this.#begin(key, file);
    const uid = header.SOPInstanceUID;
    series.files.push(file);
    if (uid !== "" && series.instances.has(uid)) return true;
    if (uid !== "") series.instances.add(uid);
    series.images++;
    series.frames += header.NumberOfFrames;
    this.#changed.add(series);
    return true;
  }

  /** The series that are new or have grown since the last call, without their stacks. */
  takeChanged(): readonly FoundSeries[] {
    const changed = [...this.#changed].map((series) => this.#told(series, []));
    this.#changed.clear();
    return changed;
  }

  /** Every series with its stacks, one at a time: sorting a large one takes some milliseconds. */
  *settled(): Generator<FoundSeries> {
    for (const series of this.#series.values()) {
      const stacks = stacksOf(series.files).flatMap(({ files }): FoundStack[] => {
        const [first] = files;
        if (first === undefined) return [];
        const { Rows, Columns, NumberOfFrames } = first.header;
        return [{ path: first.path, images: files.length, frames: files.length === 1 ? NumberOfFrames : files.length, rows: Rows, columns: Columns }];
      });
      yield this.#told(series, stacks);
    }
  }

  #begin(key: string, first: StackFile): Series {
    const { PatientID, PatientName, StudyInstanceUID } = first.header;
    // Both: identifiers repeat between hospitals, and two persons under one name would be worse than one under two.
    const patient = numberOf(this.#patients, JSON.stringify([PatientID, PatientName.toUpperCase().replace(/[\^= ]+$/, "")]));
    const study = numberOf(this.#studies, `${String(patient)} ${StudyInstanceUID}`);
    const series: Series = { number: this.#series.size + 1, patient, study, first, files: [], instances: new Set(), images: 0, frames: 0 };
    this.#series.set(key, series);
    return series;
  }

  #told(series: Series, stacks: readonly FoundStack[]): FoundSeries {
    const { header, path } = series.first;
    return {
      series: series.number,
      study: series.study,
      patient: series.patient,
      patientName: this.#showNames ? header.PatientName : null,
      studyDate: this.#showNames ? header.StudyDate : null,
      studyDescription: header.StudyDescription,
      seriesDescription: header.SeriesDescription,
      seriesNumber: header.SeriesNumber,
      modality: header.Modality,
      bodyPart: header.BodyPartExamined,
      images: series.images,
      frames: series.frames,
      path: largest(stacks)?.path ?? path,
      isPhantom: namesPhantom(header.PatientName, header.SeriesDescription),
      stacks: [...stacks],
    };
  }
}

function largest(stacks: readonly FoundStack[]): FoundStack | undefined {
  return stacks.reduce<FoundStack | undefined>((best, stack) => (best === undefined || stack.frames > best.frames ? stack : best), undefined);
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size + 1);
  return numbers.size;
}
