// What is seen of the attributes: folding, searching, and both together.

import assert from "node:assert/strict";
import type { TagRow } from "../../webview/protocol.ts";
import { indexTags, seenTags, toggled, type TagChoice } from "../../webview/tags/tagModel.ts";
import { remarksOn, rowText, tableText, valueWords } from "../../webview/tags/tagText.ts";

const row = (level: number, tag: string, vr: string, name = "", value = "", changes: Partial<TagRow> = {}): TagRow => ({
  kind: tag === "" ? "item" : vr === "SQ" ? "sequence" : "attribute",
  level, tag, vr, name, keyword: name.replaceAll(/[ ']/g, ""), creator: "", value, length: value.length, count: 0, leftOut: 0, isHidden: false, isShortened: false, ...changes,
});

const ROWS: readonly TagRow[] = [
  row(1, "00080060", "CS", "Modality", "CT"),
  row(1, "00081140", "SQ", "Referenced Image Sequence", "", { count: 2 }),
  row(2, "", "", "", "", { count: 1 }),
  row(3, "00081150", "UI", "Referenced SOP Class UID", "1.2.840"),
  row(2, "", "", "", "", { count: 2 }),
  row(3, "00081155", "UI", "Referenced SOP Instance UID", "1.2.99"),
  row(1, "00091001", "LO", "", "text", { creator: "ACME 1.0" }),
  row(1, "00100010", "PN", "Patient's Name", "", { isHidden: true, length: 8 }),
  row(1, "00180050", "DS", "Slice Thickness", "2.5"),
];
const INDEX = indexTags(ROWS);
const NONE: TagChoice = { search: "", opened: new Set(), closed: new Set() };
const seen = (choice: Partial<TagChoice>): number[] => seenTags(INDEX, { ...NONE, ...choice }).lines.map(({ index }) => index);
const matches = (search: string): number[] => seenTags(INDEX, { ...NONE, search }).lines.filter(({ isMatch }) => isMatch).map(({ index }) => index);

describe("seenTags", () => {
  it("shows the top, and what is opened inside of what is opened", () => {
    assert.deepEqual(seen({}), [0, 1, 6, 7, 8]);
    assert.deepEqual(seen({ opened: new Set(["00081140"]) }), [0, 1, 2, 4, 6, 7, 8]);
    assert.deepEqual(seen({ opened: new Set(["00081140", "00081140/2"]) }), [0, 1, 2, 4, 5, 6, 7, 8]);
    assert.deepEqual(seen({ opened: new Set(["00081140/2"]) }), [0, 1, 6, 7, 8]);
  });

  it("tells what is open, closed, and without content", () => {
    assert.deepEqual(seenTags(INDEX, { ...NONE, opened: new Set(["00081140"]) }).lines.map(({ isOpen }) => isOpen), [null, true, false, false, null, null, null]);
  });

  for (const [search, expected] of [
    ["0010,0010", [7]],
    ["(0010,0010)", [7]],
    ["(0010, 0010)", [7]],
    ["00100010", [7]],
    ["0010", [7]],
    ["0008,11", [1, 3, 5]],
    ["10,0010", [7]],
    ["1155", [5]],
    ["PatientsName", [7]],
    ["patient name", [7]],
    ["pn", [7]],
    ["cs", [0]],
    ["1.2.99", [5]],
    ["acme", [6]],
    ["modality ct", [0]],
    ["slice 2.5", [8]],
    ["slice 2.6", []],
    [",", []],
  ] as const) {
    it(`finds ${JSON.stringify(search)}`, () => { assert.deepEqual(matches(search), expected); });
  }

  it("opens what is around a match, and nothing else", () => {
    assert.deepEqual(seen({ search: "1.2.99" }), [1, 4, 5]);
    assert.equal(seenTags(INDEX, { ...NONE, search: "1.2.99" }).nMatches, 1);
  });

  it("lets the person close what a search opened, and open a sequence that it found", () => {
    const choice = { ...NONE, search: "1.2.99" };
    assert.deepEqual(seen(toggled(choice, "00081140", false)), [1]);
    assert.deepEqual(seen(toggled(toggled(choice, "00081140", false), "00081140", true)), [1, 4, 5]);
    const found = { ...NONE, search: "Image Sequence" };
    assert.deepEqual(seen(found), [1]);
    assert.deepEqual(seen(toggled(found, "00081140", true)), [1, 2, 4]);
  });

  it("goes through ten thousand rows in the time of a frame or two", () => {
    const many = indexTags(Array.from({ length: 10_000 }, (_, at) => row(1, at.toString(16).padStart(8, "0"), "LO", `Name ${String(at)}`, `value ${String(at * 7)}`)));
    seenTags(many, { ...NONE, search: "warm up" });
    const started = performance.now();
    const { nMatches } = seenTags(many, { ...NONE, search: "value 49" });
    const elapsedMs = performance.now() - started;
    assert.ok(nMatches > 0);
    // Some 5 ms on a machine at rest; a loaded one takes several times as long.
    assert.ok(elapsedMs < 200, `${elapsedMs.toFixed(1)} ms`);
  });
});

describe("words of a row", () => {
  it("say what is hidden, how large data are, and how many items there are", () => {
    const words = [ROWS[7], row(1, "7fe00010", "OW", "Pixel Data", "", { length: null }), row(1, "00282000", "OB", "ICC Profile", "", { length: 560 }), ROWS[1], row(1, "00081140", "SQ", "", "", { count: 9, leftOut: 4 }), row(1, "00204000", "LT", "", "a\r\nb", { isShortened: true })];
    assert.deepEqual(words.map((each) => (each === undefined ? "" : valueWords(each))), ["(hidden)", "Data of undefined length", "Data, 560 bytes", "2 items", "9 items, 4 not shown", "a b…"]);
  });

  it("are copied by tabs, with the depth before the tag and private names by their creator", () => {
    assert.equal(rowText(ROWS[3] ?? row(1, "", "")), ">>(0008,1150)\tUI\tReferenced SOP Class UID\t1.2.840");
    assert.equal(rowText(ROWS[6] ?? row(1, "", "")), "(0009,1001)\tLO\tPrivate (ACME 1.0)\ttext");
    assert.equal(tableText(ROWS.slice(0, 1)), "Tag\tVR\tName\tValue\n(0008,0060)\tCS\tModality\tCT");
  });

  it("say when something is left out of the table", () => {
    assert.deepEqual(remarksOn({ rows: [...ROWS], leftOut: 0, problems: ["odd"] }, false), []);
    assert.equal(remarksOn({ rows: [row(1, "00081140", "SQ", "", "", { count: 9, leftOut: 4 })], leftOut: 0, problems: ["odd"] }, true).length, 2);
  });
});
