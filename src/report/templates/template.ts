// A report template: a report with fields, and a header that says what it is for.

import type { ImageFacts } from "../imageFacts.ts";
import { bodyPartOf, modalityKindOf, regionsOf } from "../bodyParts.ts";

/** A text in the bracket notation, with the images it fits. */
export interface ReportTemplate {
  /** Unique among the built-in ones; a user's template of the same name replaces it. */
  readonly name: string;
  /** Values of Modality, upper case; empty: any. */
  readonly modalities: readonly string[];
  /** Body parts in words; empty: any. */
  readonly bodyParts: readonly string[];
  /** The report with its header, without the lines that make it a template. */
  readonly text: string;
}

/** Header lines that say what a template is; they do not go into a report. */
const TEMPLATE_KEY = /^(template|modality|modalities|body ?parts?)[ \t]*:[ \t]*(.*)$/i;

/** Most characters of a template; a longer text is no template. */
export const MAX_TEMPLATE_CHARACTERS = 100_000;

/**
 * Reads a template from the text of a file: `template:`, `modality:` and `bodyPart:` lines in its header are optional.
 * @param fallbackName where the header names none: the file's name without ending
 * @returns null for a text that is too long or empty
 */
export function readTemplate(text: string, fallbackName: string): ReportTemplate | null {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  if (plain.length > MAX_TEMPLATE_CHARACTERS || plain.trim() === "") return null;
  const lines = plain.split("\n");
  const end = lines[0]?.trim() === "---" ? lines.findIndex((line, index) => index > 0 && line.trim() === "---") : -1;
  const header = end === -1 ? [] : lines.slice(1, end);
  const values = new Map(header.flatMap((line) => {
    const [, key, value] = TEMPLATE_KEY.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key.toLowerCase().replace(" ", "").replace(/^modalities$/, "modality").replace(/^bodyparts$/, "bodypart"), value.trim()] as const];
  }));
  const rest = header.filter((line) => !TEMPLATE_KEY.test(line));
  const body = lines.slice(end + 1).join("\n").replace(/^\n+/, "");
  return {
    name: values.get("template") ?? fallbackName,
    modalities: listOf(values.get("modality")).map((each) => each.toUpperCase()),
    bodyParts: listOf(values.get("bodypart")),
    text: rest.some((line) => line.trim() !== "") ? `---\n${rest.join("\n")}\n---\n\n${body}` : body,
  };
}

function listOf(value: string | undefined): string[] {
  return (value ?? "").split(",").map((each) => each.trim()).filter((each) => each !== "" && each !== "*");
}

/**
 * The template that fits an image best: modality and body part, then modality alone, then any; of equals the first.
 * @param facts null or empty facts: the first template that is for any image
 * @param templates the user's before the built-in ones; must not be empty
 */
export function chooseTemplate(facts: ImageFacts | null, templates: readonly [ReportTemplate, ...ReportTemplate[]]): ReportTemplate {
  const scored = templates.map((template) => ({ template, score: facts === null ? generality(template) : scoreOf(template, facts) }));
  const [first] = templates;
  return scored.reduce((best, each) => (each.score > best.score ? each : best), { template: first, score: scored[0]?.score ?? 0 }).template;
}

function generality(template: ReportTemplate): number {
  return template.modalities.length === 0 && template.bodyParts.length === 0 ? 1 : 0;
}

const SCORE = { any: 1, modality: 2, bodyPart: 4, samePart: 1, refused: -1 };

function scoreOf(template: ReportTemplate, facts: ImageFacts): number {
  const kind = modalityKindOf(facts.Modality);
  const isModality = template.modalities.some((each) => each === facts.Modality.toUpperCase() || (kind !== null && modalityKindOf(each) === kind));
  if (template.modalities.length > 0 && !isModality) return SCORE.refused;
  const named = [facts.BodyPartExamined, facts.StudyDescription, facts.ProtocolName, facts.SeriesDescription].find((each) => bodyPartOf(each) !== null) ?? "";
  if (template.bodyParts.length === 0) return isModality ? SCORE.modality : SCORE.any;
  const part = bodyPartOf(named);
  const wanted = new Set(template.bodyParts.flatMap((each) => [...regionsOf(each)]));
  const isRegion = part?.regions.some((region) => wanted.has(region)) ?? false;
  if (!isRegion) return SCORE.refused;
  const isSamePart = template.bodyParts.some((each) => bodyPartOf(each)?.word === part?.word);
  return SCORE.bodyPart + (isModality ? SCORE.modality : 0) + (isSamePart ? SCORE.samePart : 0);
}
