// Journeys 1 to 4 with the packed extension in a clean VS Code server, which does not see the repository and has no network: the
// same steps as in `test/ui`, whose suites are read here once more. That nothing was tried on the network is counted.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { cutOff, packetsTried, whyNotOffline } from "../e2e/offline.mjs";
import { packets } from "../e2e/server.mjs";
import { installPackage } from "./installed.mjs";

const installed = installPackage();
const why = whyNotOffline();
process.env.RADDRAFT_EXTENSIONS_DIR = installed.extensionsDir;
if (why === null) process.env.RADDRAFT_OFFLINE = "1";
else console.log(`skipped: ${why}`);
after(() => { installed.remove(); });

for (const journey of ["Describe", "Report", "Rework"]) await import(`../ui/journey${journey}.test.mjs`);

describe("the network, in these journeys", function () {
  before(function () { if (why !== null) this.skip(); });

  it("was cut off, and nothing was tried", () => {
    assert.ok(packets.length >= 3, "servers were counted");
    assert.deepEqual(packets, packets.map(() => 0));
  });

  for (const [what, script] of [
    ["a connection", 'require("node:net").connect(443, "198.51.100.7").on("error", () => {})'],
    ["a name that is looked up", 'require("node:dns").lookup("example.org", () => {})'],
  ]) {
    it(`would have counted ${what}`, async () => {
      const scratch = mkdtempSync(path.join(os.tmpdir(), "rd-"));
      const [program, ...before] = cutOff(scratch);
      const child = spawn(program, [...before, process.execPath, "-e", `${script}; setInterval(() => {}, 1000); console.log("tried")`], { stdio: ["ignore", "pipe", "inherit"] });
      try {
        await new Promise((resolve) => child.stdout.once("data", resolve));
        for (let tries = 0; packetsTried(child.pid) === 0 && tries < 50; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
        assert.ok(packetsTried(child.pid) > 0);
      } finally {
        child.kill("SIGKILL");
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }
});
