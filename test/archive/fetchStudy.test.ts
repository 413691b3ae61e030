// Fetching a study: objects are there while the rest still comes, whatever ends the answer leaves whole files alone, and
// the cache keeps to its limit. Storing gives the archive the same bytes.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FetchEvent } from "../../src/archive/protocol.ts";
import { Cancelled } from "../../src/processes/index.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import { startArchiveServer, type ArchiveServer } from "../doubles/archiveServer.ts";
import { archiveBench, connectionTo, madeStudy, type ArchiveBench } from "./archiveProcess.ts";

const WADO = /\/series\/[\d.]+$/;
const LIMIT = 1_000_000_000;
const study = madeStudy({ number: 1, images: 6 });
const other = madeStudy({ number: 2, images: 6 });
const third = madeStudy({ number: 3, images: 6 });
/** Objects that come in many packets. */
const large = madeStudy({ number: 5, images: 12, bytes: 300_000 });
/** A structured report beside the images, which comes last. */
const mixed = { ...study, uid: "1.2.3.4", series: [{ uid: "1.2.3.4.9", modality: "SR", number: 0, objects: [] as Uint8Array[] }, ...madeStudy({ number: 4 }).series] };
const sizeOf = (objects: readonly Uint8Array[]): number => objects.reduce((sum, { length }) => sum + length, 0);

const filesUnder = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
const imagesUnder = (folder: string): string[] => filesUnder(folder).filter((file) => file.endsWith(".dcm")).sort();

