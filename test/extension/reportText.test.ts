// What is inserted into a report: marked as a model's, on lines of its own, and closed against odd names.

import assert from "node:assert/strict";
import type { DraftSettings } from "../../src/engine/protocol.ts";
import { copiedText, insertedText, provenanceLine, type DraftSource } from "../../src/extension/reportText.ts";

const settings: DraftSettings = { genLength: 32, blockLength: 32, steps: 16, temperature: 0, seed: 7, remasking: "low-confidence", guidanceScale: 0, preset: "exact" };
const source: DraftSource = { model: "Small", isDemo: true, weights: "fp32", settings, imageSha256: ["1234abcd5678"], endedAtStep: null };

describe("provenanceLine", () => {
  const cases: readonly (readonly [Partial<DraftSource>, string])[] = [
    [{}, "AI draft by RadDraft (Small, demo model, fp32), not reviewed; length 32, steps 16, seed 7; image sha256 1234abcd"],
    [{ isDemo: false }, "AI draft by RadDraft (Small, fp32), not reviewed; length 32, steps 16, seed 7; image sha256 1234abcd"],
    [{ endedAtStep: 3, imageSha256: [] }, "AI draft by RadDraft (Small, demo model, fp32), not reviewed; length 32, steps 16, seed 7, ended at step 3"],
    [{ settings: { ...settings, temperature: 0.5 } }, "AI draft by RadDraft (Small, demo model, fp32), not reviewed; length 32, steps 16, temperature 0.5, seed 7; image sha256 1234abcd"],
  ];
  for (const [changes, expected] of cases) it(`says: ${expected}`, () => { assert.equal(provenanceLine({ ...source, ...changes }), expected); });
});

describe("insertedText", () => {
  const cases: readonly (readonly [what: string, languageId: string, before: string, after: string, expected: string])[] = [
    ["a comment in Markdown", "markdown", "", "", "<!-- P -->\nT."],
    ["a comment in HTML", "html", "  ", "", "<!-- P -->\nT."],
    ["a bracket in plain text", "plaintext", "", "", "[P.]\nT."],
    ["a line of its own after text", "plaintext", "Lungs:", "", "\n[P.]\nT."],
    ["a line end before text", "plaintext", "", "End", "[P.]\nT.\n"],
  ];
  for (const [what, languageId, before, after, expected] of cases) it(`gives ${what}`, () => { assert.equal(insertedText(" T.\n", "P", { languageId, before, after }), expected); });

  it("never lets a model's name end the comment or the bracket", () => {
    const name = "a -->\n<script> ]--- b";
    const comment = insertedText("T", name, { languageId: "markdown", before: "", after: "" });
    assert.equal(comment.indexOf("-->"), comment.indexOf("\n") - 3);
    assert.ok(!comment.slice(4, -6).includes("--"));
    assert.equal(copiedText("T", name).split("]").length, 2);
  });
});
