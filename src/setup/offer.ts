// What a download from a hub would be: which files, how large, what the model becomes, under which licence. Only lists and
// small text files are read; whether the checkpoint can be converted at all is known before anything large is loaded.

import { readSafetensorsHeader } from "../formats/index.ts";
import { checkpointFacts, packageNeeds, parseJsonObject, TOWER_IN_CHECKPOINT } from "../model/index.ts";
import type { JsonObject } from "../model/index.ts";
import { bytesThere, SPARE_BYTES } from "./download.ts";
import { SetupError } from "./errors.ts";
import { commitOf, filesOf, remoteBytes, textOf } from "./hub.ts";
import type { HubFile, HubPlace } from "./hub.ts";
import { CARD_FILE, LICENCE_FILE, licenceOf } from "./modelCard.ts";
import { REPOSITORY } from "./protocol.ts";
import type { DownloadPart, Licence, Offer, OfferRequest } from "./protocol.ts";

const [SINGLE, INDEX] = ["model.safetensors", "model.safetensors.index.json"];
/** Folder of a tower inside a checkpoint; the converter looks for it there. */
const TOWER_FOLDER = "vision_tower";
/** Tower of LLaDA-V and LLaDA-MedV, whose configurations often name a folder of their authors instead. */
const USUAL_TOWER = "google/siglip2-so400m-patch14-384";

