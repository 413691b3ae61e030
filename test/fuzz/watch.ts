// Runs a fuzzing process under a watch of time and memory, and starts it again behind a run that ended it.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** Folder of whole files; null where there is none. */
  readonly folder: string | null;
}

/** A run that did what no run may. */
export interface Finding {
  readonly run: number;
  readonly what: string;
}

/** Longest time of a run. */
export const MAX_RUN_MS = 2000;
/** Largest resident memory of the process, KiB: its limits are a frame of 64 Mi pixels, twice, as 32-bit values. */
export const MAX_RESIDENT_KIB = 1.5 * 1024 * 1024;
/** Time for Node.js to start and read the whole files. */
const START_MS = 60_000;

/** Does all runs; resolves with what was found. */
export async function fuzz(options: FuzzOptions, tell: (line: string) => void): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let from = 0;
  while (from < options.runs) {
    const { next, finding } = await watchOne(options, from, tell);
    if (finding !== null) {
      findings.push(finding);
      tell(`run ${finding.run}: ${finding.what}`);
    }
    from = next;
  }
  return findings;
}

/** One process until it is done or a run ended it. */
function watchOne({ runs, seed, folder }: FuzzOptions, from: number, tell: (line: string) => void): Promise<{ next: number; finding: Finding | null }> {
  const script = fileURLToPath(new URL("dicomChild.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, String(seed), String(from), String(runs), folder ?? ""], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let run = from;
    let finding: Finding | null = null;
    let isDone = false;
    let errors = "";
    const end = (what: string): void => {
      finding ??= { run, what };
      child.kill("SIGKILL");
    };
    let timer = setTimeout(() => end("the process did not start"), START_MS);
    child.stderr.on("data", (text) => (errors = (errors + String(text)).slice(-2000)));
    createInterface(child.stdout).on("line", (line) => {
      clearTimeout(timer);
      const [word, number, resident, ...failure] = line.split(" ");
      run = number === undefined ? run : Number(number);
      if (word === "done") isDone = true;
      else if (word === "begin") timer = setTimeout(() => end(`longer than ${MAX_RUN_MS} ms`), MAX_RUN_MS);
      else {
        if (run > 0 && run % 1000 === 0) tell(`${run} runs`);
        if (failure.join("") !== "") end(failure.join(" "));
        else if (Number(resident) > MAX_RESIDENT_KIB) end(`${resident} KiB of memory`);
      }
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (!isDone && finding === null) finding = { run, what: `the process ended with ${code ?? "a signal"}: ${errors.trim()}` };
      resolve({ next: isDone && finding === null ? runs : run + 1, finding });
    });
  });
}
