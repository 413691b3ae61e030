// Graphs that move cached keys and values about in a GPU's memory: rows of a pass put among those that are held, and some
// of those that are held taken out. One run a layer.

import { OnnxGraph } from "../formats/index.ts";
import type { Float } from "./graphParts.ts";
import type { DecoderFacts } from "./manifest.ts";

/** Names of the ends of both graphs; the held and the new rows lie by heads, `[1, kvHeads, positions, headDim]`. */
export const CACHE = {
  heldKeys: "held_keys",
  heldValues: "held_values",
  /** Rows of a pass `[1, rows, kvHeads * headDim]`; only where rows are put. */
  ownKeys: "own_keys",
  ownValues: "own_values",
  /** `[positions]` int64: the held row that each new one is, or the number of held ones plus the row of the pass */
  lines: "lines",
  keys: "keys",
  values: "values",
} as const;

/** Puts rows of a pass among the held ones. */
export function buildPutGraph(decoder: DecoderFacts, float: Float): Uint8Array {
  return movingGraph(decoder, float, true);
}

/** Takes some of the held rows. */
export function buildTakeGraph(decoder: DecoderFacts, float: Float): Uint8Array {
  return movingGraph(decoder, float, false);
}

function movingGraph({ kvHeads, headDim }: DecoderFacts, float: Float, puts: boolean): Uint8Array {
  const graph = new OnnxGraph();
  graph.input(CACHE.lines, "int64", ["positions"]);
  const byHeads = graph.initializer("by_heads", "int64", [4], { bytes: new Uint8Array(BigInt64Array.of(1n, -1n, BigInt(kvHeads), BigInt(headDim)).buffer) });
  for (const [held, own, output] of [[CACHE.heldKeys, CACHE.ownKeys, CACHE.keys], [CACHE.heldValues, CACHE.ownValues, CACHE.values]] as const) {
    let rows: string = graph.input(held, float, [1, kvHeads, "held", headDim]);
    if (puts) {
      graph.input(own, float, [1, "rows", kvHeads * headDim]);
      const apart = graph.node("Transpose", [graph.node("Reshape", [own, byHeads])], { attributes: { perm: [0, 2, 1, 3] } });
      rows = graph.node("Concat", [rows, apart], { attributes: { axis: 2 } });
    }
    graph.node("Gather", [rows, CACHE.lines], { attributes: { axis: 2 }, output });
    graph.output(output, float, [1, kvHeads, "positions", headDim]);
  }
  return graph.toBytes();
}
