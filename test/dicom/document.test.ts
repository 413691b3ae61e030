// Documents inside DICOM objects as text: our own reports with each of their sentences, items of every kind, what is hidden,
// limits, broken files, and the PDF of an object.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { documentOf, pdfInside } from "../../src/dicom/index.ts";
import type { DocumentText } from "../../src/dicom/index.ts";
import { documentShown, pdfPart } from "../../src/reader/documentFile.ts";
import { MAX_DOCUMENT_ITEMS, MAX_PART_BYTES, readerAnswers } from "../../src/reader/protocol.ts";
import { writeReport } from "../../src/export/write.ts";
import { chestImage, DRAFT, madeRequest } from "../export/madeReport.ts";
import { sharedPath } from "../sharedFolder.ts";
import { fileOfElements, sequence, type Element } from "./elementFile.ts";

const FONTS = path.join(import.meta.dirname, "..", "..", "node_modules", "dejavu-fonts-ttf", "ttf");
const LIMITS = { items: 100, levels: 8, itemCharacters: 1000, allCharacters: 10_000 };
const SR: Element = ["00080016", "UI", "1.2.840.10008.5.1.4.1.1.88.33"];
const PDF: Element = ["00080016", "UI", "1.2.840.10008.5.1.4.1.1.104.1"];

const code = (tag: string, meaning: string, value = "1", scheme = "99T"): Element => [tag, "SQ", sequence([[["00080100", "SH", value], ["00080102", "SH", scheme], ["00080104", "LO", meaning]]])];
const item = (type: string, name: string, ...own: readonly Element[]): readonly Element[] => [["0040a010", "CS", "CONTAINS"], ["0040a040", "CS", type], code("0040a043", name), ...own];
const text = (name: string, words: string): readonly Element[] => item("TEXT", name, ["0040a160", "UT", words]);
const content = (...items: readonly (readonly Element[])[]): Element => ["0040a730", "SQ", sequence(items)];
const read = (elements: readonly Element[], showPatient = true, limits = LIMITS): DocumentText => documentOf(fileOfElements(elements), showPatient, limits);
const shownOf = ({ items }: DocumentText): readonly string[] => items.map(({ level, type, name, value, frames }) => `${">".repeat(level)} ${type} ${name}: ${value}${frames === "" ? "" : ` [${frames}]`}`);

