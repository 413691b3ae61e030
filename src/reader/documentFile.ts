// A file that is a document: its text within the limits of a message, and its PDF in parts.

import { documentOf, pdfInside } from "../dicom/index.ts";
import { MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENT_ITEMS, MAX_ITEM_CHARACTERS, MAX_PART_BYTES } from "./protocol.ts";
import type { DocumentShown, PdfPart } from "./protocol.ts";

/** Reports have about eight levels; a tree deeper than this is no report for people. */
const MAX_LEVELS = 24;

/** @throws DicomError */
export function documentShown(bytes: Uint8Array, showPatient: boolean): DocumentShown {
  const { facts, items, problems, ...rest } = documentOf(bytes, showPatient, { items: MAX_DOCUMENT_ITEMS, levels: MAX_LEVELS, itemCharacters: MAX_ITEM_CHARACTERS, allCharacters: MAX_DOCUMENT_CHARACTERS });
  return { ...rest, facts: [...facts], items: [...items], problems: [...problems] };
}

/** @throws DicomError */
export function pdfPart(bytes: Uint8Array, from: number): PdfPart {
  const pdf = pdfInside(bytes);
  // A copy: a view would be sent with the whole file behind it.
  return { bytes: pdf.slice(from, from + MAX_PART_BYTES), total: pdf.length };
}
