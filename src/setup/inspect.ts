// What a folder is that a person picked: a model package, a checkpoint that can be converted, or neither, and why.

import { readFile, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { FormatError } from "../formats/index.ts";
import { isPackageFolder, ModelError, openCheckpoint, packageNeeds } from "../model/index.ts";
import { SetupError } from "./errors.ts";
import { CARD_FILE, LICENCE_FILE, licenceOf } from "./modelCard.ts";
import { packageFacts } from "./packages.ts";
import type { Inspected, Licence } from "./protocol.ts";

/** Longer than any card or licence; a file above it is not read. */
const MAX_TEXT_BYTES = 4 * 2 ** 20;

/**
 * Looks into a folder; no weight is read.
 * @param tower folder of the vision tower where the person named it
 * @throws SetupError `setup/folder-missing`
 */
export async function inspectFolder(path: string, tower: string | null): Promise<Inspected> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) throw new SetupError("setup/folder-missing");
  try {
    return (await isPackageFolder(path)) ? { kind: "package", ...(await packageFacts(path)) } : await inspectCheckpoint(path, tower);
  } catch (error) {
    if (!(error instanceof ModelError || error instanceof FormatError)) throw error;
    if (error.code === "model/not-a-checkpoint" && error.details["file"] === "config.json") {
      return { kind: "neither", sentence: "This folder is neither a model package nor a checkpoint." };
    }
    if (error.code === "model/tower-missing") return { kind: "checkpointWithoutTower", name: basename(path) };
    return { kind: "neither", sentence: `${error.message} ${error.action}`.trimEnd() };
  }
}

async function inspectCheckpoint(path: string, tower: string | null): Promise<Inspected> {
  const checkpoint = await openCheckpoint({ checkpoint: path, tower });
  await checkpoint.close();
  const { name, bytes, facts } = checkpoint;
  return { kind: "checkpoint", name, bytes, choices: packageNeeds(facts), licence: await licenceIn(path) };
}

/** What the folder says about its licence; null: nothing. */
async function licenceIn(path: string): Promise<Licence | null> {
  const file = (await readdir(path)).find((name) => LICENCE_FILE.test(name));
  const licence = licenceOf(basename(path), await textIn(path, CARD_FILE), file === undefined ? null : await textIn(path, file));
  return licence.name === "" && licence.text === "" ? null : licence;
}

async function textIn(folder: string, name: string): Promise<string | null> {
  const file = join(folder, name);
  const size = await stat(file).then((found) => (found.isFile() ? found.size : Infinity), () => Infinity);
  return size > MAX_TEXT_BYTES ? null : await readFile(file, "utf8").catch(() => null);
}
