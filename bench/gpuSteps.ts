// Times of a package on a graphics card, in a process of its own: `npm run bench:gpu` starts it and reads the line of JSON
// at its end. Everything is wall time; the card is waited for by reading a result.

import { parseArgs } from "node:util";
import { defaultThreads, openNetwork, type Network, type Placement } from "../src/engine/index.ts";
import type { ProbeOutcome } from "../src/engine/protocol.ts";
import { createSession, type Session, type Values } from "../src/engine/onnxruntime.ts";
import { OnnxGraph } from "../src/formats/index.ts";
import { openPackage, type Manifest } from "../src/model/index.ts";
import { cachedStepSeconds, draftSeconds, exactPassSeconds, taskOf, warmUp, type DraftFigures } from "./ourSteps.ts";

/** Seconds of the wall, bytes. */
export interface GpuFigures {
  readonly name: string;
  readonly weights: string;
  readonly loadedSeconds: number;
  /** A tile through tower and projector. */
  readonly tileMs: number;
  /** Billions of bytes a second, read and written, of a chain of products with a number. */
  readonly copyGBs: number;
  /** Weights, keys and values that a cached step has to read. */
  readonly stepBytes: number;
  readonly exactPass: number;
  readonly cachedStep: number;
  readonly drafted: DraftFigures;
  readonly length: number;
}

const BLOCK = 32;
const RUNS = 3;
/** Below the smallest binding that WebGPU promises, above any cache. */
const VALUES = { rows: 30_000, columns: 1024 } as const;
/** Products in the chain; the long one where the short one was quick. */
const CHAINS = [2, 64] as const;
const QUICK_S = 0.5;
const signal = new AbortController().signal;

const { values } = parseArgs({ options: { package: { type: "string", default: "" }, prompt: { type: "string", default: "896" }, length: { type: "string", default: "128" }, outcome: { type: "string", default: "" } } });
void measure(values.package, { prompt: Number(values.prompt), length: Number(values.length) }).then((figures) => {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
});

async function measure(folder: string, { prompt, length }: { readonly prompt: number; readonly length: number }): Promise<GpuFigures> {
  const { halves, attention, gflops } = JSON.parse(values.outcome) as ProbeOutcome;
  const float = halves ? "float16" : "float32";
  const placement: Placement = { provider: "webgpu", target: { kind: "gpu", float, attention }, gflops };
  const copyGBs = await copySpeed();
  const source = await openPackage(folder);
  const loading = wallSeconds();
  const network = await openNetwork(source, { threads: defaultThreads(), placement, layersPerShard: null, signal, onProgress: () => undefined });
  const loadedSeconds = loading();
  const task = taskOf(network, { prompt, length, block: Math.min(BLOCK, length) });
  await warmUp(network, task);
  // The first of each compiles its kernels.
  await exactPassSeconds(network, task, wallSeconds);
  const exactPass = await exactPassSeconds(network, task, wallSeconds);
  await cachedStepSeconds(network, task, wallSeconds);
  const cachedStep = await cachedStepSeconds(network, task, wallSeconds);
  await draftSeconds(network, task, wallSeconds);
  const drafted = await draftSeconds(network, task, wallSeconds);
  const tileMs = await tile(network);
  await network.release();
  const { name, weights } = source.manifest;
  return { name, weights, loadedSeconds, tileMs, copyGBs, stepBytes: bytesOfStep(source.manifest, prompt + length, halves ? 2 : 4), exactPass, cachedStep, drafted, length };
}

function bytesOfStep({ tensors, decoder }: Manifest, positions: number, floatBytes: number): number {
  const read = tensors.filter(({ name }) => name.startsWith("decoder.") || name.startsWith("lm_head."));
  const weights = read.reduce((sum, { pieces }) => sum + pieces.reduce((whole, { length }) => whole + length, 0), 0);
  return weights + 2 * positions * decoder.layers * decoder.kvHeads * decoder.headDim * floatBytes;
}

async function tile(network: Network): Promise<number> {
  const { channels, imageSize } = network.source.manifest.tower;
  let fastest = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const taken = wallSeconds();
    await network.features(new Float32Array(channels * imageSize ** 2), signal, () => undefined);
    fastest = Math.min(fastest, taken());
  }
  return fastest * 1000;
}

/** Values that lie on the card times a number, again and again; one value comes back. */
async function copySpeed(): Promise<number> {
  const expand = await createSession(expandGraph(), { part: "bench", weightsFolder: ".", threads: 1, provider: "webgpu", onDevice: ["values"] });
  const row: Values = { type: "float32", data: new Float32Array(VALUES.columns).fill(1), shape: [1, VALUES.columns] };
  const { values: held } = await expand.run({ row }, ["values"]);
  if (held?.type !== "device") throw new Error("the values are not on the card");
  let speed = 0;
  for (const chain of CHAINS) {
    const session = await createSession(chainGraph(chain), { part: "bench", weightsFolder: ".", threads: 1, provider: "webgpu" });
    const seconds = await fastestRun(session, held);
    await session.release();
    speed = (2 * chain * VALUES.rows * VALUES.columns * 4) / seconds / 1e9;
    if (seconds > QUICK_S) break;
  }
  held.dispose();
  await expand.release();
  return speed;
}

async function fastestRun(session: Session, held: Values): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run <= RUNS; run++) {
    const taken = wallSeconds();
    await session.run({ values: held }, ["one"]);
    fastest = Math.min(fastest, taken());
  }
  return fastest;
}

function expandGraph(): Uint8Array {
  const graph = new OnnxGraph();
  graph.input("row", "float32", [1, VALUES.columns]);
  const shape = graph.initializer("shape", "int64", [2], { bytes: new Uint8Array(BigInt64Array.of(BigInt(VALUES.rows), BigInt(VALUES.columns)).buffer) });
  graph.node("Expand", ["row", shape], { output: "values" });
  graph.output("values", "float32", [VALUES.rows, VALUES.columns]);
  return graph.toBytes();
}

function chainGraph(chain: number): Uint8Array {
  const graph = new OnnxGraph();
  let x: string = graph.input("values", "float32", [VALUES.rows, VALUES.columns]);
  for (let index = 0; index < chain; index++) {
    const factor = graph.initializer(`factor${String(index)}`, "float32", [1], { bytes: new Uint8Array(Float32Array.of(1 + index / 1024).buffer) });
    x = graph.node("Mul", [x, factor]);
  }
  const first = graph.initializer("first", "int64", [1], { bytes: new Uint8Array(8) });
  graph.node("Gather", [graph.node("Gather", [x, first]), first], { attributes: { axis: 1 }, output: "one" });
  graph.output("one", "float32", [1, 1]);
  return graph.toBytes();
}

function wallSeconds(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
