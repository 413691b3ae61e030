// The list of identifying attributes against the dictionary: a keyword that is misspelt hides nothing.

import assert from "node:assert/strict";

import { tagOf } from "../../src/dicom/dictionary.ts";
import { identifyingKeywords, mayIdentify } from "../../src/dicom/identifying.ts";

describe("mayIdentify", () => {
  it("knows only keywords of the standard", () => {
    assert.deepEqual(identifyingKeywords().filter((keyword) => tagOf(keyword) === null), []);
  });

  for (const [tag, vr, keyword, expected] of [
    ["00100010", "PN", "PatientName", true],
    ["00080020", "DA", "StudyDate", true],
    ["00080030", "TM", "StudyTime", false],
    ["00160072", "FD", "GPSLatitude", true],
    ["0016008e", "US", "GPSDifferential", true],
    ["00160090", "LO", null, false],
    ["0020000d", "UI", "StudyInstanceUID", false],
    ["00101010", "AS", "PatientAge", false],
    ["00290010", "LO", null, false],
    ["00291010", "OB", null, true],
    ["00291010", "SQ", null, false],
    ["00291010", "IS", null, false],
  ] as const) {
    it(`${expected ? "hides" : "shows"} ${keyword ?? tag} ${vr}`, () => {
      assert.equal(mayIdentify({ tag, vr, keyword, isPrivate: Number.parseInt(tag.slice(0, 4), 16) % 2 === 1 }), expected);
    });
  }
});
