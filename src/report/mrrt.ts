// A template of the MRRT profile (IHE RAD TF-2, RAD-103 ff.: an HTML5 document) as a template in the bracket notation.

import { modalityKindOf } from "./bodyParts.ts";
import { ReportError } from "./errors.ts";
import { escapeText } from "./fields.ts";
import { kindOfName, sectionName } from "./headings.ts";
import { readHtml } from "./html.ts";
import type { HtmlElement } from "./html.ts";
import { choicesField, elementsIn, fieldOf, nameOf, textOf } from "./mrrtFields.ts";
import type { MrrtProblem } from "./mrrtFields.ts";

/** An imported template: text as `readTemplate` takes it, and what it does not hold of the original. */
export interface ImportedTemplate {
  readonly text: string;
  readonly problems: readonly MrrtProblem[];
}

/** Most fields of a template. */
export const MAX_TEMPLATE_FIELDS = 500;

/** Elements that begin a line. */
const BLOCKS = new Set(["p", "div", "section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "br", "fieldset", "legend", "dl", "dt", "dd", "hr", "form", "body", "blockquote", "pre"]);
const CONTROLS = new Set(["input", "textarea", "select", "button"]);
const LEFT_OUT: Readonly<Record<string, MrrtProblem["code"]>> = { script: "mrrt/script", img: "mrrt/image", svg: "mrrt/image", canvas: "mrrt/image", video: "mrrt/image", audio: "mrrt/image", picture: "mrrt/image", embed: "mrrt/embedded", iframe: "mrrt/embedded", object: "mrrt/embedded", frame: "mrrt/embedded", applet: "mrrt/embedded" };
/** Never shown in a document. */
const SILENT = new Set(["style", "template", "noscript", "title", "meta", "link", "head", "datalist", "option"]);

/** Names of the profile's sections (RAD TF-3) that are not among the headings of reports. */
const SECTION_IDS: Readonly<Record<string, string>> = { procedureinformation: "Technique", proceduredescription: "Technique", procedure: "Technique", clinicalinformation: "Clinical information", comparisons: "Comparison", comparison: "Comparison", comparisonstudy: "Comparison", findings: "Findings", impression: "Impression", impressions: "Impression", addendum: "Addendum" };

interface Writing {
  readonly lines: string[];
  readonly problems: MrrtProblem[];
  /** Labels by the id they are for; taken out when used. */
  readonly labels: Map<string, string>;
  /** Boxes and buttons by their name, all of a group. */
  readonly groups: ReadonlyMap<string, readonly HtmlElement[]>;
  readonly groupOf: ReadonlyMap<HtmlElement, string>;
  readonly writtenGroups: Set<string>;
  nFields: number;
}

/**
 * Imports a template. The document is untrusted: it is read as a tree, nothing in it is run, fetched or shown.
 * @throws ReportError `report/template-too-long`, `report/template-too-deep`, `report/template-too-many`, `report/template-empty`
 */
export function importTemplate(html: string): ImportedTemplate {
  const root = readHtml(html);
  const [body = root] = elementsIn(root, ["body"]);
  const problems: MrrtProblem[] = [];
  const type = metaOf(root, "dcterms.type");
  if (type.toUpperCase() !== "IMAGE_REPORT_TEMPLATE") problems.push({ code: "mrrt/type-missing", detail: type.slice(0, 50) });
  const groups = groupsOf(body);
  const groupOf = new Map([...groups].flatMap(([key, members]) => members.map((member) => [member, key] as const)));
  const writing: Writing = { lines: [""], problems, labels: labelsOf(body), groups, groupOf, writtenGroups: new Set(), nFields: 0 };
  writeChildren(body, writing, 0);
  const text = writing.lines.map((line) => line.replace(/[ \t]+/g, " ").trim()).join("\n").replace(/\n{3,}/g, "\n\n").trim();
  if (text === "") throw new ReportError("report/template-empty", "", "Choose an HTML file of the MRRT profile.");
  const titles = [metaOf(root, "dcterms.title"), ...elementsIn(root, ["title"]).map(textOf)];
  const title = titles.find((each) => each !== "") ?? "Imported template";
  return { text: `---\n${headerLines(title, root).join("\n")}\n---\n\n${text}\n`, problems };
}

/** Name and, where the title says them, modality. */
function headerLines(title: string, root: HtmlElement): string[] {
  const name = title.replace(/\s+/g, " ").slice(0, 120);
  const words = `${name} ${metaOf(root, "dcterms.subject")}`.split(/[^\p{L}]+/u);
  const modalities = [...new Set(words.map((word) => ({ CT: "CT", MR: "MR", MRI: "MR", US: "US", XR: "DX", DX: "DX", CR: "CR", MG: "MG", PET: "PT", NM: "NM" })[word] ?? "").filter((word) => word !== "" && modalityKindOf(word) !== null))];
  return [`template: ${name}`, ...(modalities.length === 0 ? [] : [`modality: ${modalities.join(", ")}`])];
}

function metaOf(root: HtmlElement, name: string): string {
  return elementsIn(root, ["meta"]).find((meta) => (meta.attributes["name"] ?? "").toLowerCase() === name)?.attributes["content"]?.trim() ?? "";
}

function labelsOf(body: HtmlElement): Map<string, string> {
  return new Map(elementsIn(body, ["label"]).flatMap((label): [string, string][] => (label.attributes["for"] === undefined ? [] : [[label.attributes["for"], textOf(label)]])));
}

function groupsOf(body: HtmlElement): ReadonlyMap<string, readonly HtmlElement[]> {
  const groups = new Map<string, HtmlElement[]>();
  for (const input of elementsIn(body, ["input"])) {
    const type = (input.attributes["type"] ?? "").toLowerCase();
    if (type !== "checkbox" && type !== "radio") continue;
    const name = input.attributes["name"] ?? "";
    const key = `${type} ${name === "" ? (input.attributes["id"] ?? String(groups.size)) : name}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [input]);
    else members.push(input);
  }
  return groups;
}

function write(writing: Writing, words: string): void {
  writing.lines[writing.lines.length - 1] = `${writing.lines.at(-1) ?? ""}${words}`;
}

function newLine(writing: Writing): void {
  if (writing.lines.at(-1)?.trim() !== "") writing.lines.push("");
}

function writeChildren(element: HtmlElement, writing: Writing, level: number): void {
  for (const child of element.children) {
    if (typeof child === "string") write(writing, escapeText(child.replace(/\s+/g, " ")));
    else writeElement(child, writing, level);
  }
}

function writeElement(element: HtmlElement, writing: Writing, level: number): void {
  const left = LEFT_OUT[element.name];
  // The profile keeps its coded content in a script of type text/xml: data that a report does not need.
  if (left !== undefined && !(element.name === "script" && (element.attributes["type"] ?? "").toLowerCase() === "text/xml")) writing.problems.push({ code: left, detail: element.name });
  if (left !== undefined || SILENT.has(element.name)) return;
  if (element.name === "section") {
    writeSection(element, writing, level + 1);
    return;
  }
  if (element.name === "label" && element.attributes["for"] !== undefined && isUsed(element.attributes["for"], writing)) return;
  const type = (element.attributes["data-field-type"] ?? "").toUpperCase();
  if (CONTROLS.has(element.name) || (type !== "" && type !== "NONE")) {
    writeField(element, writing);
    return;
  }
  if (BLOCKS.has(element.name)) newLine(writing);
  if (element.name === "td" || element.name === "th") write(writing, " ");
  writeChildren(element, writing, level);
  if (BLOCKS.has(element.name)) newLine(writing);
}

/** A label that becomes the name of its field is not written before it as well. */
function isUsed(id: string, writing: Writing): boolean {
  const label = writing.labels.get(id) ?? "";
  return label !== "" && nameOf(label) !== "";
}

function writeSection(element: HtmlElement, writing: Writing, level: number): void {
  const header = element.children.find((child): child is HtmlElement => typeof child !== "string" && ["header", "h1", "h2", "h3", "h4", "legend"].includes(child.name));
  const named = element.attributes["data-section-name"] ?? (header === undefined ? "" : textOf(header));
  const id = (element.attributes["id"] ?? "").toLowerCase().replace(/[^a-z]/g, "");
  newLine(writing);
  const name = named.replace(/[\s:]+/g, " ").replace(/[[\]{}]/g, "").trim().slice(0, 70);
  const kind = kindOfName(name);
  const known = kind !== null && kind !== "other" ? sectionName(kind, "en") : (SECTION_IDS[id] ?? SECTION_IDS[name.toLowerCase().replace(/[^a-z]/g, "")]);
  if (level === 1) writing.lines.push("", known === undefined ? `# ${name === "" ? "Section" : name}` : `${known}:`, "");
  else if (name !== "") writing.lines.push(`${name}:`, "");
  writeChildren({ ...element, children: element.children.filter((child) => child !== header) }, writing, level);
  newLine(writing);
}

function writeField(element: HtmlElement, writing: Writing): void {
  const type = (element.attributes["type"] ?? "").toLowerCase();
  const label = labelOf(element, writing);
  const field = type === "checkbox" || type === "radio" ? boxes(element, type, writing) : isGroup(element) ? group(element, label, writing) : fieldOf(element, label, writing.problems);
  if (field === null) return;
  writing.nFields++;
  if (writing.nFields > MAX_TEMPLATE_FIELDS) throw new ReportError("report/template-too-many", `More than ${MAX_TEMPLATE_FIELDS} fields.`, "Take one template out of it.");
  write(writing, ` ${field} `);
}

/** The label for a field; in running text a field has no name. */
function labelOf(element: HtmlElement, writing: Writing): string {
  const own = writing.labels.get(element.attributes["id"] ?? "") ?? "";
  return own.replace(/[\s:]+$/, "");
}

function isGroup(element: HtmlElement): boolean {
  return !CONTROLS.has(element.name) && elementsIn(element, ["input"]).some((input) => /^(?:checkbox|radio)$/i.test(input.attributes["type"] ?? ""));
}

/** `<span data-field-type="CHECKBOX">` around its boxes: their texts are their values. */
function group(element: HtmlElement, label: string, writing: Writing): string | null {
  const inputs = elementsIn(element, ["input"]).filter((input) => /^(?:checkbox|radio)$/i.test(input.attributes["type"] ?? ""));
  const isMany = inputs.every((input) => (input.attributes["type"] ?? "").toLowerCase() === "checkbox");
  return choicesField(element, { label, isMany, choices: inputs.map((input) => choiceOf(input, writing)) }, writing.problems);
}

/** Boxes of one name that stand by themselves: the first writes them all. */
function boxes(element: HtmlElement, type: "checkbox" | "radio", writing: Writing): string | null {
  const key = writing.groupOf.get(element) ?? "";
  if (writing.writtenGroups.has(key)) return null;
  writing.writtenGroups.add(key);
  const members = writing.groups.get(key) ?? [element];
  const name = members.length > 1 ? (element.attributes["name"] ?? "") : "";
  const label = /^[\p{L} ]{3,50}$/u.test(name) ? name : "";
  return choicesField(element, { label, isMany: type === "checkbox", choices: members.map((member) => choiceOf(member, writing)) }, writing.problems);
}

function choiceOf(input: HtmlElement, writing: Writing): { readonly text: string; readonly isChosen: boolean } {
  const value = (input.attributes["value"] ?? "").trim();
  const label = writing.labels.get(input.attributes["id"] ?? "") ?? "";
  return { text: value === "" || value === "on" ? label : value, isChosen: "checked" in input.attributes };
}