describe("documentOf", () => {
  it("shows a report of our own with each of its sentences, its mark, and what AI wrote", async () => {
    const words = "Findings: Größe Ödem 山田. Ясно.\nSecond line.\n\nImpression: Nodule of 7 mm.\n\nRecommendation: CT in [3] months.\n";
    const ai = { passages: [{ start: words.indexOf("Größe"), end: words.indexOf(" Ödem"), isReviewed: false, draft: 0 }], nUnknown: 0, drafts: [DRAFT] };
    const { bytes } = await writeReport(madeRequest({ format: "sr", text: words, ai }), [chestImage()], FONTS);
    const document = documentOf(bytes, true, { ...LIMITS, allCharacters: 1e6 });
    const all = shownOf(document).join("\n");
    for (const sentence of ["Größe Ödem 山田. Ясно.\nSecond line.", "Nodule of 7 mm.", "CT in [3] months.", "Algorithm Name: LLaDA-MedV", "Drafted, 1 unreviewed.", "By LLaDA-MedV", "Device Observer Name: RadDraft 1.2.3", "IMAGE : 1.2.3.4"]) assert.ok(all.includes(sentence), `${sentence} in\n${all}`);
    const headings = document.items.filter(({ type }) => type === "CONTAINER").map(({ name }) => name);
    assert.ok(["Findings", "Impression", "Recommendation"].every((heading) => headings.some((name) => name.includes(heading))), headings.join());
    const fact = (key: string): string | undefined => document.facts.find((each) => each.key === key)?.value;
    assert.deepEqual([document.kind, fact("completion"), fact("verification"), fact("preliminary"), fact("patient"), fact("patientId")], ["report", "PARTIAL", "UNVERIFIED", "PRELIMINARY", "Müller, Änne = 山田 太郎", "4711"]);
    assert.match(fact("mark") ?? "", /DRAFT, not final/);
  });

  it("shows items of every kind, nested, in their order", () => {
    const unit = (value: string, meaning: string): Element => code("004008ea", meaning, value, "UCUM");
    const measured = (value: string, units: Element): Element => ["0040a300", "SQ", sequence([[["0040a30a", "DS", value], units]])];
    const reference = (uid: string, ...own: readonly Element[]): Element => ["00081199", "SQ", sequence([[["00081155", "UI", uid], ...own]])];
    const document = read([SR, code("0040a043", "Report of a test"), content(
      item("CONTAINER", "Findings", content(
        item("CODE", "Finding", code("0040a168", "Nodule")),
        item("NUM", "Diameter", measured("7", unit("mm", "millimeter"))),
        item("NUM", "Rate", measured("60", unit("{H.B.}/min", "beats per minute"))),
        item("NUM", "Ratio", measured("0.5", unit("1", "no units"))),
        item("NUM", "Volume", ["0040a300", "SQ", sequence([])], code("0040a301", "Value unknown")),
        item("DATE", "On", ["0040a121", "DA", "20260131"]),
        item("TIME", "At", ["0040a122", "TM", "101500.00"]),
        item("DATETIME", "Then", ["0040a120", "DT", "20260131101500+0100"]),
        item("PNAME", "Reader", ["0040a123", "PN", "House^Gregory^^Dr="]),
        item("UIDREF", "Frame", ["0040a124", "UI", "1.2.3"]),
      )),
      item("IMAGE", "Key", reference("1.2.4", ["00081160", "IS", "1\\3"])),
      [["0040db73", "UL", Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0)]],
    )]);
    assert.equal(document.title, "Report of a test");
    assert.deepEqual(shownOf(document), [
      "> CONTAINER Findings: ", ">> CODE Finding: Nodule", ">> NUM Diameter: 7 mm", ">> NUM Rate: 60 beats per minute", ">> NUM Ratio: 0.5", ">> NUM Volume: Value unknown",
      ">> DATE On: 2026-01-31", ">> TIME At: 10:15:00", ">> DATETIME Then: 2026-01-31 10:15:00 +0100", ">> PNAME Reader: House, Gregory Dr", ">> UIDREF Frame: 1.2.3",
      "> IMAGE Key: 1.2.4 [1, 3]", "> REFERENCE : 1.2",
    ]);
  });

  it("leaves out names, days and numbers of people unless asked for, and never the text", () => {
    const elements: readonly Element[] = [SR, ["00080023", "DA", "20260131"], ["00081010", "SH", "CT ROOM 3"], ["00100010", "PN", "Doe^Jane"], ["00100020", "LO", "ID-77"], content(
      text("Finding", "No nodule."), item("PNAME", "Person Observer Name", ["0040a123", "PN", "House^G"]), item("DATE", "Study Date", ["0040a121", "DA", "20260101"]),
      [["0040a040", "CS", "TEXT"], code("0040a043", "Subject ID", "121030", "DCM"), ["0040a160", "UT", "ID-77"]], text("Recording Observer's Organization Name", "St. Elsewhere"),
      [["0040a040", "CS", "TEXT"], code("0040a043", "Device Observer Name", "121013", "DCM"), ["0040a160", "UT", "CT ROOM 3"]],
      [["0040a040", "CS", "TEXT"], code("0040a043", "Device Observer Name", "121013", "DCM"), ["0040a160", "UT", "RadDraft 1"]],
    )];
    const hidden = read(elements, false);
    const said = JSON.stringify(hidden);
    for (const secret of ["Doe", "ID-77", "House", "2026", "Elsewhere", "ROOM"]) assert.ok(!said.includes(secret), secret);
    assert.deepEqual(hidden.items.map(({ isHidden }) => isHidden), [false, true, true, true, true, true, false]);
    assert.equal(hidden.items[0]?.value, "No nodule.");
    assert.deepEqual(hidden.facts.map(({ key, isHidden }) => [key, isHidden]), [["date", true], ["patient", true], ["patientId", true]]);
    const shown = JSON.stringify(read(elements));
    for (const word of ["Doe, Jane", "ID-77", "House, G", "2026-01-01", "St. Elsewhere", "CT ROOM 3"]) assert.ok(shown.includes(word), word);
  });

  it("counts what is too much, too deep and too long, and keeps within its limits", () => {
    const many = read([SR, content(...Array.from({ length: 150 }, (_, i) => text("T", `sentence ${String(i)}`)))]);
    assert.deepEqual([many.items.length, many.leftOut], [LIMITS.items, 50]);
    const nested = (depth: number): readonly Element[] => item("CONTAINER", `at ${String(depth)}`, ...(depth === 0 ? [] : [content(nested(depth - 1), text("T", "beside"))]));
    const deep = read([SR, content(nested(20))]);
    assert.deepEqual([Math.max(...deep.items.map(({ level }) => level)), deep.leftOut], [LIMITS.levels, 2]);
    const [long] = read([SR, content(text("T", "x".repeat(5000)))]).items;
    assert.deepEqual([long?.value.length, long?.isShortened], [LIMITS.itemCharacters, true]);
    const heavy = read([SR, content(...Array.from({ length: 50 }, () => text("T", "x".repeat(900))))]);
    assert.ok(heavy.leftOut > 30 && JSON.stringify(heavy).length < 2 * LIMITS.allCharacters);
  });

  it("keeps the largest answer within what its message allows", () => {
    const many = documentShown(fileOfElements([SR, content(...Array.from({ length: MAX_DOCUMENT_ITEMS + 1 }, () => text("T", "word")))]), false);
    assert.deepEqual([many.leftOut, readerAnswers.document(many).ok], [1, true]);
    const long = documentShown(fileOfElements([SR, ["0008103e", "LO", "y".repeat(5000)], content(text("T".repeat(2000), "x".repeat(3_000_000)))]), false);
    assert.ok(readerAnswers.document(long).ok);
  });

  it("decodes the character set of the file, and an item's own", () => {
    const latin: Element = ["0040a160", "UT", Buffer.from("Größe", "latin1")];
    const document = read([["00080005", "CS", "ISO_IR 100"], SR, content(item("TEXT", "T", latin), [["00080005", "CS", "ISO_IR 192"], ...text("T", "Ясно")])]);
    assert.deepEqual(document.items.map(({ value }) => value), ["Größe", "Ясно"]);
  });

  it("reads what there is of a report that is cut off, and refuses what is none", () => {
    const whole = fileOfElements([SR, content(text("T", "First."), text("T", "Second."))]);
    const cut = documentOf(whole.subarray(0, whole.length - 5), true, LIMITS);
    assert.equal(cut.items[0]?.value, "First.");
    assert.throws(() => read([["00080016", "UI", "1.2.840.10008.5.1.4.1.1.2"]]), { code: "dicom/no-document" });
    assert.throws(() => documentOf(Buffer.from("no DICOM at all"), true, LIMITS), { code: "dicom/not-dicom" });
    assert.deepEqual(read([SR]).items, []);
  });

  it("opens the public reports", function () {
    const folder = sharedPath("dicom", "public");
    if (folder === null) {
      console.log("      skipped: ../shared/dicom/public is not there");
      this.skip();
    }
    for (const [name, title, words] of [["dcmqi__sr.dcm", "Imaging Measurement Report", /Positron emission tomography/], ["pydicom__test-SR.dcm", "Diagnosis", /A mass of/], ["pydicom__reportsi.dcm", "Document Title", /Enter text/]] as const) {
      const document = documentShown(readFileSync(path.join(folder, name)), false);
      assert.deepEqual([document.title, document.leftOut, readerAnswers.document(document).ok], [title, 0, true]);
      assert.match(shownOf(document).join("\n"), words);
    }
  });
});

