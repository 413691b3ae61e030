// The PDF inside a DICOM object (PS3.3 C.24.2): its bytes, after a look whether they are all there and begin as a PDF does.

import { parseDicomFile } from "./dicomParser.ts";
import { DicomError } from "./errors.ts";
import { ENCAPSULATED_PDF } from "./uids.ts";

/** Largest document that is handed out. A report has some hundred kilobytes, a scanned folder some megabytes. */
export const MAX_PDF_BYTES = 256 * 1024 * 1024;

const UNDEFINED_LENGTH = 0xffff_ffff;
/** A PDF may have something before its mark, which stands within its first kilobyte (ISO 32000-1 Annex H, note 13). */
const MARK = "%PDF-";
const MARK_WITHIN = 1024;

/**
 * The document, as it was put into the object.
 * @param bytes the whole file; borrowed by the result
 * @throws DicomError `dicom/no-document`, `dicom/document-broken`, `dicom/limit-document`, and what reading a file throws
 */
export function pdfInside(bytes: Uint8Array): Uint8Array {
  const { dataSet } = parseDicomFile(bytes);
  if (dataSet.text("SOPClassUID") !== ENCAPSULATED_PDF) throw new DicomError("dicom/no-document");
  const element = dataSet.bytes("EncapsulatedDocument");
  if (element === null || element.statedLength === UNDEFINED_LENGTH || element.bytes.length < element.statedLength) throw new DicomError("dicom/document-broken");
  const pdf = element.bytes.subarray(0, lengthWithoutPadding(element.bytes, dataSet.bytes("EncapsulatedDocumentLength")?.bytes));
  if (pdf.length > MAX_PDF_BYTES) throw new DicomError("dicom/limit-document", { bytes: pdf.length, limit: MAX_PDF_BYTES });
  if (!Buffer.from(pdf.subarray(0, MARK_WITHIN)).includes(MARK)) throw new DicomError("dicom/document-broken");
  return pdf;
}

/** The value is padded to an even length; how long the document is says EncapsulatedDocumentLength, where it is believable. */
function lengthWithoutPadding(value: Uint8Array, stated: Uint8Array | undefined): number {
  if (stated?.length !== 4) return value.length;
  const view = new DataView(stated.buffer, stated.byteOffset, stated.byteLength);
  return [view.getUint32(0, true), view.getUint32(0, false)].find((length) => length === value.length || length === value.length - 1) ?? value.length;
}
