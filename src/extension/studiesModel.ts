// What the Studies tree shows: patients, studies, series and stacks in order, with their words. Knows no VS Code.

import type { FoundSeries } from "../reader/protocol.ts";

/** A sentence in the person's language: its English text, and what stands in its places. */
export type Translate = (english: string, ...values: readonly (string | number)[]) => string;

export interface StudiesNode {
  readonly kind: "patient" | "phantom" | "study" | "series" | "stack";
  /** Of the patient, study and series, the same at the next scan of the same folders. */
  readonly id: string;
  readonly label: string;
  /** Said after the label, less loudly. */
  readonly description: string;
  /** The image that opens; null for what has only parts. */
  readonly path: string | null;
  /** False where the object has no image: a report, a structure set. */
  readonly hasImage: boolean;
  readonly children: () => readonly StudiesNode[];
}

/** All series of a scan, by patient and study. */
export class StudiesModel {
  readonly #patients = new Map<number, Map<number, Map<number, FoundSeries>>>();
  readonly #t: Translate;
  #size = 0;

  constructor(t: Translate) {
    this.#t = t;
  }

  /** Series in it. */
  get size(): number {
    return this.#size;
  }

  get nPatients(): number {
    return this.#patients.size;
  }

  /** Takes in what a scan tells; a series told before is replaced. */
  add(found: readonly FoundSeries[]): void {
    for (const series of found) {
      const ofStudy = inner(inner(this.#patients, series.patient), series.study);
      if (!ofStudy.has(series.series)) this.#size++;
      ofStudy.set(series.series, series);
    }
  }

  /** The same without names and dates. */
  withoutNames(): StudiesModel {
    const hidden = new StudiesModel(this.#t);
    for (const ofPatient of this.#patients.values()) {
      for (const ofStudy of ofPatient.values()) hidden.add([...ofStudy.values()].map((series) => ({ ...series, patientName: null, studyDate: null })));
    }
    return hidden;
  }

  /** The patients, in the order in which they were found. */
  patients(): readonly StudiesNode[] {
    return [...this.#patients].map(([patient, studies]) => this.#patientNode(patient, studies));
  }

  #patientNode(patient: number, studies: ReadonlyMap<number, ReadonlyMap<number, FoundSeries>>): StudiesNode {
    const t = this.#t;
    const all = [...studies.values()].flatMap((ofStudy) => [...ofStudy.values()]);
    const isPhantom = all.every((series) => series.isPhantom);
    const name = nameShown(all.find((series) => series.patientName !== null)?.patientName ?? "");
    return {
      kind: isPhantom ? "phantom" : "patient",
      id: `patient ${String(patient)}`,
      label: isPhantom ? t("Phantom") : name === "" ? t("Patient {0}", patient) : name,
      description: studies.size === 1 ? t("1 study") : t("{0} studies", studies.size),
      path: null,
      hasImage: true,
      children: () => [...studies].map(([study, ofStudy], i) => this.#studyNode(study, i + 1, [...ofStudy.values()])).sort(byDate).map(({ node }) => node),
    };
  }

  #studyNode(study: number, place: number, all: readonly FoundSeries[]): { readonly node: StudiesNode; readonly date: string } {
    const t = this.#t;
    const date = all.find((series) => (series.studyDate ?? "") !== "")?.studyDate ?? "";
    const words = all.find((series) => series.studyDescription !== "")?.studyDescription;
    const modalities = [...new Set(all.map((series) => series.modality))].filter((modality) => modality !== "").join(", ");
    const node: StudiesNode = {
      kind: "study",
      id: `study ${String(study)}`,
      label: words ?? t("Study {0}", place),
      description: listed(dateShown(date), modalities, all.length === 1 ? t("1 series") : t("{0} series", all.length)),
      path: null,
      hasImage: true,
      children: () => [...all].sort(bySeriesNumber).map((series) => this.#seriesNode(series)),
    };
    return { node, date };
  }

  #seriesNode(series: FoundSeries): StudiesNode {
    const t = this.#t;
    const { stacks, images, frames } = series;
    const hasImage = stacks.length === 0 || stacks.some((stack) => stack.rows > 0);
    return {
      kind: "series",
      id: `series ${String(series.series)}`,
      label: series.seriesDescription !== "" ? series.seriesDescription : t("Series {0}", series.seriesNumber ?? series.series),
      description: listed(series.modality, hasImage ? this.#counted(images, frames) : images === 1 ? t("1 object") : t("{0} objects", images)),
      path: series.path,
      hasImage,
      children: () => (stacks.length < 2 ? [] : stacks.map((stack, i): StudiesNode => ({
        kind: "stack",
        id: `series ${String(series.series)} stack ${String(i)}`,
        label: t("Stack {0}", i + 1),
        description: listed(this.#counted(stack.images, stack.frames), stack.rows > 0 ? `${String(stack.columns)} x ${String(stack.rows)}` : ""),
        path: stack.path,
        hasImage: stack.rows > 0,
        children: () => [],
      }))),
    };
  }

  #counted(images: number, frames: number): string {
    const t = this.#t;
    const counted = images === 1 ? t("1 image") : t("{0} images", images);
    return frames === images ? counted : listed(counted, t("{0} frames", frames));
  }
}

/** A name of the file (`Doe^Jane^^Dr=...`) as people write it: the first of its ways of writing, family name first. */
export function nameShown(PatientName: string): string {
  const group = PatientName.split("=").find((each) => each.replaceAll("^", "").trim() !== "") ?? "";
  const [family = "", ...given] = group.split("^").map((each) => each.trim());
  return [family, given.filter((each) => each !== "").join(" ")].filter((each) => each !== "").join(", ");
}

/** A date of the file (`20240229`) as `2024-02-29`; what is no date stays as it is. */
export function dateShown(StudyDate: string): string {
  return StudyDate.replace(/^(\d{4})\.?(\d{2})\.?(\d{2})$/, "$1-$2-$3");
}

/**
 * Whether a change of a file may change the tree: it may be a DICOM file, or a folder with such files, and is not
 * hidden or a program's. Only a first look; the reader looks inside.
 * @param path from the root of its workspace folder, with `/`
 */
export function mayMatter(path: string): boolean {
  const parts = path.split("/");
  if (parts.some((part) => part.startsWith(".") || part === "node_modules")) return false;
  const name = parts.at(-1) ?? "";
  return !name.includes(".") || /\.(dcm|dicom|ima|img|dc3|acr|\d+)$/i.test(name);
}

function byDate(one: { readonly date: string }, other: { readonly date: string }): number {
  return one.date === other.date ? 0 : one.date > other.date ? -1 : 1;
}

function bySeriesNumber(one: FoundSeries, other: FoundSeries): number {
  return (one.seriesNumber ?? Infinity) === (other.seriesNumber ?? Infinity) ? one.series - other.series : (one.seriesNumber ?? Infinity) - (other.seriesNumber ?? Infinity);
}

function listed(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

function inner<Value>(outer: Map<number, Map<number, Value>>, key: number): Map<number, Value> {
  const known = outer.get(key);
  if (known !== undefined) return known;
  const made = new Map<number, Value>();
  outer.set(key, made);
  return made;
}
