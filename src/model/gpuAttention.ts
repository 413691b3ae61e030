// Attention of some rows to cached positions and to the rows of a pass, on a GPU. Cached keys and values lie by heads, as
// onnxruntime's kernel takes a past; it copies them behind each other with those of the pass.

import type { AttentionInput } from "./attention.ts";
import type { GpuParts } from "./gpuParts.ts";
import { MICROSOFT } from "./graphParts.ts";

/**
 * @param input as for the processor, but cached keys and values `[1, kvHeads, cached, headDim]`; at least one row
 * @returns `[rows, heads * headDim]`
 */
export function gpuAttention(parts: GpuParts, input: AttentionInput): string {
  return parts.target.attention === "flash" ? flash(parts, input) : plain(parts, input);
}

function flash(parts: GpuParts, { queries, cachedKeys, cachedValues, ownKeys, ownValues }: AttentionInput): string {
  const { heads, headDim } = parts.source.manifest.decoder;
  const inputs = [queries, repeatOwn(parts, ownKeys), repeatOwn(parts, ownValues), "", "", "", repeatCached(parts, cachedKeys), repeatCached(parts, cachedValues)];
  // The kernel looks at the past only where it has to give the whole (1.30).
  const [attended = ""] = parts.graph.nodes("MultiHeadAttention", inputs, 3, { domain: MICROSOFT, attributes: { num_heads: heads } });
  return parts.reshape(attended, [-1, heads * headDim]);
}

function plain(parts: GpuParts, { queries, cachedKeys, cachedValues, ownKeys, ownValues }: AttentionInput): string {
  const { heads, kvHeads, headDim } = parts.source.manifest.decoder;
  const whole = (cached: string, own: string): string =>
    parts.graph.node("Concat", [parts.reshape(cached, [kvHeads, -1, headDim]), parts.byHeads(own, kvHeads, headDim)], { attributes: { axis: 1 } });
  const grouped = parts.reshape(queries, [-1, kvHeads, heads / kvHeads, headDim]);
  return parts.plainAttention(grouped, whole(cachedKeys, ownKeys), whole(cachedValues, ownValues), { heads, headDim });
}

/** Each key head once for every query head of its group; `[1, own, kvHeads * headDim]` to `[1, own, heads * headDim]`. */
function repeatOwn(parts: GpuParts, x: string): string {
  const { heads, kvHeads, headDim } = parts.source.manifest.decoder;
  if (heads === kvHeads) return x;
  const apart = parts.reshape(x, [-1, kvHeads, 1, headDim]);
  return parts.reshape(parts.graph.node("Expand", [apart, parts.shape([1, 1, heads / kvHeads, 1])]), [1, -1, heads * headDim]);
}

/** The same of cached ones: `[1, kvHeads, cached, headDim]` to `[1, heads, cached, headDim]`. */
function repeatCached(parts: GpuParts, x: string): string {
  const { heads, kvHeads, headDim } = parts.source.manifest.decoder;
  if (heads === kvHeads) return x;
  const apart = parts.reshape(x, [kvHeads, 1, -1, headDim]);
  return parts.reshape(parts.graph.node("Expand", [apart, parts.shape([1, heads / kvHeads, 1, 1])]), [1, heads, -1, headDim]);
}
