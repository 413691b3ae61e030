// A report as a DICOM structured report: valid for independent checkers, with coded headings, references, status and what AI wrote.

import assert from "node:assert/strict";
import { tagTree, type TagNode } from "../../src/dicom/index.ts";
import { contentOf } from "../../src/export/content.ts";
import { sectionCodes } from "../../src/export/headingCodes.ts";
import { structuredReport } from "../../src/export/structuredReport.ts";
import { dicomFaults, isInstalled, outputOf, reportFaults } from "./checkers.ts";
import { chestImage, DRAFT, madeRequest } from "./madeReport.ts";

const IDS = { SOPInstanceUID: "2.25.1", SeriesInstanceUID: "2.25.2", StudyInstanceUID: "2.25.3" };
const TEXT = "---\nexam: Röntgen Thorax\nstatus: final\n---\nBefore any heading.\n\nIndication: Cough.\n\nTechnique: PA.\n\nComparison: None.\n\nFindings:\nGröße Ödem. 肺野清晰\nالصدر طبيعي\nחזה תקין\n\nImpression: Nodule.\n\nLimitations: none\n\nRecommendation: CT.\n\nAddendum 2026-02-01: Late.\n";
const MULTIFRAME = chestImage({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.12.1", SOPInstanceUID: "1.2.3.5", NumberOfFrames: "4", frame: 2 });

function written(text: string, images = [chestImage(), MULTIFRAME], ai = madeRequest({}).ai): Uint8Array {
  return structuredReport(contentOf(madeRequest({ text, ai }), images), IDS);
}

/** Values of an attribute anywhere in the tree, as our own reader reads them. */
function valuesOf(nodes: readonly TagNode[], keyword: string): string[] {
  return nodes.flatMap((node) => [...(node.keyword === keyword ? [node.value] : []), ...Array.from({ length: node.nItems }, (_, index) => valuesOf(node.item(index), keyword)).flat()]);
}

const AI = { passages: [{ start: TEXT.indexOf("Größe"), end: TEXT.indexOf(" Ödem"), isReviewed: true, draft: 0 }], nUnknown: 0, drafts: [DRAFT] };

describe("a structured report", () => {
  it("is valid for dciodvfy, with and without images, final and draft", function () {
    if (!isInstalled("dciodvfy", "dicom3tools")) this.skip();
    for (const object of [written(TEXT, undefined, AI), written(TEXT.replace("final", "draft")), written(TEXT, []), written("Findings: x")]) assert.deepEqual(dicomFaults(object), []);
  });

  it("is refused by dciodvfy where it is wrong: the check can fail", function () {
    if (!isInstalled("dciodvfy", "dicom3tools")) this.skip();
    const wrong = structuredReport(contentOf(madeRequest({ text: TEXT }), [chestImage()]), { ...IDS, SeriesInstanceUID: "" });
    assert.ok(dicomFaults(wrong).some((line) => line.startsWith("Error")));
  });

  it("is the tree of TID 2000 for dsrdump", function () {
    if (!isInstalled("dsrdump", "dcmtk")) this.skip();
    for (const object of [written(TEXT, undefined, AI), written(TEXT, []), written("Findings: x")]) assert.deepEqual(reportFaults(object), []);
    const lines = outputOf("dsrdump", ["+U8", "+Pc", "{}"], written(TEXT, undefined, AI)).split("\n").map((line) => line.trim());
    for (const line of [
      '<CONTAINER:(18748-4,LN,"Diagnostic Imaging Report")=SEPARATE>',
      '<contains CONTAINER:(18785-6,LN,"Indications for Procedure")=SEPARATE>',
      '<contains CONTAINER:(18834-2,LN,"Previous Findings")=SEPARATE>',
      '<contains CONTAINER:(55111-9,LN,"Current Procedure Descriptions")=SEPARATE>',
      '<contains CONTAINER:(59776-5,LN,"Findings")=SEPARATE>',
      '<contains CONTAINER:(19005-8,LN,"Impressions")=SEPARATE>',
      '<contains TEXT:(121073,DCM,"Impression")="Nodule.">',
      '<contains CONTAINER:(18783-1,LN,"Recommendations")=SEPARATE>',
      '<contains CONTAINER:(55107-7,LN,"Addendum")=SEPARATE>',
      '<has concept mod TEXT:(111001,DCM,"Algorithm Name")="LLaDA-MedV">',
      "<contains IMAGE:=(CR image,)>",
      "<contains IMAGE:=(XA image,,2)>",
    ]) assert.ok(lines.includes(line), `${line}\n${lines.join("\n")}`);
    assert.ok(lines.includes("Completion Flag     : COMPLETE") && lines.includes("Verification Flag   : UNVERIFIED"));
  });

  it("keeps every character, in UTF-8", () => {
    const { nodes } = tagTree(written(TEXT));
    assert.deepEqual(valuesOf(nodes, "SpecificCharacterSet"), ["ISO_IR 192"]);
    assert.deepEqual(valuesOf(nodes, "PatientName"), ["Müller^Änne=山田 太郎"]);
    assert.ok(valuesOf(nodes, "TextValue").includes("Größe Ödem. 肺野清晰\r\nالصدر طبيعي\r\nחזה תקין"), valuesOf(nodes, "TextValue").join("|"));
  });

  it("says its status, and that it is not signed off", () => {
    const draft = tagTree(written(TEXT.replace("final", "draft"))).nodes;
    assert.deepEqual([valuesOf(draft, "CompletionFlag"), valuesOf(draft, "PreliminaryFlag"), valuesOf(draft, "CompletionFlagDescription")], [["PARTIAL"], ["PRELIMINARY"], ["DRAFT, not final"]]);
    assert.ok(valuesOf(draft, "TextValue").includes("DRAFT, not final"));
    const final = tagTree(written(TEXT)).nodes;
    assert.deepEqual([valuesOf(final, "CompletionFlag"), valuesOf(final, "PreliminaryFlag")], [["COMPLETE"], ["FINAL"]]);
  });

  it("names the model that wrote, as contributing equipment and at the text that has its words", () => {
    const { nodes } = tagTree(written(TEXT, undefined, AI));
    const [item] = nodes.filter(({ keyword }) => keyword === "ContributingEquipmentSequence").map((node) => node.item(0));
    assert.deepEqual(valuesOf(item ?? [], "ManufacturerModelName"), ["LLaDA-MedV"]);
    assert.deepEqual(valuesOf(item ?? [], "ContributionDateTime"), ["20261128100000+0000"]);
    assert.deepEqual(valuesOf(item ?? [], "CodeMeaning"), ["Processing Equipment"]);
    assert.equal(valuesOf(nodes, "TextValue").filter((text) => text === "LLaDA-MedV").length, 1, "only the findings have its words");
    assert.equal(valuesOf(tagTree(written(TEXT)).nodes, "ContributingEquipmentSequence").length, 0);
  });

  it("belongs to the patient and study of its images, and lists each object once", () => {
    const { nodes } = tagTree(written(TEXT, [chestImage(), chestImage(), MULTIFRAME]));
    assert.deepEqual(nodes.filter(({ keyword }) => keyword === "StudyInstanceUID" || keyword === "PatientID").map(({ value }) => value), ["4711", "1.2"]);
    const evidence = nodes.find(({ keyword }) => keyword === "CurrentRequestedProcedureEvidenceSequence");
    assert.deepEqual(valuesOf(evidence?.item(0) ?? [], "ReferencedSOPInstanceUID"), ["1.2.3.4", "1.2.3.5"]);
  });
});

describe("codes of headings", () => {
  for (const [kind, heading, code] of [
    ["clinicalInformation", "History", "11329-0"], ["clinicalInformation", "Klinische Fragestellung", "18785-6"], ["clinicalInformation", "Reason for exam", "18785-6"],
    ["findings", "Hallazgos", "59776-5"], ["impression", "Beurteilung", "19005-8"], ["other", "Empfehlung", "18783-1"], ["other", "Radiation dose", "73569-6"], ["other", "Signature", "other"],
    ["clinicalInformation", "Clinical information", "55752-0"], ["impression", "Conclusión", "55110-1"], ["comparison", "Vergleich", "18834-2"], ["technique", "Technik", "55111-9"],
  ] as const) it(`has ${code} for ${heading}`, () => { assert.equal(sectionCodes({ kind, heading })?.heading.value, code); });
});
