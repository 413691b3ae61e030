// What is asked of the setup process (offers and downloads of a hub, conversion of a checkpoint, care for packages) and
// what it answers. Types and validators only; the envelope and its rule stand in `processes/wire.ts`.

import { array, check, integer, literal, maxLength, minLength, minValue, nullable, number, picklist, pipe, strictObject, string, variant } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";

/** Files of one repository that are downloaded; published checkpoints have some tens. */
const MAX_FILES = 2000;
/** Folders of packages that are listed at once. */
const MAX_FOLDERS = 1000;

/** `owner/name`; neither is made of dots alone, which would mean another folder. */
export const REPOSITORY = /^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/u;

const path = pipe(string(), minLength(1), maxLength(4096));
const line = pipe(string(), maxLength(512));
const byteCount = pipe(number(), integer(), minValue(0));
/** How weights can be stored, the best choice first. */
export const WEIGHTS = ["int4", "int4-128", "int8", "fp32"] as const;

const weights = picklist(WEIGHTS);

/** Where the files of a part of a model come from and go to. */
const partSchema = strictObject({
  /** `owner/name`. */
  repository: pipe(line, minLength(1)),
  /** Commit, or branch where the hub does not tell its commit. */
  revision: pipe(line, minLength(1)),
  /** Folder inside the download that gets them; empty: the download itself. */
  into: line,
  /** Paths inside the repository. */
  files: pipe(array(pipe(line, minLength(1))), minLength(1), maxLength(MAX_FILES)),
});

/** A download that a person has agreed to: all that is needed to go on with it later. */
export const jobSchema = strictObject({
  version: literal(1),
  /** Address of the hub or of a mirror, without a slash at its end. */
  hubUrl: path,
  /** `owner/name` of the checkpoint. */
  repository: pipe(line, minLength(1)),
  parts: pipe(array(partSchema), minLength(1), maxLength(8)),
  /** How the package is made of it. */
  weights,
  /** Of all files. */
  bytes: byteCount,
  /** What the package will take beside them. */
  packageBytes: byteCount,
  /** Licence as the model's card names it; empty: it names none. */
  licence: line,
  /** When it was accepted, ISO 8601. */
  acceptedAt: line,
});

/** What a package was made from, so that it can be made again. */
export const originSchema = variant("kind", [
  strictObject({ kind: literal("folder"), checkpoint: path, tower: nullable(path) }),
  strictObject({ kind: literal("hub"), job: jobSchema }),
]);

const convertSchema = strictObject({
  /** Folder of the checkpoint in LLaDA-MedV's layout. */
  checkpoint: path,
  /** Folder of the tower when it lies apart; null: inside the checkpoint. */
  tower: nullable(path),
  /** Folder to be made; must not exist, or hold an older package. */
  out: path,
  weights,
  /** Kept beside the package's facts; null: nothing is. */
  origin: nullable(originSchema),
});
const pathSchema = strictObject({ path });
const inspectSchema = strictObject({
  path,
  /** Folder of the vision tower where the person named it; null: it is looked for. */
  tower: nullable(path),
});
const offerSchema = strictObject({
  hubUrl: path,
  repository: pipe(line, minLength(1)),
  /** Access token; null: none. */
  token: nullable(path),
  /** Repository of the vision tower; null: the one that the checkpoint names. */
  tower: nullable(line),
  /** Folder that would get the files. */
  folder: path,
});
const downloadSchema = strictObject({ job: jobSchema, token: nullable(path), folder: path });
const listSchema = strictObject({
  /** Folders whose folders are packages. */
  parents: pipe(array(path), maxLength(MAX_FOLDERS)),
  /** Packages elsewhere. */
  packages: pipe(array(path), maxLength(MAX_FOLDERS)),
  /** Folders of downloads. */
  downloads: pipe(array(path), maxLength(MAX_FOLDERS)),
});
const renameSchema = strictObject({ path, name: pipe(string(), minLength(1), maxLength(128)), to: path });

export type Weights = ShapeOf<typeof weights>;
export type DownloadPart = ShapeOf<typeof partSchema>;
export type DownloadJob = ShapeOf<typeof jobSchema>;
export type Origin = ShapeOf<typeof originSchema>;
export type ConvertRequest = ShapeOf<typeof convertSchema>;
export type PathRequest = ShapeOf<typeof pathSchema>;
export type InspectRequest = ShapeOf<typeof inspectSchema>;
export type OfferRequest = ShapeOf<typeof offerSchema>;
export type DownloadRequest = ShapeOf<typeof downloadSchema>;
export type ListRequest = ShapeOf<typeof listSchema>;
export type RenameRequest = ShapeOf<typeof renameSchema>;

/** How far something is that reads or writes many bytes. */
export interface ByteProgress {
  readonly bytesDone: number;
  readonly bytesInAll: number;
}

export interface ConvertProgress extends ByteProgress {
  readonly tensor: string;
  /** Null while nothing can be said. */
  readonly secondsLeft: number | null;
}

/** What a form made of one tensor's values. */
export interface TensorReport {
  /** As in the checkpoint, in short: `decoder.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  /** `fp16`, `int8`, `int4`, `int4-128`. */
  readonly form: string;
  /** Root of the squared differences over the squared values. */
  readonly relativeRms: number;
  /** Largest difference of a value. */
  readonly maximum: number;
  /** Input channels that are multiplied in float32, because eight bits a row would lose the others beside them. */
  readonly channelsApart: number;
  /** Errors of the matrix's products with rows of a real prompt; null where it was not tried. */
  readonly trial: { readonly int8: number; readonly int4: number } | null;
}

