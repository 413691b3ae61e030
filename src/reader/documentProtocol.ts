// What the reader tells of a document inside a DICOM object: types and validators only, a part of `protocol.ts`.

import { array, boolean, integer, maxLength, minLength, minValue, number, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";

/** Most items of a document; what is left out is counted (`leftOut`). */
export const MAX_DOCUMENT_ITEMS = 5000;
/** Characters of one text in a document, and of all together: a message stays below 4 MB with two bytes for each. */
export const MAX_ITEM_CHARACTERS = 100_000;
export const MAX_DOCUMENT_CHARACTERS = 1_000_000;
/** Longest title or fact; the standard's own limits are 64 characters for most. */
export const MAX_FACT_CHARACTERS = 1024;
const index = pipe(number(), integer(), minValue(0));
const factText = pipe(string(), maxLength(MAX_FACT_CHARACTERS));
const itemText = pipe(string(), maxLength(MAX_ITEM_CHARACTERS));
export const documentSchema = strictObject({
  kind: picklist(["report", "pdf"]),
  title: factText,
  /** What it says of itself; values as in the file, empty while hidden. */
  facts: array(strictObject({ key: picklist(["completion", "mark", "verification", "preliminary", "date", "verifiedBy", "patient", "patientId", "type", "size"]), value: factText, isHidden: boolean() })),
  /** Content of a structured report in reading order (PS3.3 C.17.3); none of a PDF. */
  items: pipe(array(strictObject({
    /** 1 at the top, one more for what is in it. */
    level: index,
    /** ValueType; `REFERENCE` for an item that stands for another one. */
    type: itemText,
    /** Who observes, and what qualifies what is around it. */
    isContext: boolean(),
    name: itemText,
    /** A UID for references to objects; empty for containers, and while hidden. */
    value: itemText,
    frames: itemText,
    isHidden: boolean(),
    isShortened: boolean(),
  })), maxLength(MAX_DOCUMENT_ITEMS)),
  /** Items that are not in it, each with all inside it. */
  leftOut: index,
  /** Sentences about what was tolerated. */
  problems: array(string()),
});
export const pdfPartSchema = strictObject({ path: pipe(string(), minLength(1)), from: index });

export type DocumentShown = ShapeOf<typeof documentSchema>;
export type PdfPartRequest = ShapeOf<typeof pdfPartSchema>;
/** Bytes of a PDF from `from` on, at most `MAX_PART_BYTES`; `total` is its length. */
export interface PdfPart {
  readonly bytes: Uint8Array;
  readonly total: number;
}
