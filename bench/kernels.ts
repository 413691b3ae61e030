// `npm run bench:kernels -- [--shape scaled|8b] [--rows 1,8,16,32,900]`: which ONNX graph is the fastest for a layer's
// matrices and for its attention, on one thread, in processor time. The first four are the product's own graphs.

import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createSession } from "../src/engine/onnxruntime.ts";
import type { Session, Values } from "../src/engine/onnxruntime.ts";
import { OnnxGraph } from "../src/formats/index.ts";
import { cachedAttention } from "../src/model/attention.ts";
import { preciseSums, quickSums } from "../src/model/decoderGraph.ts";
import { GraphParts, MICROSOFT } from "../src/model/graphParts.ts";
import type { TensorEntry } from "../src/model/index.ts";
import type { Manifest } from "../src/model/manifest.ts";
import { piecesOf } from "../src/model/pieces.ts";
import type { Form } from "../src/model/tensorNames.ts";
import { SHAPES, VOCABULARY } from "./syntheticCheckpoint.ts";

const { values } = parseArgs({ options: { shape: { type: "string", default: "scaled" }, rows: { type: "string", default: "1,8,16,32,900" }, cached: { type: "string", default: "992" } } });
const shape = SHAPES[values.shape === "8b" ? "8b" : "scaled"];
const rowCounts = values.rows.split(",").map(Number);
const folder = mkdtempSync(join(tmpdir(), "kernels-"));

/** A matrix `[out, in]` and the graph that multiplies rows with it. */
interface Matrix {
  readonly out: number;
  readonly columns: number;
}
type Build = (matrix: Matrix) => Promise<OnnxGraph> | OnnxGraph;

const KERNELS: Readonly<Record<string, Build>> = {
  "fp32": product({ form: "fp32" }),
  "int4, block 32": product({ form: "int4", block: 32 }),
  "int4, block 128": product({ form: "int4", block: 128 }),
  "int8 per row": product({ form: "int8" }),
  "int4, block 64": (matrix) => blocks(matrix, 4, 64),
  "int4, block 256": (matrix) => blocks(matrix, 4, 256),
  "8 bits, block 32": (matrix) => blocks(matrix, 8, 32),
  "8 bits, block 128": (matrix) => blocks(matrix, 8, 128),
  "int8 per row, scales by Cast and Mul": (matrix) => perRow(matrix, "uint8", "int8"),
  "int8 per row, both unsigned": (matrix) => perRow(matrix, "uint8", "uint8"),
  "int8 per row, both signed": (matrix) => perRow(matrix, "int8", "int8"),
  "rows quantised, not multiplied": ({ columns }) => quantisedAlone(columns),
};

