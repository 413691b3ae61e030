// The parts that tower and decoder graphs are made of: tensors of a package as initializers, linear layers for every
// form of weights, attention. The choice of kernels is made here and nowhere else (ORT.md 0 and 2).

import { DATA_TYPES, OnnxGraph, type OnnxType, type TensorBytes } from "../formats/index.ts";
import type { Manifest, TensorEntry, TensorPiece } from "./manifest.ts";
import { DEFAULT_BLOCK } from "./pieces.ts";

/** onnxruntime's own operators. */
export const MICROSOFT = "com.microsoft";

/** What layers compute in. */
export type Float = "float32" | "float16";

/** What a graph is built from: facts, and where each tensor lies. */
export interface GraphSource {
  readonly manifest: Manifest;
  tensor(name: string): TensorEntry;
  /** Bytes of pieces that stand inside the graph; left out: they lie in files. */
  inline?(piece: TensorPiece): Uint8Array;
}

/** MatMulNBits: activations are quantised to int8 per block; without it the CPU kernel is no faster than fp32 (ORT.md 2). */
const INT4_ACCURACY_LEVEL = 4;
/** Rows whose largest value is below this are taken as zero rows: keeps the int8 row scale finite. */
const SMALLEST_ROW_MAXIMUM = 1e-30;

/** The uint8 code of zero in a quantised row: the kernel for two signed matrices is twenty times slower on x64 (bench/RESULTS.md, "Kernels"). */
const INT8_ZERO = 128;

interface QuantisedRows {
  /** `[rows, in]` */
  readonly codes: string;
  /** `[rows, 1]` */
  readonly scales: string;
  /** `[rows, apart]`; null where no channel stands apart */
  readonly floats: string | null;
}

/** A graph under construction together with the package it is for. */
export class GraphParts {
  readonly graph = new OnnxGraph();
  readonly source: GraphSource;
  /** Rows that were quantised, by the name of their value and the channels apart. */
  readonly #quantised = new Map<string, QuantisedRows>();

  /** What the layers compute in. */
  readonly float: Float;
  /** What certainties are computed in: float32 has 1e-5 relative error at the real vocabulary (ORT.md 3). */
  readonly precise: "float32" | "float64";

  constructor(source: GraphSource, types: Pick<GraphParts, "float" | "precise"> = { float: "float32", precise: "float64" }) {
    this.source = source;
    this.float = types.float;
    this.precise = types.precise;
  }

  /** A value in another type; the same value where it has that type. */
  cast(value: string, from: OnnxType, to: Float | "float64"): string {
    return from === to ? value : this.graph.node("Cast", [value], { attributes: { to: DATA_TYPES[to] } });
  }

  /** A float tensor of the package in the type of the layers: cast when the model is loaded. */
  floats(name: string, shape?: readonly number[]): string {
    return this.#floatsOf(this.source.tensor(name), shape);
  }

