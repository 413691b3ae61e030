// `npm run bench:scale -- --package DIR`: loads a package of any size, looks at a tile, keeps keys and values of a prompt of
// 900 positions, and takes cached steps over a block of 32. Prints times and memory, and ends with 1 above 10 GB resident, with
// anything swapped, or where a step takes more than 1.3 times what its kernels take alone, in the same run.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { defaultThreads, GraphDenoiser, openNetwork } from "../src/engine/index.ts";
import { openPackage } from "../src/model/index.ts";
import { kernelsAlone } from "./kernelsAlone.ts";
import { median } from "./timing.ts";

const PROMPT = 900;
const BLOCK = 32;
/** Steps that count, and those before: the first ones pay for memory that later ones find. */
const STEPS = 5;
const WARM_UP = 2;
/** What the issue allows while running. */
const LIMIT_BYTES = 10e9;
const LIMIT_RATIO = 1.3;
/** An arbitrary pattern of ids: weights are random. */
const PATTERN = 7919;

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
  const { tokens, tower, decoder: { layers, hidden, vocab } } = source.manifest;
  console.log(`${source.manifest.weights}, ${String(layers)} layers of ${String(hidden)}, vocabulary ${String(vocab)}, ${String(threads)} threads`);
  const loading = performance.now();
  const network = await openNetwork(source, { threads, layersPerShard: null, signal, onProgress: () => undefined });
  console.log(`loaded in ${seconds(performance.now() - loading)} s; resident ${memory("VmRSS")} GB`);
  const tile = new Float32Array(tower.channels * tower.imageSize ** 2);
  console.log(`tile of an image: ${told(await timed(() => network.features(tile, signal, () => undefined)))}; resident ${memory("VmRSS")} GB`);

  const ids = Int32Array.from({ length: PROMPT + BLOCK }, (_, position) => (position < PROMPT ? (position * PATTERN) % 100_000 : tokens.mask));
  const block = Int32Array.from({ length: BLOCK }, (_, offset) => PROMPT + offset);
  const prompt = Int32Array.from({ length: PROMPT }, (_, position) => position);
  const denoiser = new GraphDenoiser(network, new Float32Array(0), signal);
  const step = (scored: Int32Array, rows: { readonly computed: Int32Array | null; readonly kept: Int32Array }) => (): Promise<unknown> =>
    denoiser.score({ ids, scored, forbidden: [[]], classes: new Uint8Array(scored.length), guidance: null, noise: null, listsBest: false, rows }, signal);
  const whole = await timed(step(block, { computed: null, kept: prompt }));
  console.log(`pass over ${String(PROMPT + BLOCK)} rows, ${String(PROMPT)} of them kept, ${String(BLOCK)} scored: ${told(whole)}`);
  const steps = [];
  for (let run = 0; run < WARM_UP + STEPS; run++) steps.push(await timed(step(block, { computed: block, kept: new Int32Array(0) })));
  const taken = steps.slice(WARM_UP);
  const cpu = median(taken.map(({ cpuMs }) => cpuMs));
  console.log(`cached step, ${String(BLOCK)} rows computed and scored: ${seconds(median(taken.map(({ wallMs }) => wallMs)))} s, ${seconds(cpu)} CPU-s (median of ${String(STEPS)}; the first one ${steps.slice(0, 1).map(told).join("")})`);
  console.log(`resident ${memory("VmRSS")} GB, of it ${memory("RssAnon")} GB its own and ${memory("RssFile")} GB of files`);
  await network.release();
  const [peak, swapped] = [memory("VmHWM"), memory("VmSwap")];
  const isSmall = Number(peak) * 1e9 < LIMIT_BYTES && Number(swapped) === 0;
  console.log(`peak resident ${peak} GB, swapped ${swapped} GB: ${isSmall ? "below" : "ABOVE"} ${String(LIMIT_BYTES / 1e9)} GB`);

  const alone = await kernelsAlone(source, { threads, rows: BLOCK, cached: PROMPT });
  for (const [name, ms] of alone.parts) console.log(`  ${name} alone: ${ms.toFixed(1)} CPU-ms a time`);
  const ratio = cpu / alone.cpuMs;
  console.log(`a step's kernels alone: ${seconds(alone.cpuMs)} CPU-s; the step takes ${ratio.toFixed(2)} times that: ${ratio <= LIMIT_RATIO ? "at most" : "MORE THAN"} ${String(LIMIT_RATIO)}`);
  if (!isSmall || ratio > LIMIT_RATIO) process.exitCode = 1;
}

interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function timed(work: () => Promise<unknown>): Promise<Taken> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 };
}

function told({ wallMs, cpuMs }: Taken): string {
  return `${seconds(wallMs)} s, ${seconds(cpuMs)} CPU-s`;
}

/** GB as the kernel counts them for this process; Linux only. */
function memory(field: "VmRSS" | "VmHWM" | "VmSwap" | "RssAnon" | "RssFile"): string {
  const line = readFileSync("/proc/self/status", "utf8").split("\n").find((text) => text.startsWith(`${field}:`));
  return ((Number(/\d+/.exec(line ?? "")?.[0] ?? Number.NaN) * 1024) / 1e9).toFixed(2);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}
