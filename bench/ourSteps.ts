// CPU seconds of our sampler on a package of random weights, in a process of its own with one thread: `npm run bench` starts
// it and reads the line of JSON at its end.
//
// The prompt's keys and values are kept for the whole draft; each block of the canvas is computed in every step, its masked
// rows are scored; a finished block is computed once more with the first step of the next.

import { parseArgs } from "node:util";
import { GraphDenoiser, openNetwork, type Network } from "../src/engine/index.ts";
import type { KeyValueStore } from "../src/engine/keyValueStore.ts";
import { openPackage } from "../src/model/index.ts";
import { renewedCache, sampleDraft, scheduleRule, type SampleTask } from "../src/sampler/index.ts";

/** What a run says, seconds of the processor. */
export interface OurFigures {
  readonly weights: string;
  readonly loadedSeconds: number;
  /** One exact pass over prompt and canvas, the whole canvas scored. */
  readonly exactPass: number | null;
  /** Mean over the steps of a block: all of its rows computed, one row less scored in each. */
  readonly cachedStep: number;
  /** Null where it was not run. */
  readonly drafted: DraftFigures | null;
  readonly peakGB: number;
}

/** A whole draft; seconds of the processor but for the wall's. */
export interface DraftFigures {
  /** Keys and values of the prompt. */
  readonly prompt: number;
  /** With the prompt before it. */
  readonly whole: number;
  readonly wallSeconds: number;
  readonly passes: number;
}

/** Starts to count. @returns a function that gives the seconds since then */
export type Clock = () => () => number;

/** The prompt's ids: an arbitrary pattern, the weights are random. */
const PATTERN = 7919;
const signal = new AbortController().signal;

if (process.argv[1]?.endsWith("ourSteps.ts") === true) {
  const { values } = parseArgs({
    options: {
      package: { type: "string", default: "" }, prompt: { type: "string", default: "896" }, length: { type: "string", default: "128" }, block: { type: "string", default: "32" },
      "with-exact": { type: "boolean", default: false }, "without-draft": { type: "boolean", default: false },
    },
  });
  void measure(values.package, { prompt: Number(values.prompt), length: Number(values.length), block: Number(values.block), withExact: values["with-exact"], withDraft: !values["without-draft"] }).then((figures) => {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  });
}

export interface Shape {
  readonly prompt: number;
  readonly length: number;
  readonly block: number;
}

interface Wanted {
  readonly withExact: boolean;
  readonly withDraft: boolean;
}

async function measure(folder: string, shape: Shape & Wanted): Promise<OurFigures> {
  const source = await openPackage(folder);
  const loading = cpuSeconds();
  const network = await openNetwork(source, { threads: 1, layersPerShard: null, signal, onProgress: () => undefined });
  const loadedSeconds = loading();
  const task = taskOf(network, shape);
  await warmUp(network, task);
  const exactPass = shape.withExact ? await exactPassSeconds(network, task, cpuSeconds) : null;
  const cachedStep = await cachedStepSeconds(network, task, cpuSeconds);
  const drafted = shape.withDraft ? await draftSeconds(network, task, cpuSeconds) : null;
  await network.release();
  return { weights: source.manifest.weights, loadedSeconds, exactPass, cachedStep, drafted, peakGB: (process.resourceUsage().maxRSS * 1024) / 1e9 };
}

/** A whole draft with the prompt's keys and values kept. */
export async function draftSeconds(network: Network, task: SampleTask, clock: Clock): Promise<DraftFigures> {
  const taken = clock();
  const startMs = performance.now();
  const store = await promptStore(network, task);
  const prompt = taken();
  const sampler = sampleDraft(task, new GraphDenoiser(network, new Float32Array(0), signal, store), signal);
  let next = await sampler.next();
  while (next.done !== true) next = await sampler.next();
  store.dispose();
  return { prompt, whole: taken(), wallSeconds: (performance.now() - startMs) / 1000, passes: next.value.passes };
}

/** A prompt of a fixed pattern and an empty canvas. */
export function taskOf(network: Network, { prompt, length, block }: Shape): SampleTask {
  const { tokens, decoder } = network.source.manifest;
  const special = new Set([tokens.mask, tokens.eot, ...tokens.suppressed]);
  const ids = new Int32Array(prompt + length).fill(tokens.mask);
  for (let position = 0; position < prompt; position++) {
    let id = (position * PATTERN) % decoder.vocab;
    while (special.has(id)) id = (id + 1) % decoder.vocab;
    ids[position] = id;
  }
  return {
    ids, canvasStart: prompt, canvasLength: length, maskId: tokens.mask,
    // Random weights may choose the mask or an end: then there would be other numbers of steps.
    suppressed: [...special], stops: [], mode: { commitRule: scheduleRule, cache: renewedCache(Infinity) },
    settings: { blockLength: block, steps: length, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 },
  };
}

/** Touches the memory of every kernel once: the first run pays for it. */
export async function warmUp(network: Network, { ids, canvasStart, suppressed }: SampleTask): Promise<void> {
  const few = ids.slice(canvasStart, canvasStart + 8);
  await new GraphDenoiser(network, new Float32Array(0), signal).score(requestOf({ ids: few, scored: Int32Array.of(0, 1), suppressed, rows: null }), signal);
}

/** One exact pass over prompt and canvas. */
export async function exactPassSeconds(network: Network, { ids, canvasStart, canvasLength, suppressed }: SampleTask, clock: Clock): Promise<number> {
  const scored = Int32Array.from({ length: canvasLength }, (_, offset) => canvasStart + offset);
  const taken = clock();
  await new GraphDenoiser(network, new Float32Array(0), signal).score(requestOf({ ids, scored, suppressed, rows: null }), signal);
  return taken();
}

/** Mean over the steps of a block with all other positions kept. */
export async function cachedStepSeconds(network: Network, { ids, canvasStart, suppressed, settings: { blockLength } }: SampleTask, clock: Clock): Promise<number> {
  const denoiser = new GraphDenoiser(network, new Float32Array(0), signal);
  const block = Int32Array.from({ length: blockLength }, (_, offset) => canvasStart + offset);
  const kept = Int32Array.from({ length: ids.length }, (_, position) => position).filter((position) => !block.includes(position));
  await denoiser.score(requestOf({ ids, scored: block.subarray(0, 1), suppressed, rows: { computed: null, kept } }), signal);
  const taken = clock();
  for (let step = 0; step < blockLength; step++) await denoiser.score(requestOf({ ids, scored: block.subarray(step), suppressed, rows: { computed: block, kept: new Int32Array(0) } }), signal);
  return taken() / blockLength;
}

type Request = Parameters<GraphDenoiser["score"]>[0];

function requestOf({ ids, scored, suppressed, rows }: Pick<Request, "ids" | "scored" | "rows"> & { readonly suppressed: readonly number[] }): Request {
  return { ids, scored, forbidden: [suppressed], classes: new Uint8Array(scored.length), guidance: null, noise: null, listsBest: false, rows };
}

/** The prompt's keys and values, computed by themselves, fixed for the draft. */
async function promptStore(network: Network, { ids, canvasStart }: SampleTask): Promise<KeyValueStore> {
  const store = network.keyValueStore();
  const rows = Int32Array.from({ length: canvasStart }, (_, position) => position);
  store.reserve(rows);
  await network.decode(await network.embed([...ids.subarray(0, canvasStart)]), signal, {
    wanted: new Int32Array(1), kept: { store, positions: rows, rows },
  });
  store.fix();
  return store;
}

/** @returns a function that gives the seconds of the processor since now, all threads together */
function cpuSeconds(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}