  #floatsOf(entry: TensorEntry, shape?: readonly number[]): string {
    return this.cast(this.piece(entry, "values", shape), entry.form === "fp16" ? "float16" : "float32", this.float);
  }

  /** `x W^T + b`; x `[rows, in]`, weight `[out, in]` in any form, result `[rows, out]`. */
  linear(x: string, weightName: string, biasName?: string): string {
    return this.product(x, this.source.tensor(weightName), biasName);
  }

  /** As `linear`. */
  protected product(x: string, entry: TensorEntry, biasName: string | undefined): string {
    switch (entry.form) {
      case "fp32":
      case "fp16": {
        const inputs = [x, this.#floatsOf(entry), ...(biasName === undefined ? [] : [this.floats(biasName)])];
        return this.graph.node("Gemm", inputs, { attributes: { transB: 1 } });
      }
      case "int4":
        return this.#withBias(this.#linearInt4(x, entry), biasName);
      case "int8":
        return this.#withBias(this.#linearInt8(x, entry), biasName);
    }
  }

  add(a: string, b: string): string {
    return this.graph.node("Add", [a, b]);
  }

  /** Constant vector of whole numbers, for shapes and axes. */
  integers(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    return this.graph.initializer(name, "int64", [values.length], { bytes });
  }

  /** Constant scalar. */
  scalar(name: string, type: "float32" | "uint8", value: number): string {
    const bytes = type === "uint8" ? Uint8Array.of(value) : new Uint8Array(Float32Array.of(value).buffer);
    return this.graph.initializer(name, type, [], { bytes });
  }

  /** Constant shape; -1 is what is left. */
  shape(shape: readonly number[]): string {
    return this.integers(`shape_${shape.join("_")}`, shape);
  }

  reshape(x: string, shape: readonly number[]): string {
    return this.graph.node("Reshape", [x, this.shape(shape)]);
  }

  /**
   * Attention of all rows to all rows, no mask, no bias input: onnxruntime's flash path, which also exists on WebGPU.
   * @param q,k,v `[1, rows, heads * headDim]`, the same number of heads in all three
   * @returns `[rows, heads * headDim]`
   */
  attention(q: string, k: string, v: string, heads: number, headDim: number): string {
    const whole = this.graph.node("MultiHeadAttention", [q, k, v], { domain: MICROSOFT, attributes: { num_heads: heads } });
    return this.reshape(whole, [-1, heads * headDim]);
  }

  #withBias(x: string, biasName: string | undefined): string {
    return biasName === undefined ? x : this.add(x, this.floats(biasName));
  }

  #linearInt4(x: string, entry: TensorEntry): string {
    const [n, k] = rowsAndColumns(entry);
    return this.graph.node("MatMulNBits", [x, this.piece(entry, "values"), this.cast(this.piece(entry, "scales"), "float32", this.float)], {
      domain: MICROSOFT,
      attributes: { N: n, K: k, bits: 4, block_size: entry.block ?? DEFAULT_BLOCK, accuracy_level: INT4_ACCURACY_LEVEL },
    });
  }

  /**
   * MatMulIntegerToFloat applies the weights' scales while the sums are in registers. Its first scale is one number for
   * all rows, so the rows' own scales follow. Channels that stand apart are left out of the rows and multiplied in float32.
   */
  #linearInt8(x: string, entry: TensorEntry): string {
    const { apart = [], shape: [, columns = 0] } = entry;
    const { codes, scales, floats } = this.#quantisedRows(x, apart, columns);
    const one = this.scalar("one", "float32", 1);
    const inputs = [codes, this.piece(entry, "values"), one, this.piece(entry, "scales"), this.scalar("int8_zero", "uint8", INT8_ZERO)];
    const product = this.graph.node("Mul", [this.graph.node("MatMulIntegerToFloat", inputs, { domain: MICROSOFT }), scales]);
    return floats === null ? product : this.add(product, this.graph.node("MatMul", [floats, this.piece(entry, "columns")]));
  }

  /**
   * Rows as uint8 around 128, each by its own maximum: one scale for a whole tensor would lose rows beside an outlier
   * (ORT.md 2). Made once for all layers that read the same rows.
   */
  #quantisedRows(x: string, apart: readonly number[], columns: number): QuantisedRows {
    const key = [x, ...apart].join(" ");
    const known = this.#quantised.get(key);
    if (known !== undefined) return known;
    const { graph } = this;
    const rows = apart.length === 0 ? x : graph.node("Mul", [x, this.#keptChannels(apart, columns)]);
    const magnitude = graph.node("ReduceMax", [graph.node("Abs", [rows]), this.integers("axis_last", [-1])], { attributes: { keepdims: 1 } });
    // Flat, because of no rows at all ReduceMax gives `[0, in]` (1.30).
    const maximum = graph.node("Max", [this.reshape(magnitude, [-1]), this.scalar("smallest_row_maximum", "float32", SMALLEST_ROW_MAXIMUM)]);
    const scales = graph.node("Mul", [maximum, this.scalar("int8_step", "float32", 1 / 127)]);
    const zeros = graph.node("Expand", [this.scalar("int8_zero", "uint8", INT8_ZERO), graph.node("Shape", [scales])]);
    const codes = graph.node("QuantizeLinear", [rows, scales, zeros], { attributes: { axis: 0 } });
    const floats = apart.length === 0 ? null : graph.node("Gather", [x, this.integers(`apart_${apart.join("_")}`, apart)], { attributes: { axis: 1 } });
    const made = { codes, scales: this.reshape(scales, [-1, 1]), floats };
    this.#quantised.set(key, made);
    return made;
  }

  /** `[columns]`: 0 at the channels that stand apart, else 1. */
  #keptChannels(apart: readonly number[], columns: number): string {
    const kept = new Float32Array(columns).fill(1);
    for (const channel of apart) kept[channel] = 0;
    return this.graph.initializer(`kept_${apart.join("_")}_of_${String(columns)}`, "float32", [columns], { bytes: new Uint8Array(kept.buffer) });
  }

  /** A tensor's piece as a value: an initializer outside the model's own bytes. */
  protected piece(entry: TensorEntry, role: TensorPiece["role"], shape?: readonly number[]): string {
    const piece = entry.pieces.find((candidate) => candidate.role === role);
    // The package was checked when it was opened; a missing piece would be a bug of ours, and the session says its name.
    if (piece === undefined) return `${entry.name}:${role}`;
    const type: OnnxType = piece.type;
    return this.graph.initializer(`${entry.name}:${role}`, type, shape ?? piece.shape, this.#placeOf(piece));
  }

  #placeOf(piece: TensorPiece): TensorBytes {
    const bytes = this.source.inline?.(piece);
    return bytes === undefined ? { location: piece.file, offset: piece.offset, length: piece.length } : { bytes };
  }
}

function rowsAndColumns(entry: TensorEntry): readonly [number, number] {
  return [entry.shape[0] ?? 0, entry.shape[1] ?? 0];
}
