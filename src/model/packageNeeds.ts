// What a package takes on the disk and in memory, known from a checkpoint's facts before anything is converted.

import { ModelError } from "./errors.ts";
import type { DecoderFacts, TensorEntry, TowerFacts } from "./manifest.ts";
import { planPieces } from "./pieces.ts";
import { expectedTensors, formOf } from "./tensorNames.ts";
import type { Weights } from "./tensorNames.ts";

/** What a package of some weights would take, bytes. */
export interface PackageNeeds {
  readonly weights: Weights;
  readonly bytes: number;
  readonly memoryBytes: number;
}

/** A loaded package takes at most this many times its files: int4 kernels repack their weights (ORT.md 1). */
const MEMORY_PER_FILE_BYTE = 1.5;
/** The best choice first. */
const WEIGHTS: readonly Weights[] = ["int4", "int4-128", "int8", "fp32"];

/** Size of some tensors' pieces, bytes. */
export function weightsBytes(tensors: readonly { readonly pieces: readonly Pick<TensorEntry["pieces"][number], "length">[] }[]): number {
  return tensors.reduce((sum, { pieces }) => sum + pieces.reduce((bytes, { length }) => bytes + length, 0), 0);
}

/** Memory that a package takes once it is loaded, at most, bytes. */
export function memoryNeed(bytes: number): number {
  return Math.ceil(bytes * MEMORY_PER_FILE_BYTE);
}

/** What the network of a checkpoint can become; weights that do not fit into the package's files are left out. */
export function packageNeeds(facts: { readonly tower: TowerFacts; readonly decoder: DecoderFacts }): PackageNeeds[] {
  const expected = expectedTensors(facts);
  return WEIGHTS.flatMap((weights) => {
    try {
      const bytes = weightsBytes(planPieces(expected, ({ use }) => formOf(use, weights)));
      return [{ weights, bytes, memoryBytes: memoryNeed(bytes) }];
    } catch (error) {
      if (error instanceof ModelError && error.code === "model/tensor-too-large") return [];
      throw error;
    }
  });
}
