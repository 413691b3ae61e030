// The decoder as ONNX graphs: shards of whole layers, and the tail that turns rows into candidates. LLaMA-like without
// the causal mask: RMSNorm, rotary embedding, grouped-query attention, SwiGLU, no biases (LLaDA, arXiv 2502.09992).
//
// It is cut because `run()` cannot be cancelled: between two shards the engine can stop (DESIGN 3).

import { OnnxGraph } from "../formats/index.ts";
import { cachedAttention } from "./attention.ts";
import { gpuAttention } from "./gpuAttention.ts";
import { GpuParts, partsFor, wideParts, type GraphTarget } from "./gpuParts.ts";
import { MICROSOFT, type Float, type GraphParts, type GraphSource } from "./graphParts.ts";

/** Names of a shard's ends. */
export const SHARD = {
  /** `[rows, hidden]` */
  hiddenIn: "hidden_in",
  hiddenOut: "hidden_out",
  /** Rotary table of the rows, `[rows, headDim / 2]` each, in the order of the rows. */
  cosines: "cosines",
  sines: "sines",
  /** `[1, rows]` int64: which line of the table each row uses, 0 to rows - 1 */
  lines: "lines",
  /** Of the shard with the last layer: rows that it gives `[wanted]` int64; of the others only keys and values are needed. */
  wanted: "wanted",
  /** Their lines of the table, `[1, wanted]` int64: the same numbers, whose shape no kernel of a GPU can change. */
  wantedLines: "wanted_lines",
} as const;

/**
 * Names of a layer's cache ends: rotated keys, and values, `[1, rows, kvHeads * headDim]` each. On a GPU they have the type of
 * the layers, and the cached ones lie by heads, `[1, kvHeads, cached, headDim]`.
 */
export interface CacheEnds {
  /** Of the cached positions; none is allowed. */
  readonly keysIn: string;
  readonly valuesIn: string;
  /** Of this run's rows. */
  readonly keysOut: string;
  readonly valuesOut: string;
}

/** The cache ends of a layer of the decoder, counted from 0 over all shards. */
export function cacheEnds(layer: number): CacheEnds {
  return { keysIn: `keys_in.${layer}`, valuesIn: `values_in.${layer}`, keysOut: `keys_out.${layer}`, valuesOut: `values_out.${layer}` };
}

/** Names of the tail's ends. */
export const TAIL = {
  /** `[scored, hidden]`: rows of the last shard */
  hidden: "hidden",
  /** Under guidance: the same rows of the pass that saw a masked prompt, and the scale `[]`. */
  unconditional: "unconditional",
  guidanceScale: "guidance_scale",
  /** `[classes, vocab]`, 0 or -inf, and the class of each row `[scored]` int64 */
  allowed: "allowed",
  classes: "classes",
  /** At temperature > 0: added to the logits `[scored, vocab]`, as precise as certainties */
  noise: "noise",
  /** `[scored, 1]` int64: an id whose probability is asked for in each row */
  targets: "targets",
  /** `[scored, 1]` int64 */
  candidates: "candidates",
  /** `[scored, 1]`, float64, on a GPU float32; so are all certainties */
  certainties: "certainties",
  /** `[listed]` int64: rows whose best ids are asked for, 0 to scored - 1; at least one */
  bestRows: "best_rows",
  /** `[listed, best]`: the ids of the largest logits without noise, int64, the lower id first on a tie, and their probabilities */
  best: "best",
  bestCertainties: "best_certainties",
  /** `[scored, 1]`: natural logarithm of the target's probability; -inf for a forbidden one */
  targetLogs: "target_logs",
  /** `[scored, vocab]`, after guidance, before any id is forbidden; for tests */
  logits: "logits",
  /** `[scored, hidden]`, after the last norm; for tests */
  normed: "normed",
} as const;

/** Ids that the tail gives beside the candidate, fewer only in a vocabulary that is smaller (DESIGN 3, "The decoder graph"). */
const N_BEST = 4;

/** Which inputs the tail has. */
export interface TailKind {
  readonly isGuided: boolean;
  readonly isNoisy: boolean;
  /** True in tests alone: logits and normed rows come out, too. */
  readonly isDebugging: boolean;
}

/** Builds the layers `first` to `end - 1`. */
export function buildShardGraph(source: GraphSource, target: GraphTarget, first: number, end: number): Uint8Array {
  const parts = partsFor(source, target);
  addShard(parts, first, end);
  return parts.graph.toBytes();
}

