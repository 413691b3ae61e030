// Downloads from a hub that cuts, lies, refuses and is busy.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { convert } from "../../src/model/index.ts";
import { download } from "../../src/setup/download.ts";
import { SetupError } from "../../src/setup/errors.ts";
import { offerOf } from "../../src/setup/offer.ts";
import type { DownloadJob, DownloadProgress } from "../../src/setup/protocol.ts";
import { startHubServer } from "../doubles/hubServer.ts";
import type { HubFault, HubServer } from "../doubles/hubServer.ts";
import { tinyCheckpoint, writeCheckpoint } from "../model/tinyCheckpoint.ts";

const TOKEN = "a-token";
const REPOSITORY = "owner/tiny";
const PLENTY = 2 ** 50;

describe("download from a hub", () => {
  let place = "";
  let hub: HubServer;
  let files: Map<string, Uint8Array>;
  let largest = "";
  /** Faults that begin once the offer is there. */
  const pending: HubFault[] = [];
  /** Called when bytes of the largest file are on the disk. */
  let onLargest = (): void => undefined;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "raddraft-download-"));
    await writeCheckpoint(join(place, "source"), tinyCheckpoint());
    files = new Map();
    for (const name of await readdir(join(place, "source"))) files.set(name, await readFile(join(place, "source", name)));
    largest = [...files].reduce((best, file) => (file[1].byteLength > best[1].byteLength ? file : best))[0];
    files.set("training.bin", new Uint8Array(10));
    files.set("checkpoint-10/model.safetensors", new Uint8Array(10));
    hub = await startHubServer({ repository: REPOSITORY, files, lfsFrom: 4096, token: TOKEN });
  });
  afterEach(async () => {
    await hub.close();
    await rm(place, { recursive: true, force: true });
  });

  async function jobOf(): Promise<DownloadJob> {
    const request = { hubUrl: hub.url, repository: REPOSITORY, token: TOKEN, tower: null, folder: join(place, "got") };
    const { parts, bytes } = await offerOf(request, { signal: new AbortController().signal, freeBytes: () => Promise.resolve(PLENTY) });
    return { version: 1, hubUrl: hub.url, repository: REPOSITORY, parts: [...parts], weights: "int8", bytes, packageBytes: 5000, licence: "", acceptedAt: "" };
  }
  async function fetchAll(change: Partial<DownloadJob> = {}, freeBytes = PLENTY, signal = new AbortController().signal, token: string | null = TOKEN): Promise<number[]> {
    const done: number[] = [];
    const onProgress = ({ file, bytesDone }: DownloadProgress): void => {
      done.push(bytesDone);
      if (file === largest) onLargest();
    };
    const job = { ...(await jobOf()), ...change };
    hub.asked.length = 0;
    hub.faults.push(...pending.splice(0));
    await download(job, join(place, "got"), { token, onProgress, signal, freeBytes: () => Promise.resolve(freeBytes) });
    return done;
  }
  function cut(): HubFault {
    return { kind: "cut", afterBytes: 3000, received: new Promise<void>((resolve) => { onLargest = resolve; }) };
  }
  async function assertWhole(): Promise<void> {
    const names = (await readdir(join(place, "got"))).sort();
    assert.deepEqual(names, [...files.keys()].filter((name) => isWanted(name)).sort());
    for (const name of names) assert.deepEqual(new Uint8Array(await readFile(join(place, "got", name))), new Uint8Array(files.get(name) ?? []));
  }
  const isWanted = (name: string): boolean => name !== "training.bin" && !name.includes("/");
  async function assertFails(code: string, attempt: Promise<unknown>): Promise<void> {
    await assert.rejects(attempt, (error) => error instanceof SetupError && error.code === code && error.action !== "");
  }
  /** Puts the fault before the largest file's bytes by having everything else there already. */
  async function onlyLargestLeft(...faults: HubFault[]): Promise<void> {
    await mkdir(join(place, "got"), { recursive: true });
    for (const [name, bytes] of files) if (name !== largest && isWanted(name)) await writeFile(join(place, "got", name), bytes);
    await rm(join(place, "got", largest), { force: true });
    pending.push(...faults);
  }

  it("brings a checkpoint that can be converted, and nothing that the conversion does not read", async () => {
    const done = await fetchAll();
    await assertWhole();
    assert.deepEqual(done, [...done].sort((a, b) => a - b), "progress goes forward only");
    await convert({ checkpoint: join(place, "got"), tower: null, out: join(place, "package"), weights: "int8", onProgress: () => undefined, signal: new AbortController().signal });
  });

  it("goes on behind the bytes it has when the connection is cut in the middle", async () => {
    await onlyLargestLeft(cut());
    await fetchAll();
    await assertWhole();
    assert.deepEqual(hub.asked.map(({ range }) => range === null), [true, false]);
  });

  it("goes on in a later start, and begins again where the server knows no ranges", async () => {
    for (const second of [[], [{ kind: "noRange" }]] satisfies HubFault[][]) {
      await onlyLargestLeft(cut(), ...Array.from({ length: 6 }, (): HubFault => ({ kind: "status", status: 429, retryAfter: "0" })));
      await assertFails("setup/hub-busy", fetchAll());
      hub.faults.length = 0;
      pending.push(...second);
      await fetchAll();
      await assertWhole();
      assert.match(hub.asked[0]?.range ?? "", /^bytes=[1-9]\d*-$/u);
    }
  });

  it("removes a file with a wrong hash, and gets it whole the next time", async () => {
    await onlyLargestLeft({ kind: "wrongByte" });
    await assertFails("setup/hash-mismatch", fetchAll());
    assert(!(await readdir(join(place, "got"))).some((name) => name.startsWith(largest)));
    await fetchAll();
    await assertWhole();
  });

  it("waits as long as a busy hub asks, and says so when that is too long", async () => {
    await onlyLargestLeft({ kind: "status", status: 429, retryAfter: "0" }, { kind: "status", status: 503, retryAfter: "0" });
    await fetchAll();
    await assertWhole();
    // A date is as good as seconds (RFC 9110, 10.2.3).
    await onlyLargestLeft({ kind: "status", status: 503, retryAfter: new Date(0).toUTCString() });
    await fetchAll();
    await onlyLargestLeft({ kind: "status", status: 429, retryAfter: new Date(Date.now() + 3_600_000).toUTCString() });
    await assertFails("setup/hub-busy", fetchAll());
    await onlyLargestLeft({ kind: "status", status: 429, retryAfter: "3600" });
    await assertFails("setup/hub-busy", fetchAll());
  });

  it("leaves a good copy alone, and replaces a damaged one", async () => {
    await fetchAll();
    const before = await stat(join(place, "got", largest));
    await writeFile(join(place, "got", "config.json"), new Uint8Array(files.get("config.json")?.byteLength ?? 0));
    await fetchAll();
    await assertWhole();
    assert.deepEqual(hub.asked.map(({ path }) => path), ["config.json"]);
    assert.equal((await stat(join(place, "got", largest))).mtimeMs, before.mtimeMs);
  });

  it("refuses before the first byte what the disk cannot hold", async () => {
    await assertFails("setup/no-space", fetchAll({}, 1000));
    assert.deepEqual(hub.asked, []);
    await assertFails("setup/no-space", fetchAll({ packageBytes: 2 ** 40 }, 2 ** 39));
    await fetchAll();
    await fetchAll({ packageBytes: 2 ** 40 }, 1000); // Nothing is left to download: the conversion says what it needs.
  });

  // Linux has a device on which every write finds the disk full.
  if (existsSync("/dev/full")) it("says so when the disk becomes full while it writes", async () => {
    await onlyLargestLeft();
    const sha256 = createHash("sha256").update(files.get(largest) ?? "").digest("hex");
    const part = join(place, "got", `${largest}.${sha256.slice(0, 16)}.part`);
    await symlink("/dev/full", part);
    await assertFails("setup/write-failed", fetchAll());
    await rm(part);
    await fetchAll();
    await assertWhole();
  });

  it("says what is wrong with token, name and connection", async () => {
    await assertFails("setup/hub-token", fetchAll({}, PLENTY, new AbortController().signal, null));
    await assertFails("setup/hub-not-found", fetchAll({ parts: [{ repository: "owner/other", revision: "main", into: "", files: ["config.json"] }] }));
    await assertFails("setup/hub-answer", fetchAll({ parts: [{ repository: REPOSITORY, revision: "main", into: "", files: ["gone.json"] }] }));
    await assertFails("setup/hub-unreachable", fetchAll({ hubUrl: "http://127.0.0.1:9" }));
  });

  it("refuses a list that leads out of the folder", async () => {
    const job = await jobOf();
    files.set("../outside.json", new Uint8Array(3));
    const run = { token: TOKEN, onProgress: () => undefined, signal: new AbortController().signal, freeBytes: () => Promise.resolve(PLENTY) };
    await assertFails("setup/hub-answer", download(job, join(place, "got"), run));
  });

  it("tells that it compares what is there", async () => {
    await fetchAll();
    const checked = new Set<string>();
    const run = { token: TOKEN, onProgress: ({ file, isChecking }: DownloadProgress) => { if (isChecking) checked.add(file); }, signal: new AbortController().signal, freeBytes: () => Promise.resolve(PLENTY) };
    await download(await jobOf(), join(place, "got"), run);
    assert.deepEqual([...checked].sort(), [...files.keys()].filter(isWanted).sort());
  });

  it("keeps its part when it is cancelled", async () => {
    const stop = new AbortController();
    await onlyLargestLeft(cut());
    onLargest = () => { stop.abort(); };
    await assert.rejects(fetchAll({}, PLENTY, stop.signal), { name: "AbortError" });
    assert((await readdir(join(place, "got"))).some((name) => name.endsWith(".part")));
    await fetchAll();
    await assertWhole();
  });
});
