// Rows of a table of attributes: order, levels, creators, other languages, what is hidden, and the limits.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialize } from "node:v8";

import sharp from "sharp";

import { tagTree } from "../../src/dicom/index.ts";
import { OpenFiles } from "../../src/reader/openFiles.ts";
import { MAX_PART_BYTES, MAX_TAG_CHARACTERS, MAX_TAG_ROWS, readerAnswers } from "../../src/reader/protocol.ts";
import type { TagRow, TagTable } from "../../src/reader/protocol.ts";
import { tagTableOf } from "../../src/reader/tagTable.ts";
import { fileOfElements, sequence, type Element } from "../dicom/elementFile.ts";

const quiet = new AbortController().signal;
const table = (elements: readonly Element[], showPatient = true): TagTable => tagTableOf(tagTree(fileOfElements(elements)), showPatient);
/** Rows without those of the header. */
const rowsOf = (elements: readonly Element[], showPatient = true): readonly TagRow[] => table(elements, showPatient).rows.filter(({ tag }) => !tag.startsWith("0002"));
const valueOf = (rows: readonly TagRow[], tag: string): string | undefined => rows.find((row) => row.tag === tag)?.value;

describe("tagTableOf", () => {
  it("names attributes, and puts items and what is in them after their sequence", () => {
    const rows = rowsOf([["00080060", "CS", "CT"], ["00081140", "SQ", sequence([[["00081150", "UI", "1.2.3"]], []])], ["00280010", "US", Uint8Array.of(2, 1)]]);
    assert.deepEqual(rows.map(({ kind, level, tag, vr, name, value, count }) => [kind, level, tag, vr, name, value, count]), [
      ["attribute", 1, "00080060", "CS", "Modality", "CT", 0],
      ["sequence", 1, "00081140", "SQ", "Referenced Image Sequence", "", 2],
      ["item", 2, "", "", "", "", 1],
      ["attribute", 3, "00081150", "UI", "Referenced SOP Class UID", "1.2.3", 0],
      ["item", 2, "", "", "", "", 2],
      ["attribute", 1, "00280010", "US", "Rows", "258", 0],
    ]);
  });

  it("shows private attributes with their creator, in items too", () => {
    const own: readonly Element[] = [["00090010", "LO", "ACME 1.0"], ["00091001", "DS", "2.5"], ["00091101", "DS", "3"]];
    const inItem: Element = ["00081140", "SQ", sequence([[["00090010", "LO", "OTHER"], ["00091001", "UN", Buffer.from("text")]]])];
    const rows = rowsOf([inItem, ...own]);
    assert.deepEqual(rows.filter(({ tag }) => tag.startsWith("0009")).map(({ level, tag, creator, value }) => [level, tag, creator, value]), [
      [3, "00090010", "", "OTHER"],
      [3, "00091001", "OTHER", "text"],
      [1, "00090010", "", "ACME 1.0"],
      [1, "00091001", "ACME 1.0", "2.5"],
      [1, "00091101", "", "3"],
    ]);
  });

  for (const [language, declared, bytes, shown] of [
    ["Chinese in GB18030", "GB18030", Buffer.from([0xcd, 0xf5, 0x5e, 0xd0, 0xa1, 0xb6, 0xab]), "王^小东"],
    ["Chinese in UTF-8", "ISO_IR 192", Buffer.from("Wang^XiaoDong=王^小東", "utf8"), "Wang^XiaoDong=王^小東"],
    ["Japanese in ISO 2022", "\\ISO 2022 IR 87", Buffer.concat([Buffer.from("Yamada="), Buffer.from([0x1b, 0x24, 0x42, 0x3b, 0x33, 0x45, 0x44, 0x1b, 0x28, 0x42])]), "Yamada=山田"],
    ["Arabic", "ISO_IR 127", Buffer.from([0xe2, 0xc8, 0xc7, 0xe6, 0xea]), "قباني"],
  ] as const) {
    it(`shows ${language}`, () => {
      assert.equal(valueOf(rowsOf([["00080005", "CS", declared], ["00100010", "PN", bytes]]), "00100010"), shown);
    });
  }

  it("summarises what is no text by its length", () => {
    const [row] = rowsOf([["00282000", "OB", new Uint8Array(70_000)]]);
    assert.deepEqual([row?.value, row?.length, row?.isShortened], ["", 70_000, true]);
  });

  it("shortens long values and says so", () => {
    const [row] = rowsOf([["00204000", "LT", "x".repeat(MAX_TAG_CHARACTERS + 1)]]);
    assert.deepEqual([row?.value.length, row?.isShortened], [MAX_TAG_CHARACTERS, true]);
  });

  const person: readonly Element[] = [
    ["00080050", "SH", "A1"],
    ["00080060", "CS", "CT"],
    ["00080080", "LO", "General"],
    ["00080090", "PN", "Ref^Erring"],
    ["00081030", "LO", "Chest"],
    ["00090010", "LO", "ACME"],
    ["00091001", "LO", "Doe^Jane"],
    ["00091002", "DS", "4"],
    ["00100010", "PN", "Doe^Jane"],
    ["00100020", "LO", "17"],
    ["00100030", "DA", "19700101"],
    ["00100040", "CS", "F"],
    ["00101002", "SQ", sequence([[["00100022", "CS", "TEXT"]]])],
    ["00101040", "LO", ""],
  ];

  it("hides what may say who somebody is or where, everything in such a sequence, and texts of private attributes", () => {
    const rows = rowsOf(person, false);
    assert.deepEqual(rows.filter(({ isHidden }) => isHidden).map(({ tag }) => tag), ["00080050", "00080080", "00080090", "00091001", "00100010", "00100020", "00100030", "00100022"]);
    assert.deepEqual(rows.filter(({ isHidden }) => isHidden).map(({ value }) => value).filter((value) => value !== ""), []);
    assert.deepEqual(["00080060", "00081030", "00090010", "00091002", "00100040"].map((tag) => valueOf(rows, tag)), ["CT", "Chest", "ACME", "4", "F"]);
    assert.ok(!JSON.stringify(rows).includes("Doe"));
  });

  it("names attributes as the standard prints them", () => {
    assert.equal(rowsOf(person).find(({ tag }) => tag === "00100010")?.name, "Patient's Name");
  });

  it("hides nothing when asked to show the patient", () => {
    const rows = rowsOf(person);
    assert.ok(rows.every(({ isHidden }) => !isHidden));
    assert.equal(valueOf(rows, "00100010"), "Doe^Jane");
  });

  it("keeps the attributes at the top where a sequence is too long, and counts what is left out", () => {
    const item: readonly Element[] = [["00280010", "US", Uint8Array.of(1, 0)]];
    const { rows } = table([["00081140", "SQ", sequence(Array.from({ length: MAX_TAG_ROWS }, () => item))], ["00180015", "CS", "CHEST"]]);
    assert.equal(rows.length, MAX_TAG_ROWS);
    assert.equal(rows.at(-1)?.value, "CHEST");
    const sequenceRow = rows.find(({ kind }) => kind === "sequence");
    const shown = rows.filter(({ kind }) => kind === "item").length;
    assert.equal((sequenceRow?.leftOut ?? 0) + shown, MAX_TAG_ROWS);
    assert.ok(readerAnswers.tags({ rows, leftOut: 0, problems: [] }).ok);
  });

  it("stays below the size of a message whatever the file holds", () => {
    const item: readonly Element[] = [["00204000", "LT", "\u738b".repeat(400)]];
    const largest = table([["00080005", "CS", "ISO_IR 192"], ["00081140", "SQ", sequence(Array.from({ length: MAX_TAG_ROWS / 2 }, () => item))]]);
    assert.equal(largest.rows.length, MAX_TAG_ROWS);
    const bytes = serialize(largest).length;
    assert.ok(bytes < MAX_PART_BYTES, `${String(bytes)} bytes`);
  });
});

