// What this machine's processor can do on one thread: multiplications of float32 matrices, and reading memory.

import { createSession } from "../src/engine/onnxruntime.ts";
import { OnnxGraph } from "../src/formats/index.ts";

const ROWS = 1024;
const INNER = 2048;
const COLUMNS = 5632;
/** More than any cache. */
const READ_VALUES = 128 * 1024 * 1024;
const RUNS = 4;

export interface MachineFigures {
  /** Billions of operations a second of the processor. */
  readonly float32Gflops: number;
  /** Billions of bytes. */
  readonly readGBs: number;
}

export async function measureMachine(): Promise<MachineFigures> {
  return { float32Gflops: await float32Gflops(), readGBs: await readGBs() };
}

async function float32Gflops(): Promise<number> {
  const graph = new OnnxGraph();
  graph.input("a", "float32", [ROWS, INNER]);
  graph.initializer("b", "float32", [INNER, COLUMNS], { bytes: new Uint8Array(filled(INNER * COLUMNS).buffer) });
  graph.node("MatMul", ["a", "b"], { output: "product" });
  graph.output("product", "float32", [ROWS, COLUMNS]);
  const seconds = await fastest(graph, { a: { type: "float32", data: filled(ROWS * INNER), shape: [ROWS, INNER] } }, "product");
  return (2 * ROWS * INNER * COLUMNS) / seconds / 1e9;
}

async function readGBs(): Promise<number> {
  const graph = new OnnxGraph();
  graph.input("values", "float32", [READ_VALUES / INNER, INNER]);
  graph.node("ReduceMax", ["values"], { output: "largest", attributes: { keepdims: 0 } });
  graph.output("largest", "float32", []);
  const seconds = await fastest(graph, { values: { type: "float32", data: filled(READ_VALUES), shape: [READ_VALUES / INNER, INNER] } }, "largest");
  return (READ_VALUES * 4) / seconds / 1e9;
}

type Feeds = Parameters<Awaited<ReturnType<typeof createSession>>["run"]>[0];

/** Seconds of the processor of the fastest run. */
async function fastest(graph: OnnxGraph, feeds: Feeds, output: string): Promise<number> {
  const session = await createSession(graph.toBytes(), { part: "bench", weightsFolder: ".", threads: 1 });
  let seconds = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const start = process.cpuUsage();
    await session.run(feeds, [output]);
    const { user, system } = process.cpuUsage(start);
    seconds = Math.min(seconds, (user + system) / 1e6);
  }
  await session.release();
  return seconds;
}

function filled(values: number): Float32Array {
  const array = new Float32Array(values);
  for (let index = 0; index < values; index++) array[index] = (index % 251) / 251 - 0.5;
  return array;
}
