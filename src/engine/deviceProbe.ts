// Tries a device: a tiny network on it must give what it gives on the processor, in float32, in int4 and, where the device
// has them, in halves; and how fast it multiplies. It runs in a process of its own (`probeProcess.ts`): a driver may end or
// stop the process that asks it.

import { OnnxGraph } from "../formats/index.ts";
import { CPU_TARGET, probePackage, type GraphTarget } from "../model/index.ts";
import type { Device, ProbeOutcome, WhyNot } from "./deviceProtocol.ts";
import { EngineError } from "./errors.ts";
import type { Network } from "./network.ts";
import { createSession, isBundled, type Provider, type Session } from "./onnxruntime.ts";
import { openNetwork } from "./openNetwork.ts";
import { ON_CPU, type Placement } from "./placement.ts";

/** Root of the mean squared difference over that of the values. float32: sums in another order. int4: activations are quantised too. */
export const TOLERANCE = { float32: 1e-4, int4: 0.05, float16: 0.02 } as const;
const CERTAINTY_TOLERANCE = 1e-3;
/** Enough for the kernels of many rows, and few enough for those of few. */
const ROWS = { whole: 72, few: 9 } as const;

const signal = new AbortController().signal;

/** What is known of a device here, found out in this process. */
export async function probeDevice(device: Device, threads: number): Promise<Omit<ProbeOutcome, "key">> {
  const no = (why: WhyNot): Omit<ProbeOutcome, "key"> => ({ device, why, halves: false, attention: "flash", gflops: 0, speed: 0 });
  if (!isBundled(device)) return no("no-build");
  const expected = { fp32: await results(ON_CPU, "fp32", threads), int4: await results(ON_CPU, "int4", threads) };
  try {
    const target = await rightTarget(device, expected, threads);
    if (target === null) return no("wrong");
    const halves = target.kind === "gpu" && (await hasHalves({ provider: device, target: { ...target, float: "float16" }, gflops: null }, expected, threads));
    const [own, theirs] = [await speedOf("cpu", threads), await speedOf(device, threads)];
    return { device, why: null, halves, attention: target.kind === "gpu" ? target.attention : "flash", gflops: theirs.many, speed: theirs.few / own.few };
  } catch (error) {
    return no(whyOf(error));
  }
}

/** The graphs that compute rightly on a device: the first of those that it may be given. */
async function rightTarget(device: Device, expected: Readonly<Record<"fp32" | "int4", Results>>, threads: number): Promise<GraphTarget | null> {
  const gpu = (attention: "flash" | "plain"): GraphTarget => ({ kind: "gpu", float: "float32", attention });
  return await firstRight(device === "webgpu" ? [gpu("flash"), gpu("plain")] : [CPU_TARGET], async (target) => {
    const placement = { provider: device, target, gflops: null };
    if (!agree(await results(placement, "fp32", threads), expected.fp32, TOLERANCE.float32)) return false;
    return agree(await results(placement, "int4", threads), expected.int4, TOLERANCE.int4);
  });
}

/**
 * The first that is right; a driver that refuses one kind of graph may take the next.
 * @returns null where the last was tried and wrong
 * @throws EngineError of the last where that one could not be tried
 */
export async function firstRight<T>(candidates: readonly T[], isRight: (candidate: T) => Promise<boolean>): Promise<T | null> {
  let failure: EngineError | null = null;
  for (const candidate of candidates) {
    try {
      if (await isRight(candidate)) return candidate;
      failure = null;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      failure = error;
    }
  }
  if (failure !== null) throw failure;
  return null;
}

/** What a trial computes. */
export interface Results {
  readonly features: Float32Array;
  readonly rows: Float32Array;
  readonly cachedRows: Float32Array;
  readonly candidates: BigInt64Array;
  readonly certainties: Float64Array;
}

/** A tile through the tower; rows through the layers, all at once and with the others cached; and the head. */
export async function results(placement: Placement, weights: "fp32" | "int4", threads: number): Promise<Results> {
  const source = probePackage(weights);
  // A layer a shard: rows go from one to the next without coming back.
  const network = await openNetwork(source, { threads, placement, layersPerShard: 1, signal, onProgress: () => undefined });
  try {
    const { hidden } = source.manifest.decoder;
    const { channels, imageSize } = source.manifest.tower;
    const features = await network.features(waves(channels * imageSize ** 2), signal, () => undefined);
    const input = waves(ROWS.whole * hidden);
    const store = network.keyValueStore();
    const all = Int32Array.from({ length: ROWS.whole }, (_, row) => row);
    store.reserve(all);
    const rows = await network.decode(input, signal, { kept: { store, positions: all, rows: all } });
    const few = all.subarray(ROWS.whole - ROWS.few);
    const cachedRows = await network.decode(input.subarray((ROWS.whole - ROWS.few) * hidden), signal, { positions: few, cached: store.without(few) });
    store.dispose();
    return { features, rows, cachedRows, ...(await headOf(network, cachedRows)) };
  } finally {
    await network.release();
  }
}

async function headOf(network: Network, rows: Float32Array): Promise<Pick<Results, "candidates" | "certainties">> {
  const { hidden, vocab } = network.source.manifest.decoder;
  const allowed = new Float32Array(vocab).fill(-Infinity, 0, vocab >> 1);
  return await network.tail({ rows, guidance: null, allowed, classes: new BigInt64Array(rows.length / hidden), targets: null, listsBest: true, noise: null, isDebugging: false });
}

