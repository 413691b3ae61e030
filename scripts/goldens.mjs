// `npm run goldens [-- DIR]`: compares every stage and run of a folder of reference values (default ../shared/goldens).

import "./requireNode.mjs";
import { ensureInstalled } from "./install.mjs";
import { fail, handOver } from "./steps.mjs";

try {
  await ensureInstalled();
  process.exitCode = await handOver(process.execPath, ["--import", "tsx", "test/goldens/run.ts", ...process.argv.slice(2)]);
} catch (error) {
  fail(error);
}
