// A checkpoint folder in LLaDA-V's layout: its facts, and where each of the network's tensors lies, all checked before
// anything is written.

import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { openFileBytes } from "../formats/index.ts";
import type { SafetensorsEntry } from "../formats/index.ts";
import { checkpointFacts } from "./checkpointConfig.ts";
import type { CheckpointFacts } from "./checkpointConfig.ts";
import { readDemoCard, DEMO_CARD_FILE } from "./demoCard.ts";
import type { DemoCard } from "./demoCard.ts";
import { ModelError } from "./errors.ts";
import { readJsonObject } from "./jsonFile.ts";
import type { JsonObject } from "./jsonFile.ts";
import { closeShards, holdsShards, openShards } from "./shards.ts";
import type { OpenFile, Shard } from "./shards.ts";
import { expectedTensors, isUnusedTowerTensor, TOWER_ALONE, TOWER_IN_CHECKPOINT } from "./tensorNames.ts";
import type { ExpectedTensor } from "./tensorNames.ts";

/** Folder of a tower that lies apart, inside the checkpoint or beside it. */
const TOWER_FOLDER = "vision_tower";
/** Small files that describe a checkpoint; those that are there are named in the package with their hashes. */
const DESCRIPTIONS = [
  "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
  "model.safetensors.index.json", DEMO_CARD_FILE,
] as const;

/** A tensor in a shard, and what it is to the network; null: stored but never used. */
export interface StoredTensor {
  readonly entry: SafetensorsEntry;
  readonly expected: ExpectedTensor | null;
}

/** A shard with its tensors in the order of their bytes. */
export interface CheckpointShard {
  readonly shard: Shard;
  /** Name in the package's list of sources: `model.safetensors`, `vision_tower/model.safetensors`. */
  readonly sourceName: string;
  readonly tensors: readonly StoredTensor[];
}

/** An open checkpoint in which every tensor of the network was found, once, with its shape and a readable type. */
export interface Checkpoint {
  readonly folder: string;
  /** Name of the folder, or of the demo. */
  readonly name: string;
  readonly demo: DemoCard | null;
  readonly facts: CheckpointFacts;
  /** In the order in which data flows through the network. */
  readonly expected: readonly ExpectedTensor[];
  readonly shards: readonly CheckpointShard[];
  /** Small files by their name in the list of sources, with their paths. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** Size of all shards. */
  readonly bytes: number;
  close(): Promise<void>;
}

/** Where to look. */
export interface CheckpointPlace {
  readonly checkpoint: string;
  /** Folder of the tower where it lies apart; null: inside the checkpoint, or `vision_tower` in or beside it. */
  readonly tower: string | null;
  /** How weights files are opened; left out: from the disk. A computed checkpoint needs no space there. */
  readonly openFile?: OpenFile;
}

/**
 * Opens a checkpoint and checks it as a whole; no weight is read yet.
 * @throws ModelError `model/not-a-checkpoint`, `model/json-unreadable`, `model/config-*`, `model/token-missing`,
 *   `model/index-*`, `model/shard-missing`, `model/tower-missing`, `model/tensor-*`
 * @throws FormatError any `formats/safetensors-*`, `formats/file-unreadable`
 */
export async function openCheckpoint(place: CheckpointPlace): Promise<Checkpoint> {
  const folder = resolve(place.checkpoint);
  const openFile = place.openFile ?? openFileBytes;
  const config = await required(folder, "config.json");
  const demo = await readDemoCard(folder);
  const own = await openShards(folder, openFile);
  if (own === null) throw new ModelError("model/not-a-checkpoint", { file: "model.safetensors" });
  const opened = [...own];
  try {
    const holdsTower = own.some((shard) => shard.header.tensors.some((tensor) => tensor.name.startsWith(TOWER_IN_CHECKPOINT)));
    const towerFolder = await findTower(folder, place.tower, holdsTower);
    const facts = checkpointFacts({
      config,
      towerConfig: towerFolder === null ? null : await readJsonObject(towerFolder, "config.json"),
      tokenizer: await required(folder, "tokenizer.json"),
      tokenizerConfig: await required(folder, "tokenizer_config.json"),
    });
    const apart = holdsTower ? [] : await towerShards(towerFolder, openFile);
    opened.push(...apart);
    const expected = expectedTensors(facts);
    const shards = matchTensors(expected, facts, own, apart);
    return {
      folder, demo, facts, expected, shards,
      name: demo?.name ?? basename(folder),
      descriptions: await descriptionsOf(folder, towerFolder),
      bytes: opened.reduce((sum, shard) => sum + shard.bytes.size, 0),
      close: () => closeShards(opened),
    };
  } catch (error) {
    await closeShards(opened);
    throw error;
  }
}