describe("fetching a study", () => {
  let bench: ArchiveBench;
  let server: ArchiveServer;
  let nCaches = 0;
  let cache = "";
  before(async () => { bench = await archiveBench(); server = await startArchiveServer([study, other, third, mixed, large]); });
  after(async () => { bench.remove(); await server.close(); });
  beforeEach(() => { cache = path.join(bench.folder, `cache ${String(nCaches++)}`); server.faults.length = 0; server.asked.length = 0; });

  const fetch = (uid: string, onEvent: (event: FetchEvent) => void = () => undefined, more: { limitBytes?: number; keep?: string[]; timeoutMs?: number } = {}, signal?: AbortSignal) =>
    bench.archive.fetch({ connection: connectionTo(server.address, { timeoutMs: more.timeoutMs ?? 5000 }), study: uid, first: "", cache: { folder: cache, limitBytes: more.limitBytes ?? LIMIT }, keep: more.keep ?? [] }, onEvent, signal);

  it("brings every object byte by byte, under names that name nobody", async () => {
    const { folder, done, total, foreign } = await fetch(study.uid);
    assert.deepEqual([done, total, foreign], [6, 6, 0]);
    const images = imagesUnder(folder);
    assert.deepEqual(images.map((file) => readFileSync(file)), study.series[0]?.objects);
    for (const file of images) assert.match(path.basename(file), /^CT 01-000\d [0-9a-f]{4}\.dcm$/);
    assert.doesNotMatch(filesUnder(cache).join("\n"), /Secret|ID-77|1\.2\.3\.1|part/);
    assert.equal(statSync(folder).mode & 0o077, 0);
  });

  it("tells of the first image before the last has left the archive", async () => {
    let release = (): void => undefined;
    const told = new Promise<void>((resolve) => { release = resolve; });
    // An object is whole for its reader once the next one begins.
    server.faults.push({ kind: "slow", only: WADO, before: (object) => (object < 2 ? Promise.resolve() : told) });
    const events: FetchEvent[] = [];
    const { done } = await fetch(study.uid, (event) => {
      events.push(event);
      assert.ok(event.path !== null && readFileSync(event.path).length > 2000, "the file is whole");
      release();
    });
    assert.deepEqual([events[0]?.done, events[0]?.total, done], [1, 6, 6]);
  });

  it("brings images before what has none, and leaves out a series that is empty", async () => {
    const { done } = await fetch(mixed.uid);
    assert.equal(done, 3);
    assert.deepEqual(server.asked.filter((each) => WADO.test(each)).map((each) => each.split("/").at(-1)), ["1.2.3.4.1", "1.2.3.4.9"]);
  });

  it("brings large objects as they are", async () => {
    const { folder } = await fetch(large.uid);
    assert.ok(imagesUnder(folder).map((file) => readFileSync(file)).every((bytes, i) => bytes.equals(large.series[0]?.objects[i] ?? Buffer.alloc(0))));
    assert.equal(imagesUnder(folder).length, 12);
  });

  it("fetches nothing again that is complete", async () => {
    await fetch(study.uid);
    server.asked.length = 0;
    const events: FetchEvent[] = [];
    const { done } = await fetch(study.uid, (event) => { events.push(event); });
    assert.deepEqual([done, events.length, events[0]?.done], [6, 1, 6]);
    assert.match(events[0]?.path ?? "", /CT 01-0001 [0-9a-f]{4}\.dcm$/);
    assert.deepEqual(server.asked.filter((each) => WADO.test(each)), []);
  });

  for (const isOrderly of [true, false]) {
    it(`keeps whole objects of an answer that ends ${isOrderly ? "in the middle of a part" : "with its connection"}, and fetches the series once more`, async () => {
      server.faults.push({ kind: "cut", only: WADO, objects: 2, isOrderly });
      await assert.rejects(fetch(study.uid), { code: "archive/cut" });
      assert.equal(imagesUnder(cache).length, 2);
      assert.deepEqual(filesUnder(cache).filter((file) => file.includes("part")), []);
      assert.equal((await fetch(study.uid)).done, 6);
      assert.equal(imagesUnder(cache).length, 6);
    });
  }

  for (const by of [40, -40]) {
    it(`does not believe a server whose length is ${by > 0 ? "more" : "less"} than it sends`, async () => {
      server.faults.push({ kind: "length", only: WADO, by });
      await assert.rejects(fetch(study.uid), { code: "archive/cut" });
      assert.deepEqual(filesUnder(cache).filter((file) => file.includes("part")), []);
    });
  }

  it("gives up a server that falls silent within an object", async () => {
    server.faults.push({ kind: "slow", only: WADO, before: (object) => (object < 3 ? Promise.resolve() : new Promise(() => undefined)) });
    await assert.rejects(fetch(study.uid, undefined, { timeoutMs: 200 }), { code: "archive/timeout" });
    assert.equal(imagesUnder(cache).length, 2, "the third is whole once the next begins");
  });

  it("throws away what is of another study or no DICOM at all", async () => {
    const boundary = "b";
    const parts = [other.series[0]?.objects[0] ?? Buffer.alloc(0), Buffer.from("<html>"), study.series[0]?.objects[0] ?? Buffer.alloc(0)];
    const body = Buffer.concat([...parts.flatMap((part) => [Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), part, Buffer.from("\r\n")]), Buffer.from(`--${boundary}--`)]);
    server.faults.push({ kind: "body", only: WADO, contentType: `multipart/related; boundary=${boundary}`, body });
    const { done, foreign } = await fetch(study.uid);
    assert.deepEqual([done, foreign, imagesUnder(cache).length], [1, 2, 1]);
  });

  it("says so where no image came, or something that is none", async () => {
    server.faults.push({ kind: "body", only: WADO, contentType: "multipart/related; boundary=b", body: "--b--" });
    await assert.rejects(fetch(study.uid), { code: "archive/nothing-came" });
    server.faults.push({ kind: "body", only: WADO, contentType: "text/html", body: "Log in" });
    await assert.rejects(fetch(study.uid), { code: "archive/no-dicomweb" });
    await assert.rejects(fetch("9.9.9"), { code: "archive/not-found" });
  });

  it("can be cancelled in the middle, and keeps what has come", async () => {
    const abort = new AbortController();
    server.faults.push({ kind: "slow", only: WADO, before: (object) => (object < 2 ? Promise.resolve() : new Promise(() => undefined)) });
    const end = fetch(study.uid, () => { abort.abort(); }, {}, abort.signal);
    await assert.rejects(end, (error: unknown) => error instanceof Cancelled);
    assert.ok(imagesUnder(cache).length > 0);
    assert.deepEqual(filesUnder(cache).filter((file) => file.includes("part")), []);
  });

  it("makes room by removing what was not used for longest, never what is open", async () => {
    const [first, second] = [await fetch(study.uid), await fetch(other.uid)];
    utimesSync(first.folder, new Date(2020, 1), new Date(2020, 1));
    utimesSync(second.folder, new Date(2021, 1), new Date(2021, 1));
    const { folder } = await fetch(third.uid, undefined, { limitBytes: Math.round(2.9 * sizeOf(study.series[0]?.objects ?? [])), keep: [first.folder] });
    assert.deepEqual(readdirSync(cache).sort(), [path.basename(first.folder), path.basename(folder)].sort());
  });

  it("says so where a study does not fit into the cache", async () => {
    await assert.rejects(fetch(study.uid, undefined, { limitBytes: 5000 }), { code: "archive/cache-too-small" });
    assert.deepEqual(filesUnder(cache).filter((file) => file.includes("part")), []);
  });

  it("forgets all but what is open, and nothing that it did not make", async () => {
    const [first] = [await fetch(study.uid), await fetch(other.uid)];
    writeFileSync(path.join(cache, "not ours"), "x");
    assert.equal((await bench.archive.usage(cache)).studies, 2);
    assert.equal((await bench.archive.forget({ folder: cache, keep: [first.folder] })).studies, 1);
    assert.deepEqual(readdirSync(cache).sort(), ["not ours", path.basename(first.folder)]);
  });

  it("cannot write where a file stands in the way, and says so", async () => {
    writeFileSync(cache, "x");
    await assert.rejects(fetch(study.uid), { code: "archive/cache-unwritable" });
  });

  describe("storing an object", () => {
    const bytes = Uint8Array.from(sliceFile({ study: "1.2.9", series: "1.2.9.1", instance: "1.2.9.1.1" }));
    const store = (object: Uint8Array | string) => bench.archive.store({ connection: connectionTo(server.address), object: typeof object === "string" ? { kind: "file", path: object } : { kind: "bytes", bytes: object } });

    it("gives the archive the same bytes, from memory or from a file", async () => {
      server.stored.length = 0;
      assert.deepEqual(await store(bytes), { state: "stored" });
      const file = path.join(bench.folder, "object.dcm");
      writeFileSync(file, bytes);
      await store(file);
      assert.deepEqual(server.stored.map((each) => Buffer.compare(each, bytes)), [0, 0]);
    });

    it("says that it was refused and why, or that the archive doubts it", async () => {
      const refused = JSON.stringify({ "00081198": { vr: "SQ", Value: [{ "00081197": { vr: "US", Value: [0xa900] } }] } });
      server.faults.push({ kind: "status", status: 409, body: refused });
      await assert.rejects(store(bytes), { code: "archive/not-stored", message: /0xA900/ });
      server.faults.push({ kind: "status", status: 202, body: refused });
      await assert.rejects(store(bytes), { code: "archive/not-stored", message: /0xA900/ });
      server.faults.push({ kind: "status", status: 202, body: "{}" });
      assert.deepEqual(await store(bytes), { state: "warned" });
      server.faults.push({ kind: "status", status: 401 });
      await assert.rejects(store(bytes), { code: "archive/unauthorized" });
    });

    it("sends nothing that is no DICOM", async () => {
      server.asked.length = 0;
      await assert.rejects(store(Buffer.from("a report")), { code: "archive/not-dicom" });
      await assert.rejects(store(path.join(bench.folder, "missing")), { code: "archive/not-dicom" });
      assert.deepEqual(server.asked, []);
    });
  });
});