export interface OfferRun {
  readonly signal: AbortSignal;
  /** Free bytes where a folder lies, or will lie. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** A repository whose list is known. */
interface Repository {
  readonly place: HubPlace;
  readonly files: readonly HubFile[];
}

/** What of a repository is taken. */
interface Taken extends Repository {
  readonly into: string;
  readonly wanted: readonly HubFile[];
}

/**
 * Looks at a repository and at the one of its vision tower.
 * @throws SetupError `setup/hub-*`, `setup/no-checkpoint`, `setup/tower-not-found`
 * @throws ModelError `model/config-*`, `model/token-missing`, `model/index-invalid`, `model/json-unreadable`; FormatError
 */
export async function offerOf(request: OfferRequest, run: OfferRun): Promise<Offer> {
  const { signal } = run;
  const checkpoint = await openRepository({ ...request, revision: "main" }, signal);
  const json = (name: string): Promise<JsonObject> => jsonOf(checkpoint, name, signal);
  const config = await json("config.json");
  const shards = await shardsOf(checkpoint, signal);
  const own: Taken = { ...checkpoint, into: "", wanted: checkpoint.files.filter(({ path }) => isDescription(path) || shards.names.has(path)) };
  const tower = await towerOf(request, checkpoint, config, await holdsTower(checkpoint, shards, signal), signal);
  const facts = checkpointFacts({ config, towerConfig: tower.config, tokenizer: await json("tokenizer.json"), tokenizerConfig: await json("tokenizer_config.json") });
  const taken = [own, ...(tower.taken === null ? [] : [tower.taken])];
  return {
    parts: taken.map(({ place, into, wanted }): DownloadPart => ({ repository: place.repository, revision: place.revision, into, files: wanted.map(({ path }) => path) })),
    bytes: taken.flatMap(({ wanted }) => wanted).reduce((sum, { bytes }) => sum + bytes, 0),
    bytesThere: await bytesThere(request.folder, taken.map(({ into, wanted }) => ({ into, files: wanted }))),
    choices: packageNeeds(facts),
    licences: await Promise.all(taken.map((part) => licenceIn(part, signal))),
    freeBytes: await run.freeBytes(request.folder),
    spareBytes: SPARE_BYTES,
  };
}

async function openRepository(place: HubPlace, signal: AbortSignal): Promise<Repository> {
  const { hubUrl, repository, token } = place;
  const settled = { hubUrl, repository, token, revision: (await commitOf(place, signal)) ?? place.revision };
  return { place: settled, files: await filesOf(settled, signal) };
}

function fileOf({ files }: Repository, name: string): HubFile | undefined {
  return files.find(({ path }) => path === name);
}

async function jsonOf(repository: Repository, name: string, signal: AbortSignal): Promise<JsonObject> {
  const file = fileOf(repository, name);
  if (file === undefined) throw new SetupError("setup/no-checkpoint", { file: name });
  return parseJsonObject(name, await textOf(repository.place, file, signal));
}

/** Files beside the weights that a conversion reads, or a person: those of the repository itself, not of folders in it. */
function isDescription(path: string): boolean {
  return /^[^/]+\.(?:json|txt|jinja)$/u.test(path) || LICENCE_FILE.test(path) || path === CARD_FILE || path === `${TOWER_FOLDER}/config.json`;
}

/** Files with weights; the index where there is one, its tensors with their files. */
interface Shards {
  readonly names: ReadonlySet<string>;
  readonly index: ReadonlyMap<string, string> | null;
}

async function shardsOf(repository: Repository, signal: AbortSignal): Promise<Shards> {
  const index = fileOf(repository, INDEX) === undefined ? null : new Map(Object.entries((await jsonOf(repository, INDEX, signal))["weight_map"] ?? {}).map(([tensor, file]) => [tensor, String(file)]));
  const names = new Set(index === null ? [SINGLE] : index.values());
  const missing = [...names].find((name) => fileOf(repository, name) === undefined);
  if (missing !== undefined || names.size === 0) throw new SetupError("setup/no-checkpoint", { file: missing ?? SINGLE });
  return { names, index };
}

/** Whether a checkpoint holds its tower's weights; without an index the header of its one file tells. */
async function holdsTower(checkpoint: Repository, { index }: Shards, signal: AbortSignal): Promise<boolean> {
  const single = fileOf(checkpoint, SINGLE);
  const names = index !== null ? [...index.keys()] : single === undefined ? [] : (await readSafetensorsHeader(remoteBytes(checkpoint.place, single, signal))).tensors.map(({ name }) => name);
  return names.some((name) => name.startsWith(TOWER_IN_CHECKPOINT));
}

interface Tower {
  /** Null: the checkpoint says enough. */
  readonly config: JsonObject | null;
  /** Null: nothing is downloaded for it. */
  readonly taken: Taken | null;
}

/** The tower: inside the checkpoint, described there or not, or a repository of its own. */
async function towerOf(request: OfferRequest, checkpoint: Repository, config: JsonObject, isInside: boolean, signal: AbortSignal): Promise<Tower> {
  const ownConfig = `${TOWER_FOLDER}/config.json`;
  if (isInside && fileOf(checkpoint, ownConfig) !== undefined) return { config: await jsonOf(checkpoint, ownConfig, signal), taken: null };
  if (isInside && (config["vision_config"] ?? null) !== null) return { config: null, taken: null };
  const repository = await towerRepository(request, config, signal);
  if (repository === null) {
    // The weights are there; where nothing describes them, the converter takes the usual tower's dimensions and checks them.
    if (isInside) return { config: null, taken: null };
    throw new SetupError("setup/tower-not-found", { tower: namedTower(request, config)[0] ?? USUAL_TOWER });
  }
  const shards = isInside ? new Set<string>() : (await shardsOf(repository, signal)).names;
  const wanted = repository.files.filter(({ path }) => path === "config.json" || shards.has(path) || (!isInside && (LICENCE_FILE.test(path) || path === CARD_FILE || path === INDEX)));
  return { config: await jsonOf(repository, "config.json", signal), taken: { ...repository, into: TOWER_FOLDER, wanted } };
}

/** Repositories that may hold the tower, the likeliest first. */
function namedTower({ tower }: OfferRequest, config: JsonObject): string[] {
  if (tower !== null) return [tower];
  const named = config["mm_vision_tower"];
  return [...new Set([...(typeof named === "string" && REPOSITORY.test(named) ? [named] : []), USUAL_TOWER])];
}

async function towerRepository(request: OfferRequest, config: JsonObject, signal: AbortSignal): Promise<Repository | null> {
  for (const repository of namedTower(request, config)) {
    try {
      const { hubUrl, token } = request;
      return await openRepository({ hubUrl, token, repository, revision: "main" }, signal);
    } catch (error) {
      // The public hub says "not allowed" of a repository that it does not have.
      if (!(error instanceof SetupError && (error.code === "setup/hub-not-found" || error.code === "setup/hub-token"))) throw error;
    }
  }
  return null;
}

async function licenceIn(repository: Repository, signal: AbortSignal): Promise<Licence> {
  const text = async (file: HubFile | undefined): Promise<string | null> => (file === undefined ? null : await textOf(repository.place, file, signal));
  const file = repository.files.find(({ path }) => LICENCE_FILE.test(path));
  return licenceOf(repository.place.repository, await text(fileOf(repository, CARD_FILE)), await text(file));
}
