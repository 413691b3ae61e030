// Against a running Orthanc: store, search, fetch while it comes, earlier studies. Skipped where it is not installed.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MAX_STORED_BYTES, type Connection, type FetchEvent } from "../../src/archive/protocol.ts";
import { readSeriesHeader } from "../../src/dicom/index.ts";
import { documentShown } from "../../src/reader/documentFile.ts";
import { writeReport } from "../../src/export/write.ts";
import { dicomFaults, isInstalled, outputOf } from "../export/checkers.ts";
import { chestImage, madeRequest } from "../export/madeReport.ts";
import { sharedPath } from "../sharedFolder.ts";
import { sliceFile } from "../dicom/sliceFile.ts";
import { ANY, archiveBench, connectionTo, type ArchiveBench } from "./archiveProcess.ts";
import { ORTHANC_USER, startOrthanc, whyNoOrthanc, type Orthanc } from "./orthanc.ts";

const FONTS = path.join(import.meta.dirname, "..", "..", "node_modules", "dejavu-fonts-ttf", "ttf");
const samples = path.join(import.meta.dirname, "..", "..", "samples", "phantom_ct");
const phantoms = readdirSync(samples).filter((name) => name.endsWith(".dcm")).map((name) => path.join(samples, name));
const headerOf = (file: string) => {
  const read = readSeriesHeader(readFileSync(file), true);
  assert.ok(read.kind === "header");
  return read.header;
};

