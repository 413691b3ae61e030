// DICOM objects of a report, for tests that run from `.mjs` files, where `writeReport` cannot load its parts by itself.

import { contentOf } from "../../src/export/content.ts";
import { encapsulatedPdf } from "../../src/export/encapsulatedPdf.ts";
import type { ImageIdentity } from "../../src/export/identity.ts";
import { structuredReport } from "../../src/export/structuredReport.ts";
import { newUid } from "../../src/export/uids.ts";
import { madeRequest } from "./madeReport.ts";

const ids = (): Record<"SOPInstanceUID" | "SeriesInstanceUID" | "StudyInstanceUID", string> => ({ SOPInstanceUID: newUid(), SeriesInstanceUID: newUid(), StudyInstanceUID: newUid() });

/** A structured report about an image. */
export function madeStructuredReport(text: string, image: ImageIdentity): Uint8Array {
  return structuredReport(contentOf(madeRequest({ text }), [image]), ids());
}

/** A PDF in an object. */
export function madePdfObject(pdf: Uint8Array, image: ImageIdentity): Uint8Array {
  return encapsulatedPdf(contentOf(madeRequest({ text: "Findings: None.\n" }), [image]), ids(), pdf);
}
