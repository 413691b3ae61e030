// Values inside the items of a structured report as people write them: codes, numbers with units, names, days and times.

import type { TagNode } from "./tagTree.ts";

/** An attribute of a data set; undefined where it is missing. */
export function nodeOf(nodes: readonly TagNode[], keyword: string): TagNode | undefined {
  return nodes.find((node) => node.keyword === keyword);
}

/** The value of an attribute; empty where it is missing. */
export function textOf(nodes: readonly TagNode[], keyword: string): string {
  return nodeOf(nodes, keyword)?.value ?? "";
}

/** The first item of a sequence; empty where there is none. */
export function itemOf(nodes: readonly TagNode[], keyword: string): readonly TagNode[] {
  const node = nodeOf(nodes, keyword);
  return node === undefined || node.nItems === 0 ? [] : node.item(0);
}

/** What a code means, in the file's words; its value where it has none (PS3.3 8.8). */
export function codeMeaning(code: readonly TagNode[]): string {
  return textOf(code, "CodeMeaning") || codeValue(code);
}

export function codeValue(code: readonly TagNode[]): string {
  return textOf(code, "CodeValue") || textOf(code, "LongCodeValue") || textOf(code, "URNCodeValue");
}

/** A measured value with its unit; why there is none where there is none (PS3.3 C.18.1). */
export function numberShown(item: readonly TagNode[]): string {
  const measured = itemOf(item, "MeasuredValueSequence");
  const number = textOf(measured, "NumericValue");
  if (number === "") return codeMeaning(itemOf(item, "NumericValueQualifierCodeSequence"));
  return `${number} ${unitShown(itemOf(measured, "MeasurementUnitsCodeSequence"))}`.trimEnd();
}

/** UCUM's own words (`mm`, `%`), but for those of annotations, `{H.B.}/min`; 1 is no unit. */
function unitShown(code: readonly TagNode[]): string {
  const value = codeValue(code);
  if (value === "1") return "";
  return textOf(code, "CodingSchemeDesignator") === "UCUM" && value !== "" && !value.includes("{") ? value : codeMeaning(code);
}

/** `Doe^Jane^^Dr=...` as `Doe, Jane Dr`; each of its ways of writing, parted by ` = `. */
export function nameShown(PersonName: string): string {
  const groups = PersonName.split("=").map((group) => {
    const [family = "", ...given] = group.split("^").map((part) => part.trim());
    return [family, given.filter((part) => part !== "").join(" ")].filter((part) => part !== "").join(", ");
  });
  return groups.filter((group) => group !== "").join(" = ");
}

/** DA or DT as `2026-01-31 10:15:00`; what is no date stays as it is. */
export function dateShown(date: string): string {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})(\d{2,6}(?:\.\d+)?)?([+-]\d{4})?$/.exec(date);
  if (parts === null) return date;
  const [, year = "", month = "", day = "", time = "", offset = ""] = parts;
  return [`${year}-${month}-${day}`, timeShown(time), offset].filter((part) => part !== "").join(" ");
}

/** TM as `10:15:00`, without fractions; what is no time stays as it is. */
export function timeShown(time: string): string {
  return time.replace(/^(\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?$/, (_, hours: string, minutes: string, seconds: string | undefined) => [hours, minutes, ...(seconds === undefined ? [] : [seconds])].join(":"));
}
