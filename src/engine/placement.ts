// Where a network runs: a provider, the graphs that are built for it, and how much may be given to it at once.

import { CPU_TARGET, type DecoderFacts, type GraphTarget } from "../model/index.ts";
import type { Provider } from "./onnxruntime.ts";

export interface Placement {
  readonly provider: Provider;
  readonly target: GraphTarget;
  /** Billions of operations a second in products of many rows, where it was measured. */
  readonly gflops: number | null;
}

export const ON_CPU: Placement = { provider: "cpu", target: CPU_TARGET, gflops: null };

/** Drivers reset a GPU that does not answer for two seconds, and the screen stands still meanwhile (DESIGN 3). */
const LONGEST_SUBMISSION_S = 0.5;
/** Taken where nothing was measured: a GPU inside a processor. */
const CAUTIOUS_GFLOPS = 1000;
/** On the processor weights above this are cut into one shard a layer: a call costs 0.1 ms, a layer of 8B over 900 rows seconds (ORT.md 2). */
const ONE_SHARD_BYTES = 256 * 1024 * 1024;

/** Layers of a shard. @param rows of the longest pass */
export function layersPerShard(decoder: DecoderFacts, weightBytes: number, { target, gflops }: Placement, rows: number): number {
  const layers = Math.max(1, decoder.layers);
  if (target.kind === "cpu") return weightBytes <= ONE_SHARD_BYTES ? layers : 1;
  const seconds = layerSeconds(decoder, rows, gflops);
  return Math.min(layers, Math.max(1, Math.floor(LONGEST_SUBMISSION_S / seconds)));
}

/** About how long a GPU takes for rows in a layer, its products alone. */
export function layerSeconds(decoder: DecoderFacts, rows: number, gflops: number | null): number {
  return (2 * rows * layerWeights(decoder)) / ((gflops ?? CAUTIOUS_GFLOPS) * 1e9);
}

/** Weights of the matrices of a layer. */
export function layerWeights({ hidden, heads, kvHeads, headDim, intermediate }: DecoderFacts): number {
  return hidden * headDim * (2 * heads + 2 * kvHeads) + 3 * hidden * intermediate;
}
