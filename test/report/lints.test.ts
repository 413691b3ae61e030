// Each lint on the smallest report that breaks its rule, what its fix does, and texts that must pass.

import assert from "node:assert/strict";

import { LINT_RULES, lintFixTitle, lintReport, lintSentence, NO_LINT_CONTEXT, parseReport } from "../../src/report/index.ts";
import type { ImageFacts, LintContext, LintFinding } from "../../src/report/index.ts";
import { MAX_COMPARED_SENTENCES } from "../../src/report/lints/lintReport.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};

function lint(text: string, facts: Partial<ImageFacts> | null = null, context: LintContext = NO_LINT_CONTEXT): LintFinding[] {
  return lintReport(parseReport(text), facts === null ? [] : [{ ...NO_FACTS, ...facts }], context);
}

/** Code and words of each finding. */
const shown = (text: string, facts: Partial<ImageFacts> | null = null): string[] => lint(text, facts).map(({ code, range }) => `${code.slice("lint/".length)}: ${text.slice(range.start, range.end).replace(/\s+/g, " ")}`);

const two = (findings: string, impression: string): string => `Findings: ${findings}\n\nImpression: ${impression}\n`;

describe("lintReport", () => {
  const cases: readonly (readonly [string, string, Partial<ImageFacts> | null, readonly string[]])[] = [
    ["a side turned in the impression", two("Consolidation in the left lower lobe.", "Right lower lobe pneumonia."), null, ["side-conflict: Right"]],
    ["abbreviated sides", two("RUL nodule, 5 mm.", "LUL nodule."), null, ["side-conflict: LUL"]],
    ["sides in labels", two("\nRight kidney: 4 mm stone.\nLeft kidney: Normal.", "Left renal stone."), null, ["side-conflict: Left"]],
    ["which side is worse", two("Effusions, right greater than left.", "Bilateral effusions, left greater than right."), null, ["side-conflict: left greater than right"]],
    ["each finding with its own side", two("Small right effusion with left basal atelectasis.", "Left effusion and right basal atelectasis."), null, ["side-conflict: Left", "side-conflict: right"]],
    ["the same side in other words", two("Airspace opacity at the left base.", "Left lower lobe pneumonia."), null, []],
    ["both sides against one of them", two("Pleural effusions on both sides.", "Bilateral pleural effusions."), null, []],
    ["the left atrium beside a right lesion", two("Mass in the right lung. Enlarged left atrium.", "Right lung mass."), null, []],
    ["sides of symptoms", "Clinical: left-sided weakness.\nFindings: Infarct in the right hemisphere.\nImpression: Right hemispheric infarct explaining left-sided weakness.", null, []],
    ["the tag's side", "Left knee, 2 views\n\nFindings: No fracture.", { Laterality: "R", BodyPartExamined: "KNEE", Modality: "DX" }, ["side-tag: Left"]],
    ["no side for the chest", two("Left effusion.", "Left effusion."), { Laterality: "R", BodyPartExamined: "CHEST", Modality: "DX" }, []],
    ["the side of the exam line", "Exam: XR right wrist\nFindings: Fracture of the left radius.", null, ["side-conflict: left"]],

    ["a finding of the impression alone", two("The lungs are clear.", "Pneumothorax."), null, ["impression-unsupported: Pneumothorax"]],
    ["a finding that the findings deny", two("No pneumothorax.", "Small pneumothorax."), null, ["impression-contradicts: pneumothorax"]],
    ["synonyms", two("Enlarged heart. Fluid in the pleural space.", "Cardiomegaly. Pleural effusion."), null, []],
    ["denials and history in the impression", two("Normal.", "No pleural effusion. Status post splenectomy for laceration. Rule out fracture."), null, []],
    ["a diagnosis from its signs", two("Gallbladder wall thickening with stones.", "Acute cholecystitis."), null, []],

    ["comparing without a comparison", two("The nodule is unchanged.", "Stable."), null, ["no-comparison: unchanged", "no-comparison: Stable"]],
    ["a comparison given", `Comparison: CT of 1 May 2020.\n${two("The nodule is unchanged.", "Stable.")}`, null, []],
    ["a comparison denied", `Comparison: None.\n${two("Compared to the prior study there is less fluid.", "Less fluid.")}`, null, ["no-comparison: Compared to the prior study"]],
    ["words that only look like comparing", two("Previous cholecystectomy. New York Heart class. Patient hemodynamically stable. No degenerative change.", "Follow-up in 6 months."), null, []],

    ["an organ of the other sex", two("The prostate is enlarged.", "Normal."), { PatientSex: "F" }, ["sex-conflict: prostate"]],
    ["an organ of the other sex without tags", "Clinical: 40-year-old man.\nFindings: The uterus is normal.", null, ["sex-conflict: uterus"]],
    ["MR, MS and relatives", "MR BRAIN\nClinical: woman, mother and father with MS.\nFindings: MS plaques.", null, []],
    ["another age", "Clinical: 45-year-old with pain.\nFindings: Normal.", { ageYears: 62 }, ["age-conflict: 45-year-old"]],
    ["an age in words", "Clinical: forty-five-year-old with pain.\nFindings: Normal.", { ageYears: 62 }, ["age-conflict: forty-five-year-old"]],
    ["a newborn of sixty", two("Lungs of a neonate.", "Normal."), { ageYears: 60 }, ["age-conflict: neonate"]],
    ["a birthday between order and study, and the age of an implant", "Clinical: 45-year-old.\nFindings: 10-year-old hip replacement.", { ageYears: 46 }, []],

    ["another modality", two("The lesion is T2 hyperintense.", "Lesion."), { Modality: "CT" }, ["modality-conflict: T2 hyperintense"]],
    ["another modality than the exam line's", "Exam: CT abdomen\nFindings: Hypoechoic lesion in the liver.", null, ["modality-conflict: Hypoechoic"]],
    ["advice to use another modality", two("Hypodense liver lesion.", "Liver lesion. MRI is recommended for further characterization."), { Modality: "CT" }, []],
    ["another part of the body", two("The menisci are intact.", "Normal."), { Modality: "CT", BodyPartExamined: "CHEST" }, ["body-part-conflict: menisci"]],
    ["the upper abdomen in a chest CT", two("Upper abdomen: cyst in the liver.", "Hepatic cyst."), { Modality: "CT", BodyPartExamined: "CHEST" }, []],

    ["a sentence twice", two("There is no pleural effusion today. The heart is normal. There is no pleural effusion today.", "Normal."), null, ["repeated-sentence: There is no pleural effusion today"]],
    ["the same under two labels", two("\nRight kidney: No stone and no hydronephrosis seen.\nLeft kidney: No stone and no hydronephrosis seen.", "Normal."), null, []],
    ["a loop", two("The lungs are clear and the lungs are clear and the lungs are clear.", "Normal."), null, ["repeated-phrase: the lungs are clear and"]],
    ["a doubled word", two("The the heart is normal.", "Normal."), null, ["repeated-phrase: the"]],

    ["boilerplate", two("Normal.", "Normal. Clinical correlation is recommended."), null, ["boilerplate: Clinical correlation is recommended"]],
    ["sizes without units", two("A 12 nodule measuring 1.2 x 0.9 with a diameter of 8.", "Nodule."), null, ["unit-missing: 12", "unit-missing: 1.2 x 0.9", "unit-missing: 8"]],
    ["numbers that need none", two("2 nodules, 3 mm each, series 4 image 112. BI-RADS 3. SUVmax 4.2. T2 lesion at L4-L5. Ratio 0.8. 12.03.2024.", "Nodules."), null, []],
    ["German and Spanish", "Beurteilung: Unverändert. Klinische Korrelation empfohlen.\nHallazgos: Sin cambios.", null, ["no-comparison: Unverändert", "boilerplate: Klinische Korrelation empfohlen", "no-comparison: Sin cambios"]],

    ["fields", "Findings: [___] [!# mm] [?___] [Normal.] [a1 yes* | no] [yes | no]", null, ["field-empty: [___]", "field-prohibit: [!# mm]", "field-alert: [?___]", "field-empty: [yes | no]"]],
    ["hidden dates of public data sets", "COMPARISON: ___.\nFINDINGS: Unchanged since ___. Seen by Dr. ___.\nIMPRESSION: Unchanged.", null, []],
    ["empty places of other systems", "Findings: The mass measures XX mm. Margins are ***. Size ____ cm.\n***\nImpression: Mass.", null, ["field-empty: XX", "field-empty: ***", "field-empty: ____"]],
    ["facts that the report states", "Modality: CT\nSex: F\nAge: 62\n\nFindings: Mass in the prostate, hypoechoic. A 45-year-old.", null, ["sex-conflict: prostate", "modality-conflict: hypoechoic", "age-conflict: 45-year-old"]],
    ["an empty text", "", null, []],
  ];
  for (const [name, text, facts, expected] of cases) it(name, () => assert.deepEqual(shown(text, facts), expected));

  it("tells unreviewed text and missing images by what it is told", () => {
    const text = "---\nimage: a.dcm\nimage: b.dcm\nstatus: final\n---\nFindings: Clear lungs.";
    const findings = lint(text, null, { unreviewed: [{ start: text.length - 6, end: text.length - 1 }], missingImages: new Set(["b.dcm"]) });
    assert.deepEqual(findings.map(({ code, severity, range }) => [code, severity, text.slice(range.start, range.end)]), [["lint/image-missing", "warning", "b.dcm"], ["lint/unreviewed", "error", "lungs"]]);
  });

  it("has a sentence with all its words for every finding, and fixes that fit", () => {
    for (const [, text, facts] of cases) {
      for (const finding of lint(text, facts)) {
        assert.ok(finding.code in LINT_RULES);
        assert.doesNotMatch(lintSentence(finding), /\{\d\}/);
        for (const fix of finding.fixes) {
          assert.doesNotMatch(lintFixTitle(fix), /\{\d\}/);
          const fixed = [...fix.edits].reverse().reduce((so, edit) => so.slice(0, edit.range.start) + edit.text + so.slice(edit.range.end), text);
          const left = lintReport(parseReport(fixed), facts === null ? [] : [{ ...NO_FACTS, ...facts }], NO_LINT_CONTEXT).filter((each) => each.code === finding.code);
          assert.ok(left.length < lint(text, facts).filter((each) => each.code === finding.code).length, `${finding.code}: ${fixed}`);
        }
      }
    }
  });

  it("gives findings inside the text for any text", () => {
    const words = "left right no nodule 12 mm [___] IMPRESSION: Findings: \n . , ; - ( ) unchanged İ ß 3.2 x L R ### --- bilateral effusion the the 45-year-old prostate".split(" ");
    let state = 11;
    for (let turn = 0; turn < 300; turn++) {
      const text = Array.from({ length: 40 }, () => words[(state = (state * 1103515245 + 12345) % 2147483648) % words.length]).join(turn % 2 === 0 ? " " : "\n");
      for (const { range, related } of lint(text, { PatientSex: "F", ageYears: 3, Laterality: "L", Modality: "CT", BodyPartExamined: "KNEE" })) {
        for (const each of [range, ...(related === null ? [] : [related])]) assert.ok(each.start >= 0 && each.start < each.end && each.end <= text.length, text);
      }
    }
  });

  it("does not compare the sentences of a text that is no report", function () {
    this.timeout(10_000);
    const text = two("Left pneumothorax. ".repeat(MAX_COMPARED_SENTENCES), "Right pneumothorax.");
    assert.ok(!lint(text).some((finding) => finding.code === "lint/side-conflict"));
  });
});