/** Adds layers `first` to `end - 1`, with all their ends. */
export function addShard(parts: GraphParts, first: number, end: number): void {
  const { graph } = parts;
  const { hidden, headDim, layers } = parts.source.manifest.decoder;
  const isLast = end === layers;
  graph.input(SHARD.hiddenIn, rowsType(parts, first), ["rows", hidden]);
  graph.input(SHARD.cosines, "float32", ["rows", headDim / 2]);
  graph.input(SHARD.sines, "float32", ["rows", headDim / 2]);
  graph.input(SHARD.lines, "int64", [1, "rows"]);
  if (isLast) {
    graph.input(SHARD.wanted, "int64", ["wanted"]);
    graph.input(SHARD.wantedLines, "int64", [1, "wanted"]);
  }
  const rotary: Rotary = { cosines: parts.cast(SHARD.cosines, "float32", parts.float), sines: parts.cast(SHARD.sines, "float32", parts.float) };
  let x = parts.cast(SHARD.hiddenIn, rowsType(parts, first), parts.float);
  for (let layer = first; layer < end; layer++) x = decoderLayer(parts, x, rotary, layer);
  // Without a layer nothing has chosen the rows.
  if (isLast && first === end) x = graph.node("Gather", [x, SHARD.wanted]);
  graph.node("Identity", [parts.cast(x, parts.float, rowsType(parts, end))], { output: SHARD.hiddenOut });
  graph.output(SHARD.hiddenOut, rowsType(parts, end), [isLast ? "wanted" : "rows", hidden]);
}

/** Type of the rows before a layer: float32 before the first and after the last, between shards what the layers compute in. */
function rowsType(parts: GraphParts, layer: number): Float {
  return layer === 0 || layer === parts.source.manifest.decoder.layers ? "float32" : parts.float;
}

/** Builds the last norm, the head, and the choice of candidates. */
export function buildTailGraph(source: GraphSource, target: GraphTarget, kind: TailKind): Uint8Array {
  const parts = wideParts(source, target);
  const { graph } = parts;
  const { hidden, vocab } = source.manifest.decoder;
  graph.input(TAIL.hidden, "float32", ["scored", hidden]);
  graph.input(TAIL.allowed, "float32", ["classes", vocab]);
  graph.input(TAIL.classes, "int64", ["scored"]);
  graph.input(TAIL.targets, "int64", ["scored", 1]);
  graph.input(TAIL.bestRows, "int64", ["listed"]);
  if (kind.isNoisy) graph.input(TAIL.noise, parts.precise, ["scored", vocab]);

  const normed = rmsNorm(parts, TAIL.hidden, "decoder.norm.weight", kind.isDebugging ? TAIL.normed : undefined);
  const conditional = parts.linear(normed, "lm_head.weight");
  const logits = kind.isGuided ? guided(parts, conditional) : conditional;
  chooseCandidates(parts, onlyAllowed(parts, logits, target), kind.isNoisy);

  graph.output(TAIL.candidates, "int64", ["scored", 1]);
  graph.output(TAIL.certainties, parts.precise, ["scored", 1]);
  graph.output(TAIL.best, "int64", ["listed", Math.min(N_BEST, vocab)]);
  graph.output(TAIL.bestCertainties, parts.precise, ["listed", Math.min(N_BEST, vocab)]);
  graph.output(TAIL.targetLogs, parts.precise, ["scored", 1]);
  if (kind.isDebugging) {
    graph.node("Identity", [logits], { output: TAIL.logits });
    graph.output(TAIL.logits, "float32", ["scored", vocab]);
    graph.output(TAIL.normed, "float32", ["scored", hidden]);
  }
  return graph.toBytes();
}

