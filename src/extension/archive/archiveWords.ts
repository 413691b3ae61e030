// The words of the Archive view and of its search, and days as people type them. Knows no VS Code.

import type { ArchiveQuery, FoundStudy } from "../../archive/protocol.ts";
import { dateShown, nameShown, type Translate } from "../studiesModel.ts";

export const ANY_STUDY: ArchiveQuery = { PatientName: "", PatientID: "", AccessionNumber: "", StudyDescription: "", modality: "", from: "", to: "" };

/** Modalities of a search list (PS3.3 C.7.3.1.1.1), the frequent ones. */
export const MODALITIES: readonly string[] = ["CT", "MR", "DX", "CR", "US", "MG", "NM", "PT", "XA", "RF", "ES", "SM"];

/** A study in one line and its description; without names and days where they were not told. */
export function studyWords(study: FoundStudy, t: Translate): { readonly label: string; readonly description: string } {
  const { patient, StudyDescription, modalities, nImages, daysEarlier } = study;
  const name = nameShown(patient?.PatientName ?? "");
  const counted = nImages === null ? "" : countWords(nImages, modalities, t);
  const what = StudyDescription === "" ? t("Study without a description") : StudyDescription;
  const when = patient === null ? (daysEarlier === null ? "" : earlierWords(daysEarlier, t)) : dateShown(patient.StudyDate);
  const parts = [...(name === "" ? [] : [what]), when, modalities.join(", "), counted, patient?.PatientID ?? ""];
  return { label: name === "" ? what : name, description: parts.filter((part) => part !== "").join(" · ") };
}

/** Reports, documents, selections and presentations hold no images. */
const WITHOUT_IMAGES: ReadonlySet<string> = new Set(["SR", "DOC", "KO", "PR"]);

function countWords(nImages: number, modalities: readonly string[], t: Translate): string {
  if (modalities.length > 0 && modalities.every((modality) => WITHOUT_IMAGES.has(modality))) return nImages === 1 ? t("1 object") : t("{0} objects", nImages);
  return nImages === 1 ? t("1 image") : t("{0} images", nImages);
}

/** How long before, in the unit that a person would use; says no day. */
export function earlierWords(days: number, t: Translate): string {
  if (days < 1) return t("the same day");
  if (days < 60) return days === 1 ? t("1 day earlier") : t("{0} days earlier", days);
  const months = Math.round(days / 30.44);
  return months < 24 ? t("{0} months earlier", months) : t("{0} years earlier", Math.round(days / 365.25));
}

/**
 * Days as typed, `2024-02-29`, `2024-02` or `2024`, one or two of them with `to` or `..` between.
 * @returns first and last day, YYYYMMDD; null where it is neither
 */
export function daysTyped(text: string): Pick<ArchiveQuery, "from" | "to"> | null {
  const [first = "", last, ...more] = text.trim().split(/\s*(?:\.\.|\bto\b|\bbis\b|\ba\b|–)\s*/);
  if (more.length > 0) return null;
  const from = dayOf(first, "first");
  const to = last === undefined ? dayOf(first, "last") : dayOf(last, "last");
  if (from === null || to === null || (from !== "" && to !== "" && from > to) || (from === "" && to === "" && text.trim() !== "")) return null;
  return { from, to };
}

/** The last days up to today. */
export function lastDays(count: number, today: Date): Pick<ArchiveQuery, "from" | "to"> {
  const from = new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1);
  return { from: dicomDay(from), to: dicomDay(today) };
}

/** Days of a query for people; empty: any. */
export function daysWords({ from, to }: Pick<ArchiveQuery, "from" | "to">): string {
  if (from === "" && to === "") return "";
  return from === to ? dateShown(from) : `${dateShown(from)} .. ${dateShown(to)}`;
}

function dicomDay(date: Date): string {
  return `${String(date.getFullYear())}${String(date.getMonth() + 1).padStart(2, "0")}${String(date.getDate()).padStart(2, "0")}`;
}

function dayOf(text: string, which: "first" | "last"): string | null {
  if (text === "") return "";
  const [, year, month, day] = /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return null;
  const [y, m] = [Number(year), month === undefined ? (which === "first" ? 1 : 12) : Number(month)];
  const d = day === undefined ? (which === "first" ? 1 : new Date(y, m, 0).getDate()) : Number(day);
  const date = new Date(y, m - 1, d);
  return date.getMonth() === m - 1 && date.getDate() === d ? dicomDay(date) : null;
}
