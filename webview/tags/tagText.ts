// The words of a row of the attributes, as they are shown and as they are copied.

import type { TagRow, TagTable } from "../protocol.ts";
import { t } from "../ui/strings.ts";

/** As the standard prints it: `(0010,0010)`; empty for items. */
export function tagWords({ tag }: TagRow): string {
  return tag === "" ? "" : `(${tag.slice(0, 4)},${tag.slice(4)})`.toUpperCase();
}

/** Name of the attribute, or what is known of one that the standard does not name. */
export function nameWords(row: TagRow): string {
  if (row.kind === "item") return t("Item {0}", row.count);
  if (row.name !== "") return row.name;
  if (row.creator !== "") return t("Private ({0})", row.creator);
  if (!isPrivate(row)) return row.tag.endsWith("0000") ? t("Group Length") : t("Unknown");
  return /^00[1-9a-f]/.test(row.tag.slice(4)) ? t("Private Creator") : t("Private");
}

/** The value in one line; what is no text says how large it is. */
export function valueWords(row: TagRow): string {
  return fullValue(row).replace(/[\r\n\t]+/g, " ");
}

/** The same with its lines. */
export function fullValue(row: TagRow): string {
  if (row.isHidden) return t("(hidden)");
  const leftOut = row.leftOut === 0 ? "" : t("{0} not shown", row.leftOut);
  if (row.kind === "item") return leftOut;
  if (row.kind === "sequence") return [row.count === 1 ? t("1 item") : t("{0} items", row.count), leftOut].filter((part) => part !== "").join(", ");
  if (row.value !== "") return row.isShortened ? `${row.value}…` : row.value;
  if (row.length === null) return t("Data of undefined length");
  return row.length === 0 ? "" : t("Data, {0} bytes", row.length.toLocaleString());
}

/** What the line below the table says beside the value. */
export function factWords(row: TagRow): string {
  const length = row.kind !== "attribute" || row.length === null || row.isHidden ? "" : t("{0} bytes", row.length.toLocaleString());
  const shortened = row.isShortened ? t("only the beginning is shown") : "";
  return [tagWords(row), row.vr, row.keyword, length, shortened].filter((part) => part !== "").join(" · ");
}

/** A row for the clipboard: depth, tag, representation, name and value, parted by tabs. */
export function rowText(row: TagRow): string {
  return [">".repeat(row.level - 1) + tagWords(row), row.vr, nameWords(row), valueWords(row)].join("\t");
}

/** Rows for the clipboard, with a line of headings. */
export function tableText(rows: readonly TagRow[]): string {
  return [[t("Tag"), t("VR"), t("Name"), t("Value")].join("\t"), ...rows.map(rowText)].join("\n");
}

/** Sentences about what is not in the table, and about what was tolerated. */
export function remarksOn(table: TagTable, withProblems: boolean): readonly string[] {
  const isLeftOut = table.leftOut > 0 || table.rows.some(({ leftOut }) => leftOut > 0);
  const limit = isLeftOut ? [t("The table ends at {0} rows; sequences say how much of them is not shown.", table.rows.length.toLocaleString())] : [];
  return [...limit, ...(withProblems ? table.problems : [])];
}

function isPrivate({ tag }: TagRow): boolean {
  return (Number.parseInt(tag.slice(0, 4), 16) & 1) === 1;
}
