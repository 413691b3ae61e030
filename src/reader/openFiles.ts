// The files that are open: kept in memory up to a limit, the longest unused dropped first, opened again by their id.

import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import type { TagTree } from "../dicom/index.ts";
import { documentShown, pdfPart } from "./documentFile.ts";
import { ReaderError } from "./errors.ts";
import { openImage, tagsOf } from "./imageFile.ts";
import type { ImageFile } from "./imageFile.ts";
import type { DocumentShown, OpenedFile, PdfPart, ReadFacts } from "./protocol.ts";

/** Largest file that is read: a 3D mammogram has several hundred MB. Error `reader/limit-file`. */
export const MAX_FILE_BYTES = 1024 * 1024 * 1024;
/** Memory for files that are not in use at the moment; the one in use is always kept. */
const MAX_HELD_BYTES = 512 * 1024 * 1024;

/** Files by id. The id is a function of path, size and time of change, so a changed file is another file. */
export class OpenFiles {
  /** Least recently used first. */
  readonly #held = new Map<string, ImageFile>();
  readonly #paths = new Map<string, string>();
  readonly #maxHeldBytes: number;

  /** @param maxHeldBytes memory for open files; at least the newest one is kept whatever its size */
  constructor(maxHeldBytes = MAX_HELD_BYTES) {
    this.#maxHeldBytes = maxHeldBytes;
  }

  /**
   * Opens a file, or finds it open.
   * @throws ReaderError `reader/file-missing`, `reader/file-is-folder`, `reader/file-unreadable`, `reader/file-empty`,
   *   `reader/format-unknown`, `reader/limit-file`; DicomError; ImagingError
   */
  async open(path: string, signal: AbortSignal): Promise<OpenedFile> {
    const { fileId, image } = await this.#image(path, signal);
    return { ...image.facts, fileId };
  }

  /**
   * What the tags of a file say for a report.
   * @throws what `open` throws
   */
  async study(path: string, signal: AbortSignal): Promise<ReadFacts> {
    return (await this.#image(path, signal)).image.study;
  }

  /**
   * The image of an id; read again from its file when it was dropped.
   * @throws ReaderError `reader/file-not-open`, `reader/file-changed`, and what `open` throws
   */
  async find(fileId: string, signal: AbortSignal): Promise<ImageFile> {
    const held = this.#held.get(fileId);
    if (held !== undefined) {
      this.#hold(fileId, held);
      return held;
    }
    const path = this.#paths.get(fileId);
    if (path === undefined) throw new ReaderError("reader/file-not-open");
    const opened = await this.open(path, signal);
    const image = this.#held.get(fileId);
    if (opened.fileId !== fileId || image === undefined) throw new ReaderError("reader/file-changed");
    return image;
  }

  /**
   * The attributes of a file, open or not; one whose image cannot be shown has them too.
   * @throws ReaderError `reader/no-tags`, and of files what `open` throws; DicomError
   */
  async tags(path: string, signal: AbortSignal): Promise<TagTree> {
    const { content } = await readFile(path, (id) => this.#held.get(id));
    signal.throwIfAborted();
    return content instanceof Uint8Array ? tagsOf(content) : content.tags();
  }

  /**
   * The document that a file without pixels is.
   * @param showPatient as `documentOf` has it
   * @throws DicomError `dicom/no-document` and others; ReaderError, of files what `open` throws
   */
  async document(path: string, showPatient: boolean, signal: AbortSignal): Promise<DocumentShown> {
    return documentShown(await wholeFile(path, signal), showPatient);
  }

  /**
   * Some bytes of the PDF in a file.
   * @throws DicomError `dicom/no-document`, `dicom/document-broken` and others; ReaderError, of files what `open` throws
   */
  async pdfPart(path: string, from: number, signal: AbortSignal): Promise<PdfPart> {
    return pdfPart(await wholeFile(path, signal), from);
  }

  /** Forgets a file; an id that is not known is no error. */
  close(fileId: string): void {
    this.#held.delete(fileId);
    this.#paths.delete(fileId);
  }

  /** Ids in memory, least recently used first. */
  heldIds(): readonly string[] {
    return [...this.#held.keys()];
  }

  async #image(path: string, signal: AbortSignal): Promise<{ readonly fileId: string; readonly image: ImageFile }> {
    const { fileId, content } = await readFile(path, (id) => this.#held.get(id));
    signal.throwIfAborted();
    const image = content instanceof Uint8Array ? await openImage(content) : content;
    this.#hold(fileId, image);
    this.#paths.set(fileId, path);
    return { fileId, image };
  }

  #hold(fileId: string, image: ImageFile): void {
    this.#held.delete(fileId);
    this.#held.set(fileId, image);
    let heldBytes = 0;
    for (const file of this.#held.values()) heldBytes += file.heldBytes;
    for (const [id, file] of this.#held) {
      if (heldBytes <= this.#maxHeldBytes || id === fileId) break;
      this.#held.delete(id);
      heldBytes -= file.heldBytes;
    }
  }
}

/** Bytes of a file, whether or not its image is held. */
async function wholeFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const { content } = await readFile(path, () => undefined);
  signal.throwIfAborted();
  if (!(content instanceof Uint8Array)) throw new ReaderError("reader/file-unreadable");
  if (content.length === 0) throw new ReaderError("reader/file-empty");
  return content;
}

/** The id of a file, and its image where that is held, else its bytes. */
async function readFile(path: string, heldImage: (fileId: string) => ImageFile | undefined): Promise<{ fileId: string; content: ImageFile | Uint8Array }> {
  let handle: FileHandle | null = null;
  try {
    // Before opening: opening a named pipe waits for a writer, which may never come.
    const { size, mtimeMs, ...kind } = await describeFile(path);
    if (kind.isFolder) throw new ReaderError("reader/file-is-folder");
    if (!kind.isFile) throw new ReaderError("reader/file-unreadable");
    const fileId = createHash("sha256").update(`${path}\0${size}\0${mtimeMs}`).digest("hex");
    if (size > MAX_FILE_BYTES) throw new ReaderError("reader/limit-file", { bytes: size, limit: MAX_FILE_BYTES });
    const held = heldImage(fileId);
    if (held !== undefined) return { fileId, content: held };
    handle = await open(path, "r");
    return { fileId, content: await handle.readFile() };
  } catch (error) {
    throw error instanceof ReaderError ? error : unreadable(error);
  } finally {
    await handle?.close();
  }
}

async function describeFile(path: string): Promise<{ size: number; mtimeMs: number; isFile: boolean; isFolder: boolean }> {
  const found = await stat(path);
  return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile(), isFolder: found.isDirectory() };
}

function unreadable(cause: unknown): ReaderError {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  if (code === "ENOENT" || code === "ENOTDIR") return new ReaderError("reader/file-missing", {}, cause);
  if (code === "EISDIR") return new ReaderError("reader/file-is-folder", {}, cause);
  return new ReaderError("reader/file-unreadable", {}, cause);
}
