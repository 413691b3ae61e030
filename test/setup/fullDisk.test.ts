// A disk that becomes full while a model is downloaded or converted: nothing half is left for whole, and it goes on once
// there is room.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { convert, openPackage } from "../../src/model/index.ts";
import { runDownload } from "../../src/setup/downloads.ts";
import { freeBytesOf } from "../../src/setup/download.ts";
import type { DownloadJob } from "../../src/setup/protocol.ts";
import { startHubServer, type HubServer } from "../doubles/hubServer.ts";
import { smallDisk, type SmallDisk } from "../doubles/smallDisk.ts";

const CHECKPOINT = join(import.meta.dirname, "..", "..", "models", "medv-demo");
const SIGNAL = new AbortController().signal;

describe("a disk that becomes full", () => {
  let disk: SmallDisk | null = null;
  let hub: HubServer | null = null;
  beforeEach(function () {
    // More than a conversion leaves for its small files.
    disk = smallDisk(160);
    if (disk !== null) return;
    process.stdout.write("    skipped: no disk of a few megabytes can be mounted here\n");
    this.skip();
  });
  afterEach(async () => {
    await hub?.close();
    hub = null;
    disk?.remove();
  });

  it("ends a conversion in a sentence, and lets it go on later", async () => {
    assert(disk !== null);
    const { folder, fill, empty } = disk;
    const out = join(folder, "package");
    const make = (onProgress: () => void): Promise<unknown> => convert({ checkpoint: CHECKPOINT, tower: null, out, weights: "fp32", onProgress, signal: SIGNAL });
    await assert.rejects(make(fill), (error) => error instanceof Error && "code" in error && error.code === "model/write-failed" && error.message.includes("ENOSPC") && !error.message.includes(folder));
    assert(!existsSync(out));
    // The next start says before anything is written that there is no room.
    await assert.rejects(make(() => undefined), { code: "model/disk-space" });
    empty();
    await make(() => undefined);
    await (await openPackage(out)).verify(() => undefined, SIGNAL);
    assert.deepEqual(await readdir(folder), ["package"]);
  });

  it("keeps the old package whole when the new one does not fit", async () => {
    assert(disk !== null);
    const { folder, fill } = disk;
    const out = join(folder, "package");
    const make = (onProgress: () => void): Promise<unknown> => convert({ checkpoint: CHECKPOINT, tower: null, out, weights: "int4", onProgress, signal: SIGNAL });
    await make(() => undefined);
    await assert.rejects(make(fill), { code: "model/write-failed" });
    await (await openPackage(out)).verify(() => undefined, SIGNAL);
  });

  it("ends a download in a sentence, and lets it go on later", async () => {
    assert(disk !== null);
    const { folder, fill, empty } = disk;
    const files = new Map<string, Uint8Array>();
    for (const name of ["config.json", "model.safetensors"]) files.set(name, await readFile(join(CHECKPOINT, name)));
    hub = await startHubServer({ repository: "lab/tiny", files, lfsFrom: 100_000, token: null });
    const bytes = (await stat(join(CHECKPOINT, "model.safetensors"))).size + (await stat(join(CHECKPOINT, "config.json"))).size;
    const job: DownloadJob = { version: 1, hubUrl: hub.url, repository: "lab/tiny", parts: [{ repository: "lab/tiny", revision: "main", into: "", files: [...files.keys()] }], weights: "int4", bytes, packageBytes: 0, licence: "", acceptedAt: "" };
    const at = join(folder, "lab", "tiny");
    const fetchAll = (onProgress: () => void, freeBytes = (path: string): Promise<number> => freeBytesOf(path)): Promise<number> => runDownload(job, at, { token: null, onProgress, signal: SIGNAL, freeBytes });
    const plenty = (): Promise<number> => Promise.resolve(2 ** 50);
    await assert.rejects(fetchAll(() => undefined), { code: "setup/no-space" });
    hub.pieceMs = 1;
    await assert.rejects(fetchAll(fill, plenty), { code: "setup/write-failed" });
    assert(!existsSync(join(at, "model.safetensors")));
    empty();
    await fetchAll(() => undefined, plenty);
    for (const [name, content] of files) assert(Buffer.from(content).equals(await readFile(join(at, name))), name);
  });
});
