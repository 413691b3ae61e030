// A file that one process at a time owns: many processes want it, and some die while they have it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { claimFile, isClaim, isClaimed, isRunning } from "../../src/processes/index.ts";

const N_PROCESSES = 6;
const ROUNDS = process.env["RADDRAFT_FULL"] === "1" ? 100 : 12;
/** Long ago enough for whatever is judged by its age. */
const OLD = new Date(Date.now() - 60_000);

describe("claimFile", function () {
  this.timeout(60_000);
  let folder = "";
  let file = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-claim-"));
    file = path.join(folder, "claim.json");
  });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

  const abandoned = (owner: object): void => { writeFileSync(file, JSON.stringify({ pid: process.pid, started: null, address: "", nonce: "other", ...owner })); };

  it("gives the file to one at a time, and names the owner to others", async () => {
    const claim = await claimFile(file, "somewhere");
    assert(isClaim(claim));
    const owner = await claimFile(file, "");
    assert(!isClaim(owner));
    assert.deepEqual([owner.pid, owner.address], [process.pid, "somewhere"]);
    assert((await isRunning(owner)) && (await isClaimed(file)));
    claim.release();
    assert(!(await isClaimed(file)));
    claim.release();
    assert(!existsSync(file));
    assert(isClaim(await claimFile(file, "")));
  });

  it("takes over from a process that is gone, and from one whose number another process has", async () => {
    for (const owner of [{ pid: 2 ** 22 + 1 }, ...(process.platform === "linux" ? [{ started: "1" }] : [])]) {
      abandoned(owner);
      assert(isClaim(await claimFile(file, "")), JSON.stringify(owner));
      rmSync(file);
    }
  });

  it("asks whom it is told to ask whether an owner lives", async () => {
    abandoned({});
    assert(!isClaim(await claimFile(file, "", () => Promise.resolve(true))));
    assert(isClaim(await claimFile(file, "", ({ nonce }) => Promise.resolve(nonce !== "other"))));
  });

  it("waits for a file that is just being written, and no longer than that", async () => {
    writeFileSync(file, "{");
    setTimeout(() => { abandoned({}); }, 100);
    assert(!isClaim(await claimFile(file, "")));
    writeFileSync(file, "{");
    utimesSync(file, OLD, OLD);
    assert(isClaim(await claimFile(file, "")));
  });

  it("goes on where another one died over its takeover", async () => {
    abandoned({ pid: 2 ** 22 + 1 });
    mkdirSync(`${file}.takeover`);
    utimesSync(`${file}.takeover`, OLD, OLD);
    assert(isClaim(await claimFile(file, "")));
  });

  it("does not remove what is another's by now", async () => {
    const claim = await claimFile(file, "");
    assert(isClaim(claim));
    abandoned({});
    claim.release();
    assert(existsSync(file));
  });

  it("throws where there is no folder", async () => {
    await assert.rejects(claimFile(path.join(folder, "none", "claim.json"), ""), { code: "ENOENT" });
  });

  it(`never has two owners, with ${String(N_PROCESSES)} processes of which some are killed`, async () => {
    const script = path.join(folder, "claimChild.cjs");
    const log = path.join(folder, "log");
    buildSync({ entryPoints: [path.join(__dirname, "claimChild.ts")], outfile: script, bundle: true, platform: "node", format: "cjs", target: "node20" });
    const ends = Array.from({ length: N_PROCESSES }, (_, index) => new Promise<void>((resolve) => {
      const deadlyEvery = index % 2 === 0 ? Math.ceil(ROUNDS / 2) : 0;
      spawn(process.execPath, [script, file, log, String(ROUNDS), String(deadlyEvery)], { stdio: "inherit" }).once("exit", () => { resolve(); });
    }));
    await Promise.all(ends);
    const lines = readFileSync(log, "utf8").trim().split("\n");
    for (let line = 0; line < lines.length; line += 2) assert.deepEqual([lines[line]?.endsWith(" in"), lines[line + 1]], [true, lines[line]?.replace(" in", " out")], `line ${String(line)}`);
    // The odd ones went on to their end, past the dead.
    assert(lines.length >= 2 * ROUNDS * Math.floor(N_PROCESSES / 2));
    assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith("claim.json.")), []);
  });
});
