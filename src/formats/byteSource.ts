// Bytes that are read in pieces: the port through which parsers see a file, and the file behind it.

import { open } from "node:fs/promises";
import { basename } from "node:path";

import { FormatError } from "./errors.ts";

/** Something that can be read at any place; what parsers of large files are given. */
export interface ByteSource {
  /** Plain name for sentences, no folder. */
  readonly name: string;
  readonly size: number;
  /** The bytes `[offset, offset + length)`, fewer where the source ends before; a new buffer that starts at its byte 0. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}

/** An open file; whoever opened it closes it. */
export interface FileBytes extends ByteSource {
  close(): Promise<void>;
}

/**
 * Opens a regular file for reading.
 * @throws FormatError `formats/file-unreadable`
 */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const name = basename(path);
  const unreadable = (cause?: unknown): FormatError => new FormatError("formats/file-unreadable", { file: name }, cause);
  const handle = await open(path, "r").catch((cause: unknown) => { throw unreadable(cause); });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw unreadable();
  }
  return {
    name,
    size: stat.size,
    async readAt(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stat.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled)
          .catch((cause: unknown) => { throw unreadable(cause); });
        if (bytesRead === 0) return bytes.slice(0, filled);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
