// Downloads that were begun: kept, listed, continued by one process at a time, and removed.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { discardDownload, listDownloads, runDownload } from "../../src/setup/downloads.ts";
import type { DownloadJob, DownloadProgress } from "../../src/setup/protocol.ts";
import { startHubServer } from "../doubles/hubServer.ts";
import type { HubServer } from "../doubles/hubServer.ts";

const FILES = new Map([["config.json", new Uint8Array(10)], ["model.safetensors", new Uint8Array(2_000_000).fill(7)]]);

describe("downloads that were begun", () => {
  let place = "";
  let hub: HubServer;
  let job: DownloadJob;
  const downloads = (): string => join(place, "downloads");
  const folder = (): string => join(downloads(), "lab", "tiny");
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-downloads-"));
    hub = await startHubServer({ repository: "lab/tiny", files: FILES, lfsFrom: 4096, token: null });
    job = {
      version: 1, hubUrl: hub.url, repository: "lab/tiny", parts: [{ repository: "lab/tiny", revision: "main", into: "", files: [...FILES.keys()] }],
      weights: "int4", bytes: 2_000_010, packageBytes: 1000, licence: "mit", acceptedAt: "2026-01-01T00:00:00Z",
    };
  });
  afterEach(async () => {
    await hub.close();
    await rm(place, { recursive: true, force: true });
  });

  const run = (signal = new AbortController().signal, onProgress: (progress: DownloadProgress) => void = () => undefined): Promise<number> =>
    runDownload(job, folder(), { token: null, onProgress, signal, freeBytes: () => Promise.resolve(2 ** 50) });
  async function stoppedInTheMiddle(): Promise<void> {
    const stop = new AbortController();
    hub.faults.push({ kind: "cut", afterBytes: 60_000, received: new Promise(() => undefined), only: /safetensors$/u });
    await assert.rejects(run(stop.signal, ({ bytesDone }) => { if (bytesDone > 1000) stop.abort(); }), { name: "AbortError" });
  }

  it("are listed with what is there, and go on by what was agreed to", async () => {
    assert.deepEqual(await listDownloads(downloads()), []);
    await stoppedInTheMiddle();
    const [found] = await listDownloads(downloads());
    assert.deepEqual([found?.folder, found?.job], [folder(), job]);
    assert(found !== undefined && found.bytesThere >= 10 && found.bytesThere < job.bytes);
    assert.equal(await run(), job.bytes);
    assert.equal((await listDownloads(downloads()))[0]?.bytesThere, job.bytes);
  });

  it("are worked on by one process at a time", async () => {
    hub.pieceMs = 1;
    const first = run();
    while (!existsSync(join(folder(), "raddraft-download.lock"))) await new Promise((resolve) => { setTimeout(resolve, 1); });
    await assert.rejects(run(), { code: "setup/download-running" });
    assert.equal((await listDownloads(downloads()))[0]?.isRunning, true);
    await assert.rejects(discardDownload(folder()), { code: "setup/download-running" });
    await first;
    await run();
  });

  it("are taken over from a process that died", async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), "raddraft-download.lock"), JSON.stringify({ pid: 1, started: "0", address: "", nonce: "dead" }));
    await run();
    assert.deepEqual((await readdir(folder())).sort(), ["config.json", "model.safetensors", "raddraft-download.json"]);
  });

  it("are removed with all their files, and nothing else is", async () => {
    await run();
    await discardDownload(folder());
    assert(!existsSync(join(downloads(), "lab")));
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), "mine.txt"), "");
    await assert.rejects(discardDownload(folder()), { code: "setup/download-missing" });
    assert(existsSync(join(folder(), "mine.txt")));
  });

  it("are left out of the list where their job is damaged", async () => {
    await run();
    await writeFile(join(folder(), "raddraft-download.json"), "{");
    assert.deepEqual(await listDownloads(downloads()), []);
  });
});
