// `npm run bench:gpu`: what a graphics card does, on a machine with nothing but Node.js and a driver.

import "./requireNode.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, handOver } from "./steps.mjs";

try {
  await ensureInstalled();
  process.exitCode = (await handOver(process.execPath, ["scripts/build.mjs"])) || (await handOver(process.execPath, ["--import", "tsx", "bench/gpu.ts", ...process.argv.slice(2)]));
} catch (error) {
  fail(error);
}
