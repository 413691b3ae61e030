// One field of an MRRT template (IHE RAD, Management of Radiology Report Templates) in the bracket notation.

import { escapeText } from "./fields.ts";
import type { HtmlElement } from "./html.ts";

/** What of a template has no place in the notation, and was left out or changed. */
export type MrrtProblemCode =
  | "mrrt/type-missing" // no `dcterms.type`: taken as a template all the same
  | "mrrt/script"
  | "mrrt/image"
  | "mrrt/embedded" // another document inside
  | "mrrt/control" // a control that is no field of a report
  | "mrrt/no-options"
  | "mrrt/options-cut"
  | "mrrt/defaults-lost" // several options chosen beforehand
  | "mrrt/text-cut";

/** `detail` is the field's label, or the element's name. */
export interface MrrtProblem {
  readonly code: MrrtProblemCode;
  readonly detail: string;
}

/** Most options of a list. */
export const MAX_OPTIONS = 200;
/** Longest default text or option, characters. */
export const MAX_VALUE_CHARACTERS = 1000;

const NAME_CHARACTERS = 50;

/** Text of an element and all in it, white space as one space. */
export function textOf(element: HtmlElement | string): string {
  const raw = (each: HtmlElement | string): string => (typeof each === "string" ? each : each.name === "script" || each.name === "style" ? "" : each.children.map(raw).join(""));
  return raw(element).replace(/\s+/g, " ").trim();
}

/** Elements of these names inside another, in order. */
export function elementsIn(element: HtmlElement, names: readonly string[]): HtmlElement[] {
  return element.children.flatMap((child) => (typeof child === "string" ? [] : [...(names.includes(child.name) ? [child] : []), ...elementsIn(child, names)]));
}

