// Care for packages: what lies where, from what it was made, another name, and away with it.

import { readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";

import { check, FormatError } from "../formats/index.ts";
import { isPackageFolder, memoryNeed, MANIFEST_FILE, ModelError, openPackage, PARTIAL_SUFFIX, parseJsonObject, weightsBytes } from "../model/index.ts";
import { codeOf } from "./downloads.ts";
import { SetupError } from "./errors.ts";
import { originSchema } from "./protocol.ts";
import type { Origin, PackageFacts, UnfinishedFacts } from "./protocol.ts";

/** Beside the package's own files, which name no folder and no address. */
const ORIGIN_FILE = "origin.json";
/** Files that are a package's; whatever else lies in its folder is not ours to remove. */
const OWN_FILE = /^(?:raddraft\.json|origin\.json|tokenizer\.json|tokenizer_config\.json|weights-\d{2,4}\.bin)$/u;
/** Graphs derived from it; may be removed at any time. */
const GRAPHS = "graphs";

/** Packages among the folders of a folder. */
export async function packagesIn(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch((): string[] => []);
  const folders = names.map((name) => join(parent, name));
  const arePackages = await Promise.all(folders.map(isPackageFolder));
  return folders.filter((_folder, index) => arePackages[index]);
}

/** What interrupted conversions left among the folders of a folder. */
export async function unfinishedIn(parent: string): Promise<UnfinishedFacts[]> {
  const names = (await readdir(parent).catch((): string[] => [])).filter((name) => name.endsWith(PARTIAL_SUFFIX));
  return Promise.all(names.map(async (name) => ({ path: join(parent, name.slice(0, -PARTIAL_SUFFIX.length)), bytes: await sizeOf(join(parent, name)) })));
}

/** What a package is; one that cannot be used says why. */
export async function packageFacts(path: string): Promise<PackageFacts> {
  const origin = await readOrigin(path);
  try {
    const { manifest } = await openPackage(path);
    const { name, isDemo, weights, licence, tensors } = manifest;
    const bytes = weightsBytes(tensors);
    return { path, name, weights, isDemo, licence, bytes, memoryBytes: memoryNeed(bytes), state: "ready", sentence: "", origin };
  } catch (error) {
    if (!(error instanceof ModelError || error instanceof FormatError)) throw error;
    const state = error.code === "model/package-older" ? "older" : error.code === "model/package-newer" ? "newer" : "damaged";
    return { path, ...(await wordsOf(path)), isDemo: false, licence: "", bytes: await sizeOf(path), memoryBytes: 0, state, sentence: error.message, origin };
  }
}

/** Keeps what a package was made from. @throws errors of the file system */
export async function writeOrigin(path: string, origin: Origin): Promise<void> {
  await writeFile(join(path, ORIGIN_FILE), `${JSON.stringify(origin, null, 1)}\n`);
}

/**
 * Gives a package another name, and its folder another place.
 * @param to the folder's new place; the old one where it stays
 * @returns where it lies now
 * @throws SetupError `setup/name-taken`, `setup/write-failed`; ModelError where it is no package
 */
export async function renamePackage(path: string, name: string, to: string): Promise<string> {
  await openPackage(path);
  const isMoved = resolve(to) !== resolve(path);
  if (isMoved && (await stat(to).then(() => true, () => false))) throw new SetupError("setup/name-taken");
  await changeManifest(path, { name });
  if (isMoved) await rename(path, to).catch((cause: unknown) => { throw new SetupError("setup/write-failed", { why: codeOf(cause) }, cause); });
  return to;
}

/**
 * Changes facts in a package's manifest that are words for people. The old one is whole until the new one is.
 * @throws SetupError `setup/write-failed`; ModelError where it is not readable
 */
export async function changeManifest(path: string, words: { readonly name?: string; readonly licence?: string; readonly revision?: string }): Promise<void> {
  const file = join(path, MANIFEST_FILE);
  const manifest = parseJsonObject(MANIFEST_FILE, await readFile(file, "utf8"));
  const part = `${file}.part`;
  try {
    await writeFile(part, `${JSON.stringify({ ...manifest, ...words }, null, 1)}\n`, { flush: true });
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    throw new SetupError("setup/write-failed", { why: codeOf(cause) }, cause);
  }
}

/**
 * Removes a package: its own files, and its folder where nothing else lies in it.
 * @throws SetupError `setup/folder-missing`, `setup/not-removed`
 */
export async function removePackage(path: string): Promise<void> {
  if (!(await isPackageFolder(path))) throw new SetupError("setup/folder-missing");
  try {
    // What makes it a package goes last: a removal that was broken off can be repeated.
    const names = (await readdir(path)).filter((name) => OWN_FILE.test(name) && name !== MANIFEST_FILE);
    await rm(join(path, GRAPHS), { recursive: true, force: true });
    for (const name of [...names, MANIFEST_FILE]) await rm(join(path, name), { force: true });
  } catch (cause) {
    throw new SetupError("setup/not-removed", { why: codeOf(cause) }, cause);
  }
  await rmdir(path).catch(() => undefined);
}

async function readOrigin(path: string): Promise<Origin | null> {
  try {
    const checked = check(originSchema, JSON.parse(await readFile(join(path, ORIGIN_FILE), "utf8")));
    return checked.ok ? checked.value : null;
  } catch {
    return null; // Made by `npm run convert` of an earlier release, or copied without it.
  }
}

/** What a package of another format says of itself; where it says nothing, it has the name of its folder. */
async function wordsOf(path: string): Promise<{ readonly name: string; readonly weights: string }> {
  const text = await readFile(join(path, MANIFEST_FILE), "utf8").catch(() => "");
  try {
    const { name, weights } = parseJsonObject(MANIFEST_FILE, text);
    const isNamed = typeof name === "string" && name !== "";
    return { name: isNamed ? name.slice(0, 128) : basename(path), weights: typeof weights === "string" ? weights.slice(0, 16) : "" };
  } catch {
    return { name: basename(path), weights: "" };
  }
}

/** Bytes of a package that cannot be read. */
async function sizeOf(path: string): Promise<number> {
  const names = (await readdir(path).catch((): string[] => [])).filter((name) => OWN_FILE.test(name));
  const sizes = await Promise.all(names.map((name) => stat(join(path, name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
