// The parts that decoder graphs are made of, run by onnxruntime and compared with what they stand for.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createSession } from "../../src/engine/onnxruntime.ts";
import type { Values } from "../../src/engine/onnxruntime.ts";
import { cachedAttention } from "../../src/model/attention.ts";
import { GraphParts } from "../../src/model/graphParts.ts";
import type { DecoderFacts, TensorEntry } from "../../src/model/index.ts";
import type { Manifest } from "../../src/model/manifest.ts";
import { piecesOf } from "../../src/model/pieces.ts";
import { quantiseInt8 } from "../../src/model/quantise.ts";
import { seededRandom } from "../model/tinyCheckpoint.ts";

let folder = "";

function normal(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

function partsOf(decoder: Partial<DecoderFacts>, tensors: readonly TensorEntry[]): GraphParts {
  return new GraphParts({
    manifest: { decoder } as Manifest,
    tensor: (name) => {
      const found = tensors.find((tensor) => tensor.name === name);
      if (found === undefined) throw new Error(name);
      return found;
    },
  });
}

async function runGraph(parts: GraphParts, feeds: Readonly<Record<string, Values>>, output: string): Promise<Float32Array> {
  const session = await createSession(parts.graph.toBytes(), { part: "test", weightsFolder: folder, threads: 1 });
  try {
    const values = (await session.run(feeds, [output]))[output];
    assert(values?.type === "float32");
    return values.data;
  } finally {
    await session.release();
  }
}

function worst(values: Float32Array, expected: (index: number) => number): number {
  return values.reduce((most, value, index) => Math.max(most, Math.abs(value - expected(index))), 0);
}

describe("attention to cached and own positions", () => {
  /** Softmax(q k / sqrt(d)) v in float64, each query head with the key head of its group. */
  function expectedAttention(q: Float32Array, k: readonly Float32Array[], v: readonly Float32Array[], { heads = 0, kvHeads = 0, headDim = 0 }: Partial<DecoderFacts>): Float64Array {
    const [keys, values] = [k, v].map((parts) => parts.flatMap((part) => [...part]));
    const width = kvHeads * headDim;
    const positions = (keys?.length ?? 0) / width;
    return Float64Array.from(q, (_, index) => {
      const [row, head, column] = [Math.floor(index / (heads * headDim)), Math.floor(index / headDim) % heads, index % headDim];
      const at = Math.floor(head / (heads / kvHeads)) * headDim;
      const scores = Array.from({ length: positions }, (_unused, position) => {
        let sum = 0;
        for (let i = 0; i < headDim; i++) sum += (q[row * heads * headDim + head * headDim + i] ?? 0) * (keys?.[position * width + at + i] ?? 0);
        return sum / Math.sqrt(headDim);
      });
      const most = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - most));
      const sum = shares.reduce((whole, share) => whole + share, 0);
      return shares.reduce((whole, share, position) => whole + (share / sum) * (values?.[position * width + at + column] ?? 0), 0);
    });
  }

  // Few rows with a cache multiply keys where they lie; without one, or with many, the flash kernel runs.
  for (const [heads, kvHeads] of [[4, 4], [4, 2], [3, 1]] as const) {
    for (const [rows, own, cached] of [[1, 1, 1], [5, 5, 7], [2, 5, 7], [64, 64, 3], [65, 65, 3], [5, 5, 0], [2, 5, 0], [0, 5, 7], [0, 5, 0]] as const) {
      it(`is exact for ${String(rows)} of ${String(own)} rows, ${String(cached)} cached, ${String(heads)} heads on ${String(kvHeads)}`, async () => {
        const facts = { heads, kvHeads, headDim: 8 };
        const parts = partsOf(facts, []);
        const width = kvHeads * 8;
        const shapes = { q: [1, "rows", heads * 8], ck: [1, "cached", width], cv: [1, "cached", width], k: [1, "own", width], v: [1, "own", width] } as const;
        for (const [name, shape] of Object.entries(shapes)) parts.graph.input(name, "float32", shape);
        const attended = cachedAttention(parts, { queries: "q", cachedKeys: "ck", cachedValues: "cv", ownKeys: "k", ownValues: "v" }, 0);
        parts.graph.output(attended, "float32", ["rows", heads * 8]);
        const feeds = Object.fromEntries(Object.entries(shapes).map(([name, shape], index) => {
          const dimensions = shape.map((side) => (typeof side === "string" ? { rows, own, cached }[side] : side));
          return [name, { type: "float32", data: normal(dimensions.reduce((product, side) => product * side, 1), index + 1), shape: dimensions } satisfies Values] as const;
        }));
        const of = (name: string): Float32Array => feeds[name]?.data ?? new Float32Array(0);
        const expected = expectedAttention(of("q"), [of("ck"), of("k")], [of("cv"), of("v")], facts);
        assert(worst(await runGraph(parts, feeds, attended), (index) => expected[index] ?? NaN) < 1e-5);
      });
    }
  }
});

describe("int8 layers", () => {
  before(async () => { folder = await mkdtemp(join(tmpdir(), "raddraft-kernels-")); });
  after(async () => { await rm(folder, { recursive: true, force: true }); });

  it("quantise each row by its own maximum, halves to even, and apply both scales", async () => {
    const [rows, out, columns] = [6, 24, 40];
    const { codes, scales } = quantiseInt8(normal(out * columns, 3), columns);
    const transposed = Int8Array.from(codes, (_, index) => codes[(index % out) * columns + Math.floor(index / out)] ?? 0);
    await writeFile(join(folder, "weights-00.bin"), Buffer.concat([Buffer.from(transposed.buffer), Buffer.from(scales.buffer)]));
    const pieces = piecesOf([out, columns], { form: "int8" }).map((piece, index) => ({ ...piece, file: "weights-00.bin", offset: index * out * columns, sha256: "" }));
    const parts = partsOf({}, [{ name: "w", shape: [out, columns], form: "int8", pieces }]);
    parts.graph.input("x", "float32", ["rows", columns]);
    const output = parts.linear("x", "w");
    parts.graph.output(output, "float32", ["rows", out]);

    const x = normal(rows * columns, 4);
    // A row of zeros, and one that is a thousand times larger than the others.
    x.fill(0, 0, columns);
    for (let column = 0; column < columns; column++) x[columns + column] = (x[columns + column] ?? 0) * 1000;
    const expected = (index: number): number => {
      const [row, column] = [Math.floor(index / out), index % out];
      const values = x.subarray(row * columns, (row + 1) * columns);
      const step = Math.fround(Math.max(...values.map(Math.abs), 1e-30) * Math.fround(1 / 127));
      return values.reduce((sum, value, k) => sum + roundToEven(Math.fround(value / step)) * step * (codes[column * columns + k] ?? 0) * (scales[column] ?? 0), 0);
    };
    const values = await runGraph(parts, { x: { type: "float32", data: x, shape: [rows, columns] } }, output);
    assert.equal(values.length, rows * out);
    values.forEach((value, index) => { assert(Math.abs(value - expected(index)) <= 1e-5 * Math.max(1, Math.abs(expected(index))), `${String(index)}: ${String(value)} ${String(expected(index))}`); });
    const nothing = await runGraph(parts, { x: { type: "float32", data: new Float32Array(0), shape: [0, columns] } }, output);
    assert.equal(nothing.length, 0);
  });
});

function roundToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest === 0.5 ? down + (down % 2 === 0 ? 0 : 1) : Math.round(value);
}
