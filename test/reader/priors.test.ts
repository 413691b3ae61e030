// Earlier studies in folders: of the same patient and modality, of an earlier day, with the image to open.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Headers } from "../../src/reader/headers.ts";
import { findPriors } from "../../src/reader/priors.ts";
import { sliceFile, type SliceFile } from "../dicom/sliceFile.ts";

describe("earlier studies in folders", () => {
  let folder: string;
  let nFiles = 0;
  before(() => { folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-priors-")); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  const write = (study: string, slice: SliceFile): string => {
    mkdirSync(path.join(folder, study), { recursive: true });
    const file = path.join(folder, study, `${String(nFiles++)}.dcm`);
    writeFileSync(file, sliceFile({ patient: "Doe^Jane", patientId: "77", modality: "CT", study, series: `${study}.1`, instance: `${study}.${String(nFiles)}`, size: [4, 4], ...slice }));
    return file;
  };
  const ask = (file: string, showPatient = false) => findPriors({ path: file, roots: [folder], showPatient }, new Headers(), new AbortController().signal);

  it("are those of an earlier day, the latest first, and no others", async () => {
    const now = write("1.1", { studyDate: "20240301" });
    write("1.2", { studyDate: "20230301", studyDescription: "Thorax" });
    const best = [0, 1, 2].map((i) => write("1.3", { studyDate: "20240201", series: "1.3.2", position: [0, 0, i], orientation: [1, 0, 0, 0, 1, 0], number: i }));
    write("1.3", { studyDate: "20240201" });
    write("1.4", { studyDate: "20240302" }); // Later.
    write("1.5", { studyDate: "20230101", modality: "MR" });
    write("1.6", { studyDate: "20230101", patient: "Doe^John" });
    write("1.7", { studyDate: "20230101", patientId: "78" });
    write("1.8", {}); // Without a day.
    write("1.1", { studyDate: "20240301" }); // The study itself.
    const { priors } = await ask(now);
    assert.deepEqual(priors.map(({ study, daysEarlier, images, StudyDate }) => [study, daysEarlier, images, StudyDate]), [["1.3", 29, 4, null], ["1.2", 366, 1, null]]);
    assert.equal(priors[0]?.path, best[0], "the first slice of the largest stack");
    assert.equal(priors[1]?.StudyDescription, "Thorax");
    assert.deepEqual((await ask(now, true)).priors.map(({ StudyDate }) => StudyDate), ["20240201", "20230301"]);
  });

  it("are none where the file does not say whose it is, or when", async () => {
    write("2.2", { studyDate: "20200101", patientId: "", patient: "" });
    assert.deepEqual(await ask(write("2.1", { studyDate: "20240301", patientId: "", patient: "" })), { priors: [] });
    assert.deepEqual(await ask(write("2.3", {})), { priors: [] });
  });

  it("can be given up", async () => {
    const abort = new AbortController();
    abort.abort(new Error("given up"));
    await assert.rejects(findPriors({ path: write("3.1", { studyDate: "20240301" }), roots: [folder], showPatient: false }, new Headers(), abort.signal), /given up/);
  });
});
