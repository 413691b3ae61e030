// A new report from a template: exam and technique from the tags, images in the header, nothing that the tags do not say.

import { bodyPartOf, modalityKindOf, modalityWord } from "../bodyParts.ts";
import type { ImageFacts } from "../imageFacts.ts";
import type { ReportTemplate } from "./template.ts";

/** What a new report is made from. */
export interface NewReportOptions {
  /** Facts of each image; empty: nothing is filled in. */
  readonly facts: readonly ImageFacts[];
  /** References as the header writes them: `chest.dcm#frame=2`. */
  readonly images: readonly string[];
  /** Date for `[<date>]` fields, as the person writes dates; null: they stay fields. */
  readonly date: string | null;
}

/**
 * The text of a new report.
 * Typed fields of the template are filled where the tags have a value: `[<exam>]`, `[<technique>]`, `[<age>]`, `[<sex>]`, `[<side>]`,
 * and any PS3.6 keyword of `ImageFacts`, as in `[<KVP>]`. The others stay fields.
 */
export function newReport(template: ReportTemplate, options: NewReportOptions): string {
  const [facts] = options.facts;
  const exam = facts === undefined ? "" : examText(facts);
  const { header, body } = parts(template.text);
  const written = /^exam[ \t]*:/im.test(header) ? [] : [`exam: ${exam === "" ? template.name : exam}`];
  const lines = [...written, ...(header === "" ? [] : header.split("\n")), ...options.images.map((image) => `image: ${image}`), ...(/^status[ \t]*:/im.test(header) ? [] : ["status: draft"])];
  return `---\n${lines.join("\n")}\n---\n\n${filledFields(body, valuesOf(facts, exam, options.date))}`;
}

function parts(text: string): { readonly header: string; readonly body: string } {
  const match = /^---\n([\s\S]*?)\n---\n+/.exec(text);
  return match === null ? { header: "", body: text } : { header: match[1] ?? "", body: text.slice(match[0].length) };
}

function valuesOf(facts: ImageFacts | undefined, exam: string, date: string | null): ReadonlyMap<string, string> {
  const told: readonly (readonly [string, string | number | null])[] = facts === undefined ? [] : Object.entries(facts);
  const plain = told.flatMap(([key, value]): [string, string][] => (value === null || value === "" ? [] : [[key.toLowerCase(), String(value)]]));
  const words: [string, string][] = facts === undefined ? [] : [["exam", exam], ["technique", techniqueText(facts)], ["age", ageText(facts.ageYears)], ["sex", sexWord(facts.PatientSex)], ["side", sideWord(facts.Laterality)]];
  return new Map([...plain, ...words, ["date", date ?? ""] as const].filter(([, value]) => value !== ""));
}

/** `[<exam>]`, `[Exam: <exam>]`, `[!<KVP>]`: replaced with name and value, or left as they are. */
function filledFields(body: string, values: ReadonlyMap<string, string>): string {
  return body.replace(/\[[!?]?[ \t]*((?:\p{L}[\p{L} ]{0,50}:[ \t]*)?)<([\p{L}\p{N}:_-]+)>[ \t]*\]/gu, (field, name: string, type: string) => {
    const value = values.get(type.toLowerCase());
    return value === undefined ? field : `${name}${escaped(value)}`;
  });
}

/** Text out of a file must not become a field or a comment. */
function escaped(value: string): string {
  return value.replace(/[[\]{}]/g, "\\$&").replace(/\s+/g, " ").trim();
}

/** The examination in words, `Radiograph of the left knee, lateral`; empty where modality and body part are not both known. */
export function examText(facts: ImageFacts): string {
  const kind = modalityKindOf(facts.Modality);
  const part = [facts.BodyPartExamined, facts.StudyDescription, facts.ProtocolName].map(bodyPartOf).find((each) => each !== null);
  if (kind === null || part === undefined) return "";
  const side = part.isPaired ? sideWord(facts.Laterality) : "";
  const noun = `${modalityWord(kind).charAt(0).toUpperCase()}${modalityWord(kind).slice(1)}`;
  const view = viewWord(facts.ViewPosition);
  return `${noun} of the ${side === "bilateral" ? `${part.word} on both sides` : `${side === "" ? "" : `${side} `}${part.word}`}${view === "" ? "" : `, ${view}`}`;
}

/** What the tags say of how the images were made, as sentences; empty where they say nothing. */
export function techniqueText(facts: ImageFacts): string {
  const kind = modalityKindOf(facts.Modality);
  const details: string[] = [];
  if (kind === "mr" && facts.MagneticFieldStrength !== null) details.push(`field strength ${round(facts.MagneticFieldStrength)} T`);
  if (kind === "mr" && facts.ScanningSequence !== "") details.push(`sequences: ${facts.ScanningSequence.split("\\").map(sequenceWord).join(", ")}`);
  if (kind !== "mr" && kind !== "us" && facts.KVP !== null) details.push(`${round(facts.KVP)} kV`);
  if ((kind === "ct" || kind === "mr") && facts.SliceThickness !== null) details.push(`slice thickness ${round(facts.SliceThickness)} mm`);
  const view = viewWord(facts.ViewPosition);
  if (view !== "" && (kind === "radiograph" || kind === "mammography")) details.unshift(`${view} view`);
  if (facts.ContrastBolusAgent !== "") details.push(`contrast agent ${facts.ContrastBolusAgent}`);
  if (details.length === 0) return "";
  const sentence = details.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** ScanningSequence (PS3.3 C.8.3.1.1.1). */
function sequenceWord(code: string): string {
  const words: Readonly<Record<string, string>> = { SE: "spin echo", IR: "inversion recovery", GR: "gradient echo", EP: "echo planar", RM: "research mode" };
  return words[code.trim()] ?? code.trim();
}

/** ViewPosition (PS3.3 C.8.1.1.1, C.8.7.2): abbreviations that every reader knows stay. */
function viewWord(view: string): string {
  const words: Readonly<Record<string, string>> = { AP: "AP", PA: "PA", LL: "left lateral", RL: "right lateral", LATERAL: "lateral", LAT: "lateral", LLD: "left lateral decubitus", RLD: "right lateral decubitus", RLO: "right lateral oblique", LLO: "left lateral oblique", CC: "CC", MLO: "MLO", ML: "ML", LM: "LM" };
  return words[view.trim().toUpperCase()] ?? "";
}

/** Laterality (PS3.3 C.7.3.1); empty for none and unknown. */
export function sideWord(laterality: string): string {
  const words: Readonly<Record<string, string>> = { L: "left", R: "right", B: "bilateral" };
  return words[laterality.trim().toUpperCase()] ?? "";
}

/** PatientSex in words; empty where it is neither. */
export function sexWord(sex: string): string {
  const words: Readonly<Record<string, string>> = { M: "male", F: "female" };
  return words[sex.trim().toUpperCase()] ?? "";
}

/** An age in words: days in the first month, months in the first two years, then years; empty for none. */
export function ageText(ageYears: number | null): string {
  if (ageYears === null) return "";
  if (ageYears < 1 / 12) return count(Math.round(ageYears * 365.25), "day");
  if (ageYears < 2) return count(Math.floor(ageYears * 12 + 0.01), "month");
  return count(Math.floor(ageYears), "year");
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
