// `npm run bench:gpu`: what a graphics card does through WebGPU, on a machine with nothing but Node.js and a driver: whether
// it computes rightly, the reference values on it, and the time of steps and drafts beside what its memory allows.
//
// `-- --package DIR` measures a package instead of the two shapes of random weights, `--shapes scaled` one of them (the 8B
// shape takes 6.6 GB of disk and some minutes to make), `--without-goldens` leaves the reference values out.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { defaultThreads, probeApart } from "../src/engine/index.ts";
import type { ProbeOutcome } from "../src/engine/protocol.ts";
import { sharedPath } from "../test/sharedFolder.ts";
import { deviceAgreement } from "./deviceAgreement.ts";
import type { GpuFigures } from "./gpuSteps.ts";
import { runBench, syntheticPackage } from "./runBench.ts";
import { SHAPES, type ShapeName } from "./syntheticCheckpoint.ts";

const root = path.resolve(import.meta.dirname, "..");
/** A driver that computes on the processor is slower to try. */
const PROBE_LIMIT_MS = 300_000;
/** Of the 8B shape as int4, with room for what is written beside it. */
const PACKAGE_BYTES: Readonly<Record<ShapeName, number>> = { "8b": 8e9, scaled: 3e9 };
const OPTIONS = {
  package: { type: "string" },
  shapes: { type: "string", default: "scaled,8b" },
  prompt: { type: "string", default: "896" },
  length: { type: "string", default: "128" },
  "without-goldens": { type: "boolean", default: false },
} as const;

void main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  console.log(`${cpus()[0]?.model ?? "?"}, ${process.platform}-${process.arch}, Node.js ${process.version}, ${new Date().toISOString().slice(0, 10)}; graphics: ${graphics()}`);
  const outcome = await probeApart("webgpu", { script: path.join(root, "dist", "probe.cjs"), threads: defaultThreads(), limitMs: PROBE_LIMIT_MS });
  if (outcome.why !== null) {
    console.log(`WebGPU cannot be used here: ${outcome.why} (src/engine/deviceProtocol.ts says what that means)`);
    process.exitCode = 1;
    return;
  }
  console.log(`WebGPU computes rightly: ${outcome.halves ? "16-bit floats" : "32-bit floats, no shader-f16"}, ${outcome.attention} attention; ${outcome.gflops.toFixed(0)} GFLOP/s in int4 products, a block's rows ${outcome.speed.toFixed(2)} times as fast as on the CPU`);
  if (!values["without-goldens"]) await goldens(outcome);
  const packages = values.package === undefined ? await syntheticPackages(values.shapes.split(",")) : [path.resolve(values.package)];
  for (const folder of packages) report(JSON.parse(runBench("gpuSteps.ts", ["--package", folder, "--prompt", values.prompt, "--length", values.length, "--outcome", JSON.stringify(outcome)])) as GpuFigures);
}

/** Every recorded run on the card in float32, and how often int4 agrees with the CPU's. */
async function goldens({ attention }: ProbeOutcome): Promise<void> {
  const folders = [sharedPath("goldens"), sharedPath("goldens", "variant-gqa")].filter((folder) => folder !== null);
  const args = ["--import", "tsx", path.join("test", "goldens", "run.ts"), "--device", "webgpu", "--attention", attention, "--demo", ...folders];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 });
  const lines = stdout.trim().split("\n");
  for (const line of lines) if (line.startsWith("FAILED")) console.log(line);
  console.log(`reference values on WebGPU, fp32: ${lines.at(-1) ?? "nothing ran"}`);
  if (status !== 0) process.exitCode = 1;
  for (const folder of folders) console.log(await deviceAgreement(folder, { provider: "webgpu", target: { kind: "gpu", float: "float32", attention }, gflops: null }));
}

async function syntheticPackages(shapes: readonly string[]): Promise<string[]> {
  const packages: string[] = [];
  for (const shape of shapes) {
    if (!Object.hasOwn(SHAPES, shape)) throw new Error(`--shapes is ${shape}; ${Object.keys(SHAPES).join(", ")} are allowed`);
    const { bavail, bsize } = await statfs(root);
    const needed = PACKAGE_BYTES[shape as ShapeName];
    if (bavail * bsize < needed) console.log(`skipped: shape ${shape} needs ${(needed / 1e9).toFixed(0)} GB of disk, ${((bavail * bsize) / 1e9).toFixed(0)} GB are free`);
    else packages.push(syntheticPackage("int4", shape as ShapeName));
  }
  return packages;
}

function report({ name, weights, tileMs, loadedSeconds, copyGBs, stepBytes, exactPass, cachedStep, drafted, length }: GpuFigures): void {
  const reached = stepBytes / cachedStep / 1e9;
  console.log(`${name}, ${weights}: loaded in ${loadedSeconds.toFixed(1)} s; a tile ${tileMs.toFixed(1)} ms; prompt ${(drafted.prompt * 1000).toFixed(0)} ms; exact step ${(exactPass * 1000).toFixed(1)} ms`);
  console.log(`  cached step of a block ${(cachedStep * 1000).toFixed(2)} ms; draft of ${String(length)} in ${drafted.wallSeconds.toFixed(2)} s, ${(length / drafted.wallSeconds).toFixed(1)} tokens a second, ${String(drafted.passes)} passes`);
  console.log(`  a step reads ${(stepBytes / 1e9).toFixed(2)} GB: ${reached.toFixed(1)} GB/s, ${((100 * reached) / copyGBs).toFixed(0)} % of the ${copyGBs.toFixed(1)} GB/s at which this card reads and writes plain values`);
}

/** What the system says of graphics cards; onnxruntime does not name the one that it takes. */
function graphics(): string {
  const [program, args] = process.platform === "darwin" ? ["system_profiler", ["SPDisplaysDataType"]] : process.platform === "win32" ? ["powershell", ["-NoProfile", "-Command", "(Get-CimInstance Win32_VideoController).Name"]] : ["nvidia-smi", ["--query-gpu=name,driver_version", "--format=csv,noheader"]];
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  const driver = process.env["VK_ICD_FILENAMES"];
  if (driver !== undefined) return `driver ${path.basename(driver)}${status === 0 ? `, ${stdout.trim()}` : ""}`;
  if (status === 0) return process.platform === "darwin" ? (/Chipset Model: (.+)/u.exec(stdout)?.[1] ?? "unknown") : stdout.trim().split(/\r?\n/u).join("; ");
  return linuxCards();
}

/** PCI numbers of a card, where no tool of its maker is installed. */
function linuxCards(): string {
  try {
    const of = (file: string): string => readFileSync(`/sys/class/drm/card0/device/${file}`, "utf8").trim();
    return `PCI ${of("vendor")}:${of("device")}`;
  } catch {
    return "unknown"; // Containers hide the card's files.
  }
}
