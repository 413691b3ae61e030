// The words of the evaluation are the product's, and so is its grey.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { maskedWords } from "../../evaluation/lines/examinationLine.ts";
import { DESCRIBE, DESCRIBE_LENGTH, REPORT } from "../../evaluation/lines/measure.ts";
import { unlabelledImage } from "../../evaluation/data/dataSet.ts";
import { bmpOf, madeFile, madePictureIds } from "../../evaluation/model/pictures.ts";
import { QUESTIONS } from "../../src/extension/questions.ts";
import { decodeRaster } from "../../src/imaging/index.ts";
import { DESCRIBE_QUESTION, examText, instructionOf, type ImageFacts } from "../../src/report/index.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "", ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "",
  MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};
const root = path.join(import.meta.dirname, "..", "..");

describe("prompts of the evaluation", () => {
  it("are those of Describe Image and of a fill", () => {
    assert.equal(DESCRIBE, DESCRIBE_QUESTION);
    assert.equal(REPORT, instructionOf("fill", []));
    assert.ok(QUESTIONS.includes(REPORT));
    const settings = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).contributes.configuration.properties;
    assert.equal(settings["raddraft.defaultLength"].default, DESCRIBE_LENGTH);
  });

  it("mask the words of the line that a new report has", () => {
    const image = { ...unlabelledImage("a", "", "s"), modality: "radiograph", bodyPart: "chest", view: "AP" };
    const line = `Exam: ${examText({ ...NO_FACTS, Modality: "DX", BodyPartExamined: "CHEST", ViewPosition: "AP" })}\n\nComparison: None.`;
    for (const { before, masked, after } of maskedWords(image)) assert.equal(before + masked + after, line);
    assert.deepEqual(maskedWords(image).map(({ masked }) => masked), [" Radiograph", " chest", " AP"]);
    assert.deepEqual(maskedWords({ ...image, modality: "CT", bodyPart: "head", view: null }).map(({ before, masked, after }) => before + masked + after), Array.from({ length: 2 }, () => "Exam: CT of the head\n\nComparison: None."));
    assert.deepEqual(maskedWords({ ...image, modality: null }), []);
  });
});

describe("made pictures", () => {
  it("are read with the colours that they were made of", async () => {
    const bytes = bmpOf({ width: 3, height: 2, at: (x, y) => [x, y, 200] });
    const { image } = await decodeRaster(bytes);
    assert.deepEqual([image.width, image.height, [...image.pixels]], [3, 2, [0, 0, 200, 1, 0, 200, 2, 0, 200, 0, 1, 200, 1, 1, 200, 2, 1, 200]]);
  });
  it("are the same again for an id, and differ between ids", async () => {
    const folders = [0, 1].map(() => mkdtempSync(path.join(tmpdir(), "evaluation-pictures-")));
    const [first = [], second = []] = await Promise.all(folders.map(async (folder) => await Promise.all(madePictureIds(2).map(async (id) => readFileSync(await madeFile(folder, id), "base64")))));
    for (const folder of folders) rmSync(folder, { recursive: true });
    assert.deepEqual(first, second);
    assert.equal(new Set(first).size, 8);
  });
});
