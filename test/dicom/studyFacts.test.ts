// What the attributes of a file say for a report.

import assert from "node:assert/strict";

import { openDicom, studyFacts } from "../../src/dicom/index.ts";
import type { StudyFacts } from "../../src/dicom/index.ts";
import { dicomFile, greyImage } from "./dicomFile.ts";
import type { Attributes } from "./dicomFile.ts";

const factsOf = (extra: Attributes): StudyFacts => studyFacts(openDicom(dicomFile(greyImage(Uint8Array.of(0, 1, 2, 3, 4, 5), extra))).dataSet);

describe("studyFacts", () => {
  const ages: readonly (readonly [string, Attributes, number | null])[] = [
    ["045Y", { PatientAge: "045Y" }, 45],
    ["018M", { PatientAge: "018M" }, 1.5],
    ["030M", { PatientAge: "030M" }, 2],
    ["007D", { PatientAge: "007D" }, 7 / 365.25],
    ["a placeholder", { PatientAge: "999Y" }, null],
    ["no age at all", { PatientAge: "old" }, null],
    ["the day before the birthday", { PatientBirthDate: "19800615", StudyDate: "20200614" }, 39],
    ["the birthday", { PatientBirthDate: "19800615", StudyDate: "20200615" }, 40],
    ["a study before birth", { PatientBirthDate: "20200615", StudyDate: "20190615" }, null],
    ["a date that no calendar has", { PatientBirthDate: "19800231", StudyDate: "20200615" }, null],
    ["age before dates", { PatientAge: "050Y", PatientBirthDate: "19800615", StudyDate: "20200615" }, 50],
    ["nothing", {}, null],
  ];
  for (const [name, extra, expected] of ages) it(`gives the age of ${name}`, () => assert.equal(factsOf(extra).ageYears, expected));

  it("gives the side of newer objects and their body part", () => {
    assert.equal(factsOf({ ImageLaterality: "R" }).Laterality, "R");
    const anatomy = { FrameAnatomySequence: { items: [{ FrameLaterality: "L", AnatomicRegionSequence: { items: [{ CodeMeaning: "Breast" }] } }] } };
    const { Laterality, BodyPartExamined } = factsOf({ SharedFunctionalGroupsSequence: { items: [anatomy] } });
    assert.deepEqual([Laterality, BodyPartExamined], ["L", "Breast"]);
  });

  it("gives technique as numbers, gauss as tesla", () => {
    const facts = factsOf({ KVP: "120", SliceThickness: "1.25", MagneticFieldStrength: "15000", ScanningSequence: "SE\\IR", ImagesInAcquisition: "64" });
    assert.deepEqual([facts.KVP, facts.SliceThickness, facts.MagneticFieldStrength, facts.ScanningSequence, facts.nImages], [120, 1.25, 1.5, "SE\\IR", 64]);
  });

  it("tells no name, date or identifier", () => {
    const told = JSON.stringify(factsOf({ PatientName: "Doe^Jane", PatientBirthDate: "19800615", StudyDate: "20200615" }));
    assert.doesNotMatch(told, /Doe|1980|2020/);
  });
});
