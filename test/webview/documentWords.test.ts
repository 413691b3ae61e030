// The words of a document: flags, items without a name, and the text for the clipboard, in which hidden values are hidden.

import assert from "node:assert/strict";
import { documentText, factValue, isUnfinished, itemName, itemValue, remarksOn, type Fact, type Item } from "../../webview/document/documentWords.ts";

const item = (given: Partial<Item>): Item => ({ level: 1, type: "TEXT", isContext: false, name: "", value: "", frames: "", isHidden: false, isShortened: false, ...given });
const fact = (key: Fact["key"], value: string, isHidden = false): Fact => ({ key, value, isHidden });

describe("documentText", () => {
  it("is the report in reading order, moved in by its levels", () => {
    const items = [
      item({ type: "CONTAINER", name: "Findings" }), item({ level: 2, name: "Finding", value: "First line.\nSecond line." }), item({ level: 2, type: "NUM", name: "Diameter", value: "7 mm" }),
      item({ type: "PNAME", name: "Reader", isHidden: true }), item({ type: "IMAGE", value: "1.2.3", frames: "1, 3" }),
    ];
    const facts = [fact("completion", "PARTIAL"), fact("patient", "", true)];
    assert.equal(
      documentText({ kind: "report", title: "Report", facts, items, leftOut: 2, problems: ["Broken in part."] }),
      "Report\nCompletion: Partial\nPatient: (hidden)\n\nFindings\n  Finding:\n  First line.\n  Second line.\n  Diameter: 7 mm\nReader: (hidden)\nImage: 1.2.3, frames 1, 3\nThe report is longer or deeper than is shown: 2 items, with all that is in them, are left out.\nBroken in part.\n",
    );
  });
});

describe("words of a document", () => {
  for (const [given, words] of [[fact("completion", "COMPLETE"), "Complete"], [fact("verification", "UNVERIFIED"), "Not verified"], [fact("preliminary", "FINAL"), "Final"], [fact("preliminary", "ODD"), "ODD"], [fact("patient", "FINAL"), "FINAL"], [fact("date", "", true), "(hidden)"]] as const) {
    it(`${given.key} ${given.value}`, () => { assert.equal(factValue(given), words); });
  }

  it("say that a report is not final where one of its flags does", () => {
    const document = (facts: Fact[]): Parameters<typeof isUnfinished>[0] => ({ kind: "report", title: "", facts, items: [], leftOut: 0, problems: [] });
    assert.deepEqual([[fact("completion", "PARTIAL")], [fact("preliminary", "PRELIMINARY")], [fact("completion", "COMPLETE"), fact("preliminary", "FINAL")], []].map((facts) => isUnfinished(document(facts))), [true, true, false, false]);
    assert.deepEqual(remarksOn(document([])), []);
  });

  it("name what has no name by its kind, and say where a value is cut", () => {
    assert.deepEqual([itemName(item({ type: "IMAGE" })), itemName(item({ type: "SCOORD3D" })), itemName(item({ type: "ODD" }))], ["Image", "Region", ""]);
    assert.equal(itemValue(item({ value: "abc", isShortened: true })), "abc… (only the beginning is shown)");
  });
});
