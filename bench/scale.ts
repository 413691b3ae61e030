// `npm run bench:scale -- --package DIR`: loads a package of any size and runs the decoder over a bare block of 32 rows and
// a prompt of 900. Prints times and memory, and ends with 1 above 10 GB resident or with anything swapped.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { defaultThreads, openNetwork } from "../src/engine/index.ts";
import type { Network } from "../src/engine/index.ts";
import { openPackage } from "../src/model/index.ts";
import { median } from "./timing.ts";

const PROMPT_ROWS = 900;
const BLOCK_ROWS = 32;
const BLOCK_RUNS = 3;
/** What the issue allows while running. */
const LIMIT_BYTES = 10e9;

const { values } = parseArgs({ options: { package: { type: "string" }, threads: { type: "string", default: String(defaultThreads()) } } });
if (values.package === undefined) {
  console.error("npm run bench:scale -- --package DIR [--threads N]");
  process.exitCode = 2;
} else {
  void measure(values.package, Number(values.threads));
}

async function measure(folder: string, threads: number): Promise<void> {
  const source = await openPackage(folder);
  const signal = new AbortController().signal;
  const { layers, hidden, vocab } = source.manifest.decoder;
  console.log(`${source.manifest.weights}, ${String(layers)} layers of ${String(hidden)}, vocabulary ${String(vocab)}, ${String(threads)} threads`);
  const loading = performance.now();
  const network = await openNetwork(source, { threads, layersPerShard: null, signal, onProgress: () => undefined });
  console.log(`loaded in ${seconds(performance.now() - loading)} s; resident ${memory("VmRSS")} GB`);

  const block = await times(network, BLOCK_ROWS, BLOCK_RUNS + 1);
  // The first run pays for memory that later ones find.
  console.log(`bare block of ${String(BLOCK_ROWS)} rows: ${seconds(median(block.slice(1)))} s (median of ${String(BLOCK_RUNS)}, first run ${seconds(block[0] ?? 0)} s)`);
  const [prompt = 0] = await times(network, PROMPT_ROWS, 1);
  console.log(`exact pass over ${String(PROMPT_ROWS)} rows: ${seconds(prompt)} s`);
  await network.release();
  const peak = Number(memory("VmHWM")) * 1e9;
  console.log(`peak resident ${memory("VmHWM")} GB, of it swapped ${memory("VmSwap")} GB: ${peak < LIMIT_BYTES ? "below" : "ABOVE"} ${String(LIMIT_BYTES / 1e9)} GB`);
  if (peak >= LIMIT_BYTES || Number(memory("VmSwap")) > 0) process.exitCode = 1;
}

/** Milliseconds of each run over rows of a fixed pattern; weights are random, so the values do not matter, but must not be zero. */
async function times(network: Network, rows: number, runs: number): Promise<number[]> {
  const { hidden } = network.source.manifest.decoder;
  const signal = new AbortController().signal;
  const input = Float32Array.from({ length: rows * hidden }, (_, index) => Math.sin(index * 0.7));
  const taken: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = performance.now();
    const output = await network.decode(input, signal);
    taken.push(performance.now() - before);
    if (!output.every(Number.isFinite)) throw new Error("the decoder gave a value that is no number");
  }
  return taken;
}

/** GB as the kernel counts them for this process; Linux only. */
function memory(field: "VmRSS" | "VmHWM" | "VmSwap"): string {
  const line = readFileSync("/proc/self/status", "utf8").split("\n").find((text) => text.startsWith(`${field}:`));
  return ((Number(/\d+/.exec(line ?? "")?.[0] ?? Number.NaN) * 1024) / 1e9).toFixed(2);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
