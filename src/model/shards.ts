// The safetensors files of one folder: a single one, or shards named by an index that must not lie about them.

import { stat } from "node:fs/promises";
import { join } from "node:path";

import { readSafetensorsHeader } from "../formats/index.ts";
import type { FileBytes, SafetensorsHeader } from "../formats/index.ts";
import { ModelError } from "./errors.ts";
import { isJsonObject, readJsonObject } from "./jsonFile.ts";

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";
/** Published checkpoints have tens; each costs an open file. */
const MAX_SHARDS = 1000;

/** One open safetensors file with its checked header. */
export interface Shard {
  readonly bytes: FileBytes;
  readonly header: SafetensorsHeader;
}

/** True where a folder has weights in safetensors. */
export async function holdsShards(folder: string): Promise<boolean> {
  return await isFile(join(folder, INDEX)) || await isFile(join(folder, SINGLE));
}

/** Opens one file of a folder for reading: `openFileBytes`, or what stands in for a file whose bytes are computed. */
export type OpenFile = (path: string) => Promise<FileBytes>;

/**
 * Opens all shards of a folder; the caller closes them (`closeShards`).
 * @returns null where the folder has no safetensors weights
 * @throws ModelError `model/index-invalid`, `model/index-mismatch`, `model/shard-missing`, `model/json-unreadable`
 * @throws FormatError any `formats/safetensors-*`, `formats/file-unreadable`
 */
export async function openShards(folder: string, openFile: OpenFile): Promise<Shard[] | null> {
  const index = await readJsonObject(folder, INDEX);
  if (index === null && !(await isFile(join(folder, SINGLE)))) return null;
  const namesByFile = index === null ? new Map([[SINGLE, null]]) : namesByFileOf(index["weight_map"]);
  // All of them first: a half-finished download is told by its missing file, not by what the others lack.
  for (const file of namesByFile.keys()) {
    if (!(await isFile(join(folder, file)))) throw new ModelError("model/shard-missing", { file });
  }
  const shards: Shard[] = [];
  try {
    for (const [file, names] of namesByFile) {
      const bytes = await openFile(join(folder, file));
      const header = await readSafetensorsHeader(bytes).catch(async (error: unknown) => {
        await bytes.close();
        throw error;
      });
      shards.push({ bytes, header });
      if (names !== null) refuseMismatch(file, names, header);
    }
    return shards;
  } catch (error) {
    await closeShards(shards);
    throw error;
  }
}

/** Closes what `openShards` opened. */
export async function closeShards(shards: readonly Shard[]): Promise<void> {
  await Promise.all(shards.map((shard) => shard.bytes.close()));
}

function namesByFileOf(weightMap: unknown): Map<string, Set<string> | null> {
  const invalid = (why: string): ModelError => new ModelError("model/index-invalid", { file: INDEX, why });
  if (!isJsonObject(weightMap)) throw invalid("no weight_map");
  const namesByFile = new Map<string, Set<string> | null>();
  for (const [tensor, file] of Object.entries(weightMap)) {
    // A plain name: an index must not lead out of its folder.
    if (typeof file !== "string" || !/^[\w][\w.-]*\.safetensors$/.test(file)) throw invalid("a shard that is not a plain file name");
    const names = namesByFile.get(file) ?? new Set();
    namesByFile.set(file, names.add(tensor));
  }
  if (namesByFile.size === 0) throw invalid("it names no shard");
  if (namesByFile.size > MAX_SHARDS) throw invalid(`more than ${MAX_SHARDS} shards`);
  return namesByFile;
}

function refuseMismatch(file: string, names: ReadonlySet<string>, header: SafetensorsHeader): void {
  const present = new Set(header.tensors.map((tensor) => tensor.name));
  const tensor = [...names].find((name) => !present.has(name)) ?? [...present].find((name) => !names.has(name));
  if (tensor !== undefined) throw new ModelError("model/index-mismatch", { file, tensor });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
