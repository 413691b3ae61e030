// Scans of folders and stacks of files, on made-up studies in a temporary folder.

import assert from "node:assert/strict";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";

import { Headers, MAX_HEADER_BYTES } from "../../src/reader/headers.ts";
import { MAX_SCAN_DEPTH } from "../../src/reader/folders.ts";
import { readerAnswers, readerRequests } from "../../src/reader/protocol.ts";
import type { FoundSeries, ScanEvent, ScanResult } from "../../src/reader/protocol.ts";
import { scanFolders, stackOfFile } from "../../src/reader/scan.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import type { SliceFile } from "../dicom/sliceFile.ts";

const quiet = new AbortController().signal;
const AXIAL = [1, 0, 0, 0, 1, 0];

/** A slice of a study whose UIDs follow from its numbers. */
function slice(patient: number, series: number, number: number, more: SliceFile = {}): Buffer {
  return sliceFile({
    patient: `Doe^Jane${String(patient)}`, patientId: `ID${String(patient)}`, study: `1.${String(patient)}`, studyDate: "20240229", series: `1.${String(patient)}.${String(series)}`,
    seriesNumber: series, modality: "CT", instance: `1.${String(patient)}.${String(series)}.${String(number)}`, number, position: [0, 0, -number], orientation: AXIAL, ...more,
  });
}

interface Scanned {
  readonly result: ScanResult;
  readonly events: readonly ScanEvent[];
  /** Each series as it was told last. */
  readonly series: readonly FoundSeries[];
}

async function scan(roots: readonly string[], showNames = false, headers = new Headers()): Promise<Scanned> {
  const events: ScanEvent[] = [];
  const result = await scanFolders({ roots: [...roots], showNames }, headers, (event) => { events.push(event); }, quiet);
  const last = new Map(events.flatMap((event) => event.series).map((series) => [series.series, series]));
  for (const event of events) assert.ok(readerAnswers.scanEvent(event).ok);
  assert.ok(readerAnswers.scan(result).ok);
  return { result, events, series: [...last.values()] };
}

