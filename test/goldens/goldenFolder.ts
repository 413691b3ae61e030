// A folder of reference values in the layout of ../shared/goldens/README.md.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAspectRatio, parsePinpoints } from "../../src/model/index.ts";
import type { GridFacts } from "../../src/imaging/index.ts";
import type { ChatMessage } from "../../src/tokenizer/index.ts";
import { readNpy } from "./npy.ts";
import type { NpyArray } from "./npy.ts";

export interface GoldenPrompt {
  readonly messages: readonly ChatMessage[];
  readonly images: readonly string[];
  readonly text: string;
  readonly chunks: readonly { readonly text: string; readonly ids: readonly number[] }[];
  readonly input_ids: readonly number[];
  readonly prompt_length: number;
}

export interface GoldenIds {
  readonly mask_id: number;
  readonly eot_id: number;
  readonly suppressed_ids: Readonly<Record<string, number>>;
}

/** An entry of images.json: the file names, and the geometry under the goldens' words. */
export interface GoldenImage {
  readonly file: string;
  readonly canvas: string;
  readonly base: string;
  readonly tiles: number;
  readonly tile_channel_sums: readonly (readonly number[])[];
  readonly image_tokens: number;
}

export class GoldenFolder {
  constructor(readonly path: string) {}

  file(name: string): string {
    return join(this.path, name);
  }

  has(name: string): boolean {
    return existsSync(this.file(name));
  }

  /** Trusted data: its type is what the README says. */
  json<T>(name: string): T {
    return JSON.parse(readFileSync(this.file(name), "utf8"));
  }

  npy(name: string): NpyArray {
    return readNpy(this.file(name));
  }

  prompts(): Readonly<Record<string, GoldenPrompt>> {
    return this.has("prompts.json") ? this.json<{ prompts: Record<string, GoldenPrompt> }>("prompts.json").prompts : {};
  }

  images(): Readonly<Record<string, GoldenImage>> {
    return this.has("images.json") ? this.json("images.json") : {};
  }
}

/** A set of grid.json. */
export interface GridSet {
  readonly image_aspect_ratio: string;
  readonly image_grid_pinpoints: unknown;
  readonly image_size: number;
  readonly patches_per_side: number;
  readonly cases: readonly { readonly width: number; readonly height: number }[];
}

/** What a set says, as `imaging` asks for it. */
export function gridFactsOf(set: GridSet): GridFacts {
  return {
    pinpoints: parsePinpoints(set.image_grid_pinpoints, set.image_size),
    tileSize: set.image_size,
    patchesPerSide: set.patches_per_side,
    ...parseAspectRatio(set.image_aspect_ratio),
  };
}