describe("a running Orthanc", function () {
  this.timeout(40_000);
  let bench: ArchiveBench;
  let orthanc: Orthanc | null = null;
  let connection: Connection;
  before(async function () {
    const why = whyNoOrthanc();
    if (why !== null) {
      console.log(`    skipped: ${why}`);
      this.skip();
    }
    bench = await archiveBench();
    orthanc = await startOrthanc(path.join(bench.folder, "orthanc"));
    connection = connectionTo(orthanc.address, { authorization: { kind: "password", ...ORTHANC_USER }, timeoutMs: 30_000 });
    for (const file of phantoms) await bench.archive.store({ connection, object: { kind: "file", path: file } });
  });
  after(async () => {
    if (orthanc === null) return;
    await orthanc.stop();
    bench.remove();
  });

  it("answers to its user and to nobody else", async () => {
    await bench.archive.check(connection);
    await assert.rejects(bench.archive.check({ ...connection, authorization: { kind: "none" } }), { code: "archive/unauthorized" });
    await assert.rejects(bench.archive.check({ ...connection, address: connection.address.replace("dicom-web", "nothing") }), { code: "archive/not-found" });
  });

  it("finds what was stored by patient, day, modality and number, and not beside it", async () => {
    const own = headerOf(phantoms[0] ?? "");
    const count = async (query: Partial<typeof ANY>): Promise<number> => (await bench.archive.search({ connection, query: { ...ANY, ...query }, offset: 0, showPatient: true })).studies.length;
    for (const query of [{}, { PatientID: own.PatientID }, { PatientName: own.PatientName.slice(0, 4) }, { modality: "CT" }, { from: own.StudyDate, to: own.StudyDate }, { to: own.StudyDate }]) assert.equal(await count(query), 1, JSON.stringify(query));
    for (const query of [{ PatientID: "nobody" }, { modality: "MR" }, { AccessionNumber: "0" }]) assert.equal(await count(query), 0, JSON.stringify(query));
    const [study] = (await bench.archive.search({ connection, query: ANY, offset: 0, showPatient: false })).studies;
    assert.deepEqual([study?.nImages, study?.nSeries, study?.modalities, study?.patient], [phantoms.length, 1, ["CT"], null]);
    assert.equal(study?.StudyDescription, own.StudyDescription);
  });

  it("sends a study whose objects are told of while they come, byte by byte what was stored", async () => {
    const events: FetchEvent[] = [];
    const { StudyInstanceUID } = headerOf(phantoms[0] ?? "");
    const cache = { folder: path.join(bench.folder, "cache"), limitBytes: 1e9 };
    const { folder, done, total } = await bench.archive.fetch({ connection, study: StudyInstanceUID, first: "CT", cache, keep: [] }, (event) => { events.push(event); });
    assert.deepEqual([done, total, events[0]?.done, events[0]?.hasImage], [phantoms.length, phantoms.length, 1, true]);
    const came = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".dcm")).map((name) => readFileSync(path.join(folder, name)).toString("base64"));
    assert.deepEqual(came.sort(), phantoms.map((file) => readFileSync(file).toString("base64")).sort());
  });

  it("has the earlier study of the same patient, and no other", async () => {
    const now = path.join(bench.folder, "now.dcm");
    const slice = { patient: "Prior^Paula", patientId: "P-1", modality: "DX", size: [4, 4] as const };
    writeFileSync(now, sliceFile({ ...slice, study: "1.2.40.1", series: "1.2.40.1.1", instance: "1.2.40.1.1.1", studyDate: "20240301" }));
    const others = [["1.2.40.2", "20230301", "DX"], ["1.2.40.3", "20240401", "DX"], ["1.2.40.4", "20220301", "MR"]] as const;
    for (const [study, studyDate, modality] of others) {
      await bench.archive.store({ connection, object: { kind: "bytes", bytes: Uint8Array.from(sliceFile({ ...slice, modality, study, studyDate, series: `${study}.1`, instance: `${study}.1.1` })) } });
    }
    const { studies } = await bench.archive.earlier({ connection, path: now, showPatient: false });
    assert.deepEqual(studies.map(({ study, daysEarlier, patient }) => [study, daysEarlier, patient]), [["1.2.40.2", 366, null]]);
  });

  it("takes a report as SR and as a PDF object, and gives back its words", async () => {
    const text = "Findings: Größe Ödem. Ясно\n\nImpression: Nodule of 7 mm.\n";
    const written = async (format: "sr" | "encapsulatedPdf"): Promise<Uint8Array> => (await writeReport(madeRequest({ text, format }), [chestImage({ PatientName: "Müller^Änne" })], FONTS)).bytes;
    const objects = [await written("sr"), await written("encapsulatedPdf")];
    for (const bytes of objects) assert.deepEqual(await bench.archive.store({ connection, object: { kind: "bytes", bytes } }), { state: "stored" });
    const read = readSeriesHeader(objects[0] ?? new Uint8Array(), true);
    assert.ok(read.kind === "header");
    const cache = { folder: path.join(bench.folder, "reports"), limitBytes: 1e9 };
    const { folder, done } = await bench.archive.fetch({ connection, study: read.header.StudyInstanceUID, first: "", cache, keep: [] }, () => undefined);
    assert.equal(done, 2);
    const came = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".dcm")).map((name) => readFileSync(path.join(folder, name)));
    assert.deepEqual(came.map((bytes) => bytes.toString("base64")).sort(), objects.map((bytes) => Buffer.from(bytes).toString("base64")).sort());
    const report = came.find((bytes) => bytes.includes("Nodule of 7 mm."));
    assert.ok(report !== undefined);
    const shown = documentShown(report, false);
    assert.deepEqual([shown.kind, shown.leftOut, shown.items.filter(({ isHidden }) => isHidden).length], ["report", 0, 0]);
    const section = (heading: string): string | undefined => shown.items[shown.items.findIndex(({ type, name }) => type === "CONTAINER" && name === heading) + 1]?.value;
    assert.deepEqual([section("Findings"), section("Impressions")], ["Größe Ödem. Ясно", "Nodule of 7 mm."]);
    assert.match(shown.items.at(-1)?.value ?? "", /^No AI\./);
    if (isInstalled("dciodvfy", "dicom3tools")) for (const bytes of came) assert.deepEqual(dicomFaults(bytes), []);
    if (isInstalled("dsrdump", "dcmtk")) assert.match(outputOf("dsrdump", ["+U8", "{}"], report), /Nodule of 7 mm\./);
  });

  it("takes and gives back the public files, whatever their transfer syntax", async function () {
    const folder = sharedPath("dicom", "public");
    if (folder === null) {
      console.log("      skipped: ../shared/dicom/public is not there");
      this.skip();
    }
    const files = readdirSync(folder).filter((name) => name.endsWith(".dcm") && !name.startsWith("made__")).map((name) => path.join(folder, name));
    let taken = 0;
    const studies = new Set<string>();
    for (const file of files) {
      const read = readSeriesHeader(readFileSync(file), true);
      if (read.kind !== "header" || read.header.SOPInstanceUID === "" || readFileSync(file).length > 2 * MAX_STORED_BYTES) continue;
      const isTaken = await bench.archive.store({ connection, object: { kind: "file", path: file } }).then(() => true, () => false);
      if (!isTaken) continue; // Some are broken on purpose: that is the archive's to judge.
      taken++;
      studies.add(read.header.StudyInstanceUID);
    }
    assert.ok(taken > 10, String(taken));
    for (const study of studies) {
      const { done, total } = await bench.archive.fetch({ connection, study, first: "", cache: { folder: path.join(bench.folder, "public"), limitBytes: 1e9 }, keep: [] }, () => undefined);
      assert.equal(done, total);
    }
  });
});
