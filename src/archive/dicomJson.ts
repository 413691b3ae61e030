// Values of the DICOM JSON model (PS3.18 F.2), from a server that may send anything: what has another shape is empty.

/** One object: its attributes by tag, eight hexadecimal digits. */
export type DicomJson = Readonly<Record<string, unknown>>;

/** Longest text that is kept; longer ones are cut, which no representation for names or codes allows anyway. */
const MAX_TEXT = 1024;

/** The objects of an answer; null where it is no list of objects. */
export function objectsOf(answer: unknown): readonly DicomJson[] | null {
  if (answer === null) return []; // No body: nothing was found (204).
  return Array.isArray(answer) && answer.every(isRecord) ? answer : null;
}

/** The items of a sequence. */
export function itemsOf(object: DicomJson, tag: string): readonly DicomJson[] {
  return valuesOf(object, tag).filter(isRecord);
}

/** All values of an attribute as text; of a name its alphabetic way of writing, else another. */
export function textsOf(object: DicomJson, tag: string): readonly string[] {
  return valuesOf(object, tag).map(textOfValue).filter((text) => text !== "");
}

/** The first value as text; empty where there is none. */
export function textOf(object: DicomJson, tag: string): string {
  return textsOf(object, tag)[0] ?? "";
}

/** A count; null where there is none. */
export function countOf(object: DicomJson, tag: string): number | null {
  const text = textOf(object, tag);
  const value = Number(text);
  return text !== "" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** A unique identifier (PS3.5 9.1); empty where there is none. */
export function uidOf(object: DicomJson, tag: string): string {
  const text = textOf(object, tag);
  return /^[0-9.]{1,64}$/.test(text) ? text : "";
}

function valuesOf(object: DicomJson, tag: string): readonly unknown[] {
  const attribute = object[tag];
  return isRecord(attribute) && Array.isArray(attribute["Value"]) ? (attribute["Value"] as readonly unknown[]) : [];
}

function textOfValue(value: unknown): string {
  if (typeof value === "string") return value.trim().slice(0, MAX_TEXT);
  if (typeof value === "number") return String(value);
  if (!isRecord(value)) return "";
  const [first] = [value["Alphabetic"], value["Ideographic"], value["Phonetic"]].filter((each) => typeof each === "string" && each !== "");
  return typeof first === "string" ? first.trim().slice(0, MAX_TEXT) : "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
