// `npm run convert -- CHECKPOINT OUT`: makes a model package from a checkpoint, in the setup process.

import path from "node:path";
import { parseArgs } from "node:util";
import { createDrafting } from "../client/index.ts";
import { Cancelled } from "../processes/index.ts";
import type { ConvertProgress, ConvertRequest } from "../setup/protocol.ts";
import { CliError } from "./errors.ts";

const USAGE = `npm run convert -- CHECKPOINT OUT [options]
  CHECKPOINT          folder of a checkpoint in the layout of LLaDA-V or LLaDA-MedV (safetensors)
  OUT                 folder to be made; an older package there is replaced
  --weights W         int4 (default), int8 or fp32 (exact, eight times the size)
  --tower FOLDER      SigLIP2 tower, where the checkpoint does not hold it (default: vision_tower in or beside it)`;

const OPTIONS = {
  weights: { type: "string", default: "int4" },
  tower: { type: "string" },
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
  const request = requestOf(args);
  if (request === null) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const scripts = { engine: path.join(places.dist, "engine.cjs"), reader: path.join(places.dist, "reader.cjs"), setup: path.join(places.dist, "setup.cjs") };
  const drafting = createDrafting({ scripts, nodeExecutable: null, threads: null, log: () => undefined });
  const abort = new AbortController();
  const interrupt = (): void => { abort.abort(); };
  process.on("SIGINT", interrupt);
  const line = progressLine(process.stdout);
  try {
    const { bytes } = await drafting.setUp("convert", request, line.show, abort.signal);
    line.end();
    process.stdout.write(`Package made: ${request.out} (${request.weights}, ${(bytes / 1e6).toFixed(1)} MB)\n`);
    return 0;
  } catch (error) {
    line.end();
    if (!(error instanceof Cancelled)) throw error;
    process.stdout.write("Stopped; no package was made.\n");
    return 130;
  } finally {
    process.removeListener("SIGINT", interrupt);
    drafting.dispose();
  }
}

/** @returns null when help was asked for */
function requestOf(args: readonly string[]): ConvertRequest | null {
  const { values, positionals } = parsed(args);
  if (values.help) return null;
  const [checkpoint, out, ...more] = positionals;
  if (checkpoint === undefined || out === undefined || more.length > 0) {
    throw new CliError("cli/option-unknown", "Two folders are needed: the checkpoint and the package to be made.", "See npm run convert -- --help");
  }
  const { weights, tower } = values;
  if (weights !== "fp32" && weights !== "int8" && weights !== "int4") throw new CliError("cli/option-value", `--weights is ${weights}; fp32, int8 and int4 are allowed.`);
  // Without an origin: this program also makes the demo's package, which must not name a folder of the machine that made it.
  return { checkpoint: path.resolve(checkpoint), out: path.resolve(out), tower: tower === undefined ? null : path.resolve(tower), weights, origin: null };
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
    show({ tensor, bytesDone, bytesInAll }) {
      const share = bytesInAll === 0 ? 1 : bytesDone / bytesInAll;
      if (stream.isTTY) {
        // A name out of a file: no control character of it may reach the terminal.
        const name = tensor.replace(/[\p{Cc}\p{Cf}]/gu, "");
        stream.write(`\r\x1b[K${`converting ${String(Math.floor(share * 100)).padStart(3)} %  ${name}`.slice(0, Math.max(20, stream.columns) - 1)}`);
      } else if (Math.floor(share * 10) > tenthsShown) {
        tenthsShown = Math.floor(share * 10);
        stream.write(`converting ${String(tenthsShown * 10)} %\n`);
      }
    },
    end: () => {
      if (stream.isTTY) stream.write("\r\x1b[K");
    },
  };
}
