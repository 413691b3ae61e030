// Runs a fuzzing process under a watch of time and memory, and starts it again behind a run that ended it. Time is what
// the process works (all its threads): what other programs take of the processor is not held against a file.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
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

/** Most processor time of a run. */
export const MAX_RUN_MS = 2000;
/** Longest wait for a run that does not work as long: one that stands still. */
export const MAX_WAIT_MS = 20_000;
/** A run's work is looked at this often. */
const LOOK_MS = 250;
/** Linux counts the processor time of a process in hundredths of a second. */
const TICK_MS = 10;
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
    const watchRun = (): void => {
      const [startedMs, workedBeforeMs] = [performance.now(), workedMs(child.pid)];
      let wasOver = false;
      timer = setInterval(() => {
        const waitedMs = performance.now() - startedMs;
        const runMs = workedBeforeMs === null ? waitedMs : (workedMs(child.pid) ?? 0) - workedBeforeMs;
        // Twice, since the run's last line may still wait to be read.
        if (wasOver) end(`longer than ${MAX_RUN_MS} ms`);
        else if (waitedMs > MAX_WAIT_MS) end(`stood still for ${MAX_WAIT_MS} ms`);
        wasOver = runMs > MAX_RUN_MS;
      }, LOOK_MS);
    };
    child.stderr.on("data", (text) => (errors = (errors + String(text)).slice(-2000)));
    createInterface(child.stdout).on("line", (line) => {
      clearTimeout(timer);
      const [word, number, resident, worked, ...failure] = line.split(" ");
      run = number === undefined ? run : Number(number);
      if (word === "done") isDone = true;
      else if (word === "begin") watchRun();
      else {
        if (run > 0 && run % 1000 === 0) tell(`${run} runs`);
        if (failure.join("") !== "") end(failure.join(" "));
        else if (Number(worked) > MAX_RUN_MS) end(`longer than ${MAX_RUN_MS} ms: ${worked ?? ""} ms`);
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

/** Processor time of a process so far; null where the system does not tell (only Linux does so in a file). */
function workedMs(pid: number | undefined): number | null {
  try {
    // Behind the program's name, which may hold spaces: the 12th and 13th value are the ticks in user and system mode.
    const values = readFileSync(`/proc/${String(pid)}/stat`, "latin1").replace(/^.*\) /s, "").split(" ");
    return (Number(values[11]) + Number(values[12])) * TICK_MS;
  } catch {
    return null;
  }
}
