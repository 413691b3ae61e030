// What the tags say goes into the prompt in words, and nothing that names a person.

import assert from "node:assert/strict";
import { describeQuestion, instructionOf, type ImageFacts } from "../../src/report/index.ts";

const NOTHING: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "", ProtocolName: "",
  ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

function check(facts: readonly Partial<ImageFacts>[], expected: string): void {
  assert.equal(instructionOf("fill", facts.map((each) => ({ ...NOTHING, ...each }))), expected);
}

describe("instructionOf", () => {
  const ask = "Write a report for this image.";
  it("asks alone where the tags say nothing", () => {
    check([], ask);
    check([{}], ask);
    check([{ Modality: "OT", BodyPartExamined: "CHEST" }], ask);
  });
  it("says modality, part, view and age", () => {
    check([{ Modality: "DX", BodyPartExamined: "CHEST", ViewPosition: "PA", ageYears: 63.4 }], `The image is a chest radiograph, PA view. The patient is 63 years old. ${ask}`);
    check([{ Modality: "MR", BodyPartExamined: "LOWER_LEG" }], `The image is a lower leg MRI. ${ask}`);
    check([{ Modality: "US", BodyPartExamined: "ABDOMEN", ageYears: 0.5 }], `The image is an abdomen ultrasound image. The patient is 6 months old. ${ask}`);
  });
  it("names each kind of image once", () => {
    check([{ Modality: "CR", BodyPartExamined: "CHEST", ViewPosition: "PA" }, { Modality: "CR", BodyPartExamined: "CHEST", ViewPosition: "LL" }, { Modality: "CR", BodyPartExamined: "CHEST", ViewPosition: "LL" }],
      `The images are a chest radiograph, PA view and a chest radiograph, left lateral view. ${ask}`);
  });
  it("leaves out what may hold anything", () => {
    check([{ Modality: "CT", BodyPartExamined: "SEEN BY DR. MILLER 3/4/21" }], `The image is a CT. ${ask}`);
    check([{ Modality: "CT", StudyDescription: "Miller", SeriesDescription: "Miller", ViewPosition: "Miller" }], `The image is a CT. ${ask}`);
  });
});

describe("describeQuestion", () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{}, "Describe the image."],
    [{ Modality: "OT", BodyPartExamined: "CHEST" }, "Describe the image."],
    [{ Modality: "CT" }, "The image is a CT. Describe the image."],
    [{ Modality: "MR", BodyPartExamined: "LSPINE " }, "The image is a lumbar spine MRI. Describe the image."],
    [{ Modality: "CT", BodyPartExamined: "ABDOMEN_PELVIS" }, "The image is an abdomen and pelvis CT. Describe the image."],
    [{ Modality: "CT", BodyPartExamined: "UNKNOWN" }, "The image is a CT. Describe the image."],
    [{ Modality: "XA", BodyPartExamined: "Miller 3/4/21" }, "The image is an angiogram. Describe the image."],
    [{ Modality: "CR", BodyPartExamined: "CHEST", ViewPosition: "PA", PatientAge: "063Y" }, "The image is a chest radiograph, PA view. Describe the image."],
  ];
  for (const [tags, question] of cases) it(JSON.stringify(tags), () => { assert.equal(describeQuestion(tags), question); });
});
