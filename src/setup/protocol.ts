// What is asked of the setup process (conversion of a checkpoint, its download) and what it answers. Types and
// validators only; the envelope and its rule stand in `processes/wire.ts`.

import { check, minLength, nullable, picklist, pipe, strictObject, string } from "../formats/schema.ts";
import type { Checked, ShapeOf } from "../formats/schema.ts";

const path = pipe(string(), minLength(1));

const convertSchema = strictObject({
  /** Folder of the checkpoint in LLaDA-MedV's layout. */
  checkpoint: path,
  /** Folder of the tower when it lies apart; null: inside the checkpoint. */
  tower: nullable(path),
  /** Folder to be made; must not exist, or hold an older package. */
  out: path,
  weights: picklist(["fp32", "int8", "int4"]),
});
const inspectSchema = strictObject({ path });
const downloadSchema = strictObject({
  /** Address of the hub or of a mirror, without a slash at its end. */
  hubUrl: path,
  /** `owner/name`. */
  repository: path,
  /** Branch, tag or commit. */
  revision: path,
  /** Access token; null: none. */
  token: nullable(path),
  /** Folder that gets the files; what is right in it stays. */
  folder: path,
});

export type ConvertRequest = ShapeOf<typeof convertSchema>;
export type InspectRequest = ShapeOf<typeof inspectSchema>;
export type DownloadRequest = ShapeOf<typeof downloadSchema>;

export interface ConvertProgress {
  readonly tensor: string;
  readonly bytesDone: number;
  readonly bytesInAll: number;
}

export interface DownloadProgress {
  /** Path inside the repository. */
  readonly file: string;
  readonly bytesDone: number;
  readonly bytesInAll: number;
}

/** What lies in a folder that a person picked. */
export type Inspected =
  | { readonly kind: "package"; readonly name: string; readonly isDemo: boolean; readonly weights: string }
  | { readonly kind: "checkpoint"; readonly name: string; readonly bytes: number }
  /** A checkpoint whose vision tower lies in another folder, to be named for the conversion. */
  | { readonly kind: "checkpointWithoutTower"; readonly name: string }
  | { readonly kind: "neither"; readonly sentence: string };

export interface SetupCalls {
  readonly download: { readonly request: DownloadRequest; readonly event: DownloadProgress; readonly result: { readonly bytes: number }; readonly partial: null };
  readonly convert: { readonly request: ConvertRequest; readonly event: ConvertProgress; readonly result: { readonly out: string; readonly bytes: number }; readonly partial: null };
  readonly inspect: { readonly request: InspectRequest; readonly event: never; readonly result: Inspected; readonly partial: null };
}

/** Validators of what the setup process is asked, by kind. */
export const setupRequests = {
  download: (value: unknown): Checked<DownloadRequest> => check(downloadSchema, value),
  convert: (value: unknown): Checked<ConvertRequest> => check(convertSchema, value),
  inspect: (value: unknown): Checked<InspectRequest> => check(inspectSchema, value),
};
