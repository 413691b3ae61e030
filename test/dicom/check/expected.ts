// The shape of an `expected.json`: what independent decoders found in each file of a folder.

import { readFileSync } from "node:fs";
import { join } from "node:path";

type TagValue = string | number | null;

export interface ExpectedFrame {
  readonly frame: number;
  readonly sha256: string;
  readonly mean: number;
  /** `[row, column, value...]` */
  readonly samples: readonly (readonly number[])[];
  readonly modality?: readonly number[];
  readonly windows?: readonly (readonly [number, number])[];
  readonly window_invalid?: boolean;
  readonly voi_function?: string;
  readonly display?: readonly number[];
  readonly display_voi_lut?: readonly number[];
  readonly display_minmax?: readonly number[];
  readonly display_disagreement?: unknown;
  readonly palette_rgb?: readonly (readonly number[])[];
}

export interface ExpectedOverlay {
  readonly group: string;
  readonly rows: number;
  readonly columns: number;
  readonly bits_set?: number;
}

export interface ExpectedFile {
  readonly file: string;
  readonly decodable: boolean;
  readonly strict?: boolean;
  readonly may_refuse?: boolean;
  readonly reason?: string;
  readonly reason_any?: readonly string[];
  readonly may_show_partial?: boolean;
  readonly transfer_syntax_uid?: string | null;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly photometric: string;
  readonly bits_allocated: number;
  readonly tags?: Readonly<Record<string, TagValue | readonly TagValue[]>>;
  readonly tag_disagreement?: unknown;
  readonly compare?: { readonly class: string; readonly max_abs: number };
  readonly normalised?: { readonly colour: string };
  readonly frame_data?: readonly ExpectedFrame[];
  readonly overlays?: readonly ExpectedOverlay[];
}

export interface ExpectedSeries {
  readonly folder: string;
  /** File names in spatial order. */
  readonly order: readonly string[];
}

export interface Expected {
  readonly files: readonly ExpectedFile[];
  readonly series?: readonly ExpectedSeries[];
}

/** Reads the list of a folder. */
export function readExpected(folder: string): Expected {
  const expected: Expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
  return expected;
}
