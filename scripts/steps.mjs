// How the scripts start programs and say what takes long: quiet below a second, one line above it.

import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** After this long a person begins to wonder. */
const SAY_AFTER_MS = 1000;

/**
 * Runs a piece of work and prints one line to stderr when it takes longer than a second.
 * @template T
 * @param {string} text what is being done, without a full stop
 * @param {() => Promise<T>} work must not block the event loop, or the line comes late
 * @returns {Promise<T>} what the work gives
 */
export async function step(text, work) {
  const timer = setTimeout(() => process.stderr.write(`${text} ...\n`), SAY_AFTER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs a program in the repository and keeps its output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, onText?: (text: string) => void, limitMs?: number }} [options]
 *   `onText` sees the output as it comes; after `limitMs` the program is killed
 * @returns {Promise<{ code: number, output: string }>} code 128 where a signal ended it, 127 where it could not start
 */
export function capture(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd || root, env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const add = (data) => {
      const text = data.toString();
      output += text;
      if (options.onText) options.onText(text);
    };
    const timer = options.limitMs && setTimeout(() => {
      add(`${path.basename(program)} ${args.join(" ")} did not end within ${options.limitMs / 1000} s\n`);
      child.kill("SIGKILL");
      // What it started may hold its pipes open.
      resolve({ code: 128, output });
    }, options.limitMs);
    child.stdout.setEncoding("utf8").on("data", add);
    child.stderr.setEncoding("utf8").on("data", add);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code: code === null ? 128 : code, output });
    });
  });
}

/**
 * Runs a program that owns the terminal until it ends.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<number>} its exit code
 */
export function handOver(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd || root, env: { ...process.env, ...options.env }, stdio: "inherit" });
    // Ctrl+C reaches the whole process group: the child decides how to end, this process only waits for it.
    const wait = () => undefined;
    process.on("SIGINT", wait);
    const pass = () => child.kill("SIGTERM");
    process.on("SIGTERM", pass);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      process.off("SIGTERM", pass);
      resolve(code === null ? 130 : code);
    });
  });
}

/**
 * Runs npm, the one that started this script where there is one.
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function npm(args, options = {}) {
  const cli = process.env.npm_execpath;
  if (cli && cli.endsWith(".js")) return capture(process.execPath, [cli, ...args], options);
  return capture(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}

/**
 * Ends the process with one line where a command failed in a way that its user can understand.
 * @param {unknown} error
 */
export function fail(error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
