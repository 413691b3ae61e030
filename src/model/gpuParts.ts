// The parts of graphs for a GPU behind onnxruntime's WebGPU provider, where they are other than the processor's. It has no
// float64, no integer matrices and no branches; everything about it that was measured stands in ARCHITECTURE.md, "Devices".

import { GraphParts, type Float, type GraphSource } from "./graphParts.ts";
import type { Manifest, TensorEntry } from "./manifest.ts";

/** What a graph is built for. */
export type GraphTarget = CpuTarget | GpuTarget;

export interface CpuTarget {
  readonly kind: "cpu";
}

export interface GpuTarget {
  readonly kind: "gpu";
  /** What the layers compute in; the tail always computes in float32. */
  readonly float: Float;
  /**
   * `flash`: onnxruntime's kernel, which keeps no scores. `plain`: product, softmax, product, for drivers on which that
   * kernel is wrong: it takes subgroups of four for eight.
   */
  readonly attention: "flash" | "plain";
}

export const CPU_TARGET: CpuTarget = { kind: "cpu" };

/** The smallest limit of a binding that WebGPU allows, bytes: larger weights are cut by rows. */
const BINDING_LIMIT = 128 * 1024 * 1024;

/** Whether the matrices of a package have kernels on a GPU: int8 by rows has none. */
export function hasGpuKernels(manifest: Manifest): boolean {
  return manifest.tensors.every(({ form }) => form !== "int8");
}

/** The parts for a target. */
export function partsFor(source: GraphSource, target: GraphTarget): GraphParts {
  return target.kind === "cpu" ? new GraphParts(source) : new GpuParts(source, target);
}

/** The parts for a target, computing in float32. */
export function wideParts(source: GraphSource, target: GraphTarget): GraphParts {
  return partsFor(source, target.kind === "cpu" ? target : { ...target, float: "float32" });
}

export class GpuParts extends GraphParts {
  readonly target: GpuTarget;

  constructor(source: GraphSource, target: GpuTarget) {
    super(source, { float: target.float, precise: "float32" });
    this.target = target;
  }

  /** A constant number in the type of the layers. */
  number(name: string, value: number): string {
    return this.cast(this.scalar(name, "float32", value), "float32", this.float);
  }

  override attention(q: string, k: string, v: string, heads: number, headDim: number): string {
    if (this.target.attention === "flash") return super.attention(q, k, v, heads, headDim);
    return this.plainAttention(this.reshape(q, [-1, heads, 1, headDim]), this.byHeads(k, heads, headDim), this.byHeads(v, heads, headDim), { heads, headDim });
  }

  /** `[1, rows, heads * headDim]` as `[heads, rows, headDim]`. */
  byHeads(x: string, heads: number, headDim: number): string {
    return this.graph.node("Transpose", [this.reshape(x, [-1, heads, headDim])], { attributes: { perm: [1, 0, 2] } });
  }

  /**
   * Attention with all scores in memory. Sums and maxima are written so that their kernels need no barriers, which software
   * takes a hundred times longer for than for the sums.
   * @param q `[rows, kvHeads, group, headDim]`
   * @param k,v `[kvHeads, positions, headDim]`
   * @returns `[rows, heads * headDim]`
   */
  plainAttention(q: string, k: string, v: string, { heads, headDim }: { readonly heads: number; readonly headDim: number }): string {
    const { graph } = this;
    const sums = (equation: string, ...inputs: readonly string[]): string => graph.node("Einsum", inputs, { attributes: { equation } });
    const scores = graph.node("Mul", [sums("rkgd,ktd->kgrt", q, k), this.number(`scale_${String(headDim)}`, headDim ** -0.5)]);
    const largest = graph.node("ArgMax", [scores], { attributes: { axis: -1, keepdims: 1 } });
    const maximum = graph.node("GatherElements", [scores, largest], { attributes: { axis: -1 } });
    const shares = graph.node("Exp", [graph.node("Sub", [scores, maximum])]);
    const whole = this.reshape(sums("kgrt->rkg", shares), [-1, heads, 1]);
    const attended = this.reshape(sums("kgrt,ktd->rkgd", shares, v), [-1, heads, headDim]);
    return this.reshape(graph.node("Div", [attended, whole]), [-1, heads * headDim]);
  }

  /** A matrix that is larger than a binding is multiplied in parts, and their results laid side by side. */
  protected override product(x: string, entry: TensorEntry, biasName: string | undefined): string {
    const parts = Math.ceil(Math.max(...entry.pieces.map(({ length }) => length)) / BINDING_LIMIT);
    if (parts <= 1) return super.product(x, entry, biasName);
    const products = cutByRows(entry, parts).map((part) => super.product(x, part, undefined));
    const whole = this.graph.node("Concat", products, { attributes: { axis: -1 } });
    return biasName === undefined ? whole : this.add(whole, this.floats(biasName));
  }
}

/** A tensor `[out, ...]` as several, each with some of its rows: views of the same bytes. */
export function cutByRows(entry: TensorEntry, parts: number): TensorEntry[] {
  const rows = entry.shape[0] ?? 0;
  const perPart = Math.ceil(rows / parts);
  return Array.from({ length: parts }, (_, index): TensorEntry => {
    const first = index * perPart;
    const count = Math.min(perPart, rows - first);
    return {
      ...entry,
      name: `${entry.name}#${String(index)}`,
      shape: [count, ...entry.shape.slice(1)],
      pieces: entry.pieces.map((piece) => {
        const bytes = piece.length / rows;
        return { ...piece, shape: [count, ...piece.shape.slice(1)], offset: piece.offset + first * bytes, length: count * bytes };
      }),
    };
  });
}