/** Forbidden ids at -inf. A draft has one class for all its rows, which the processor then need not write out for each. */
function onlyAllowed(parts: GraphParts, logits: string, target: GraphTarget): string {
  const { graph } = parts;
  if (target.kind === "gpu") return parts.add(logits, graph.node("Gather", [TAIL.allowed, TAIL.classes]));
  const { vocab } = parts.source.manifest.decoder;
  const branch = (name: string, build: (branch: OnnxGraph) => string): { readonly graph: OnnxGraph } => {
    const made = new OnnxGraph(name);
    made.output(build(made), "float32", ["scored", vocab]);
    return { graph: made };
  };
  const classes = graph.node("Shape", [TAIL.allowed], { attributes: { end: 1 } });
  return graph.node("If", [graph.node("Equal", [classes, parts.integers("one_class", [1])])], {
    attributes: {
      then_branch: branch("all_", (all) => all.node("Add", [logits, TAIL.allowed])),
      else_branch: branch("each_", (each) => each.node("Add", [logits, each.node("Gather", [TAIL.allowed, TAIL.classes])])),
    },
  });
}

/** `un + (scale + 1)(cond - un)`: the addition to the scale is made by the caller, in float32 like the rest. */
function guided(parts: GraphParts, conditional: string): string {
  const { graph } = parts;
  graph.input(TAIL.unconditional, "float32", ["scored", parts.source.manifest.decoder.hidden]);
  graph.input(TAIL.guidanceScale, "float32", []);
  const unconditional = parts.linear(rmsNorm(parts, TAIL.unconditional, "decoder.norm.weight"), "lm_head.weight");
  const difference = graph.node("Sub", [conditional, unconditional]);
  return parts.add(unconditional, graph.node("Mul", [TAIL.guidanceScale, difference]));
}

/**
 * Candidate: the largest float32 logit, the lower id on a tie; with noise the largest noisy logit. Certainty: its
 * softmax probability without noise. Beside it the best ids without noise, and the probability of an id that is asked for.
 */
function chooseCandidates(parts: GraphParts, logits: string, isNoisy: boolean): void {
  const { graph } = parts;
  const ranked = isNoisy ? parts.add(parts.cast(logits, "float32", parts.precise), TAIL.noise) : logits;
  const candidates = graph.node("ArgMax", [ranked], { attributes: { axis: -1, keepdims: 1 }, output: TAIL.candidates });
  const of = (ids: string): string => parts.cast(graph.node("GatherElements", [logits, ids], { attributes: { axis: 1 } }), "float32", parts.precise);
  const isQuick = parts.precise === "float64" && parts.source.manifest.weights !== "fp32";
  const { maximum, sum } = isQuick ? quickSums(parts, logits) : preciseSums(parts, logits);
  probabilities(parts, { logits: of(candidates), maximum, sum }, TAIL.certainties);

  listBest(parts, logits, maximum, sum);
  graph.node("Sub", [graph.node("Sub", [of(TAIL.targets), maximum]), graph.node("Log", [sum])], { output: TAIL.targetLogs });
}

/** Of each row the largest logit, and the sum of `exp(logit - largest)`; `[rows, 1]`, in the precise type. */
interface RowSums {
  readonly maximum: string;
  readonly sum: string;
}

/** As the reference has it: float64 where there is one. */
export function preciseSums(parts: GraphParts, logits: string): RowSums {
  const { graph } = parts;
  const axis = parts.integers("axis_last", [-1]);
  const precise = parts.cast(logits, "float32", parts.precise);
  const maximum = graph.node("ReduceMax", [precise, axis], { attributes: { keepdims: 1 } });
  const sum = graph.node("ReduceSum", [graph.node("Exp", [graph.node("Sub", [precise, maximum])]), axis], { attributes: { keepdims: 1 } });
  return { maximum, sum };
}

/**
 * The same by the float32 softmax, whose largest share is one over the sum: an error of 1e-5 at the real vocabulary, where
 * weights with fewer bits move a certainty by a hundredth, for an eighth of the time (bench/RESULTS.md, "Kernels").
 */
export function quickSums(parts: GraphParts, logits: string): RowSums {
  const { graph } = parts;
  const largest = (values: string): string => graph.node("ReduceMax", [values, parts.integers("axis_last", [-1])], { attributes: { keepdims: 1 } });
  const share = largest(graph.node("Softmax", [logits], { attributes: { axis: -1 } }));
  return { maximum: parts.cast(largest(logits), "float32", parts.precise), sum: parts.cast(graph.node("Reciprocal", [share]), "float32", parts.precise) };
}

/**
 * The best ids of some rows. The candidate stays ArgMax's: under noise it need not be among them. A draft lists one row,
 * because TopK over the real vocabulary takes a third as long as the softmax.
 */
