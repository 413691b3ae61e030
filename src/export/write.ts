// One report in one format: who is asked for what. What is large is loaded when it is asked for.

import { randomUUID } from "node:crypto";
import { contentOf, type ReportContent } from "./content.ts";
import { ExportError } from "./errors.ts";
import { htmlReport } from "./html.ts";
import type { ImageIdentity } from "./identity.ts";
import { markdownReport } from "./markdown.ts";
import type { ObjectIds } from "./objectModules.ts";
import { plainReport } from "./plain.ts";
import type { ExportFormat, ReportRequest, ReportResult } from "./protocol.ts";
import { newUid } from "./uids.ts";

/** No message through the extension host is larger (ARCHITECTURE.md). */
const MAX_BYTES = 4_000_000;

/**
 * Writes a report.
 * @param images identities of those images of the request that have one
 * @param fontFolder where the PDF's fonts lie
 * @throws ExportError; ReportError `report/too-long`
 */
export async function writeReport(request: ReportRequest, images: readonly ImageIdentity[], fontFolder: string): Promise<ReportResult> {
  const content = contentOf(request, images);
  const bytes = await written(request.format, content, fontFolder);
  if (bytes.length > MAX_BYTES) throw new ExportError("export/too-large", { limit: MAX_BYTES / 1e6 });
  return { bytes, nEmptyFields: content.nEmptyFields, nImagesWithoutIdentity: request.images.length - images.length, hasStudy: content.study !== null };
}

async function written(format: ExportFormat, content: ReportContent, fontFolder: string): Promise<Uint8Array> {
  switch (format) {
    case "text": return utf8(plainReport(content));
    case "markdown": return utf8(markdownReport(content));
    case "html": return utf8(htmlReport(content));
    case "pdf": return await pdfOf(content, fontFolder);
    case "sr": return (await import("./structuredReport.ts")).structuredReport(content, newIds());
    case "fhir": return utf8(`${JSON.stringify((await import("./fhir.ts")).fhirBundle(content, randomUUID), null, 2)}\n`);
    case "encapsulatedPdf": return (await import("./encapsulatedPdf.ts")).encapsulatedPdf(content, newIds(), await pdfOf(content, fontFolder));
  }
}

async function pdfOf(content: ReportContent, fontFolder: string): Promise<Uint8Array> {
  const [{ pdfReport }, { readFonts }] = [await import("./pdf.ts"), await import("./fonts.ts")];
  return await pdfReport(content, await readFonts(fontFolder));
}

function newIds(): ObjectIds {
  return { SOPInstanceUID: newUid(), SeriesInstanceUID: newUid(), StudyInstanceUID: newUid() };
}

/** Halves of characters become U+FFFD: they are none in any encoding. */
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
