// Headers of files for scans and stacks: read from the first bytes, kept as long as their file does not change.

import { open, stat } from "node:fs/promises";

import { readSeriesHeader } from "../dicom/index.ts";
import type { SeriesHeader } from "../dicom/index.ts";

/** Read at first: nearly every header ends before, and one round trip to a network drive costs more than 64 KiB. */
const FIRST_BYTES = 64 * 1024;
/** Most bytes of a file that are looked at; what stands behind so much of private attributes is not found. */
export const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** Headers that are kept; about a kilobyte each. The longest unused go first. */
const MAX_KEPT = 50_000;

/** Endings of files that are not looked into: other pictures, text, programs, archives. DICOM files have any other, or none. */
const OTHER_ENDINGS =
  /\.(png|jpe?g|gif|tiff?|webp|bmp|svg|ico|pdf|docx?|xlsx?|pptx?|txt|md|csv|tsv|json|jsonl|ya?ml|xml|html?|css|js|mjs|cjs|ts|tsx|jsx|map|py|pyc|ipynb|java|class|jar|c|h|cc|cpp|hpp|o|a|so|dll|exe|rs|go|rb|sh|bat|ps1|log|lock|toml|ini|cfg|zip|gz|bz2|xz|zst|7z|rar|tar|whl|vsix|nii|nrrd|mha|mhd|npy|npz|h5|hdf5|pt|pth|onnx|safetensors|bin|mp[34]|avi|mov|mkv|wav|ttf|woff2?)$/i;

/** Whether a file of this name is looked into at all. */
export function mayBeDicom(name: string): boolean {
  return !OTHER_ENDINGS.test(name);
}

interface Kept {
  readonly stamp: string;
  /** Null: the file is no DICOM file. */
  readonly header: SeriesHeader | null;
}

/** Headers by path. */
export class Headers {
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  /** Buffers that no reading uses at the moment. */
  readonly #buffers: Uint8Array[] = [];

  /**
   * The header of a file; null where it is no DICOM file.
   * @throws the errors of the file system
   */
  async read(path: string): Promise<SeriesHeader | null> {
    const known = this.#kept.get(path);
    if (known !== undefined) {
      const { mtimeMs, size } = await stat(path);
      if (known.stamp === stampOf(mtimeMs, size)) return this.#keep(path, known);
    }
    const handle = await open(path, "r");
    const buffer = this.#buffers.pop() ?? new Uint8Array(FIRST_BYTES);
    try {
      const { mtimeMs, size } = await handle.stat();
      const readAt = async (into: Uint8Array): Promise<Uint8Array> => into.subarray(0, (await handle.read(into, 0, into.length, 0)).bytesRead);
      return this.#keep(path, { stamp: stampOf(mtimeMs, size), header: await headerOf(readAt, buffer, size) });
    } finally {
      this.#buffers.push(buffer);
      await handle.close();
    }
  }

  #keep(path: string, kept: Kept): SeriesHeader | null {
    this.#kept.delete(path);
    this.#kept.set(path, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return kept.header;
  }
}

async function headerOf(readAt: (into: Uint8Array) => Promise<Uint8Array>, buffer: Uint8Array, size: number): Promise<SeriesHeader | null> {
  for (let into = buffer; ;) {
    const bytes = await readAt(into);
    const isAll = bytes.length < into.length || bytes.length >= Math.min(size, MAX_HEADER_BYTES);
    const read = readSeriesHeader(bytes, isAll);
    if (read.kind !== "more") return read.kind === "header" ? read.header : null;
    // At least twice as many as before: a file that lies about its lengths must not be read a hundred times.
    into = new Uint8Array(Math.min(MAX_HEADER_BYTES, Math.max(read.bytes, 2 * into.length)));
  }
}

function stampOf(mtimeMs: number, size: number): string {
  return `${mtimeMs} ${size}`;
}