async function main(): Promise<void> {
  try {
    const { hidden_size: hidden, intermediate_size: intermediate } = shape;
    console.log(`shape ${values.shape}, Node.js ${process.version}, one thread; GFLOP/s of processor time, fastest of several runs\n`);
    for (const [out, columns] of [[hidden, hidden], [intermediate, hidden], [hidden, intermediate]] as const) {
      await compare(`${String(columns)} to ${String(out)}`, KERNELS, { out, columns });
    }
    const joined = Object.fromEntries(["int4, block 128", "int8 per row"].map((name) => [name, KERNELS[name] ?? product({ form: "fp32" })]));
    await compare("q, k, v in one matrix", joined, { out: 3 * hidden, columns: hidden });
    await compare("gate, up in one matrix", joined, { out: 2 * intermediate, columns: hidden });
    await compareAttention(Number(values.cached));
    await compareSums();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(title: string, kernels: Readonly<Record<string, Build>>, matrix: Matrix): Promise<void> {
  console.log(`| ${title} | ${rowCounts.map((rows) => `${String(rows)} rows`).join(" | ")} |\n| --- |${" --- |".repeat(rowCounts.length)}`);
  for (const [name, build] of Object.entries(kernels)) {
    const session = await open(await build(matrix));
    const cells: string[] = [];
    for (const rows of rowCounts) {
      const x: Values = { type: "float32", data: pattern(rows * matrix.columns), shape: [rows, matrix.columns] };
      const seconds = await cpuSeconds(session, { x }, rows);
      cells.push(`${((2 * rows * matrix.out * matrix.columns) / seconds / 1e9).toFixed(0)} (${(seconds * 1000).toFixed(2)} ms)`);
    }
    await session.release();
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
  console.log("");
}

/** Both ways of the product's attention at every number of rows, milliseconds of processor time. */
async function compareAttention(cached: number): Promise<void> {
  console.log(`| attention to ${String(cached)} cached positions | in place | flash kernel after a copy |\n| --- | --- | --- |`);
  for (const rows of [8, 32, 64, 128, 256, 512]) {
    const [inPlace, flash] = [await attentionSeconds(rows, cached, 1 << 30), await attentionSeconds(rows, cached, 0)];
    console.log(`| ${String(rows)} rows | ${(inPlace * 1000).toFixed(2)} ms | ${(flash * 1000).toFixed(2)} ms |`);
  }
}

async function attentionSeconds(rows: number, cached: number, fewRows: number): Promise<number> {
  const [heads, headDim] = [shape.num_attention_heads, 128];
  const width = heads * headDim;
  const parts = new GraphParts({ manifest: { decoder: { heads, kvHeads: heads, headDim } } as Manifest, tensor: () => { throw new Error("no tensor"); } });
  for (const name of ["q", "k", "v"]) parts.graph.input(name, "float32", [1, "rows", width]);
  for (const name of ["ck", "cv"]) parts.graph.input(name, "float32", [1, "cached", width]);
  const y = cachedAttention(parts, { queries: "q", cachedKeys: "ck", cachedValues: "cv", ownKeys: "k", ownValues: "v" }, 0, fewRows);
  parts.graph.node("Identity", [y], { output: "y" });
  parts.graph.output("y", "float32", ["rows", width]);
  const session = await open(parts.graph);
  const of = (count: number): Values => ({ type: "float32", data: pattern(count * width), shape: [1, count, width] });
  const seconds = await cpuSeconds(session, { q: of(rows), k: of(rows), v: of(rows), ck: of(cached), cv: of(cached) }, rows);
  await session.release();
  return seconds;
}

/** What a certainty is divided by, both ways of the product, over rows of the real vocabulary: a block's half is scored in the mean. */
async function compareSums(): Promise<void> {
  console.log(`\n| sums of ${String(VOCABULARY)} exponentials | 1 rows | 16 rows |\n| --- | --- | --- |`);
  for (const [name, sumsOf] of [["float64", preciseSums], ["float32 softmax", quickSums]] as const) {
    const parts = new GraphParts({ manifest: {} as Manifest, tensor: () => { throw new Error("no tensor"); } });
    parts.graph.input("x", "float32", ["rows", VOCABULARY]);
    parts.graph.node("Cast", [sumsOf(parts, "x").sum], { output: "y", attributes: { to: 1 } });
    parts.graph.output("y", "float32", ["rows", 1]);
    const session = await open(parts.graph);
    const cells: string[] = [];
    for (const rows of [1, 16]) cells.push(`${((await cpuSeconds(session, { x: { type: "float32", data: pattern(rows * VOCABULARY), shape: [rows, VOCABULARY] } }, rows)) * 1000).toFixed(2)} ms`);
    await session.release();
    console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
}

async function open(graph: OnnxGraph): Promise<Session> {
  return createSession(graph.toBytes(), { part: "kernel", weightsFolder: folder, threads: 1 });
}

/** The fastest run: other work on the machine only adds time. */
async function cpuSeconds(session: Session, feeds: Readonly<Record<string, Values>>, rows: number): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < (rows > 300 ? 4 : 15); run++) {
    const before = process.cpuUsage();
    await session.run(feeds, ["y"]);
    const { user, system } = process.cpuUsage(before);
    if (run > 0) least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

/** The graph of `GraphParts.linear` over a weights file of random bytes. */
function product(form: Form): Build {
  return async ({ out, columns }) => {
    let offset = 0;
    const pieces = piecesOf([out, columns], form).map((piece) => {
      const placed = { ...piece, file: "weights-00.bin", offset, sha256: "" };
      offset += Math.ceil(piece.length / 4096) * 4096;
      return placed;
    });
    const bytes = new Uint8Array(offset);
    for (const { type, offset: start, length } of pieces) bytes.set(type === "float32" ? new Uint8Array(pattern(length / 4).buffer) : noise(length), start);
    await writeFile(join(folder, "weights-00.bin"), bytes);
    const entry: TensorEntry = { name: "w", shape: [out, columns], ...form, pieces };
    const parts = new GraphParts({ manifest: {} as Manifest, tensor: () => entry });
    parts.graph.input("x", "float32", ["rows", columns]);
    return withOutput(parts.graph, parts.linear("x", "w"), "float32", out);
  };
}

function blocks({ out, columns }: Matrix, bits: number, block: number): OnnxGraph {
  const graph = new OnnxGraph();
  const perRowBlocks = Math.ceil(columns / block);
  graph.input("x", "float32", ["rows", columns]);
  const codes = graph.initializer("b", "uint8", [out, perRowBlocks, (block * bits) / 8], { bytes: noise(out * perRowBlocks * block * bits / 8) });
  const scales = graph.initializer("s", "float32", [out, perRowBlocks], { bytes: new Uint8Array(pattern(out * perRowBlocks).buffer) });
  return withOutput(graph, graph.node("MatMulNBits", ["x", codes, scales], { domain: MICROSOFT, attributes: { N: out, K: columns, bits, block_size: block, accuracy_level: 4 } }), "float32", out);
}

/** Rows by their own maximum, step by step, and scales after the product. */
function perRow({ out, columns }: Matrix, rowType: "uint8" | "int8", weightType: "uint8" | "int8"): OnnxGraph {
  const graph = new OnnxGraph();
  const { codes, scales } = quantisedRows(graph, columns, rowType);
  const weights = graph.initializer("b", weightType, [columns, out], { bytes: noise(out * columns) });
  const zero = graph.initializer("zero", rowType, [], { bytes: Uint8Array.of(rowType === "uint8" ? 128 : 0) });
  const sums = graph.node("Cast", [graph.node("MatMulInteger", [codes, weights, zero])], { attributes: { to: 1 } });
  const ofWeights = graph.initializer("s", "float32", [out], { bytes: new Uint8Array(pattern(out).buffer) });
  return withOutput(graph, graph.node("Mul", [graph.node("Mul", [sums, ofWeights]), scales]), "float32", out);
}

function quantisedAlone(columns: number): OnnxGraph {
  const graph = new OnnxGraph();
  const { codes } = quantisedRows(graph, columns, "uint8");
  return withOutput(graph, graph.node("Cast", [codes], { attributes: { to: 1 } }), "float32", columns);
}

function quantisedRows(graph: OnnxGraph, columns: number, type: "uint8" | "int8"): { readonly codes: string; readonly scales: string } {
  const constant = (name: string, value: number): string => graph.initializer(name, "float32", [], { bytes: new Uint8Array(Float32Array.of(value).buffer) });
  graph.input("x", "float32", ["rows", columns]);
  const axis = graph.initializer("axis", "int64", [1], { bytes: new Uint8Array(BigInt64Array.of(-1n).buffer) });
  const maximum = graph.node("ReduceMax", [graph.node("Abs", ["x"]), axis], { attributes: { keepdims: 1 } });
  const scales = graph.node("Div", [graph.node("Max", [maximum, constant("least", 1e-30)]), constant("steps", 127)]);
  const rounded = graph.node("Round", [graph.node("Div", ["x", scales])]);
  const codes = type === "int8" ? rounded : graph.node("Add", [rounded, constant("centre", 128)]);
  return { codes: graph.node("Cast", [codes], { attributes: { to: type === "int8" ? 3 : 2 } }), scales };
}

function withOutput(graph: OnnxGraph, value: string, type: "float32", width: number): OnnxGraph {
  graph.node("Identity", [value], { output: "y" });
  graph.output("y", type, ["rows", width]);
  return graph;
}

/** Small values of both signs. */
function pattern(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(index * 0.7) * 0.02);
}

function noise(count: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(count / 4) * 4);
  const words = new Uint32Array(bytes.buffer);
  let word = 1;
  for (let index = 0; index < words.length; index++) words[index] = word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
  return bytes.subarray(0, count);
}

void main();
