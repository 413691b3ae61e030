// What a repository says about its licence: the licence file, or what the model's card says. Pure.

import type { Licence } from "./protocol.ts";

/** Longer than any licence; what comes after it is left out, and said so. */
const MAX_TEXT_CHARACTERS = 200_000;
/** Longest value of a line of the card that is shown. */
const MAX_VALUE_CHARACTERS = 512;
const MAX_TITLE_CHARACTERS = 80;

/** Files that hold the text of a licence. */
export const LICENCE_FILE = /^(?:LICEN[CS]E|COPYING)(?:[.-][\w.-]*)?$/iu;
/** The model's card. */
export const CARD_FILE = "README.md";

/**
 * The licence of a repository.
 * @param card text of its card; null: it has none
 * @param licenceFile text of its licence file; null: it has none
 */
export function licenceOf(repository: string, card: string | null, licenceFile: string | null): Licence {
  const { head, body } = partsOf(card ?? "");
  const named = valueOf(head, "license_name") || valueOf(head, "license");
  const text = (licenceFile ?? licenceSection(body)).replaceAll("\r\n", "\n").trim();
  return { repository, name: named === "" ? titleOf(licenceFile) : named, link: webAddress(valueOf(head, "license_link")), text: text.slice(0, MAX_TEXT_CHARACTERS) };
}

/** A card begins with YAML between two lines of dashes; only plain `key: value` lines of it are read. */
function partsOf(card: string): { readonly head: string; readonly body: string } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---\r?\n?/u.exec(card);
  return match === null ? { head: "", body: card } : { head: match[1] ?? "", body: card.slice(match[0].length) };
}

function valueOf(head: string, key: string): string {
  const value = new RegExp(`^${key}:[ \\t]*(.*)$`, "mu").exec(head)?.[1] ?? "";
  return value.trim().replace(/^(["'])(.*)\1$/u, "$2").slice(0, MAX_VALUE_CHARACTERS);
}

/** Only what a browser may open without doing anything else. */
function webAddress(link: string): string {
  return /^https?:\/\/\S+$/u.test(link) ? link : "";
}

/** From the heading that names a licence to the next one of the same rank. */
function licenceSection(body: string): string {
  const lines = body.split(/\r?\n/u);
  const rankOf = (line: string): number => /^(#{1,6})\s/u.exec(line)?.[1]?.length ?? 0;
  const start = lines.findIndex((line) => rankOf(line) > 0 && /licen[cs]e/iu.test(line));
  if (start < 0) return "";
  const rank = rankOf(lines[start] ?? "");
  const length = lines.slice(start + 1).findIndex((line) => rankOf(line) > 0 && rankOf(line) <= rank);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** The title that most licences begin with; a first line that is a sentence is none. */
function titleOf(text: string | null): string {
  const first = (text ?? "").split(/\r?\n/u).map((line) => line.trim()).find((line) => line !== "") ?? "";
  return first.length <= MAX_TITLE_CHARACTERS ? first : "";
}
