// A process for the tests of `claimFile`: claims a file again and again, each time while it alone writes into a log, and
// dies over some of the claims.

import { appendFileSync } from "node:fs";
import { claimFile, isClaim } from "../../src/processes/index.ts";

const [file = "", log = "", rounds = "0", deadlyEvery = "0"] = process.argv.slice(2);

async function main(): Promise<void> {
  for (let round = 1; round <= Number(rounds);) {
    const claim = await claimFile(file, "");
    if (!isClaim(claim)) { await new Promise((resolve) => { setTimeout(resolve, 1); }); continue; }
    appendFileSync(log, `${String(process.pid)} in\n`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
    appendFileSync(log, `${String(process.pid)} out\n`);
    // Killed while it owns the file: others find it abandoned.
    if (Number(deadlyEvery) > 0 && round % Number(deadlyEvery) === 0) process.kill(process.pid, "SIGKILL");
    claim.release();
    round++;
  }
}

void main();
