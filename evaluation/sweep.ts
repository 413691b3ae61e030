// `npm run eval:sweep`: repetition and form against steps and lengths, with a plot (the interplay that arXiv 2508.01617
// describes: fewer steps than tokens bring repetition).

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { SPLITS } from "./data/dataSet.ts";
import { imageFilesOf } from "./data/imageFiles.ts";
import { openData } from "./data/openData.ts";
import { sampled } from "./data/sampling.ts";
import { EvaluationError } from "./errors.ts";
import { EXIT } from "./evaluate.ts";
import { DESCRIBE } from "./lines/measure.ts";
import { doubledWordsOf, isWellFormed, repetitionOf } from "./metrics/language.ts";
import { meanOf } from "./metrics/statistics.ts";
import { evenAxis, plotOf } from "./report/svg.ts";
import { answerAll } from "./run/answerAll.ts";
import { Results, type DraftJob } from "./run/jobs.ts";
import { openJournal } from "./run/journal.ts";
import type { World } from "./world.ts";

const USAGE = `npm run eval:sweep -- --model demo|PACKAGE --data DIR --split train|val|test [--images 40] [--seed 12] [--question TEXT]
  [--lengths 16,32,64,128] [--tokens-a-step 1,2,4,8,16] [--minutes N] [--out DIR]`;

/** A cell of the sweep. */
export interface SweepCell {
  readonly length: number;
  readonly tokensAStep: number;
  /** Share of word 4-grams that stood in their text before, and of words that repeat the one before them. */
  readonly repetition: number;
  readonly doubledWords: number;
  readonly wellFormed: number;
  /** Mean share of the canvas that is text. */
  readonly filled: number;
}

const OPTIONS = {
  model: { type: "string" }, data: { type: "string" }, split: { type: "string" }, images: { type: "string", default: "40" }, seed: { type: "string", default: "12" }, question: { type: "string", default: DESCRIBE },
  lengths: { type: "string", default: "16,32,64,128" }, "tokens-a-step": { type: "string", default: "1,2,4,8,16" }, minutes: { type: "string" }, out: { type: "string" },
} as const;

/**
 * Runs the sweep, prints its table and writes `sweep.json` and its plots.
 * @returns the exit code
 * @throws EvaluationError, and what the engine throws; the signal's reason
 */
export async function sweepCommand(args: readonly string[], world: World, signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const split = SPLITS.find((each) => each === values.split);
  if (values.model === undefined || values.data === undefined || split === undefined) throw new EvaluationError("evaluation/option", USAGE);
  const lengths = numbers(values.lengths);
  const tokensASteps = numbers(values["tokens-a-step"]);
  const [nImages = 1] = numbers(values.images);
  const data = await openData(path.resolve(values.data), split);
  const files = await imageFilesOf(data, path.join(world.cache, "images"));
  const images = sampled(data.images, nImages, Number(values.seed), ({ id }) => id);
  const packagePath = world.packageOf(values.model);
  const facts = await world.identify(packagePath);
  const identity = { packageSha256: facts.packageSha256, dataSha256: files.sha256, engineSha256: await world.engineSha256(), suffix: "" };
  const journal = openJournal(world.cache, identity, false);
  const jobOf = (image: string, length: number, tokensAStep: number): DraftJob => ({ kind: "draft", image, question: values.question, length, steps: Math.ceil(length / tokensAStep), preset: "exact", isTimed: false });
  const jobs = images.flatMap(({ id }) => lengths.flatMap((length) => tokensASteps.filter((tokens) => tokens <= length).map((tokens) => jobOf(id, length, tokens))));
  const endMs = values.minutes === undefined ? Infinity : world.now() + Number(values.minutes) * 60_000;
  if (!(await answerAll({ packagePath, facts, jobs, journal, processes: world.enginesFor(facts), suffix: "", paths: files.paths, endMs }, world, signal))) {
    world.errors.write("Time is up. The same command goes on from here.\n");
    return EXIT.timeUp;
  }
  const results = new Results(journal.outcomes);
  const cells = lengths.flatMap((length) => tokensASteps.filter((tokens) => tokens <= length).map((tokensAStep) => cellOf(images.map(({ id }) => results.draft(jobOf(id, length, tokensAStep))), length, tokensAStep)));
  const folder = values.out === undefined ? path.join(world.cache, `sweep-${facts.packageSha256.slice(0, 12)}`) : path.resolve(values.out);
  await mkdir(folder, { recursive: true });
  const settings = { seed: Number(values.seed), images: images.length, question: values.question, split, ...identity };
  await writeFile(path.join(folder, "sweep.json"), `${JSON.stringify({ model: facts.name, settings, cells }, null, 1)}\n`);
  for (const [name, quantity] of Object.entries(QUANTITIES)) await writeFile(path.join(folder, `${name}.svg`), sweepPlot(cells, quantity, facts.name));
  world.output.write(`${facts.name}, ${String(images.length)} images, "${values.question}"\ncanvas  tokens a step  4-gram repetition  doubled words  well-formed  canvas filled\n`);
  for (const cell of cells) world.output.write(`${String(cell.length).padStart(6)}  ${String(cell.tokensAStep).padStart(13)}  ${cell.repetition.toFixed(3).padStart(17)}  ${cell.doubledWords.toFixed(3).padStart(13)}  ${cell.wellFormed.toFixed(3).padStart(11)}  ${cell.filled.toFixed(2).padStart(13)}\n`);
  world.output.write(`Files: ${path.relative(process.cwd(), folder)}\n`);
  return EXIT.met;
}