function listBest(parts: GraphParts, logits: string, maximum: string, sum: string): void {
  const { graph } = parts;
  const listed = (value: string): string => graph.node("Gather", [value, TAIL.bestRows]);
  const nBest = parts.integers("n_best", [Math.min(N_BEST, parts.source.manifest.decoder.vocab)]);
  const [bestLogits = ""] = graph.nodes("TopK", [listed(logits), nBest], 2, { attributes: { axis: -1, largest: 1, sorted: 1 }, outputs: { 1: TAIL.best } });
  probabilities(parts, { logits: parts.cast(bestLogits, "float32", parts.precise), maximum: listed(maximum), sum: listed(sum) }, TAIL.bestCertainties);
}

/** Softmax of some logits of a row, all of them of the precise type: `exp(x - maximum) / sum`. */
function probabilities({ graph }: GraphParts, { logits, maximum, sum }: { readonly logits: string; readonly maximum: string; readonly sum: string }, output: string): void {
  graph.node("Div", [graph.node("Exp", [graph.node("Sub", [logits, maximum])]), sum], { output });
}

/** The rotary table of the rows, in the type of the layers. */
interface Rotary {
  readonly cosines: string;
  readonly sines: string;
}

/**
 * One layer; x `[rows, hidden]`. Its rows attend to the cached positions and to each other. In the last layer only the
 * wanted rows go on after keys and values.
 */
function decoderLayer(parts: GraphParts, x: string, rotary: Rotary, layer: number): string {
  const { graph } = parts;
  const name = `decoder.layers.${String(layer)}`;
  const ends = cacheEnds(layer);
  const { heads, kvHeads, headDim, layers } = parts.source.manifest.decoder;
  const isLast = layer === layers - 1;
  const wanted = (value: string): string => (isLast ? graph.node("Gather", [value, SHARD.wanted]) : value);
  const normed = rmsNorm(parts, x, `${name}.input_layernorm.weight`);
  const project = (input: string, which: string, nHeads: number): string => parts.reshape(parts.linear(input, `${name}.self_attn.${which}.weight`), [1, -1, nHeads * headDim]);
  const rotate = (value: string, lines: string, nHeads: number): string =>
    graph.node("RotaryEmbedding", [value, lines, rotary.cosines, rotary.sines], { domain: MICROSOFT, attributes: { num_heads: nHeads } });

  const q = rotate(project(wanted(normed), "q_proj", heads), isLast ? SHARD.wantedLines : SHARD.lines, heads);
  const width = kvHeads * headDim;
  const isOnGpu = parts instanceof GpuParts;
  const cached = isOnGpu ? [1, kvHeads, "cached", headDim] : [1, "cached", width];
  graph.input(ends.keysIn, parts.float, cached);
  graph.input(ends.valuesIn, parts.float, cached);
  const ownKeys = graph.node("Identity", [rotate(project(normed, "k_proj", kvHeads), SHARD.lines, kvHeads)], { output: ends.keysOut });
  const ownValues = graph.node("Identity", [project(normed, "v_proj", kvHeads)], { output: ends.valuesOut });
  graph.output(ends.keysOut, parts.float, [1, "rows", width]);
  graph.output(ends.valuesOut, parts.float, [1, "rows", width]);
  const input = { queries: q, cachedKeys: ends.keysIn, cachedValues: ends.valuesIn, ownKeys, ownValues };
  const attention = isOnGpu ? gpuAttention(parts, input) : cachedAttention(parts, input, layer);
  const attended = parts.linear(attention, `${name}.self_attn.o_proj.weight`);
  const middle = parts.add(wanted(x), attended);

  const wide = rmsNorm(parts, middle, `${name}.post_attention_layernorm.weight`);
  const gate = parts.linear(wide, `${name}.mlp.gate_proj.weight`);
  const silu = graph.node("Mul", [gate, graph.node("Sigmoid", [gate])]);
  const product = graph.node("Mul", [silu, parts.linear(wide, `${name}.mlp.up_proj.weight`)]);
  return parts.add(middle, parts.linear(product, `${name}.mlp.down_proj.weight`));
}

function rmsNorm(parts: GraphParts, x: string, weight: string, output?: string): string {
  return parts.graph.node("SimplifiedLayerNormalization", [x, parts.floats(weight)], {
    attributes: { axis: -1, epsilon: { float: parts.source.manifest.decoder.rmsNormEps } },
    ...(output === undefined ? {} : { output }),
  });
}
