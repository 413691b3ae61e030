// Every sentence shown to people stands in the file that translators start from.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LINT_FIX_TITLES, LINT_RULES } from "../../src/report/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const SENTENCE = /\b(?:l10n\.)?t\(\s*"((?:[^"\\]|\\.)*)"/g;

function sentencesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [...readFileSync(path.join(root, folder, name), "utf8").matchAll(SENTENCE)].map((match) => JSON.parse(`"${match[1] ?? ""}"`) as string));
}

describe("l10n/bundle.l10n.json", () => {
  it("holds every sentence of the extension and its webview, and no other", () => {
    const bundle = JSON.parse(readFileSync(path.join(root, "l10n", "bundle.l10n.json"), "utf8")) as Record<string, string>;
    const used = new Set([...sentencesUnder("src/extension"), ...sentencesUnder("webview"), ...Object.values(LINT_RULES).map(({ sentence }) => sentence), ...LINT_FIX_TITLES]);
    assert.ok(used.size > 50, "sentences are found at all");
    assert.deepEqual(Object.keys(bundle).sort(), [...used].sort());
  });
});
