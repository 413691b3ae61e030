// The real setup process, killed in the middle of a download and of a conversion: nothing half is taken for whole, and
// what is started again goes on.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Drafting } from "../../src/client/index.ts";
import { ProcessError } from "../../src/processes/index.ts";
import type { DownloadJob, DownloadProgress } from "../../src/setup/protocol.ts";
import { startHubServer } from "../doubles/hubServer.ts";
import type { HubServer } from "../doubles/hubServer.ts";
import { endOf, realDrafting, type RealDrafting } from "./realDrafting.ts";

const REPOSITORY = "test-lab/tiny";
const CHECKPOINT = path.join(import.meta.dirname, "..", "..", "models", "medv-demo");

describe("a setup process that is killed", function () {
  this.timeout(120_000);
  let real: RealDrafting;
  let drafting: Drafting;
  let place = "";
  let hub: HubServer;
  before(async () => {
    real = await realDrafting();
    drafting = real.start();
    place = await mkdtemp(path.join(tmpdir(), "raddraft-setup-"));
    const files = new Map<string, Uint8Array>();
    for (const name of await readdir(CHECKPOINT)) if ((await stat(path.join(CHECKPOINT, name))).isFile()) files.set(name, await readFile(path.join(CHECKPOINT, name)));
    hub = await startHubServer({ repository: REPOSITORY, files, lfsFrom: 100_000, token: null });
  });
  after(async () => {
    drafting.dispose();
    real.remove();
    await hub.close();
    await rm(place, { recursive: true, force: true });
  });
  const kill = (): void => { process.kill(drafting.setupPid ?? -1, "SIGKILL"); };
  const assertDied = (end: unknown): void => { assert(end instanceof ProcessError && end.code === "process/died", String(end)); };
  const folder = (): string => path.join(place, "downloads", ...REPOSITORY.split("/"));

  it("leaves a download that goes on, and that no other process is kept from", async () => {
    const offer = await drafting.setUp("offer", { hubUrl: hub.url, repository: REPOSITORY, token: null, tower: null, folder: folder() });
    const job: DownloadJob = { version: 1, hubUrl: hub.url, repository: REPOSITORY, parts: [...offer.parts], weights: "int4", bytes: offer.bytes, packageBytes: 1, licence: "", acceptedAt: "" };
    hub.pieceMs = 40;
    let isKilled = false;
    const onEvent = ({ bytesDone, bytesInAll }: DownloadProgress): void => {
      if (!isKilled && bytesDone > bytesInAll / 4) { isKilled = true; kill(); }
    };
    assertDied(await endOf(drafting.setUp("download", { job, token: null, folder: folder() }, onEvent)));
    const listed = await drafting.setUp("list", { parents: [place], packages: [], downloads: [path.join(place, "downloads")] });
    assert(listed.downloads[0] !== undefined && !listed.downloads[0].isRunning && listed.downloads[0].bytesThere > offer.bytes / 5);
    hub.pieceMs = 0;
    hub.asked.length = 0;
    await drafting.setUp("download", { job, token: null, folder: folder() });
    assert.deepEqual(hub.asked.map(({ path: name, range }) => [name, range !== null]), [["model.safetensors", true]]);
    for (const { files } of offer.parts) for (const name of files) assert.deepEqual(await readFile(path.join(folder(), name)), await readFile(path.join(CHECKPOINT, name)));
  });

  it("leaves no package, and the next conversion makes a whole one", async () => {
    const request = { checkpoint: CHECKPOINT, tower: null, out: path.join(place, "package"), weights: "int4" as const, origin: null };
    let isKilled = false;
    assertDied(await endOf(drafting.setUp("convert", request, ({ bytesDone, bytesInAll }) => {
      if (!isKilled && bytesDone > 0 && bytesDone < bytesInAll) { isKilled = true; kill(); }
    })));
    assert(!existsSync(request.out));
    assert.deepEqual((await drafting.setUp("list", { parents: [place], packages: [], downloads: [] })).unfinished.map((each) => each.path), [request.out]);
    await drafting.setUp("convert", request);
    await drafting.setUp("verify", { path: request.out });
    const { packages, unfinished } = await drafting.setUp("list", { parents: [place], packages: [], downloads: [] });
    assert.deepEqual([packages.map(({ state }) => state), unfinished], [["ready"], []]);
  });
});
