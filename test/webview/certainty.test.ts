// Levels of certainty, at and beside their borders.

import assert from "node:assert/strict";
import { certaintyLegend, certaintyLevel, certaintyWords } from "../../webview/findings/certainty.ts";

const CASES: readonly (readonly [certainty: number, level: string])[] = [[0, "low"], [0.399, "low"], [0.4, "fair"], [0.699, "fair"], [0.7, "good"], [0.899, "good"], [0.9, "high"], [1, "high"]];

describe("certaintyLevel", () => {
  for (const [certainty, level] of CASES) it(`calls ${String(certainty)} ${level}`, () => { assert.equal(certaintyLevel(certainty), level); });
  it("says what each level means", () => {
    assert.deepEqual(certaintyLegend().map(({ words }) => words), ["below 40 %", "40 to 70 %", "70 to 90 %", "90 % and above"]);
    assert.equal(certaintyWords(0.868), "certainty 87 %");
  });
});