export interface ConvertResult {
  readonly out: string;
  /** Size of the weights. */
  readonly bytes: number;
  /** Of all tensors that have fewer than 32 bits. */
  readonly tensors: readonly TensorReport[];
}

export interface DownloadProgress extends ByteProgress {
  /** Path inside the repository. */
  readonly file: string;
  /** Bytes that are there already are read and compared; nothing is downloaded. */
  readonly isChecking: boolean;
}

/** A package that a checkpoint can become. */
export interface Choice {
  readonly weights: Weights;
  /** On the disk. */
  readonly bytes: number;
  /** In memory, once loaded. */
  readonly memoryBytes: number;
}

/** What a repository says about its licence. */
export interface Licence {
  readonly repository: string;
  /** As the card names it; empty: not at all. */
  readonly name: string;
  /** Address of the licence where the card has one; empty: none. */
  readonly link: string;
  /** Text of a licence file, or of the card's section about it; empty: neither is there. */
  readonly text: string;
}

/** What a download would be, before anything of it is loaded. */
export interface Offer {
  readonly parts: readonly DownloadPart[];
  readonly bytes: number;
  /** Of these bytes, those that an earlier download left in the folder. */
  readonly bytesThere: number;
  readonly choices: readonly Choice[];
  readonly licences: readonly Licence[];
  /** Free on the disk of the folder, and what must be left of it. */
  readonly freeBytes: number;
  readonly spareBytes: number;
}

/** What lies in a folder that a person picked. */
export type Inspected =
  | ({ readonly kind: "package" } & PackageFacts)
  | { readonly kind: "checkpoint"; readonly name: string; readonly bytes: number; readonly choices: readonly Choice[]; readonly licence: Licence | null }
  /** A checkpoint whose vision tower lies in another folder, to be named for the conversion. */
  | { readonly kind: "checkpointWithoutTower"; readonly name: string }
  | { readonly kind: "neither"; readonly sentence: string };

/** A package as a person wants to know it. */
export interface PackageFacts {
  readonly path: string;
  readonly name: string;
  /** Empty where the package cannot be read. */
  readonly weights: string;
  readonly isDemo: boolean;
  readonly licence: string;
  readonly bytes: number;
  readonly memoryBytes: number;
  /** `older` and `newer`: of a format that this release does not read; `damaged`: it is not what it says. */
  readonly state: "ready" | "older" | "newer" | "damaged";
  /** Why it is not ready; empty where it is. */
  readonly sentence: string;
  readonly origin: Origin | null;
}

/** What an interrupted conversion left beside the place of its package. */
export interface UnfinishedFacts {
  /** Where the package would be. */
  readonly path: string;
  readonly bytes: number;
}

/** A download that was begun. */
export interface DownloadFacts {
  readonly folder: string;
  readonly job: DownloadJob;
  readonly bytesThere: number;
  /** A process works on it now. */
  readonly isRunning: boolean;
}

export interface Listed {
  readonly packages: readonly PackageFacts[];
  readonly unfinished: readonly UnfinishedFacts[];
  readonly downloads: readonly DownloadFacts[];
  readonly memory: Memory;
  /** Free on the disk of the first folder of packages, and what must be left of it. */
  readonly freeBytes: number;
  readonly spareBytes: number;
}

/** Of the computer, or of what this process may have of it. */
export interface Memory {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

interface Asked<Request, Result, Event = never> {
  readonly request: Request;
  readonly event: Event;
  readonly result: Result;
  readonly partial: null;
}

export interface SetupCalls {
  readonly offer: Asked<OfferRequest, Offer>;
  readonly download: Asked<DownloadRequest, { readonly bytes: number }, DownloadProgress>;
  readonly discard: Asked<PathRequest, null>;
  readonly convert: Asked<ConvertRequest, ConvertResult, ConvertProgress>;
  readonly inspect: Asked<InspectRequest, Inspected>;
  readonly list: Asked<ListRequest, Listed>;
  readonly verify: Asked<PathRequest, null, ByteProgress>;
  readonly rename: Asked<RenameRequest, { readonly path: string }>;
  readonly remove: Asked<PathRequest, null>;
  /** Removes what an interrupted conversion left; the path is the package's. */
  readonly forgetUnfinished: Asked<PathRequest, null>;
}

const asPath = (value: unknown): Checked<PathRequest> => check(pathSchema, value);

/** Validators of what the setup process is asked, by kind. */
export const setupRequests = {
  offer: (value: unknown): Checked<OfferRequest> => check(offerSchema, value),
  download: (value: unknown): Checked<DownloadRequest> => check(downloadSchema, value),
  discard: asPath,
  convert: (value: unknown): Checked<ConvertRequest> => check(convertSchema, value),
  inspect: (value: unknown): Checked<InspectRequest> => check(inspectSchema, value),
  list: (value: unknown): Checked<ListRequest> => check(listSchema, value),
  verify: asPath,
  rename: (value: unknown): Checked<RenameRequest> => check(renameSchema, value),
  remove: asPath,
  forgetUnfinished: asPath,
};
