// The words of a document: what its flags and items say, as they are shown and as they are copied.

import type { DocumentShown } from "../protocol.ts";
import { t } from "../ui/strings.ts";

export type Item = DocumentShown["items"][number];
export type Fact = DocumentShown["facts"][number];

const REFERENCES: ReadonlySet<string> = new Set(["IMAGE", "COMPOSITE", "WAVEFORM"]);

/** Whether an item only points to another object. */
export function isReference({ type }: Item): boolean {
  return REFERENCES.has(type);
}

/** A number with the thousands parted. */
const counted = (value: number): string => value.toLocaleString();

export function factName({ key }: Fact): string {
  switch (key) {
    case "completion": return t("Completion");
    case "mark": return t("Remark");
    case "verification": return t("Verification");
    case "preliminary": return t("Status");
    case "date": return t("Written");
    case "verifiedBy": return t("Verified by");
    case "patient": return t("Patient");
    case "patientId": return t("Patient ID");
    case "type": return t("Type");
    case "size": return t("Size");
  }
}

/** What a flag means (PS3.3 C.17.2.6); what the standard does not know stays as it is. */
export function factValue({ key, value, isHidden }: Fact): string {
  if (isHidden) return t("(hidden)");
  switch (`${key} ${value}`) {
    case "completion COMPLETE": return t("Complete");
    case "completion PARTIAL": return t("Partial");
    case "verification VERIFIED": return t("Verified");
    case "verification UNVERIFIED": return t("Not verified");
    case "preliminary PRELIMINARY": return t("Preliminary");
    case "preliminary FINAL": return t("Final");
  }
  return key === "size" ? t("{0} bytes", counted(Number(value))) : value;
}

/** Whether it says of itself that it is not finished. */
export function isUnfinished({ facts }: DocumentShown): boolean {
  return facts.some(({ key, value }) => (key === "completion" && value === "PARTIAL") || (key === "preliminary" && value === "PRELIMINARY"));
}

/** The name of an item; for one without its kind. */
export function itemName(item: Item): string {
  if (item.name !== "") return item.name;
  switch (item.type) {
    case "CONTAINER": return t("Section");
    case "IMAGE": return t("Image");
    case "WAVEFORM": return t("Waveform");
    case "COMPOSITE": return t("Object");
    case "SCOORD":
    case "SCOORD3D": return t("Region");
    case "TCOORD": return t("Range of time");
    case "REFERENCE": return t("See item");
    default: return "";
  }
}

export function itemValue(item: Item): string {
  if (item.isHidden) return t("(hidden)");
  const value = item.isShortened ? `${item.value}… ${t("(only the beginning is shown)")}` : item.value;
  return item.frames === "" ? value : t("{0}, frames {1}", value, item.frames);
}

/** What was left out and tolerated. */
export function remarksOn({ leftOut, problems }: DocumentShown): readonly string[] {
  const cut = leftOut === 0 ? [] : [leftOut === 1 ? t("The report is longer or deeper than is shown: one item, with all that is in it, is left out.") : t("The report is longer or deeper than is shown: {0} items, with all that is in them, are left out.", counted(leftOut))];
  return [...cut, ...problems];
}

/** The whole for the clipboard: as it is shown, hidden values hidden. */
export function documentText(document: DocumentShown): string {
  const facts = document.facts.map((fact) => `${factName(fact)}: ${factValue(fact)}`);
  const items = document.items.map((item) => {
    const indent = "  ".repeat(item.level - 1);
    const [name, value] = [itemName(item), itemValue(item)];
    if (item.type === "CONTAINER") return `\n${indent}${name}`;
    const lines = value.split(/\r\n|\r|\n/);
    return lines.length === 1 ? `${indent}${name === "" ? "" : `${name}: `}${value}` : [`${indent}${name}:`, ...lines.map((line) => `${indent}${line}`)].join("\n");
  });
  return [document.title, ...facts, "", ...items, ...remarksOn(document)].join("\n").replace(/\n{3,}/g, "\n\n").trim() + "\n";
}
