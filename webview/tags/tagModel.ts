// Which rows of the attributes are seen: what the person opened, and what a search finds. Pure; knows no DOM.

import type { TagRow } from "../protocol.ts";

/** A row that is seen. */
export interface TagLine {
  /** In the table's rows. */
  readonly index: number;
  /** Whether its content is open; null where it has none. */
  readonly isOpen: boolean | null;
  /** Found by the search itself, not only around something found. */
  readonly isMatch: boolean;
}

/** What the person did with the table. Ids stay the same from file to file of a series. */
export interface TagChoice {
  readonly search: string;
  /** Sequences and items that were opened, by id. */
  readonly opened: ReadonlySet<string>;
  /** Those that a search opened and the person closed. */
  readonly closed: ReadonlySet<string>;
}

/** Rows with what is needed to find and fold them. */
export interface TagIndex {
  readonly rows: readonly TagRow[];
  /** Path of tags and item numbers, `00081140/1/00081150`. */
  readonly ids: readonly string[];
  /** Row around each; -1 at the top. */
  readonly parents: readonly number[];
  /** What a search by words looks through, in lower case. */
  readonly texts: readonly string[];
}

/** Prepares rows in the order of the file, what is inside a sequence after it. */
export function indexTags(rows: readonly TagRow[]): TagIndex {
  const ids: string[] = [];
  const parents: number[] = [];
  /** The last row of each level. */
  const last: number[] = [];
  rows.forEach((row, at) => {
    const parent = row.level > 1 ? (last[row.level - 1] ?? -1) : -1;
    parents.push(parent);
    ids.push(`${parent < 0 ? "" : `${ids[parent] ?? ""}/`}${row.kind === "item" ? String(row.count) : row.tag}`);
    last[row.level] = at;
  });
  return { rows, ids, parents, texts: rows.map((row) => [row.name, row.keyword, row.creator, row.value].join("\n").toLowerCase()) };
}

/**
 * The rows to be seen, in order, and how many the search finds (0 without one). Without a search: what is opened. With
 * one: what it finds, what is around that, and inside of what it finds what the person opens.
 */
export function seenTags(index: TagIndex, choice: TagChoice): { readonly lines: readonly TagLine[]; readonly nMatches: number } {
  const { rows, ids, parents } = index;
  const found = findTags(index, choice.search);
  const lines: TagLine[] = [];
  const isOpen: boolean[] = [];
  const isInMatch: boolean[] = [];
  rows.forEach((row, at) => {
    const parent = parents[at] ?? -1;
    const id = ids[at] ?? "";
    const isMatch = found?.isMatch[at] === true;
    isInMatch.push(isMatch || (parent >= 0 && isInMatch[parent] === true));
    const hasContent = (rows[at + 1]?.level ?? 0) > row.level;
    const isOpenedBySearch = found?.isAround[at] === true && !choice.closed.has(id);
    const isSeen = (parent < 0 || isOpen[parent] === true) && (found === null || isInMatch[at] === true || found.isAround[at] === true);
    isOpen.push(isSeen && hasContent && (isOpenedBySearch || choice.opened.has(id)));
    if (isSeen) lines.push({ index: at, isOpen: hasContent ? isOpen[at] === true : null, isMatch });
  });
  return { lines, nMatches: found?.nMatches ?? 0 };
}

/** The choice after the person opened or closed a row. */
export function toggled(choice: TagChoice, id: string, isOpen: boolean): TagChoice {
  const opened = new Set(choice.opened);
  const closed = new Set(choice.closed);
  if (isOpen) {
    opened.add(id);
    closed.delete(id);
  } else {
    opened.delete(id);
    closed.add(id);
  }
  return { ...choice, opened, closed };
}

interface Found {
  readonly isMatch: readonly boolean[];
  /** Something inside is found. */
  readonly isAround: readonly boolean[];
  readonly nMatches: number;
}

/** Null where nothing is searched for. Each word must be found in a row: in its tag, representation or texts. */
function findTags({ rows, parents, texts }: TagIndex, search: string): Found | null {
  const words = wordsOf(search);
  if (words.length === 0) return null;
  const isMatch = rows.map((row, at) => row.kind !== "item" && words.every((word) => word.isIn(row, texts[at] ?? "")));
  const isAround = rows.map(() => false);
  for (let at = rows.length - 1; at >= 0; at--) {
    const parent = parents[at] ?? -1;
    if (parent >= 0 && (isMatch[at] === true || isAround[at] === true)) isAround[parent] = true;
  }
  return { isMatch, isAround, nMatches: isMatch.filter(Boolean).length };
}

interface Word {
  isIn(row: TagRow, text: string): boolean;
}

/** `(0010, 0010)` is one word. */
function wordsOf(search: string): readonly Word[] {
  const plain = search.toLowerCase().replace(/\(\s*([0-9a-f]*)\s*,\s*([0-9a-f]*)\s*\)?/g, "$1,$2").replace(/([0-9a-f])\s*,\s+([0-9a-f])/g, "$1,$2");
  return plain.split(/\s+/).filter((word) => word !== "").map((word) => {
    const inTag = tagTest(word);
    return { isIn: (row, text) => text.includes(word) || row.vr.toLowerCase() === word || (row.tag !== "" && inTag(row.tag)) };
  });
}

/** Shorter ones without a comma are found in too many tags to be of use. */
const MIN_TAG_DIGITS = 3;

/** `0010,00`: end of the group, beginning of the element. `001000`: beginning of the tag or of its element. */
function tagTest(word: string): (tag: string) => boolean {
  const parts = /^([0-9a-f]{0,4}),([0-9a-f]{0,4})$/.exec(word);
  if (parts !== null) {
    const [, group = "", element = ""] = parts;
    return group === "" && element === "" ? () => false : (tag) => tag.slice(0, 4).endsWith(group) && tag.slice(4).startsWith(element);
  }
  if (!/^[0-9a-f]{1,8}$/.test(word) || word.length < MIN_TAG_DIGITS) return () => false;
  return (tag) => tag.startsWith(word) || tag.slice(4).startsWith(word);
}
