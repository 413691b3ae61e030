// `npm run convert -- CHECKPOINT OUT`: makes a model package from a checkpoint, in the setup process.

import path from "node:path";
import { parseArgs } from "node:util";
import { createDrafting } from "../client/index.ts";
import { Cancelled } from "../processes/index.ts";
import type { ConvertProgress, ConvertRequest } from "../setup/protocol.ts";
import { kindTable, tensorTable, trialLines } from "./convertReport.ts";
import { CliError } from "./errors.ts";

const USAGE = `npm run convert -- CHECKPOINT OUT [options]
  CHECKPOINT          folder of a checkpoint in the layout of LLaDA-V or LLaDA-MedV (safetensors)
  OUT                 folder to be made; an older package there is replaced
  --weights W         int4 (default), int4-128 (smaller, faster on a CPU, less exact), int8 (twice as fast on a CPU,
                      twice the size) or fp32 (exact, eight times the size)
  --errors            the error of every tensor instead of every kind of matrix
  --tower FOLDER      SigLIP2 tower, where the checkpoint does not hold it (default: vision_tower in or beside it)`;

const WEIGHTS = ["int4", "int4-128", "int8", "fp32"] as const satisfies readonly ConvertRequest["weights"][];

const OPTIONS = {
  weights: { type: "string", default: "int4" },
  tower: { type: "string" },
  errors: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Where things lie, so that the command runs from any folder. */
export interface ConvertPlaces {
  /** Folder of the bundles. */
  readonly dist: string;
}

/**
 * Runs the command.
 * @returns the exit code; 130 when interrupted, and then no package was made
 * @throws CliError and errors of all layers, to be shown as one line
 */
export async function convertCommand(args: readonly string[], places: ConvertPlaces): Promise<number> {
  const wish = wishOf(args);
  if (wish === null) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { request, listsAll } = wish;
  const scripts = { engine: path.join(places.dist, "engine.cjs"), reader: path.join(places.dist, "reader.cjs"), setup: path.join(places.dist, "setup.cjs") };
  const drafting = createDrafting({ scripts, nodeExecutable: null, threads: null, log: () => undefined });
  const abort = new AbortController();
  const interrupt = (): void => { abort.abort(); };
  process.on("SIGINT", interrupt);
  const line = progressLine(process.stdout);
  try {
    const { bytes, tensors } = await drafting.setUp("convert", request, line.show, abort.signal);
    line.end();
    if (tensors.length > 0) process.stdout.write(`${[...(listsAll ? tensorTable(tensors) : kindTable(tensors)), ...trialLines(tensors)].join("\n")}\n`);
    process.stdout.write(`Package made: ${request.out} (${request.weights}, ${(bytes / 1e6).toFixed(1)} MB)\n`);
    return 0;
  } catch (error) {
    line.end();
    if (!(error instanceof Cancelled)) throw error;
    process.stdout.write("Stopped; no package was made. The same command goes on where this one ended.\n");
    return 130;
  } finally {
    process.removeListener("SIGINT", interrupt);
    drafting.dispose();
  }
}

/** @returns null when help was asked for */
function wishOf(args: readonly string[]): { readonly request: ConvertRequest; readonly listsAll: boolean } | null {
  const { values, positionals } = parsed(args);
  if (values.help) return null;
  const [checkpoint, out, ...more] = positionals;
  if (checkpoint === undefined || out === undefined || more.length > 0) {
    throw new CliError("cli/option-unknown", "Two folders are needed: the checkpoint and the package to be made.", "See npm run convert -- --help");
  }
  const { weights: wanted, tower } = values;
  const weights = WEIGHTS.find((name) => name === wanted);
  if (weights === undefined) throw new CliError("cli/option-value", `--weights is ${wanted}; ${WEIGHTS.join(", ")} are allowed.`);
  // Without an origin: this program also makes the demo's package, which must not name a folder of the machine that made it.
  const request = { checkpoint: path.resolve(checkpoint), out: path.resolve(out), tower: tower === undefined ? null : path.resolve(tower), weights, origin: null };
  return { request, listsAll: values.errors };
}

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliError("cli/option-unknown", error instanceof Error ? error.message : String(error), "See npm run convert -- --help");
  }
}

interface ProgressLine {
  readonly show: (progress: ConvertProgress) => void;
  readonly end: () => void;
}

/** One line that is rewritten in a terminal; elsewhere a line for every tenth. */
function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  let tenthsShown = 0;
  return {
    show({ tensor, bytesDone, bytesInAll, secondsLeft }) {
      const left = secondsLeft === null ? "" : `, ${timeOf(secondsLeft)} left`;
      const share = bytesInAll === 0 ? 1 : bytesDone / bytesInAll;
      if (stream.isTTY) {
        // A name out of a file: no control character of it may reach the terminal.
        const name = tensor.replace(/[\p{Cc}\p{Cf}]/gu, "");
        stream.write(`\r\x1b[K${`converting ${String(Math.floor(share * 100)).padStart(3)} %${left}  ${name}`.slice(0, Math.max(20, stream.columns) - 1)}`);
      } else if (Math.floor(share * 10) > tenthsShown) {
        tenthsShown = Math.floor(share * 10);
        stream.write(`converting ${String(tenthsShown * 10)} %${left}\n`);
      }
    },
    end: () => {
      if (stream.isTTY) stream.write("\r\x1b[K");
    },
  };
}

/** 75: `1:15`. */
function timeOf(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}
