// The header of a DICOM file on the disk, read from its beginning.

import { open } from "node:fs/promises";

import { readSeriesHeader } from "../dicom/index.ts";
import type { SeriesHeader } from "../dicom/index.ts";

/** Read at first: nearly every header ends before. */
const FIRST_BYTES = 64 * 1024;
/** What stands behind so many bytes of private attributes is not found. */
const MAX_BYTES = 4 * 1024 * 1024;

/** @returns null where it is no DICOM file. @throws errors of the file system */
export async function headerOfFile(path: string): Promise<SeriesHeader | null> {
  const file = await open(path, "r");
  try {
    for (let length = FIRST_BYTES; ;) {
      const buffer = new Uint8Array(length);
      const { bytesRead } = await file.read(buffer, 0, length, 0);
      const read = readSeriesHeader(buffer.subarray(0, bytesRead), bytesRead < length || length >= MAX_BYTES);
      if (read.kind !== "more") return read.kind === "header" ? read.header : null;
      length = Math.min(MAX_BYTES, Math.max(read.bytes, 2 * length));
    }
  } finally {
    await file.close();
  }
}
