// Attention of some rows to cached positions and to the rows of a pass, without a mask. Two ways, chosen at run time,
// since one session serves both: copies of its weights would fill the memory.

import { OnnxGraph } from "../formats/index.ts";
import { MICROSOFT, type GraphParts } from "./graphParts.ts";

/**
 * Rows up to which cached keys are multiplied where they lie. From 256 on the table of scores leaves the processor's
 * cache, and the flash kernel wins by far; at 128 they are near each other (bench/RESULTS.md, "Kernels").
 */
const FEW_ROWS = 64;

/** Queries, keys and values after rotation. Rows and cached may be none. */
export interface AttentionInput {
  /** `[1, rows, heads * headDim]`: all rows of the pass, or those that are wanted of it */
  readonly queries: string;
  /** `[1, cached, kvHeads * headDim]` */
  readonly cachedKeys: string;
  readonly cachedValues: string;
  /** `[1, own, kvHeads * headDim]` */
  readonly ownKeys: string;
  readonly ownValues: string;
}

/**
 * @param fewRows rows up to which keys stay where they lie; the bench compares both ways at every number of rows
 * @returns `[rows, heads * headDim]`
 */
export function cachedAttention(parts: GraphParts, input: AttentionInput, layer: number, fewRows = FEW_ROWS): string {
  const { graph } = parts;
  const count = (x: string): string => graph.node("Shape", [x], { attributes: { start: 1, end: 2 } });
  const [rows, cached, own] = [count(input.queries), count(input.cachedKeys), count(input.ownKeys)];
  const areFew = graph.node("LessOrEqual", [rows, parts.integers("few_rows", [fewRows])]);
  const isAnything = graph.node("Greater", [graph.node("Mul", [rows, cached]), parts.integers("nothing", [0])]);
  const lengths = graph.node("Concat", [cached, own], { attributes: { axis: 0 } });
  return graph.node("If", [graph.node("And", [areFew, isAnything])], {
    attributes: { then_branch: { graph: inPlace(parts, input, lengths, layer) }, else_branch: { graph: flash(parts, input, layer) } },
  });
}

/** Keys and values in one tensor each, as the flash kernel wants them: a copy of the whole cache. */
function flash(parts: GraphParts, input: AttentionInput, layer: number): OnnxGraph {
  const { heads, headDim } = parts.source.manifest.decoder;
  const branch = new OnnxGraph(`flash${String(layer)}_`);
  const whole = (cached: string, own: string): string => repeatHeads(parts, branch, branch.node("Concat", [cached, own], { attributes: { axis: 1 } }));
  const keys = whole(input.cachedKeys, input.ownKeys);
  const values = whole(input.cachedValues, input.ownValues);
  const attended = branch.node("MultiHeadAttention", [input.queries, keys, values], { domain: MICROSOFT, attributes: { num_heads: heads } });
  return withOutput(branch, branch.node("Reshape", [attended, parts.shape([-1, heads * headDim])]), heads * headDim);
}

/**
 * Scores of cached and own keys are computed apart and laid side by side, so that no key is copied; the rows of all queries
 * that share a key head are taken together. FusedMatMul ends the process where one side has no rows (1.30), hence the branches.
 * @param lengths `[2]`: cached and own positions
 */
function inPlace(parts: GraphParts, input: AttentionInput, lengths: string, layer: number): OnnxGraph {
  const { heads, kvHeads, headDim } = parts.source.manifest.decoder;
  const group = heads / kvHeads;
  const branch = new OnnxGraph(`place${String(layer)}_`);
  const reshape = (x: string, shape: readonly number[]): string => branch.node("Reshape", [x, parts.shape(shape)]);
  const byHead = (x: string): string => reshape(x, [-1, kvHeads, headDim]);
  const multiply = (a: string, b: string, attributes: Readonly<Record<string, number | { readonly float: number }>>): string =>
    branch.node("FusedMatMul", [a, b], { domain: MICROSOFT, attributes: { ...attributes, transBatchB: 1 } });

  const grouped = branch.node("Transpose", [reshape(input.queries, [-1, kvHeads, group, headDim])], { attributes: { perm: [1, 2, 0, 3] } });
  const queries = reshape(grouped, [kvHeads, -1, headDim]);
  const scoresOf = (keys: string): string => multiply(queries, byHead(keys), { transB: 1, alpha: { float: headDim ** -0.5 } });
  const scores = branch.node("Concat", [scoresOf(input.cachedKeys), scoresOf(input.ownKeys)], { attributes: { axis: -1 } });
  const [ofCached = "", ofOwn = ""] = branch.nodes("Split", [branch.node("Softmax", [scores], { attributes: { axis: -1 } }), lengths], 2, { attributes: { axis: -1 } });
  const sum = branch.node("Add", [multiply(ofCached, byHead(input.cachedValues), {}), multiply(ofOwn, byHead(input.ownValues), {})]);
  const apart = branch.node("Transpose", [reshape(sum, [kvHeads, group, -1, headDim])], { attributes: { perm: [2, 0, 1, 3] } });
  return withOutput(branch, reshape(apart, [-1, heads * headDim]), heads * headDim);
}

/** Grouped queries: each key/value head is repeated for its group, `[1, rows, kvHeads * headDim]` to `[1, rows, heads * headDim]`. */
function repeatHeads(parts: GraphParts, branch: OnnxGraph, x: string): string {
  const { heads, kvHeads, headDim } = parts.source.manifest.decoder;
  if (heads === kvHeads) return x;
  const repeats = heads / kvHeads;
  const apart = branch.node("Reshape", [x, parts.shape([-1, kvHeads, 1, headDim])]);
  const repeated = branch.node("Expand", [apart, parts.integers(`repeat_${String(repeats)}`, [1, 1, repeats, 1])]);
  return branch.node("Reshape", [repeated, parts.shape([1, -1, heads * headDim])]);
}

function withOutput(branch: OnnxGraph, value: string, width: number): OnnxGraph {
  branch.output(value, "float32", ["rows", width]);
  return branch;
}
