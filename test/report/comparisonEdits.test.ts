// An earlier examination in the section Comparison: in the place of a field or nothing, behind what stands there, or in a section of its own.

import assert from "node:assert/strict";
import { applyEdits, comparisonEdits, parseReport } from "../../src/report/index.ts";

const EARLIER = { exam: "CT Thorax", date: "20230501" };
const SAID = "CT Thorax, 2023-05-01.";

describe("an earlier examination", () => {
  const CASES: readonly (readonly [what: string, before: string, after: string])[] = [
    ["takes the place of a field", "Comparison: [None.]\n\nFindings: Clear.\n", `Comparison: ${SAID}\n\nFindings: Clear.\n`],
    ["takes the place of a blank", "## Comparison\n[___]\n\n## Findings\nClear.\n", `## Comparison\n${SAID}\n\n## Findings\nClear.\n`],
    ["goes behind what stands there", "COMPARISON: CT of last week.\n\nFINDINGS: Clear.\n", `COMPARISON: CT of last week. ${SAID}\n\nFINDINGS: Clear.\n`],
    ["goes behind words without an end", "COMPARISON: MR 2020\n\nFINDINGS: Clear.\n", `COMPARISON: MR 2020; ${SAID}\n\nFINDINGS: Clear.\n`],
    ["fills an empty section", "COMPARISON:\n\nFINDINGS: Clear.\n", `COMPARISON: ${SAID}\n\nFINDINGS: Clear.\n`],
    ["fills an empty section below its heading", "## Comparison\n\n## Findings\nClear.\n", `## Comparison\n${SAID}\n\n## Findings\nClear.\n`],
    ["gets a section before the findings", "TECHNIQUE: CT.\n\nFINDINGS: Clear.\n", `TECHNIQUE: CT.\n\nCOMPARISON: ${SAID}\n\nFINDINGS: Clear.\n`],
    ["gets a section in the report's language and style", "## Technik\r\nCT.\r\n\r\n## Befund\r\nFrei.\r\n", `## Technik\r\nCT.\r\n\r\n## Vergleich\r\n${SAID}\r\n\r\n## Befund\r\nFrei.\r\n`],
    ["is not written twice", `Comparison: ${SAID}\n\nFindings: Clear.\n`, `Comparison: ${SAID}\n\nFindings: Clear.\n`],
  ];
  for (const [what, before, after] of CASES) it(what, () => { assert.equal(applyEdits(before, comparisonEdits(parseReport(before), EARLIER)), after); });

  it("is told without what its tags do not say, and its brackets are text", () => {
    const write = (exam: string, date: string): string => applyEdits("COMPARISON:\n", comparisonEdits(parseReport("COMPARISON:\n"), { exam, date }));
    assert.equal(write("CT", ""), "COMPARISON: CT.\n");
    assert.equal(write("", ""), "COMPARISON:\n");
    assert.equal(parseReport(write("CT [Normal findings.]", "20230501")).fields.length, 0);
  });
});
