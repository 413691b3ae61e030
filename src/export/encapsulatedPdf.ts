// A report's PDF inside a DICOM object: Encapsulated PDF (PS3.3 A.45.1, C.24.2).

import type { ReportContent } from "./content.ts";
import { dicomFile } from "./dicomFile.ts";
import { DOCUMENT_TITLE } from "./headingCodes.ts";
import { codeItem, commonModules, longString, type ObjectIds } from "./objectModules.ts";
import { markOf } from "./statements.ts";
import { ENCAPSULATED_PDF } from "./uids.ts";

/** High enough not to meet a series of the scanner. */
const SERIES_NUMBER = 9102;

/** The object's file. @param pdf as `pdfReport` writes it */
export function encapsulatedPdf(content: ReportContent, ids: ObjectIds, pdf: Uint8Array): Uint8Array {
  const mark = markOf(content);
  const sources = content.images.map(({ SOPClassUID, SOPInstanceUID }) => ({ ReferencedSOPClassUID: SOPClassUID, ReferencedSOPInstanceUID: SOPInstanceUID }));
  return dicomFile({
    ...commonModules(content, ids),
    SOPClassUID: ENCAPSULATED_PDF,
    Modality: "DOC",
    ConversionType: "WSD",
    SeriesDescription: longString(content.title),
    SeriesNumber: SERIES_NUMBER,
    InstanceNumber: 1,
    AcquisitionDateTime: "",
    // Name and number of the patient stand on its pages.
    BurnedInAnnotation: "YES",
    ...(sources.length === 0 ? {} : { SourceInstanceSequence: sources }),
    DocumentTitle: longString(mark === "" ? content.title : `${mark}: ${content.title}`),
    ConceptNameCodeSequence: [codeItem(DOCUMENT_TITLE)],
    VerificationFlag: "UNVERIFIED",
    MIMETypeOfEncapsulatedDocument: "application/pdf",
    EncapsulatedDocument: pdf,
    EncapsulatedDocumentLength: pdf.length,
  });
}