describe("pdfInside", () => {
  const pdf = Buffer.from("%PDF-1.4\nodd.\n%%EOF"); // Of odd length.
  const length = (bytes: number): Element => ["00420015", "UL", Uint8Array.of(bytes & 0xff, bytes >> 8, 0, 0)];
  const file = (value: Uint8Array, ...own: readonly Element[]): Buffer => fileOfElements([PDF, ["00420010", "ST", "Made"], ["00420011", "OB", value], ["00420012", "LO", "application/pdf"], ...own]);

  it("gives back the document that our own export put in, byte by byte, in parts", async () => {
    const { bytes } = await writeReport(madeRequest({ format: "encapsulatedPdf", text: "Findings: None.\n" }), [chestImage({ PatientName: "Müller^Änne" })], FONTS);
    const inside = pdfInside(bytes);
    assert.match(Buffer.from(inside).toString("latin1"), /^%PDF-[\s\S]*%%EOF\s*$/);
    const { bytes: rest, total } = pdfPart(bytes, 100);
    assert.deepEqual([Buffer.compare(rest, inside.subarray(100, 100 + MAX_PART_BYTES)), total, rest.buffer.byteLength], [0, inside.length, rest.length]);
    const shown = documentShown(bytes, false);
    assert.deepEqual([shown.kind, shown.facts.find(({ key }) => key === "type")?.value], ["pdf", "application/pdf"]);
    assert.match(shown.title, /DRAFT/);
  });

  it("takes off the padding where the object says how long it is", () => {
    assert.deepEqual(Buffer.from(pdfInside(file(pdf, length(pdf.length)))), pdf);
    assert.equal(pdfInside(file(pdf)).length, pdf.length + 1);
    assert.equal(pdfInside(file(pdf, length(9999))).length, pdf.length + 1, "a length that lies is not believed");
  });

  it("refuses what is cut off, no PDF, or another object", () => {
    const whole = file(pdf);
    for (const broken of [whole.subarray(0, whole.length - 40), file(Buffer.from("MZ program")), fileOfElements([PDF])]) {
      assert.throws(() => pdfInside(broken), (error: unknown) => error instanceof Error && "code" in error && ["dicom/document-broken", "dicom/truncated", "dicom/broken"].includes(String(error.code)));
    }
    assert.throws(() => pdfInside(fileOfElements([SR])), { code: "dicom/no-document" });
  });
});
