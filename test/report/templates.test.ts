// Templates: each parses, lints clean but for its empty fields, and is chosen for the images it is for; new reports and macros.

import assert from "node:assert/strict";

import { BUILT_IN_MACROS, builtInTemplates, chooseTemplate, languageOf, lintReport, newReport, NO_LINT_CONTEXT, parseReport, readMacros, readTemplate, REPORT_LANGUAGES, sectionName } from "../../src/report/index.ts";
import type { ImageFacts, ReportTemplate } from "../../src/report/index.ts";

const NO_FACTS: ImageFacts = {
  Modality: "", BodyPartExamined: "", ViewPosition: "", Laterality: "", PatientSex: "", ageYears: null, StudyDescription: "", SeriesDescription: "",
  ProtocolName: "", ContrastBolusAgent: "", ScanningSequence: "", MagneticFieldStrength: null, KVP: null, SliceThickness: null, nImages: null,
};
const facts = (some: Partial<ImageFacts>): ImageFacts => ({ ...NO_FACTS, ...some });
const BUILT_IN_TEMPLATES = builtInTemplates("en");
const named = (name: string): ReportTemplate => {
  const template = BUILT_IN_TEMPLATES.find((each) => each.name === name);
  assert.ok(template);
  return template;
};

for (const language of REPORT_LANGUAGES) describe(`built-in templates (${language})`, () => {
  const templates = builtInTemplates(language);
  it("each have a name of their own in the language", () => {
    assert.equal(new Set(templates.map(({ name }) => name)).size, BUILT_IN_TEMPLATES.length);
    if (language !== "en") assert.deepEqual(templates.filter(({ name }) => BUILT_IN_TEMPLATES.some((each) => each.name === name)), []);
  });
  for (const template of templates) {
    it(`${template.name}: headings in the language alone, and the same fields as in English`, () => {
      const report = parseReport(newReport(template, { facts: [], images: [], date: null }));
      const english = BUILT_IN_TEMPLATES[templates.indexOf(template)];
      assert.ok(english);
      const inEnglish = parseReport(newReport(english, { facts: [], images: [], date: null }));
      assert.equal(languageOf(report), language);
      assert.deepEqual(report.sections.map(({ kind, heading }) => [kind, heading?.text]), inEnglish.sections.map(({ kind }) => [kind, kind === "other" ? null : sectionName(kind, language)]));
      assert.deepEqual(report.fields.map(({ kind, name }) => [kind, name?.text]), inEnglish.fields.map(({ kind, name }) => [kind, name?.text]));
    });
    it(`${template.name}: parses without problems, every bracket a field, and lints clean apart from empty fields`, () => {
      const text = newReport(template, { facts: [], images: ["a.dcm"], date: null });
      const report = parseReport(text);
      assert.deepEqual(report.problems, []);
      assert.equal(report.fields.length, text.split("[").length - 1);
      assert.ok(["exam", "findings", "impression"].every((kind) => report.sections.some((section) => section.kind === kind)));
      const others = lintReport(report, [], NO_LINT_CONTEXT).filter((finding) => !finding.code.startsWith("lint/field"));
      assert.deepEqual(others, []);
    });
  }
});

describe("chooseTemplate", () => {
  const cases: readonly (readonly [Partial<ImageFacts> | null, string])[] = [
    [null, "General report"],
    [{}, "General report"],
    [{ Modality: "DX", BodyPartExamined: "CHEST" }, "Chest radiograph"],
    [{ Modality: "CT", BodyPartExamined: "CHEST" }, "CT chest"],
    [{ Modality: "CT", StudyDescription: "CT_ABDOMEN^ROUTINE" }, "CT abdomen and pelvis"],
    [{ Modality: "CT", BodyPartExamined: "HEAD" }, "CT head"],
    [{ Modality: "MR", BodyPartExamined: "BRAIN" }, "MR brain"],
    [{ Modality: "MR", BodyPartExamined: "KNEE" }, "General report"],
    [{ Modality: "US", BodyPartExamined: "BREAST" }, "Ultrasound breast"],
    [{ Modality: "US", ProtocolName: "Liver" }, "Ultrasound abdomen"],
    [{ Modality: "CT", BodyPartExamined: "SCHAEDEL", ProtocolName: "Schädel nativ" }, "CT head"],
  ];
  for (const [some, name] of cases) it(`${JSON.stringify(some)}: ${name}`, () => assert.equal(chooseTemplate(some === null ? null : facts(some), BUILT_IN_TEMPLATES).name, name));

  it("prefers a person's template to an equal one of ours", () => {
    const mine = readTemplate("---\ntemplate: Mine\nmodality: CT\nbodyPart: chest\n---\nFindings: [___]\n", "file");
    assert.ok(mine);
    assert.equal(chooseTemplate(facts({ Modality: "CT", BodyPartExamined: "CHEST" }), [mine, ...BUILT_IN_TEMPLATES]).name, "Mine");
  });
});

