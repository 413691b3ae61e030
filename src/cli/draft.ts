// `npm start [-- FILE]`: drafts from one image in the terminal.

import { stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { createDrafting, type Drafting, type DraftJob } from "../client/index.ts";
import { DEVICE_CHOICES, PRESET_CHOICES, type DeviceChoice, type Draft, type DraftSettings } from "../engine/protocol.ts";
import { Cancelled } from "../processes/index.ts";
import type { OpenedFile } from "../reader/protocol.ts";
import { describeQuestion } from "../report/index.ts";
import { whyNotFaster } from "./deviceWords.ts";
import { CliError } from "./errors.ts";
import { liveText } from "./liveText.ts";

const USAGE = `npm start [-- FILE] [options]
  FILE                a DICOM, PNG, JPEG, TIFF, WebP or BMP image; without it the sample CT
  --prompt TEXT       what to ask (default "Describe the image.", after what the tags of a DICOM file say of it)
  --length N          canvas positions (default 32)
  --preset P          exact (default), careful, standard, published-fast, or auto: by the speed of the model here
  --block N           block length (default: as the preset proposes; exact: the whole canvas)
  --steps N           denoising steps (default: as many as positions)
  --temperature T     0: the best candidate (default 0)
  --seed N            of the noise at a temperature above 0 (default 0)
  --remasking R       low-confidence (default) or random
  --guidance S        classifier-free guidance (default 0: none)
  --frame N           frame of a multi-frame file, from 1 (default 1)
  --model FOLDER      model package (default: the demo)
  --device D          auto (default), cpu, webgpu or cuda
  --threads N         threads of the network`;

const OPTIONS = {
  prompt: { type: "string" },
  length: { type: "string", default: "32" },
  preset: { type: "string", default: "exact" },
  block: { type: "string" },
  steps: { type: "string" },
  temperature: { type: "string", default: "0" },
  seed: { type: "string", default: "0" },
  remasking: { type: "string", default: "low-confidence" },
  guidance: { type: "string", default: "0" },
  frame: { type: "string", default: "1" },
  model: { type: "string" },
  device: { type: "string", default: "auto" },
  threads: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Where things lie, so that the command runs from any folder. */
export interface DraftPlaces {
  /** Folder of the bundles. */
  readonly dist: string;
  /** Image that is taken when none is named. */
  readonly sample: string;
  /** The demo's package. */
  readonly demoPackage: string;
}

/**
 * Runs the command.
 * @returns the exit code
 * @throws CliError and errors of all layers, to be shown as one line
 */
export async function draftCommand(args: readonly string[], places: DraftPlaces): Promise<number> {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const file = path.resolve(positionals[0] ?? places.sample);
  await checkFile(file, positionals[0] ?? "the sample image");
  const settings = settingsOf(values);
  const threads = values.threads === undefined ? null : wholeNumber("threads", values.threads, 1);
  const drafting = createDrafting({
    scripts: { engine: path.join(places.dist, "engine.cjs"), reader: path.join(places.dist, "reader.cjs"), setup: path.join(places.dist, "setup.cjs") },
    nodeExecutable: null,
    threads,
    device: deviceOf(values.device),
    log: () => undefined,
  });
  try {
    const packagePath = path.resolve(values.model ?? places.demoPackage);
    return await draftFile(drafting, { file, packagePath, settings, prompt: values.prompt ?? null, frame: wholeNumber("frame", values.frame, 1) - 1 });
  } finally {
    drafting.dispose();
  }
}

interface Wish {
  readonly file: string;
  readonly packagePath: string;
  readonly settings: DraftSettings;
  /** null: the first question about such an image. */
  readonly prompt: string | null;
  readonly frame: number;
}

async function draftFile(drafting: Drafting, wish: Wish): Promise<number> {
  const abort = new AbortController();
  const interrupt = (): void => { abort.abort(); };
  process.once("SIGINT", interrupt);
  const live = liveText(process.stdout);
  try {
    const opened = await drafting.open(wish.file, abort.signal);
    if (opened.isPartial) throw new CliError("cli/partial-image", "A part of the image's pixels is missing, and a draft is never made from a partial image.", "Export the file again.");
    if (wish.frame >= opened.frames) throw new CliError("cli/option-value", `--frame is ${String(wish.frame + 1)}; the file has ${String(opened.frames)}.`);
    const model = await drafting.load(wish.packagePath, (event) => { live.show(event); }, abort.signal);
    live.end();
    process.stdout.write(`${titleOf(wish.file, opened)}\n${[model.name, model.weights, model.device, ...(model.calibration === "" ? [] : ["certainty calibrated"])].join(", ")}\n${whyNotFaster(drafting.device)}\n`);
    const job: DraftJob = {
      packagePath: wish.packagePath,
      images: [{ path: wish.file, view: { ...opened.referenceView, frame: wish.frame } }],
      messages: [{ role: "user", content: `<image>\n${wish.prompt ?? describeQuestion(opened.tags)}` }],
      settings: wish.settings,
      suffix: "",
      stops: null,
    };
    const draft = await drafting.draft(job, (event) => { live.show(event); }, abort.signal);
    live.end();
    process.stdout.write(`${report(draft, model.isDemo)}\n`);
    return 0;
  } catch (error) {
    live.end();
    if (!(error instanceof Cancelled)) throw error;
    process.stdout.write("Stopped.\n");
    return 130;
  } finally {
    process.removeListener("SIGINT", interrupt);
  }
}

function titleOf(file: string, opened: OpenedFile): string {
  const size = `${String(opened.width)} x ${String(opened.height)}`;
  const frames = opened.frames > 1 ? `, ${String(opened.frames)} frames` : "";
  const what = opened.tags["Modality"] ?? opened.format.toUpperCase();
  return `${path.basename(file)}: ${what}, ${size}${frames}${opened.isPhantom ? ", a phantom, not a patient" : ""}`;
}

function report(draft: Draft, isDemo: boolean): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  // The text is a model's: no control character of it may reach the terminal.
  const text = draft.text.trim().replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, "");
  return [
    text === "" ? "(the draft is empty)" : text,
    "",
    `${String(draft.steps)} steps, first word after ${seconds(draft.firstWordMs)} s, ${seconds(draft.elapsedMs)} s in all`,
    `Research draft${isDemo ? " by a small demo model" : ""}, not for clinical use.`,
    "The same in VS Code: npm run vscode",
  ].join("\n");
}

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    const result = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (result.positionals.length > 1) throw new CliError("cli/option-unknown", "Only one file can be drafted from at a time.", "See npm start -- --help");
    return result;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError("cli/option-unknown", error instanceof Error ? error.message : String(error), "See npm start -- --help");
  }
}

