// How the cost of a step grows with the prompt and with the length, exact and with kept keys and values: a part of
// `npm run bench`. Writes two plots into `bench/plots`.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { plotOf, type Axis, type Series } from "../evaluation/report/svg.ts";
import type { OurFigures } from "./ourSteps.ts";
import { runBench, syntheticPackage } from "./runBench.ts";

const PROMPTS = [256, 512, 1024, 2048, 3700] as const;
const LENGTHS = [32, 64, 128, 256, 512] as const;
const PROMPT = 896;
const LENGTH = 128;
const BLOCK = 32;
const COMMAND = "npm run bench";

/** Measures int4 weights of the scaled shape on one thread. */
export function growth(): void {
  const measured = (prompt: number, length: number): OurFigures =>
    JSON.parse(runBench("ourSteps.ts", ["--package", syntheticPackage("int4-128"), "--prompt", String(prompt), "--length", String(length), "--block", String(BLOCK), "--with-exact", "--without-draft"])) as OurFigures;
  const byPrompt = PROMPTS.map((prompt) => ({ at: prompt, ...measured(prompt, LENGTH) }));
  const byLength = LENGTHS.map((length) => ({ at: length, ...measured(PROMPT, length) }));
  write("step-by-prompt.svg", `Seconds a step, length ${String(LENGTH)}`, "positions of the prompt", byPrompt);
  write("step-by-length.svg", `Seconds a step, prompt ${String(PROMPT)}`, "length of the draft", byLength);
}

type Point = OurFigures & { readonly at: number };

function write(file: string, title: string, xName: string, points: readonly Point[]): void {
  console.log(`${title} (scaled shape, int4 in blocks of 128, one thread; exact, kept):`);
  for (const { at, exactPass, cachedStep } of points) console.log(`${String(at).padStart(5)} ${(exactPass ?? Number.NaN).toFixed(2).padStart(7)} ${cachedStep.toFixed(2).padStart(6)}`);
  const series: Series[] = [
    { name: "exact", points: points.map(({ at, exactPass }) => [at, exactPass ?? 0] as const) },
    { name: `kept, block of ${String(BLOCK)}`, points: points.map(({ at, cachedStep }) => [at, cachedStep] as const) },
  ];
  const plots = path.join(import.meta.dirname, "plots");
  mkdirSync(plots, { recursive: true });
  const largest = Math.max(...series.flatMap((one) => one.points.map(([, y]) => y)));
  writeFileSync(path.join(plots, file), plotOf({ title: `${title} (${COMMAND})`, xName, yName: "CPU seconds", x: axisTo(Math.max(...points.map(({ at }) => at)), points.map(({ at }) => at)), y: axisTo(largest, null), series }));
}

/** From 0 to a round number; ticks where they are named, else five. */
function axisTo(largest: number, ticks: readonly number[] | null): Axis {
  const step = 10 ** Math.floor(Math.log10(largest));
  const to = Math.ceil(largest / step) * step;
  const at = ticks ?? Array.from({ length: 5 }, (_, index) => (to * index) / 4);
  // A number that would touch the one before it is left out.
  let last = -Infinity;
  const text = (value: number): string => {
    if (value - last < to / 14) return "";
    last = value;
    return String(Number(value.toFixed(2)));
  };
  return { from: 0, to, ticks: at.map((value) => ({ at: value, text: text(value) })) };
}