describe("OpenFiles.tags", () => {
  let folder = "";
  before(async () => { folder = await mkdtemp(join(tmpdir(), "raddraft-test-")); });
  after(() => rm(folder, { recursive: true, force: true }));

  it("reads them from a report, which opens as no image", async () => {
    const path = join(folder, "report.dcm");
    await writeFile(path, fileOfElements([["00080016", "UI", "1.2.840.10008.5.1.4.1.1.88.11"], ["0040a160", "UT", "No acute findings."]]));
    const files = new OpenFiles();
    await assert.rejects(files.open(path, quiet), { code: "dicom/no-pixels" });
    const { rows } = tagTableOf(await files.tags(path, quiet), true);
    assert.equal(valueOf(rows, "0040a160"), "No acute findings.");
  });

  it("has none of a picture, open or not", async () => {
    const path = join(folder, "picture.png");
    await sharp({ create: { width: 2, height: 1, channels: 3, background: { r: 9, g: 8, b: 7 } } }).png().toFile(path);
    const files = new OpenFiles();
    await assert.rejects(files.tags(path, quiet), { code: "reader/no-tags" });
    await files.open(path, quiet);
    await assert.rejects(files.tags(path, quiet), { code: "reader/no-tags" });
    await assert.rejects(files.tags(join(folder, "none"), quiet), { code: "reader/file-missing" });
  });
});
