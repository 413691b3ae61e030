// Names of the standard's attributes (PS3.6): the only file that knows the dictionary package.

import { elements, tags } from "@iwharris/dicom-data-dictionary";

/** Keyword and value representation of an attribute. */
export interface DictionaryEntry {
  readonly keyword: string;
  /** Null where the standard leaves a choice. */
  readonly vr: string | null;
}

/**
 * What the standard says of an attribute.
 * @param tag eight hexadecimal digits
 * @returns null for private and unknown ones
 */
export function attributeOf(tag: string): DictionaryEntry | null {
  const entry = entries.get(tag) ?? entries.get(repeatingTag(tag));
  return entry ?? null;
}

/** The tag of a keyword, eight hexadecimal digits in lower case; null where it is none. */
export function tagOf(keyword: string): string | null {
  const tag = Object.hasOwn(tags, keyword) ? tags[keyword] : undefined;
  return tag === undefined ? null : plainTag(tag);
}

/** Groups that repeat are listed once, with xx for their second half (PS3.5 7.6). */
function repeatingTag(tag: string): string {
  return `${tag.slice(0, 2)}xx${tag.slice(4)}`;
}

function plainTag(tag: string): string {
  return tag.replace(/[(),]/g, "").toLowerCase();
}

const entries: ReadonlyMap<string, DictionaryEntry> = new Map(
  Object.values(elements).map(({ tag, keyword, vr }) => [plainTag(tag), { keyword, vr: /^[A-Z]{2}$/.test(vr) ? vr : null }]),
);
