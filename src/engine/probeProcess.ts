// Asks a process of its own to try a device: it may crash or stand still in a driver, and this process must not.

import { fork } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { release } from "node:os";
import { check } from "../formats/index.ts";
import { probeOutcomeSchema, type Device, type ProbeOutcome, type WhyNot } from "./deviceProtocol.ts";
import { RUNTIME_VERSION } from "./onnxruntime.ts";

export interface ProbeOptions {
  /** `probeMain.ts`, bundled. */
  readonly script: string;
  readonly threads: number;
  /** A process that has not answered by then is ended, milliseconds. */
  readonly limitMs: number;
}

/** Drivers translate the kernels of a trial in some seconds, a software one in half a minute. */
export const PROBE_LIMIT_MS = 90_000;
/** Dawn's word for a missing libvulkan.so.1. */
const NO_LOADER = "Couldn't load Vulkan";
/** Kept of what the process prints: enough for the words looked for. */
const MOST_OUTPUT = 64 * 1024;

/** Tries a device. It never fails: whatever happens is an outcome. */
export async function probeApart(device: Device, options: ProbeOptions): Promise<ProbeOutcome> {
  const not = (why: WhyNot): ProbeOutcome => ({ device, key: machineKey(), why, halves: false, attention: "flash", gflops: 0, speed: 0 });
  return await new Promise((resolve) => {
    const child = fork(options.script, [device, String(options.threads)], { execArgv: [], stdio: ["ignore", "pipe", "pipe", "ipc"], serialization: "advanced" });
    let output = "";
    let outcome: ProbeOutcome | null = null;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, options.limitMs);
    const listen = (data: Buffer): void => { if (output.length < MOST_OUTPUT) output += data.toString(); };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("message", (message) => {
      const checked = check(probeOutcomeSchema, { ...(message as object), key: machineKey() });
      if (checked.ok) outcome = checked.value;
      // It has nothing left to do, and may yet hang in its driver's end.
      child.kill("SIGKILL");
    });
    child.once("error", () => { resolve(not("failed")); });
    child.once("close", () => {
      clearTimeout(timer);
      const found = outcome ?? not(isLate ? "hung" : "crashed");
      resolve(found.why === "no-adapter" && output.includes(NO_LOADER) ? not("no-loader") : found);
    });
  });
}

/** What an outcome depends on: the library, the platform, and what can be read of GPUs and their drivers. */
export function machineKey(): string {
  const variables = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES", "LD_LIBRARY_PATH"].map((name) => process.env[name] ?? "");
  return [RUNTIME_VERSION, process.platform, process.arch, release(), ...variables, ...linuxGpus()].join("\n").slice(0, 2000);
}

const NVIDIA_DRIVER = "/proc/driver/nvidia/version";
const CARDS = "/sys/class/drm";

function linuxGpus(): string[] {
  const read = (file: string): string => {
    try {
      return readFileSync(file, "utf8").trim();
    } catch {
      return ""; // A card without the file is known by the others.
    }
  };
  const cards = existsSync(CARDS) ? readdirSync(CARDS).filter((name) => /^card\d+$/u.test(name)) : [];
  return [read(NVIDIA_DRIVER), ...cards.map((card) => `${card} ${read(`${CARDS}/${card}/device/vendor`)} ${read(`${CARDS}/${card}/device/device`)}`)];
}
