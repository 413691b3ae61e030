// The files that a report names, as far as an export needs them: their beginnings, where the attributes stand.

import { open } from "node:fs/promises";
import { ExportError } from "./errors.ts";
import { identityOf, type ImageIdentity } from "./identity.ts";
import type { ReportRequest } from "./protocol.ts";

/** Patient, study and series stand in the first kilobytes; a deflated file or one with long sequences has them later. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/**
 * Identities of a report's images, in its order; what is no DICOM object is left out.
 * @throws ExportError `export/image-unreadable`; DicomError
 */
export async function identitiesOf(images: ReportRequest["images"], signal: AbortSignal): Promise<ImageIdentity[]> {
  const found: ImageIdentity[] = [];
  for (const { path, frame } of images) {
    signal.throwIfAborted();
    const identity = identityOf(await beginningOf(path));
    if (identity !== null) found.push({ ...identity, frame });
  }
  return found;
}

async function beginningOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.min(size, MAX_HEADER_BYTES));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new ExportError("export/image-unreadable", {}, cause);
  }
}
