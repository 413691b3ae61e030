// What the kernels of a cached step take when nothing else runs between them: every matrix of some layers, the attention,
// and the head, each in a session of its own. A step is these, the elementwise parts, and our own work around them.

import { createSession } from "../src/engine/onnxruntime.ts";
import type { Session, Values } from "../src/engine/onnxruntime.ts";
import { cachedAttention } from "../src/model/attention.ts";
import { GraphParts } from "../src/model/graphParts.ts";
import type { ModelPackage } from "../src/model/index.ts";
import { median } from "./timing.ts";

/** Layers whose matrices are measured in turn: with one alone its weights would lie in the processor's cache. */
const LAYERS = 4;
const RUNS = 7;
const MATRICES = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"] as const;

/** Processor time of a step's kernels. */
export interface KernelTimes {
  /** Of all layers and the head together. */
  readonly cpuMs: number;
  /** Of one run of each kind. */
  readonly parts: ReadonlyMap<string, number>;
}

/** @param step rows of the block, all of them scored, and positions that are cached */
export async function kernelsAlone(source: ModelPackage, step: { readonly threads: number; readonly rows: number; readonly cached: number }): Promise<KernelTimes> {
  const { layers } = source.manifest.decoder;
  const works = new Map<string, { readonly runs: readonly (() => Promise<unknown>)[]; readonly times: number }>();
  const opened: Session[] = [];
  const open = async (parts: GraphParts): Promise<Session> => {
    const session = await createSession(parts.graph.toBytes(), { part: "kernel", weightsFolder: source.folder, threads: step.threads });
    opened.push(session);
    return session;
  };
  for (const matrix of MATRICES) {
    const runs = [];
    for (let layer = 0; layer < Math.min(LAYERS, layers); layer++) runs.push(await matrixRun(source, `decoder.layers.${String(layer)}.${matrix}.weight`, step.rows, open));
    works.set(matrix, { runs, times: layers });
  }
  works.set("attention", { runs: [await attentionRun(source, step, open)], times: layers });
  works.set("lm_head", { runs: [await matrixRun(source, "lm_head.weight", step.rows, open)], times: 1 });

  const parts = new Map<string, number>();
  const taken = new Map<string, number[]>();
  for (let run = 0; run < RUNS; run++) {
    for (const [name, { runs }] of works) taken.set(name, [...(taken.get(name) ?? []), await cpuMs(runs[run % runs.length])]);
  }
  for (const [name, ms] of taken) parts.set(name, median(ms.slice(1)));
  await Promise.all(opened.map((session) => session.release()));
  return { parts, cpuMs: [...works].reduce((sum, [name, { times }]) => sum + times * (parts.get(name) ?? 0), 0) };
}

async function cpuMs(work: (() => Promise<unknown>) | undefined): Promise<number> {
  const before = process.cpuUsage();
  await work?.();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

type Open = (parts: GraphParts) => Promise<Session>;

async function matrixRun(source: ModelPackage, name: string, rows: number, open: Open): Promise<() => Promise<unknown>> {
  const [out = 0, columns = 0] = source.tensor(name).shape;
  const parts = new GraphParts(source);
  parts.graph.input("x", "float32", ["rows", columns]);
  const y = parts.linear("x", name);
  parts.graph.output(y, "float32", ["rows", out]);
  const session = await open(parts);
  const x: Values = { type: "float32", data: pattern(rows * columns), shape: [rows, columns] };
  await session.run({ x }, [y]);
  return () => session.run({ x }, [y]);
}

async function attentionRun(source: ModelPackage, { rows, cached }: { readonly rows: number; readonly cached: number }, open: Open): Promise<() => Promise<unknown>> {
  const { heads, kvHeads, headDim } = source.manifest.decoder;
  const parts = new GraphParts(source);
  const sides = { q: [rows, heads], k: [rows, kvHeads], v: [rows, kvHeads], ck: [cached, kvHeads], cv: [cached, kvHeads] } as const;
  const feeds: Record<string, Values> = {};
  for (const [name, [positions, count]] of Object.entries(sides)) {
    parts.graph.input(name, "float32", [1, name.startsWith("c") ? "cached" : "rows", count * headDim]);
    feeds[name] = { type: "float32", data: pattern(positions * count * headDim), shape: [1, positions, count * headDim] };
  }
  const y = cachedAttention(parts, { queries: "q", cachedKeys: "ck", cachedValues: "cv", ownKeys: "k", ownValues: "v" }, 0);
  parts.graph.output(y, "float32", ["rows", heads * headDim]);
  const session = await open(parts);
  await session.run(feeds, [y]);
  return () => session.run(feeds, [y]);
}

function pattern(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin(index * 0.7));
}
