// What an exported report says of itself in words: its mark, its particulars, and what a model did in it.

import type { ReportContent } from "./content.ts";
import type { AiDraft, Words } from "./protocol.ts";

/** A particular: `Patient ID: 4711`. */
export interface Particular {
  readonly name: string;
  readonly value: string;
}

/**
 * The mark that stands first in a report that is not signed off, or that has words nobody has looked at.
 * @returns empty for a final report without such words
 */
export function markOf({ status, ai, words }: ReportContent): string {
  const marks = [...(status === "draft" ? [words.draftMark] : status === "preliminary" ? [words.preliminaryMark] : []), ...(ai.part === "unreviewed" ? [words.unreviewedMark] : [])];
  return marks.join("; ");
}

/** Who the report is about and where it stands; what is not known is left out. */
export function particularsOf({ study, status, comparison, words }: ReportContent): Particular[] {
  const rows: readonly (readonly [string, string])[] = [
    [words.patient, readableName(study?.PatientName ?? "")],
    [words.patientId, study?.PatientID ?? ""],
    [words.born, readableDate(study?.PatientBirthDate ?? "")],
    [words.sex, sexWord(study?.PatientSex ?? "", words)],
    [words.studyDate, readableDate(study?.StudyDate ?? "")],
    [words.accession, study?.AccessionNumber ?? ""],
    [words.comparison, comparison],
    [words.status, words[status]],
  ];
  return rows.filter(([, value]) => value !== "").map(([name, value]) => ({ name, value }));
}

/** What a model did, a sentence a line, and who made the document. */
export function aiStatement({ ai, words, version }: ReportContent): string[] {
  const what = { none: words.aiNone, reviewed: words.aiReviewed, unreviewed: ai.nUnreviewed === null ? words.aiUnknown : filled(words.aiUnreviewed, String(ai.nUnreviewed)) }[ai.part];
  return [what, ...ai.drafts.map((draft) => filled(words.aiBy, modelText(draft), draft.at.slice(0, 10))), filled(words.madeBy, version)];
}

/** Model, revision and weights, as far as they are known. */
export function modelText({ model, revision, weights, weightsSha256 }: AiDraft): string {
  const details = [revision, weights, weightsSha256 === "" ? "" : `sha256 ${weightsSha256.slice(0, 16)}`].filter((part) => part !== "");
  return details.length === 0 ? model : `${model} (${details.join(", ")})`;
}

/** Puts values where `{0}` and `{1}` stand. */
export function filled(sentence: string, ...values: readonly string[]): string {
  return sentence.replace(/\{(\d)\}/g, (place, index: string) => values[Number(index)] ?? place);
}

/** The groups of a PN (PS3.5 6.2.1) as people write them: `Yamada Tarou (山田 太郎; やまだ たろう)`. */
export function readableName(name: string): string {
  const groups = name.split("=").map((group) => {
    const [family = "", given = "", middle = "", prefix = "", suffix = ""] = group.split("^").map((part) => part.trim());
    return [prefix, family === "" || (given === "" && middle === "") ? family : `${family},`, given, middle, suffix].filter((part) => part !== "").join(" ");
  });
  const [first = "", ...others] = groups.filter((group) => group !== "");
  return others.length === 0 ? first : `${first} (${others.join("; ")})`;
}

/** A DA as ISO 8601; what is none stays as it is. */
export function readableDate(date: string): string {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date) ?? [];
  return year === undefined ? date : `${year}-${month ?? ""}-${day ?? ""}`;
}

function sexWord(sex: string, words: Words): string {
  return { F: words.female, M: words.male, O: words.other }[sex] ?? "";
}