function settingsOf(values: ReturnType<typeof parsed>["values"]): DraftSettings {
  const genLength = wholeNumber("length", values.length, 1);
  const remasking = values.remasking;
  if (remasking !== "low-confidence" && remasking !== "random") throw new CliError("cli/option-value", `--remasking is ${remasking}; low-confidence and random are allowed.`);
  const preset = PRESET_CHOICES.find((name) => name === values.preset);
  if (preset === undefined) throw new CliError("cli/option-value", `--preset is ${values.preset}; ${PRESET_CHOICES.join(", ")} are allowed.`);
  return {
    preset,
    genLength,
    blockLength: values.block === undefined ? null : wholeNumber("block", values.block, 1),
    steps: values.steps === undefined ? genLength : wholeNumber("steps", values.steps, 1),
    temperature: amount("temperature", values.temperature),
    seed: wholeNumber("seed", values.seed, 0),
    remasking,
    guidanceScale: amount("guidance", values.guidance),
  };
}

function deviceOf(named: string): DeviceChoice {
  const device = DEVICE_CHOICES.find((choice) => choice === named);
  if (device === undefined) throw new CliError("cli/option-value", `--device is ${named}; ${DEVICE_CHOICES.join(", ")} are allowed.`);
  return device;
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value) || value < least) throw new CliError("cli/option-value", `--${name} is ${text}; a whole number of at least ${String(least)} is allowed.`);
  return value;
}

function amount(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) throw new CliError("cli/option-value", `--${name} is ${text}; a number of at least 0 is allowed.`);
  return value;
}

async function checkFile(file: string, shown: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new CliError("cli/file-missing", `There is no file ${shown}.`, "Check the name.");
  if (found.isDirectory()) throw new CliError("cli/file-missing", `${shown} is a folder.`, "Name one image in it.");
}
