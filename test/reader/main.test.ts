// The reader as a process: requests over structured clone, each with exactly one ending.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { ChildMessage } from "../../src/processes/index.ts";
import { readerAnswers } from "../../src/reader/protocol.ts";
import type { FoundStackOf, FramePart, OpenedFile, ReadFacts, ScanResult } from "../../src/reader/protocol.ts";
import { dicomFile, greyImage } from "../dicom/dicomFile.ts";

const SCRIPT = join(fileURLToPath(import.meta.url), "..", "..", "..", "src", "reader", "main.ts");
const GREYS = Uint8Array.of(0, 50, 100, 150, 200, 255);

describe("reader process", function () {
  this.timeout(30_000);
  let folder = "";
  let child: ChildProcess;
  let nextId = 1;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "raddraft-test-"));
    await writeFile(join(folder, "image.dcm"), dicomFile(greyImage(GREYS)));
    await writeFile(join(folder, "text.dcm"), "Findings: none.");
    child = fork(SCRIPT, [], { execArgv: ["--import", "tsx"], serialization: "advanced" });
  });

  after(async () => {
    child.disconnect();
    await new Promise((resolve) => child.once("exit", resolve));
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (call: string, request: unknown): Promise<ChildMessage> =>
    new Promise((resolve) => {
      const id = nextId++;
      const listen = (message: ChildMessage): void => {
        if (message.id !== id || message.kind === "event") return;
        child.off("message", listen);
        resolve(message);
      };
      child.on("message", listen);
      child.send({ kind: "request", id, call, request });
    });

  async function result<T>(call: string, request: unknown): Promise<T> {
    const message = await ask(call, request);
    assert.equal(message.kind, "result", JSON.stringify(message));
    return (message as { result: T }).result;
  }

  it("opens, gives a frame and closes", async () => {
    const opened = await result<OpenedFile>("open", { path: join(folder, "image.dcm") });
    const { columns, rows, channels, firstRow, step, values } = await result<FramePart>("frame", { fileId: opened.fileId, frame: 0, firstRow: null });
    assert.deepEqual({ columns, rows, channels, firstRow, step, values }, { columns: 3, rows: 2, channels: 1, firstRow: 0, step: 1, values: GREYS });
    assert.equal(await result("close", { fileId: opened.fileId }), null);
  });

  it("tells the facts of a file for a report", async () => {
    const facts = await result<ReadFacts>("facts", { path: join(folder, "image.dcm") });
    assert.ok(readerAnswers.facts(facts).ok);
    assert.deepEqual([facts.Modality, facts.ageYears, facts.nImages], ["OT", null, null]);
  });

  it("scans, telling of a series before it ends, and finds a stack", async () => {
    const news: unknown[] = [];
    const listen = (message: ChildMessage): void => { if (message.kind === "event") news.push(message.event); };
    child.on("message", listen);
    const scanned = await result<ScanResult>("scan", { roots: [folder], showNames: false });
    child.off("message", listen);
    assert.deepEqual([scanned.dicom, scanned.series, scanned.limit], [1, 1, null]);
    assert.ok(news.length > 0 && news.every((event) => readerAnswers.scanEvent(event).ok));
    const stack = await result<FoundStackOf>("stackOf", { path: join(folder, "image.dcm") });
    assert.deepEqual(stack, { images: [{ path: join(folder, "image.dcm"), frame: 0, positionMm: null }], index: 0 });
  });

  it("ends a scan that is cancelled", async () => {
    // Thousands of folders: the scan cannot have ended before it hears of it.
    const ending = ask("scan", { roots: [join(SCRIPT, "..", "..", "..", "node_modules")], showNames: false });
    child.send({ kind: "cancel", id: nextId - 1 });
    const { kind } = await ending;
    assert.equal(kind, "cancelled");
  });

  for (const [what, call, request, code] of [
    ["a text file", "open", { path: "text.dcm" }, "reader/format-unknown"],
    ["a missing file", "open", { path: "none.dcm" }, "reader/file-missing"],
    ["a file that is not open", "frame", { fileId: "none", frame: 0, firstRow: null }, "reader/file-not-open"],
    ["a request of another shape", "open", { file: "x" }, "process/request-invalid"],
    ["an unknown request", "erase", {}, "process/request-invalid"],
  ] as const) {
    it(`answers ${what} with a code and a sentence without its folder`, async () => {
      const message = await ask(call, "path" in request ? { path: join(folder, request.path) } : request);
      assert.ok(message.kind === "error", JSON.stringify(message));
      assert.equal(message.error.code, code);
      assert.ok(!message.error.sentence.includes(folder));
    });
  }
});