describe("scans", () => {
  let folder = "";
  const at = (...parts: readonly string[]): string => path.join(folder, ...parts);
  async function put(name: string, bytes: Uint8Array | string): Promise<void> {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), bytes);
  }
  beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), "raddraft-scan-")); });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("finds series by content, whatever the files are called", async () => {
    await put("a/IM1", slice(1, 1, 1));
    await put("a/1.2.840.5", slice(1, 1, 2));
    await put("b/x.dcm", slice(1, 2, 1, { modality: "MR", seriesDescription: "T1" }));
    await put("c/x.ima", slice(2, 1, 1));
    await put("c/notes", "no image");
    await put("c/empty", "");
    await put("c/picture.png", slice(3, 1, 1));
    const { result, series } = await scan([folder]);
    assert.deepEqual(result, { looked: 6, dicom: 4, folders: 4, series: 3, unreadable: 0, limit: null });
    assert.deepEqual(series.map((each) => [each.patient, each.study, each.series, each.modality, each.seriesDescription, each.images]), [[1, 1, 1, "CT", "", 2], [1, 1, 2, "MR", "T1", 1], [2, 2, 3, "CT", "", 1]]);
    assert.equal(series[0]?.path, at("a", "1.2.840.5"), "the first image along the normal");
  });

  it("sends names and dates only when they are to be shown", async () => {
    await put("a", slice(1, 1, 1));
    const hidden = await scan([folder]);
    assert.doesNotMatch(JSON.stringify([hidden.events, hidden.result]), /Doe|Jane|20240229|ID1/);
    const [shown] = (await scan([folder], true)).series;
    assert.deepEqual([shown?.patientName, shown?.studyDate], ["Doe^Jane1", "20240229"]);
  });

  it("keeps patients apart that share an identifier or a name", async () => {
    await put("a", slice(1, 1, 1));
    await put("b", slice(2, 1, 1, { patientId: "ID1" }));
    await put("c", slice(3, 1, 1, { patient: "DOE^JANE1^^", patientId: "ID1" }));
    assert.deepEqual((await scan([folder])).series.map((each) => each.patient), [1, 2, 1]);
  });

  it("tells of stacks within a series, frames, and objects without an image", async () => {
    for (const number of [1, 2]) await put(`s${String(number)}`, slice(1, 1, number));
    for (const number of [3, 4]) await put(`l${String(number)}`, slice(1, 1, number, { orientation: [0, 1, 0, 0, 0, -1] }));
    await put("cine", slice(1, 1, 5, { frames: 20 }));
    await put("report", slice(1, 2, 1, { modality: "SR", size: [0, 0] }));
    const { series } = await scan([folder]);
    assert.deepEqual(series.map((each) => [each.modality, each.images, each.frames, path.basename(each.path)]), [["CT", 5, 24, "cine"], ["SR", 1, 1, "report"]]);
    assert.deepEqual(series[0]?.stacks.map((stack) => [path.basename(stack.path), stack.images, stack.frames, stack.rows]), [["s2", 2, 2, 2], ["l3", 2, 2, 2], ["cine", 1, 20, 2]]);
  });

  it("counts a copy once", async () => {
    await put("a", slice(1, 1, 1));
    await cp(at("a"), at("copy of a"));
    assert.equal((await scan([folder])).series[0]?.images, 1);
  });

  it("leaves out hidden folders and those of programs, and survives links in circles, pipes and locked folders", async function () {
    await put("study/a", slice(1, 1, 1));
    for (const name of [".git/a", "node_modules/a", ".hidden"]) await put(name, slice(9, 1, 1));
    await symlink(folder, at("study", "circle"));
    await symlink(at("nowhere"), at("study", "broken"));
    if (process.platform !== "win32") execFileSync("mkfifo", [at("study", "pipe")]);
    await put("locked/a", slice(2, 1, 1));
    await chmod(at("locked"), 0);
    try {
      const { result } = await scan([folder, at("study"), at("gone")]);
      const isRoot = process.getuid?.() === 0; // Nothing is locked to root.
      assert.deepEqual([result.series, result.unreadable, result.limit], isRoot ? [2, 1, null] : [1, 2, null]);
    } finally {
      await chmod(at("locked"), 0o700);
    }
  });

  it("scans a hidden root that was asked for", async () => {
    await put(".cache/a", slice(1, 1, 1));
    assert.equal((await scan([at(".cache")])).result.series, 1);
  });

  it("says when folders lie too deep", async () => {
    const deep = Array.from({ length: MAX_SCAN_DEPTH + 1 }, () => "d");
    await put(path.join(...deep, "a"), slice(1, 1, 1));
    const { result } = await scan([folder]);
    assert.deepEqual([result.series, result.limit], [0, "depth"]);
  });

  it("reads on where a header is long, up to a limit", async () => {
    await put("long", slice(1, 1, 1, { privateBytes: 300_000 }));
    await put("endless", slice(1, 2, 1, { privateBytes: MAX_HEADER_BYTES }));
    assert.deepEqual((await scan([folder])).series.map((each) => path.basename(each.path)), ["long"]);
  });

  it("sees that a file has changed", async () => {
    const headers = new Headers();
    await put("a", slice(1, 1, 1));
    await scan([folder], false, headers);
    await put("a", slice(1, 1, 1, { modality: "MR" }));
    await utimes(at("a"), 1, 1);
    assert.equal((await scan([folder], false, headers)).series[0]?.modality, "MR");
    await truncate(at("a"));
    assert.equal((await scan([folder], false, headers)).result.series, 0);
  });

  it("tells of a thousand files while it goes, in the same order each time, without blocking, and stops when told to", async () => {
    for (let series = 1; series <= 20; series++) for (let number = 1; number <= 50; number++) await put(`s${String(series)}/${String(number)}`, slice(1, series, number));
    let longestMs = 0;
    let before = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - before);
      before = performance.now();
    }, 1);
    const { result, events, series } = await scan([folder]);
    clearInterval(timer);
    assert.deepEqual([result.looked, result.dicom, result.series], [1000, 1000, 20]);
    assert.ok((events[0]?.dicom ?? Infinity) < 100, "the first series is told of early");
    assert.deepEqual(series.map((each) => [each.seriesNumber, each.images, each.stacks.length]), Array.from({ length: 20 }, (_, i) => [i + 1, 50, 1]));
    assert.ok(longestMs < 500, `blocked for ${String(longestMs)} ms`);
    const abort = new AbortController();
    const seen: ScanEvent[] = [];
    const stopped = scanFolders({ roots: [folder], showNames: false }, new Headers(), (event) => {
      seen.push(event);
      abort.abort(new Error("stop"));
    }, abort.signal);
    await assert.rejects(stopped, /stop/);
    assert.ok((seen.at(-1)?.looked ?? Infinity) < 1000);
  });

  describe("stackOfFile", () => {
    const names = async (name: string): Promise<string> => {
      const found = await stackOfFile(at(name), new Headers(), quiet);
      assert.ok(readerAnswers.stackOf(found).ok);
      return `${String(found.index)}: ${found.images.map((image) => `${path.basename(image.path)}${image.frame === 0 ? "" : `/${String(image.frame)}`}`).join(" ")}`;
    };

    it("gives the slices of the same series and stack in the same folder, in order", async () => {
      for (const number of [1, 2, 10]) await put(`i${String(number)}`, slice(1, 1, number));
      await put("scout", slice(1, 1, 11, { orientation: [0, 1, 0, 0, 0, -1] }));
      await put("other series", slice(1, 2, 1));
      await put("copy of i2", slice(1, 1, 2));
      await put("deeper/i3", slice(1, 1, 3));
      assert.equal(await names("i2"), "1: i10 i2 i1");
      assert.equal(await names("copy of i2"), "1: i10 copy of i2 i1");
      assert.equal(await names("scout"), "0: scout");
    });
    it("gives the frames of a file of several", async () => {
      await put("cine", slice(1, 1, 1, { frames: 3 }));
      await put("still", slice(1, 1, 2));
      assert.equal(await names("cine"), "0: cine cine/1 cine/2");
      assert.equal(await names("still"), "0: still");
    });
    it("leaves other files alone", async () => {
      await put("notes.png", "no image");
      assert.equal(await names("notes.png"), "0: notes.png");
    });
    it("names what is wrong with a file", async () => {
      await assert.rejects(stackOfFile(at("none"), new Headers(), quiet), { code: "reader/file-missing" });
      await assert.rejects(stackOfFile(folder, new Headers(), quiet), { code: "reader/file-is-folder" });
    });
  });
});

describe("scan messages", () => {
  for (const [what, check, value] of [
    ["roots that are no list", readerRequests.scan, { roots: "/", showNames: false }],
    ["a scan that does not say whether names are shown", readerRequests.scan, { roots: [] }],
    ["a stack of nothing", readerRequests.stackOf, { path: "" }],
    ["news without counts", readerAnswers.scanEvent, { series: [] }],
  ] as const) it(`refuse ${what}`, () => assert.equal(check(value).ok, false));
});
