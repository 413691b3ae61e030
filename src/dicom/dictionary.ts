// Names of the standard's attributes (PS3.6): the only file that knows the dictionary package.

import { elements, tags } from "@iwharris/dicom-data-dictionary";

/** Keyword and value representation of an attribute. */
export interface DictionaryEntry {
  readonly keyword: string;
  /** As the standard prints it: `Patient's Name`. */
  readonly name: string;
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
  const tag = Object.hasOwn(tags, keyword) ? tags[keyword] : META.find((entry) => entry[1] === keyword)?.[0];
  return tag === undefined ? null : plainTag(tag);
}

/** Groups that repeat are listed once, with xx for their second half (PS3.5 7.6). */
function repeatingTag(tag: string): string {
  return `${tag.slice(0, 2)}xx${tag.slice(4)}`;
}

/** The package keeps some marks of the page that it was read from: `Patient&#x27;s Name`, and spaces of no width. */
function plainName(name: string): string {
  return name.replaceAll("&#x27;", "'").replaceAll("&amp;", "&").replace(/\u200b/g, "");
}

function plainTag(tag: string): string {
  return tag.replace(/[(),]/g, "").toLowerCase();
}

/** The meta information (PS3.10 7.1), which the package leaves out. */
const META: readonly (readonly [tag: string, keyword: string, vr: string])[] = [
  ["00020000", "FileMetaInformationGroupLength", "UL"],
  ["00020001", "FileMetaInformationVersion", "OB"],
  ["00020002", "MediaStorageSOPClassUID", "UI"],
  ["00020003", "MediaStorageSOPInstanceUID", "UI"],
  ["00020010", "TransferSyntaxUID", "UI"],
  ["00020012", "ImplementationClassUID", "UI"],
  ["00020013", "ImplementationVersionName", "SH"],
  ["00020016", "SourceApplicationEntityTitle", "AE"],
  ["00020017", "SendingApplicationEntityTitle", "AE"],
  ["00020018", "ReceivingApplicationEntityTitle", "AE"],
  ["00020100", "PrivateInformationCreatorUID", "UI"],
  ["00020102", "PrivateInformation", "OB"],
];

const entries: ReadonlyMap<string, DictionaryEntry> = new Map([
  ...META.map(([tag, keyword, vr]) => [tag, { keyword, name: keyword.replace(/([a-z])([A-Z])/g, "$1 $2").replace("SOPClass", "SOP Class").replace("SOPInstance", "SOP Instance"), vr }] as const),
  ...Object.values(elements).map(({ tag, keyword, name, vr }) => [plainTag(tag), { keyword, name: plainName(name), vr: /^[A-Z]{2}$/.test(vr) ? vr : null }] as const),
]);
