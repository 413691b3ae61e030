// A report as a PDF and as a PDF inside a DICOM object: its words, lines of both directions, its mark on every page.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { tagTree } from "../../src/dicom/index.ts";
import { directed, visualRuns } from "../../src/export/bidi.ts";
import { contentOf } from "../../src/export/content.ts";
import { encapsulatedPdf } from "../../src/export/encapsulatedPdf.ts";
import { readFonts, type Fonts } from "../../src/export/fonts.ts";
import { pdfReport } from "../../src/export/pdf.ts";
import { dicomFaults, isInstalled, outputOf } from "./checkers.ts";
import { chestImage, madeRequest } from "./madeReport.ts";

const IDS = { SOPInstanceUID: "2.25.1", SeriesInstanceUID: "2.25.2", StudyInstanceUID: "2.25.3" };
const WESTERN = chestImage({ PatientName: "Müller^Änne" });

describe("a report as PDF", () => {
  let fonts: Fonts;
  before(async () => { fonts = await readFonts(fileURLToPath(new URL("../../node_modules/dejavu-fonts-ttf/ttf", import.meta.url))); });
  const written = (text: string, images = [WESTERN]): Promise<Uint8Array> => pdfReport(contentOf(madeRequest({ text }), images), fonts);

  it("has the report's words, umlauts, Greek and Cyrillic too", async function () {
    if (!isInstalled("pdftotext", "poppler-utils")) this.skip();
    const text = outputOf("pdftotext", ["-layout", "{}", "-"], await written("---\nexam: Thorax\nstatus: final\n---\nBefund: Größe Ödem, ≥ 3 cm², Αθήνα, Лёгкие.\n"));
    for (const words of ["Patient: Müller, Änne", "Befund", "Größe Ödem, ≥ 3 cm², Αθήνα, Лёгкие.", "Status: Final", "No AI.", "Page 1 of 1"]) assert.ok(text.includes(words), words);
    assert.ok(!text.includes("not final"));
  });

  it("has its mark on every page", async function () {
    if (!isInstalled("pdftotext", "poppler-utils")) this.skip();
    const text = outputOf("pdftotext", ["-layout", "{}", "-"], await written(`---\nstatus: preliminary\n---\nFindings:\n${"A line of the report that is long enough to be broken somewhere. ".repeat(200)}`));
    const pages = text.split("\f").filter((page) => page.trim() !== "");
    assert.ok(pages.length > 2);
    for (const page of pages) assert.ok(page.trimStart().startsWith("PRELIMINARY, not final"));
  });

  it("has Arabic and Hebrew in reading order", async function () {
    if (!isInstalled("pdftotext", "poppler-utils")) this.skip();
    const text = outputOf("pdftotext", ["{}", "-"], await written("Findings:\nחזה תקין ללא שינוי\n")).replace(/[\u202a-\u202e]/g, "");
    assert.ok(text.includes("חזה תקין ללא שינוי"), text);
  });

  it("is refused, with the name of the writing system, where its font would print boxes", async () => {
    await assert.rejects(written("Findings: 肺野清晰"), (error: Error) => "code" in error && error.code === "export/script-not-shown" && error.message.includes("Chinese"));
    await assert.rejects(written("Findings: ok", [chestImage()]), { code: "export/script-not-shown" });
    await assert.rejects(written("Findings: 폐 정상"), /Korean/);
  });

  it("is valid inside a DICOM object, which says whose and what it is", async function () {
    const content = contentOf(madeRequest({ text: "---\nstatus: draft\n---\nFindings: Größe" }), [WESTERN]);
    const pdf = await pdfReport(content, fonts);
    const object = encapsulatedPdf(content, IDS, pdf);
    assert.ok(Buffer.from(object).includes(Buffer.from(pdf)), "byte for byte");
    const values = new Map(tagTree(object).nodes.map(({ keyword, value }) => [keyword, value]));
    assert.equal(values.get("DocumentTitle"), "DRAFT, not final: report");
    assert.equal(values.get("EncapsulatedDocumentLength"), String(pdf.length));
    if (!isInstalled("dciodvfy", "dicom3tools")) this.skip();
    assert.deepEqual(dicomFaults(object), []);
    assert.deepEqual(dicomFaults(encapsulatedPdf({ ...content, study: null, images: [] }, IDS, pdf)), []);
  });
});

describe("a line with words of both directions", () => {
  const seen = (text: string): string[] => visualRuns(directed(text), 0, text.length).map((run) => (run.isRightToLeft ? `<${run.text}` : run.text));

  for (const [text, runs] of [
    ["left only", ["left only"]],
    ["left אבג right", ["left ", "<אבג", " right"]],
    ["אבג left דהו", ["< דהו", "left", "<אבג "]],
    ["אבג (ד)", ["<אבג )ד("]],
    ["אבג 12 מ", ["< מ", "12", "<אבג "]],
  ] as const) it(`is seen in its order: ${text}`, () => { assert.deepEqual(seen(text), runs); });
});