/** A label as the name of a field; empty where it cannot be one. */
export function nameOf(label: string): string {
  const name = label.replace(/[:|;#<>[\]_*{}]+/g, " ").replace(/\s+/g, " ").trim();
  return /^\p{L}/u.test(name) && name.length <= NAME_CHARACTERS ? name : "";
}

/** `!` and `?` of `data-field-completion-action`. */
function actionOf(attributes: HtmlElement["attributes"]): string {
  const action = (attributes["data-field-completion-action"] ?? "").toUpperCase();
  if (action === "PROHIBIT") return "!";
  return action === "ALERT" ? "?" : "";
}

/** Puts together what stands in a field's brackets. */
function bracketed(element: HtmlElement, label: string, content: string): string {
  const name = nameOf(label);
  return `[${actionOf(element.attributes)}${name === "" ? "" : `${name}: `}${content}]`;
}

/** A field's content must not end it, nor become a list. */
function escapeValue(value: string): string {
  return escapeText(value).replace(/[|;*]/g, "\\$&");
}

/** The field of a control, and what was lost on the way; null for a control that is none. */
export function fieldOf(element: HtmlElement, label: string, problems: MrrtProblem[]): string | null {
  const { attributes } = element;
  const type = (attributes["type"] ?? "").toLowerCase();
  const fieldType = (attributes["data-field-type"] ?? "").toUpperCase();
  if (["hidden", "button", "submit", "reset", "image", "file", "password", "color"].includes(type) || element.name === "button") {
    if (type !== "hidden") problems.push({ code: "mrrt/control", detail: label === "" ? type : label });
    return null;
  }
  if (fieldType === "MERGE" || attributes["data-field-merge-flag"]?.toLowerCase() === "true") return bracketed(element, label, `<${mergeSource(element, label)}>`);
  if (element.name === "select" || fieldType === "SELECTION_LIST") return listField(element, label, problems);
  if (type === "date" || fieldType === "DATE") return bracketed(element, label, "<date>");
  if (type === "time" || fieldType === "TIME") return bracketed(element, label, "<time>");
  if (type.startsWith("datetime") || fieldType === "DATETIME") return bracketed(element, label, "<datetime>");
  if (type === "number" || type === "range" || fieldType === "NUMBER") return numberField(element, label, problems);
  return textField(element, label, problems);
}

function cut(value: string, label: string, problems: MrrtProblem[]): string {
  const plain = value.replace(/\s+/g, " ").trim();
  if (plain.length <= MAX_VALUE_CHARACTERS) return plain;
  problems.push({ code: "mrrt/text-cut", detail: label });
  return plain.slice(0, MAX_VALUE_CHARACTERS).trimEnd();
}

function textField(element: HtmlElement, label: string, problems: MrrtProblem[]): string {
  const value = cut(element.name === "textarea" ? textOf(element) || (element.attributes["value"] ?? "") : (element.attributes["value"] ?? ""), label, problems);
  // A default without a word would be read as text in brackets.
  const isDefault = value !== "" && (nameOf(label) !== "" || /\p{L}{2}/u.test(value));
  return bracketed(element, label, isDefault ? escapeValue(value) : "___");
}

function numberField(element: HtmlElement, label: string, problems: MrrtProblem[]): string {
  const { attributes } = element;
  const unit = (attributes["data-field-units"] ?? attributes["data-field-unit"] ?? attributes["data-field-value-units"] ?? attributes["unit"] ?? "").replace(/[#|;[\]{}<>]/g, "").replace(/\s+/g, " ").trim().split(" ").slice(0, 3).join(" ").slice(0, 16);
  const value = cut(attributes["value"] ?? "", label, problems);
  if (value !== "" && nameOf(label) !== "") return bracketed(element, label, escapeValue(`${value}${unit === "" ? "" : ` ${unit}`}`));
  return bracketed(element, label, unit === "" || /^\d/.test(unit) ? "#" : `# ${unit}`);
}

interface Choice {
  readonly text: string;
  readonly isChosen: boolean;
}

function listField(element: HtmlElement, label: string, problems: MrrtProblem[]): string {
  const options = elementsIn(element, ["option"]).map((option) => ({ text: textOf(option) || (option.attributes["value"] ?? "").trim(), isChosen: "selected" in option.attributes }));
  const value = (element.attributes["value"] ?? "").trim();
  const chosen = options.map((option) => ({ ...option, isChosen: option.isChosen || (value !== "" && option.text === value) }));
  const isMany = "multiple" in element.attributes;
  return choicesField(element, { label, choices: chosen, isMany }, problems);
}

/** A list of options, of a selection list or of boxes with one name. */
export function choicesField(element: HtmlElement, { label, choices, isMany }: { readonly label: string; readonly choices: readonly Choice[]; readonly isMany: boolean }, problems: MrrtProblem[]): string {
  const named = choices.filter((choice) => choice.text !== "").map((choice) => ({ ...choice, text: cut(choice.text, label, problems) }));
  const kept = named.slice(0, MAX_OPTIONS);
  if (named.length > MAX_OPTIONS) problems.push({ code: "mrrt/options-cut", detail: label });
  if (kept.length === 0) {
    problems.push({ code: "mrrt/no-options", detail: label });
    return bracketed(element, label, "___");
  }
  const [only] = kept;
  if (kept.length === 1 && only !== undefined) return bracketed(element, label === "" ? only.text : label, isMany ? `Yes${only.isChosen ? "*" : ""} | No${only.isChosen ? "" : "*"}` : escapeValue(only.text));
  const nChosen = kept.filter((choice) => choice.isChosen).length;
  if (isMany && nChosen > 0) problems.push({ code: "mrrt/defaults-lost", detail: label });
  let isFirst = true;
  const texts = kept.map((choice) => {
    const mark = !isMany && choice.isChosen && isFirst ? "*" : "";
    if (mark !== "") isFirst = false;
    return `${escapeValue(choice.text)}${mark}`;
  });
  return bracketed(element, label, texts.join(isMany ? "; " : " | "));
}

/** PS3.6 keywords of what templates merge in, by words in the field's name. */
const MERGED: readonly (readonly [RegExp, string])[] = [
  [/age/i, "PatientAge"], [/sex|gender/i, "PatientSex"], [/modality/i, "Modality"], [/body ?part/i, "BodyPartExamined"], [/lateral/i, "Laterality"],
  [/study ?desc|procedure/i, "StudyDescription"], [/date/i, "date"], [/time/i, "time"], [/kvp?\b/i, "KVP"], [/slice/i, "SliceThickness"], [/contrast/i, "ContrastBolusAgent"],
];

/** What a merge field asks for: a keyword where it is known, else its own name. */
function mergeSource(element: HtmlElement, label: string): string {
  const own = element.attributes["data-field-merge-source"] ?? element.attributes["data-field-merge-name"] ?? element.attributes["name"] ?? "";
  const words = own === "" ? label : own;
  const known = MERGED.find(([pattern]) => pattern.test(words))?.[1];
  const plain = words.replace(/[^\p{L}\p{N}_.-]+/gu, "-").replace(/^[^\p{L}]+|-+$/gu, "");
  return known ?? (plain === "" ? "merge" : `merge:${plain}`);
}
