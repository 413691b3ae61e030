// A Vulkan driver that computes on the processor: SwiftShader, out of the Chromium that the interface tests use. It serves
// to compare numbers; it says nothing about speed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

export interface SoftwareGpu {
  /** For a process that is to compute there: loaders read them when it starts. */
  readonly env: Readonly<Record<string, string>>;
}

export const NO_SOFTWARE_GPU = "skipped: no SwiftShader; install the package chromium";

/** Null where there is none: other systems than Linux, or no Chromium that brings it. */
export function softwareGpu(): SoftwareGpu | null {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const named = process.env["CHROMIUM_PATH"] ?? "";
  const folders = ["/usr/lib/chromium", ...(existsSync(named) ? [dirname(realpathSync(named))] : [])];
  const folder = folders.find((place) => ["vk_swiftshader_icd.json", "libvk_swiftshader.so", "libvulkan.so.1"].every((name) => existsSync(join(place, name))));
  return folder === undefined ? null : { env: { VK_ICD_FILENAMES: join(folder, "vk_swiftshader_icd.json"), LD_LIBRARY_PATH: folder } };
}

/** Runs a program of the tests there. */
export async function runOnSoftwareGpu({ env }: SoftwareGpu, args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => { output += data.toString(); });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
