// One report in one format: who is asked for what. What is large is loaded here, and only when it is asked for.

import { contentOf } from "./content.ts";
import { ExportError } from "./errors.ts";
import { htmlReport } from "./html.ts";
import type { ImageIdentity } from "./identity.ts";
import { markdownReport } from "./markdown.ts";
import { plainReport } from "./plain.ts";
import type { ReportRequest, ReportResult } from "./protocol.ts";

/** No message through the extension host is larger (ARCHITECTURE.md). */
const MAX_BYTES = 4_000_000;

/**
 * Writes a report.
 * @param images identities of those images of the request that have one
 * @throws ExportError; ReportError `report/too-long`
 */
export function writeReport(request: ReportRequest, images: readonly ImageIdentity[]): ReportResult {
  const content = contentOf(request, images);
  const bytes = written(request.format, content);
  if (bytes.length > MAX_BYTES) throw new ExportError("export/too-large", { limit: MAX_BYTES / 1e6 });
  return { bytes, nEmptyFields: content.nEmptyFields, nImagesWithoutIdentity: request.images.length - images.length };
}

function written(format: ReportRequest["format"], content: ReturnType<typeof contentOf>): Uint8Array {
  switch (format) {
    case "text": return utf8(plainReport(content));
    case "markdown": return utf8(markdownReport(content));
    case "html": return utf8(htmlReport(content));
  }
}

/** Halves of characters become U+FFFD: they are none in any encoding. */
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