async function required(folder: string, file: string): Promise<JsonObject> {
  const value = await readJsonObject(folder, file);
  if (value === null) throw new ModelError("model/not-a-checkpoint", { file });
  return value;
}

/** The folder that describes the tower, and holds it where the checkpoint does not. */
async function findTower(folder: string, named: string | null, holdsTower: boolean): Promise<string | null> {
  if (named !== null) {
    if (!holdsTower && !(await holdsShards(named))) throw new ModelError("model/tower-missing", {});
    return resolve(named);
  }
  const inside = join(folder, TOWER_FOLDER);
  if (holdsTower) return (await exists(inside)) ? inside : null;
  for (const place of [inside, join(dirname(folder), TOWER_FOLDER)]) {
    if (await holdsShards(place)) return place;
  }
  throw new ModelError("model/tower-missing", {});
}

async function towerShards(folder: string | null, openFile: OpenFile): Promise<Shard[]> {
  const shards = folder === null ? null : await openShards(folder, openFile);
  if (shards === null) throw new ModelError("model/tower-missing", {});
  return shards;
}

function matchTensors(expected: readonly ExpectedTensor[], facts: CheckpointFacts, own: readonly Shard[], apart: readonly Shard[]): CheckpointShard[] {
  const towerPrefix = apart.length > 0 ? "" : TOWER_IN_CHECKPOINT;
  const inOwn = new Map<string, ExpectedTensor>();
  const inApart = new Map<string, ExpectedTensor>();
  for (const tensor of expected) {
    if (tensor.part === "checkpoint") inOwn.set(tensor.source, tensor);
    else if (apart.length > 0) inApart.set(TOWER_ALONE + tensor.source, tensor);
    else inOwn.set(towerPrefix + tensor.source, tensor);
  }
  const isUnused = (name: string, prefix: string): boolean => name.startsWith(prefix) && isUnusedTowerTensor(name.slice(prefix.length), facts.tower);
  const matched = [
    ...own.map((shard) => matchShard(shard, "", inOwn, (name) => isUnused(name, TOWER_IN_CHECKPOINT))),
    // A SigLIP2 checkpoint also has a text tower and two scalars, which are not ours to judge.
    ...apart.map((shard) => matchShard(shard, `${TOWER_FOLDER}/`, inApart, (name) => !name.startsWith(TOWER_ALONE) || isUnused(name, TOWER_ALONE))),
  ];
  const missing = [...inOwn.keys(), ...inApart.keys()][0];
  if (missing !== undefined) throw new ModelError("model/tensor-missing", { tensor: missing });
  return matched;
}

/** Takes each tensor that is found out of `wanted`; what is left there at the end is missing. */
function matchShard(shard: Shard, prefix: string, wanted: Map<string, ExpectedTensor>, isUnused: (name: string) => boolean): CheckpointShard {
  const tensors = shard.header.tensors.map((entry): StoredTensor => {
    const expected = wanted.get(entry.name);
    if (expected === undefined) {
      if (isUnused(entry.name)) return { entry, expected: null };
      throw new ModelError("model/tensor-extra", { tensor: entry.name });
    }
    wanted.delete(entry.name);
    if (entry.shape.length !== expected.shape.length || entry.shape.some((side, axis) => side !== expected.shape[axis])) {
      throw new ModelError("model/tensor-shape", { tensor: entry.name, shape: `[${entry.shape.join(", ")}]`, expected: `[${expected.shape.join(", ")}]` });
    }
    if (entry.dtype !== "F32" && entry.dtype !== "F16" && entry.dtype !== "BF16") {
      throw new ModelError("model/tensor-dtype", { tensor: entry.name, dtype: entry.dtype });
    }
    return { entry, expected };
  });
  return { shard, sourceName: prefix + shard.bytes.name, tensors };
}

async function descriptionsOf(folder: string, towerFolder: string | null): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of DESCRIPTIONS) {
    if (await exists(join(folder, file))) found.set(file, join(folder, file));
  }
  const towerConfig = towerFolder === null ? null : join(towerFolder, "config.json");
  if (towerConfig !== null && await exists(towerConfig)) found.set(`${TOWER_FOLDER}/config.json`, towerConfig);
  return found;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
