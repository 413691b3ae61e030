// Files that hold a report, the beginning of one, or something else.

import assert from "node:assert/strict";
import { isCutShort } from "../../../src/extension/report/cutShort.ts";

describe("isCutShort", () => {
  for (const [title, text, written, expected] of [
    ["a whole file", "Findings: für", "Findings: für", false],
    ["a whole file with a byte order mark", "Findings: für", "\ufeffFindings: für", false],
    ["a file that ends early", "Findings: für", "Findings", true],
    ["one that ends early behind a byte order mark", "Findings: für", "\ufeffFind", true],
    ["an empty file", "Findings", "", true],
    ["an empty report", "", "", false],
    ["a longer file", "Findings", "Findings:", false],
    ["another text", "Findings", "Impress", false],
  ] as const) it(`says ${String(expected)} of ${title}`, () => { assert.equal(isCutShort(text, Buffer.from(written, "utf8")), expected); });

  it("says true where a letter of two bytes is cut", () => { assert(isCutShort("für", Buffer.from("für", "utf8").subarray(0, 2))); });

  it("says false of a whole file in Latin 1", () => { assert(!isCutShort("für", Buffer.from("für", "latin1"))); });
});