describe("newReport", () => {
  const ct = facts({ Modality: "CT", BodyPartExamined: "CHEST", KVP: 120, SliceThickness: 1.25, ContrastBolusAgent: "Iopromide", ageYears: 45, PatientSex: "F", StudyDescription: "[!Doe]" });

  it("fills header, exam and technique from the tags", () => {
    const { header, sections, text } = parseReport(newReport(named("CT chest"), { facts: [ct], images: ["a.dcm#frame=2", "b.dcm"], date: null }));
    assert.equal(header.exam?.text, "CT of the chest");
    assert.deepEqual(header.images.map((image) => [image.path, image.frame]), [["a.dcm", 2], ["b.dcm", null]]);
    const body = (kind: string): string | undefined => sections.filter((section) => section.kind === kind).map((section) => text.slice(section.body.start, section.body.end))[0];
    assert.equal(body("exam"), "CT of the chest");
    assert.equal(body("technique"), "120 kV; slice thickness 1.25 mm; contrast agent Iopromide.");
  });

  it("fills nothing that the tags do not say", () => {
    const text = newReport(named("CT chest"), { facts: [facts({ Modality: "CT" })], images: [], date: null });
    assert.match(text, /Technique: \[<technique>\]/);
    assert.doesNotMatch(text, /kV|slice thickness/);
  });

  it("writes text of any script out of the tags", () => {
    const mine = readTemplate("Findings: [<StudyDescription>]; [<ProtocolName>]; [<BodyPartExamined>].", "Mine");
    assert.ok(mine);
    const text = newReport(mine, { facts: [{ ...ct, StudyDescription: "胸部CT平扫", ProtocolName: "أشعة [الصدر]", BodyPartExamined: "חזה" }], images: ["影像/صدر.dcm"], date: null });
    assert.ok(text.endsWith("Findings: 胸部CT平扫; أشعة \\[الصدر\\]; חזה."), text);
    assert.equal(parseReport(text).header.images[0]?.path, "影像/صدر.dcm");
  });

  it("writes dates where a field asks for one, and text of a file as text", () => {
    const mine = readTemplate("Date: [<date>]\n[Side: <side>]\nFindings: [<StudyDescription>] [<KVP>] [<sex>] [<age>]", "Mine");
    assert.ok(mine);
    const text = newReport(mine, { facts: [{ ...ct, Laterality: "L" }], images: [], date: "2026-01-31" });
    assert.ok(text.endsWith("Date: 2026-01-31\nSide: left\nFindings: \\[!Doe\\] 120 female 45 years"));
    assert.deepEqual(parseReport(text).fields, []);
  });
});

describe("readTemplate", () => {
  it("keeps other header lines and takes the file's name where none is given", () => {
    assert.deepEqual(readTemplate("---\nmodality: us, ct\ncomparison: None\n---\nFindings: [___]", "liver"), {
      name: "liver", modalities: ["US", "CT"], bodyParts: [], text: "---\ncomparison: None\n---\n\nFindings: [___]",
    });
  });
  it("takes no empty and no endless text", () => {
    assert.equal(readTemplate(" \n", "x"), null);
    assert.equal(readTemplate("x".repeat(100_001), "x"), null);
  });
});

describe("readMacros", () => {
  it("reads texts of one line and of several", () => {
    const { macros, problems } = readMacros("# Chest\n.a  One.\n.b\nTwo,\n\\.three.\n\n.a again\n.\n.c\n");
    assert.deepEqual(macros, [{ code: "a", text: "One." }, { code: "b", text: "Two,\n.three." }]);
    assert.deepEqual(problems.map(({ line, code }) => [line, code]), [[7, "macro/no-code"], [6, "macro/code-twice"], [8, "macro/no-text"]]);
  });
  it("knows some of its own, which parse", () => {
    assert.ok(BUILT_IN_MACROS.length > 10);
    for (const { text } of BUILT_IN_MACROS) assert.deepEqual(parseReport(`Findings: ${text}`).problems, []);
  });
});
