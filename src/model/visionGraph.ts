// The vision side as an ONNX graph: SigLIP tower without its last layer and without the post-layernorm, then the
// projector `Linear, GELU (erf), Linear` (LLaDA-V: siglip_encoder, multimodal_projector builder).

import { GraphParts, type GraphSource } from "./graphParts.ts";

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
export function buildVisionGraph(source: GraphSource): Uint8Array {
  const parts = new GraphParts(source);
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
  const map = graph.node("Conv", [VISION.pixels, parts.floats("tower.patch_embedding.weight"), parts.floats("tower.patch_embedding.bias")], {
    attributes: { kernel_shape: [tower.patchSize, tower.patchSize], strides: [tower.patchSize, tower.patchSize] },
  });
  const rows = graph.node("Transpose", [parts.reshape(map, [tower.hidden, patches])], { attributes: { perm: [1, 0] } });
  let x = graph.node("Add", [rows, parts.floats("tower.position_embedding.weight")], { output: VISION.embedded });
  for (let layer = 0; layer < tower.layers; layer++) {
    const output = layer === tower.layers - 1 ? { output: VISION.tower } : {};
    x = towerLayer(parts, x, `tower.layers.${String(layer)}`, output);
  }
  if (tower.layers === 0) x = graph.node("Identity", [x], { output: VISION.tower });

  const wide = graph.node("Gelu", [parts.linear(x, "projector.0.weight", "projector.0.bias")]);
  graph.node("Identity", [parts.linear(wide, "projector.2.weight", "projector.2.bias")], { output: VISION.features });
  graph.output(VISION.features, "float32", [patches, decoder.hidden]);
  graph.output(VISION.embedded, "float32", [patches, tower.hidden]);
  graph.output(VISION.tower, "float32", [patches, tower.hidden]);
}

/** Pre-norm block; x `[patches, hidden]`. */
function towerLayer(parts: GraphParts, x: string, name: string, output: { readonly output?: string }): string {
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
  return graph.node("Add", [middle, project(wide, "mlp.fc2")], output);
}
