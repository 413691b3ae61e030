// `npm run eval`, `npm run eval:sweep`, `npm run eval:folds`, `npm run eval:calibrate`: the evaluation over a fresh build.

import "./requireNode.mjs";
import path from "node:path";
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, handOver, root } from "./steps.mjs";

async function run() {
  await ensureInstalled();
  await ensureBuilt();
  // npm runs scripts in the repository; a relative folder means what it means where the person typed it.
  const cwd = process.env.INIT_CWD || process.cwd();
  process.exitCode = await handOver(process.execPath, ["--import", import.meta.resolve("tsx"), path.join(root, "evaluation", "main.ts"), ...process.argv.slice(2)], { cwd });
}

await run().catch(fail);
