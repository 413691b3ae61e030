// The vision side as an ONNX graph: SigLIP tower without its last layer and without the post-layernorm, then the
// projector `Linear, GELU (erf), Linear` (LLaDA-V: siglip_encoder, multimodal_projector builder).

import { partsFor, type GraphTarget } from "./gpuParts.ts";
import type { GraphParts, GraphSource } from "./graphParts.ts";

/** Names of the graph's ends. */
export const VISION = {
  /** `[1, channels, side, side]`, one tile */
  pixels: "pixels",
  /** `[patches, hidden of the decoder]` */
  features: "features",
  /** `[patches, hidden of the tower]`, after patch and position embedding; for tests */
  embedded: "embedded",
  /** `[patches, hidden of the tower]`, the tower's output; for tests */
  tower: "tower",
} as const;

/** Builds tower and projector for one tile a run. */
export function buildVisionGraph(source: GraphSource, target: GraphTarget): Uint8Array {
  const parts = partsFor(source, target);
  addVision(parts);
  return parts.graph.toBytes();
}

/** Adds tower and projector with all their ends. */
export function addVision(parts: GraphParts): void {
  const { graph } = parts;
  const { tower, decoder } = parts.source.manifest;
  const side = Math.floor(tower.imageSize / tower.patchSize);
  const patches = side * side;

  graph.input(VISION.pixels, "float32", [1, tower.channels, tower.imageSize, tower.imageSize]);
  // Without padding: pixels right of and below the last whole patch are not used, as in the reference.
  const map = graph.node("Conv", [parts.cast(VISION.pixels, "float32", parts.float), parts.floats("tower.patch_embedding.weight"), parts.floats("tower.patch_embedding.bias")], {
    attributes: { kernel_shape: [tower.patchSize, tower.patchSize], strides: [tower.patchSize, tower.patchSize] },
  });
  const rows = graph.node("Transpose", [parts.reshape(map, [tower.hidden, patches])], { attributes: { perm: [1, 0] } });
  const end = (name: string, value: string, width: number): void => {
    graph.node("Identity", [parts.cast(value, parts.float, "float32")], { output: name });
    graph.output(name, "float32", [patches, width]);
  };
  let x = parts.add(rows, parts.floats("tower.position_embedding.weight"));
  end(VISION.embedded, x, tower.hidden);
  for (let layer = 0; layer < tower.layers; layer++) x = towerLayer(parts, x, `tower.layers.${String(layer)}`);
  end(VISION.tower, x, tower.hidden);

  const wide = graph.node("Gelu", [parts.linear(x, "projector.0.weight", "projector.0.bias")]);
  end(VISION.features, parts.linear(wide, "projector.2.weight", "projector.2.bias"), decoder.hidden);
}

/** Pre-norm block; x `[patches, hidden]`. */
function towerLayer(parts: GraphParts, x: string, name: string): string {
  const { graph } = parts;
  const { hidden, heads, layerNormEps } = parts.source.manifest.tower;
  const norm = (value: string, which: string): string =>
    graph.node("LayerNormalization", [value, parts.floats(`${name}.${which}.weight`), parts.floats(`${name}.${which}.bias`)], {
      attributes: { axis: -1, epsilon: { float: layerNormEps } },
    });
  const project = (value: string, which: string): string => parts.linear(value, `${name}.${which}.weight`, `${name}.${which}.bias`);

  const normed = norm(x, "layer_norm1");
  const [q, k, v] = (["q_proj", "k_proj", "v_proj"] as const).map((which) => parts.reshape(project(normed, `self_attn.${which}`), [1, -1, hidden]));
  const attended = parts.attention(q ?? "", k ?? "", v ?? "", heads, hidden / heads);
  const middle = parts.add(x, project(attended, "self_attn.out_proj"));
  const wide = graph.node("Gelu", [project(norm(middle, "layer_norm2"), "mlp.fc1")], { attributes: { approximate: "tanh" } });
  return parts.add(middle, project(wide, "mlp.fc2"));
}
