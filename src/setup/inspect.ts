// What a folder is that a person picked: a model package, a checkpoint that can be converted, or neither, and why.

import { stat } from "node:fs/promises";
import { basename } from "node:path";

import { FormatError } from "../formats/index.ts";
import { isPackageFolder, ModelError, openCheckpoint, openPackage } from "../model/index.ts";
import { SetupError } from "./errors.ts";
import type { Inspected } from "./protocol.ts";

/**
 * Looks into a folder; no weight is read.
 * @throws SetupError `setup/folder-missing`
 */
export async function inspectFolder(path: string): Promise<Inspected> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) throw new SetupError("setup/folder-missing");
  try {
    return await ((await isPackageFolder(path)) ? inspectPackage(path) : inspectCheckpoint(path));
  } catch (error) {
    if (!(error instanceof ModelError || error instanceof FormatError)) throw error;
    if (error.code === "model/not-a-checkpoint" && error.details["file"] === "config.json") {
      return { kind: "neither", sentence: "This folder is neither a model package nor a checkpoint." };
    }
    if (error.code === "model/tower-missing") return { kind: "checkpointWithoutTower", name: basename(path) };
    return { kind: "neither", sentence: `${error.message} ${error.action}`.trimEnd() };
  }
}

async function inspectPackage(path: string): Promise<Inspected> {
  const { name, isDemo, weights } = (await openPackage(path)).manifest;
  return { kind: "package", name, isDemo, weights };
}

async function inspectCheckpoint(path: string): Promise<Inspected> {
  const checkpoint = await openCheckpoint({ checkpoint: path, tower: null });
  await checkpoint.close();
  return { kind: "checkpoint", name: checkpoint.name, bytes: checkpoint.bytes };
}