/** Whether a trial gave what it gives on the processor. */
export function agree(found: Results, expected: Results, tolerance: number): boolean {
  const isNear = (one: Float32Array, other: Float32Array): boolean => difference(one, other) <= tolerance;
  if (!isNear(found.features, expected.features) || !isNear(found.rows, expected.rows) || !isNear(found.cachedRows, expected.cachedRows)) return false;
  // What is chosen may differ where the rows do.
  if (tolerance > TOLERANCE.float32) return found.certainties.every((certainty) => certainty > 0 && certainty <= 1);
  return found.candidates.every((id, row) => id === expected.candidates[row]) && found.certainties.every((certainty, row) => Math.abs(certainty / (expected.certainties[row] ?? 0) - 1) <= CERTAINTY_TOLERANCE);
}

/** Not a number where a value is none. */
function difference(found: Float32Array, expected: Float32Array): number {
  let squares = 0;
  let whole = 0;
  for (const [index, value] of expected.entries()) {
    squares += ((found[index] ?? NaN) - value) ** 2;
    whole += value ** 2;
  }
  return Math.sqrt(squares / whole);
}

/** A device without halves refuses the graphs. */
async function hasHalves(placement: Placement, expected: Readonly<Record<"fp32" | "int4", Results>>, threads: number): Promise<boolean> {
  try {
    if (!agree(await results(placement, "fp32", threads), expected.fp32, TOLERANCE.float16)) return false;
    return agree(await results(placement, "int4", threads), expected.int4, TOLERANCE.int4);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

function whyOf(error: unknown): WhyNot {
  const text = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  if (/adapter/iu.test(text)) return "no-adapter";
  if (/backend not found|providers_cuda|cannot open shared object/iu.test(text)) return "no-build";
  return "failed";
}

/** Sides of the matrices, and how many are multiplied one after the other. */
const SIDE = 2048;
const CHAIN = 8;
const SMALL = { side: 512, chain: 4 } as const;
/** A device that takes longer than this for the small measure is not given the large one, milliseconds. */
const PATIENCE_MS = 100;
const FEW = 32;
const MANY = 512;
const RUNS = 4;
/** A run that took longer is not repeated. */
const HOPELESS_MS = 1000;

/** Billions of operations a second in int4 products of a sampler's block of rows, and of many rows. */
async function speedOf(provider: Provider, threads: number): Promise<{ few: number; many: number }> {
  const small = await measured(provider, threads, { ...SMALL, rows: FEW });
  if (small.ms > PATIENCE_MS) return { few: small.gflops, many: small.gflops };
  const few = await measured(provider, threads, { side: SIDE, chain: CHAIN, rows: FEW });
  if (few.ms > PATIENCE_MS) return { few: few.gflops, many: few.gflops };
  return { few: few.gflops, many: (await measured(provider, threads, { side: SIDE, chain: CHAIN, rows: MANY })).gflops };
}

interface Measure {
  readonly side: number;
  readonly chain: number;
  readonly rows: number;
}

async function measured(provider: Provider, threads: number, { side, chain, rows }: Measure): Promise<{ ms: number; gflops: number }> {
  const session = await createSession(chainGraph(side, chain), { part: "probe", weightsFolder: "", threads, provider });
  try {
    const ms = await fastestMs(session, side, rows);
    return { ms, gflops: (2 * rows * side * side * chain) / ms / 1e6 };
  } finally {
    await session.release();
  }
}

async function fastestMs(session: Session, side: number, rows: number): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const startMs = performance.now();
    await session.run({ rows: { type: "float32", data: new Float32Array(rows * side), shape: [rows, side] } }, ["one"]);
    fastest = Math.min(fastest, performance.now() - startMs);
    if (fastest > HOPELESS_MS) break;
  }
  return fastest;
}

/** Products one after the other, of which one number comes back. */
function chainGraph(side: number, chain: number): Uint8Array {
  const graph = new OnnxGraph();
  let x = graph.input("rows", "float32", ["rows", side]);
  const block = 32;
  for (let index = 0; index < chain; index++) {
    const codes = Uint8Array.from({ length: (side * side) / 2 }, (_, at) => (at * 37 + index) & 0xff);
    const scales = new Float32Array((side * side) / block).fill(1e-3);
    const values = graph.initializer(`values${String(index)}`, "uint8", [side, side / block, block / 2], { bytes: codes });
    const inputs = [x, values, graph.initializer(`scales${String(index)}`, "float32", [side, side / block], { bytes: new Uint8Array(scales.buffer) })];
    x = graph.node("MatMulNBits", inputs, { domain: "com.microsoft", attributes: { N: side, K: side, bits: 4, block_size: block, accuracy_level: 4 } });
  }
  const first = graph.initializer("first", "int64", [1], { bytes: new Uint8Array(8) });
  graph.node("Gather", [graph.node("Gather", [x, first]), first], { attributes: { axis: 1 }, output: "one" });
  graph.output("one", "float32", [1, 1]);
  return graph.toBytes();
}

function waves(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(index * 0.37) + Math.sin(index * 0.011));
}
