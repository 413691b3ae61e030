// Graphs whose weights are fed instead of loaded: layers of a checkpoint that no memory holds, and the trial of one matrix
// in a form. They are built by the same code as the product's graphs.

import { addShard } from "./decoderGraph.ts";
import { GraphParts } from "./graphParts.ts";
import type { GraphSource } from "./graphParts.ts";
import type { TensorEntry, TensorPiece } from "./manifest.ts";
import { piecesOf } from "./pieces.ts";
import type { PieceShape } from "./pieces.ts";
import type { Form } from "./tensorNames.ts";
import { addVision } from "./visionGraph.ts";

/** A graph, the tensors to be fed by the names of their values, and the rows that its matrices read. */
export interface FedGraph {
  readonly bytes: Uint8Array;
  readonly weights: ReadonlyMap<string, TensorEntry>;
  /** Outputs `[rows, in]` by the name of the matrix; matrices that read the same rows have the same output. */
  readonly reads: ReadonlyMap<string, string>;
}

/** How one matrix should be kept in a package of int8, and why. */
export interface MatrixTrial {
  /** Of the tensor in the package. */
  readonly name: string;
  readonly form: "int8" | "int4";
  /** Channels that stand apart, rising; none for int4. */
  readonly apart: readonly number[];
  /** Relative errors of its products with the rows that it reads: int8 with channels apart, and int4. */
  readonly errors: { readonly int8: number; readonly int4: number };
}

/** Names of the trial's ends. */
export const TRIAL = {
  /** `[rows, in]` */
  rows: "rows",
  /** `[out, in]`, float32: the checkpoint's values */
  weights: "weights",
  /** `[]`: root of the mean, over the rows, of a row's squared difference over its squared length */
  error: "error",
} as const;

class FedParts extends GraphParts {
  readonly weights = new Map<string, TensorEntry>();
  readonly reads = new Map<string, string>();

  override linear(x: string, weightName: string, biasName?: string): string {
    this.reads.set(weightName, x);
    return super.linear(x, weightName, biasName);
  }

  protected override piece(entry: TensorEntry, role: TensorPiece["role"], shape?: readonly number[]): string {
    const name = fedName(entry.name, role);
    const piece = entry.pieces.find((candidate) => candidate.role === role);
    if (piece !== undefined && !this.weights.has(name)) {
      this.weights.set(name, entry);
      this.graph.input(name, piece.type, shape ?? piece.shape);
    }
    return name;
  }

  /** Makes the rows that its matrices read outputs, and writes the graph. */
  fed(): FedGraph {
    for (const [name, width] of new Map([...this.reads].map(([weight, x]) => [x, this.source.tensor(weight).shape[1] ?? 0]))) this.graph.output(name, "float32", ["rows", width]);
    return { bytes: this.graph.toBytes(), weights: this.weights, reads: this.reads };
  }
}

/** One layer of the decoder; ends as `SHARD` and `cacheEnds`. */
export function fedLayer(source: GraphSource, layer: number): FedGraph {
  const parts = new FedParts(source);
  addShard(parts, layer, layer + 1);
  return parts.fed();
}

/** Tower and projector; ends as `VISION`. */
export function fedVision(source: GraphSource): FedGraph {
  const parts = new FedParts(source);
  addVision(parts);
  return { bytes: parts.graph.toBytes(), weights: parts.weights, reads: new Map() };
}

/** The trial of a matrix. */
export interface TrialGraph {
  readonly bytes: Uint8Array;
  /** To be fed as `fedName(TRIAL.weights, role)`. */
  readonly pieces: readonly PieceShape[];
}

/** The error that a form makes of a matrix's product with some rows. */
export function trialGraph({ manifest }: GraphSource, shape: readonly number[], form: Form): TrialGraph {
  const entry: TensorEntry = { name: TRIAL.weights, shape: [...shape], ...form, pieces: piecesOf(shape, form).map((piece) => ({ ...piece, file: "", offset: 0, sha256: "" })) };
  const parts = new FedParts({ manifest, tensor: () => entry });
  const { graph } = parts;
  graph.input(TRIAL.rows, "float32", ["rows", shape[1] ?? 0]);
  graph.input(TRIAL.weights, "float32", [...shape]);
  const exact = graph.node("Gemm", [TRIAL.rows, TRIAL.weights], { attributes: { transB: 1 } });
  const difference = graph.node("Sub", [parts.linear(TRIAL.rows, TRIAL.weights), exact]);
  const squares = (values: string): string => graph.node("ReduceSumSquare", [values, parts.integers("axis_last", [-1])], { attributes: { keepdims: 0 } });
  // A row of nothing has no error.
  const length = graph.node("Max", [squares(exact), parts.scalar("smallest_length", "float32", 1e-30)]);
  const mean = graph.node("ReduceMean", [graph.node("Div", [squares(difference), length])], { attributes: { keepdims: 0 } });
  graph.node("Sqrt", [mean], { output: TRIAL.error });
  graph.output(TRIAL.error, "float32", []);
  return { bytes: graph.toBytes(), pieces: piecesOf(shape, form) };
}

/** What a piece is fed as. */
export function fedName(tensor: string, role: TensorPiece["role"]): string {
  return `${tensor}:${role}`;
}
