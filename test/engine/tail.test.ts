// The decoder's tail: candidates, certainties and logarithms against float64, for every form of weights.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openNetwork } from "../../src/engine/openNetwork.ts";
import type { Network } from "../../src/engine/network.ts";
import type { TailInput } from "../../src/engine/tail.ts";
import { convert, openPackage } from "../../src/model/index.ts";
import { tinyCheckpoint, TINY, writeCheckpoint } from "../model/tinyCheckpoint.ts";

const ROWS = 5;
const FORBIDDEN = [3, 7];
const signal = new AbortController().signal;

let place = "";

function inputOf(classes: number): TailInput {
  const allowed = new Float32Array(classes * TINY.vocab);
  // The last class forbids: with one, it is the only one.
  for (const id of FORBIDDEN) allowed[(classes - 1) * TINY.vocab + id] = -Infinity;
  return {
    rows: Float32Array.from({ length: ROWS * TINY.hidden }, (_, index) => Math.sin(index * 1.3)), guidance: null, allowed,
    classes: BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row % classes)), targets: BigInt64Array.from({ length: ROWS }, (_, row) => BigInt(row)),
    listsBest: true, noise: null, isDebugging: true,
  };
}

/** Softmax of a row of logits with its forbidden ids out. */
function shares(logits: Float32Array, row: number, classes: number): Float64Array {
  const values = Float64Array.from(logits.subarray(row * TINY.vocab, (row + 1) * TINY.vocab), (logit, id) => (row % classes === classes - 1 && FORBIDDEN.includes(id) ? -Infinity : logit));
  const most = Math.max(...values);
  const sum = values.reduce((whole, value) => whole + Math.exp(value - most), 0);
  return values.map((value) => Math.exp(value - most) / sum);
}

async function check(network: Network, classes: number, tolerance: number): Promise<void> {
  const debugged = await network.tail(inputOf(classes));
  const { candidates, certainties, best, bestCertainties, targetLogs } = await network.tail({ ...inputOf(classes), isDebugging: false });
  assert(debugged.logits !== null);
  for (let row = 0; row < ROWS; row++) {
    const expected = shares(debugged.logits, row, classes);
    const order = Array.from(expected.keys()).sort((a, b) => (expected[b] ?? 0) - (expected[a] ?? 0) || a - b);
    const near = (value: number | undefined, wanted: number | undefined): void => { assert(Math.abs((value ?? NaN) / (wanted ?? NaN) - 1) < tolerance, `${String(value)} ${String(wanted)}`); };
    assert.equal(Number(candidates[row]), order[0]);
    near(certainties[row], expected[order[0] ?? 0]);
    for (let rank = 0; rank < 4; rank++) {
      assert.equal(Number(best[row * 4 + rank]), order[rank]);
      near(bestCertainties[row * 4 + rank], expected[order[rank] ?? 0]);
    }
    const target = expected[row] ?? NaN;
    if (target === 0) assert.equal(targetLogs[row], -Infinity);
    else assert(Math.abs((targetLogs[row] ?? NaN) - Math.log(target)) < 10 * tolerance);
  }
}

describe("the tail of the decoder", () => {
  before(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-tail-"));
    await writeCheckpoint(join(place, "in"), tinyCheckpoint());
  });
  after(async () => { await rm(place, { recursive: true, force: true }); });

  // float32's softmax serves weights that have an error of their own.
  for (const [weights, tolerance] of [["fp32", 1e-12], ["int8", 2e-6], ["int4", 2e-6]] as const) {
    for (const classes of [1, 2]) {
      it(`gives candidates and their probabilities with ${weights}, ${String(classes)} ${classes === 1 ? "class" : "classes"} of forbidden ids`, async () => {
        const { out } = await convert({ checkpoint: join(place, "in"), tower: null, out: join(place, weights), weights, onProgress: () => undefined, signal });
        const network = await openNetwork(await openPackage(out), { threads: 1, layersPerShard: null, onProgress: () => undefined, signal });
        await check(network, classes, tolerance);
        await network.release();
      });
    }
  }
});
