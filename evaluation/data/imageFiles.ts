// The images of a data set as files that the reader opens: those inside tar files are copied into the cache, and all
// are hashed.

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename, writeFile, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { EvaluationError } from "../errors.ts";
import type { DataSet, LabelledImage } from "./dataSet.ts";

/** Where the images lie. */
export interface ImageFiles {
  /** File of each image, by its id. */
  readonly paths: ReadonlyMap<string, string>;
  /** SHA-256 over labels, questions and the bytes of every image of the split. */
  readonly sha256: string;
}

/**
 * Makes a file of every image.
 * @param folder cache for the images that lie inside other files
 * @throws EvaluationError `evaluation/image-missing`
 */
export async function imageFilesOf(data: DataSet, folder: string): Promise<ImageFiles> {
  await mkdir(folder, { recursive: true });
  const hash = createHash("sha256");
  const paths = new Map<string, string>();
  const opened = new Map<string, FileHandle>();
  try {
    for (const image of data.images) {
      const bytes = await bytesOf(image, opened);
      const { file: _file, slice: _slice, ...labels } = image;
      hash.update(JSON.stringify(labels)).update(createHash("sha256").update(bytes).digest());
      paths.set(image.id, image.slice === null ? image.file : await copied(bytes, folder));
    }
  } finally {
    for (const handle of opened.values()) await handle.close();
  }
  for (const question of data.questions) hash.update(JSON.stringify(question));
  return { paths, sha256: hash.digest("hex") };
}

async function bytesOf(image: LabelledImage, opened: Map<string, FileHandle>): Promise<Buffer> {
  try {
    if (image.slice === null) {
      const own = await open(image.file, "r");
      return await own.readFile().finally(() => own.close());
    }
    const handle = opened.get(image.file) ?? (await open(image.file, "r"));
    opened.set(image.file, handle);
    const bytes = Buffer.alloc(image.slice.size);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, image.slice.offset);
    if (bytesRead < bytes.length) throw new Error("the file ends before the image does");
    return bytes;
  } catch (cause) {
    throw new EvaluationError("evaluation/image-missing", `The image ${image.id} cannot be read from ${path.basename(image.file)}.`, cause);
  }
}

/** Named by its bytes, so a copy that is there is the right one. */
async function copied(bytes: Buffer, folder: string): Promise<string> {
  const file = path.join(folder, `${createHash("sha256").update(bytes).digest("hex")}.img`);
  if (existsSync(file)) return file;
  const part = `${file}.${String(process.pid)}.part`;
  await writeFile(part, bytes);
  await rename(part, file);
  return file;
}