function numbers(text: string): number[] {
  const found = text.split(",").map(Number);
  if (found.some((value) => !Number.isSafeInteger(value) || value < 1)) throw new EvaluationError("evaluation/option", USAGE);
  return found;
}

/** A cell from its drafts. */
export function cellOf(drafts: readonly { readonly text: string; readonly stop: number | null }[], length: number, tokensAStep: number): SweepCell {
  return {
    length,
    tokensAStep,
    repetition: repetitionOf(drafts.map(({ text }) => text)),
    doubledWords: doubledWordsOf(drafts.map(({ text }) => text)),
    wellFormed: meanOf(drafts.map(({ text }) => isWellFormed(text))) ?? 0,
    filled: meanOf(drafts.map(({ stop }) => (stop ?? length) / length)) ?? 0,
  };
}

/** What is plotted, by the name of its file. */
const QUANTITIES = {
  repetition: { title: "Repetition", yName: "repeated word 4-grams, share", of: ({ repetition }: SweepCell): number => repetition },
  "doubled-words": { title: "Doubled words", yName: "words that repeat the one before, share", of: ({ doubledWords }: SweepCell): number => doubledWords },
  form: { title: "Well-formed drafts", yName: "share", of: ({ wellFormed }: SweepCell): number => wellFormed },
} as const;

/** A quantity against tokens a step, a line a length; the steps between are doublings. */
export function sweepPlot(cells: readonly SweepCell[], { title, yName, of }: (typeof QUANTITIES)[keyof typeof QUANTITIES], modelName: string): string {
  const steps = [...new Set(cells.map(({ tokensAStep }) => tokensAStep))].sort((a, b) => a - b);
  const highest = Math.max(0.02, ...cells.map(of));
  const lengths = [...new Set(cells.map(({ length }) => length))];
  const at = (tokens: number): number => Math.log2(tokens);
  return plotOf({
    title: `${title} of ${modelName} against steps`,
    xName: "tokens committed a step",
    yName,
    x: { from: at(steps[0] ?? 1), to: Math.max(at(steps.at(-1) ?? 2), at(steps[0] ?? 1) + 1), ticks: steps.map((tokens) => ({ at: at(tokens), text: String(tokens) })) },
    y: evenAxis(0, Math.ceil(highest * 50) / 50, 4),
    series: lengths.map((length) => ({ name: `canvas ${String(length)}`, points: cells.filter((cell) => cell.length === length).map((cell) => [at(cell.tokensAStep), of(cell)]) })),
  });
}
