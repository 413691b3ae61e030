// The warnings of independent checkers that are accepted: documented with their reasons, the same in the tests and in docs/exports.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ACCEPTED_WARNINGS } from "./checkers.ts";

const page = path.join(import.meta.dirname, "..", "..", "docs", "exports.md");

describe("accepted warnings", () => {
  it("stand with their reasons in docs/exports.md, and no other does", () => {
    const rows = readFileSync(page, "utf8").split("\n").filter((line) => line.startsWith("| `"));
    assert.deepEqual(rows, ACCEPTED_WARNINGS.map(({ checker, words, reason }) => `| \`${checker}\` | ${words.replaceAll("<", "\\<")} | ${reason} |`));
  });

  it("have words that they are recognised by, and a reason", () => {
    for (const { checker, words, pattern, reason } of ACCEPTED_WARNINGS) assert.ok(pattern.test(checker === "dsrdump" ? `W: ${words}` : `Warning - ${words} - `) && reason.length > 20, words);
  });
});
