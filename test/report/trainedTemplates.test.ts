// What the demo was trained to fill is what the built-in templates ask it to fill.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { answerOf, builtInTemplates, modelText, newReport, parseReport } from "../../src/report/index.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

describe("templates of the training", () => {
  const trained = readFileSync(path.join(root, "training", "raddraft_training", "wording", "templates.py"), "utf8");
  const [, ...special] = builtInTemplates("en");

  for (const template of special) {
    it(`has the lines of ${template.name}`, () => {
      const report = parseReport(newReport(template, { facts: [], images: [], date: null }));
      const { parts } = modelText(report, { kind: "all" }, { length: null, proposed: null });
      const findings = answerOf(parts).map((part) => (part.kind === "text" ? part.text : "")).join("").split("Findings:\n")[1]?.split("\n\nImpression:")[0]?.split("\n") ?? [];
      assert.ok(findings.length > 4);
      for (const line of findings) assert.ok(trained.includes(`"${line.replace(/:$/, "")}"`), line);
    });
    it(`has the pick lists of ${template.name}`, () => {
      const report = parseReport(newReport(template, { facts: [], images: [], date: null }));
      for (const { options, section } of modelText(report, { kind: "all" }, { length: null, proposed: null }).choices) {
        if (report.sections[section]?.heading?.text.startsWith("Findings") !== true) continue;
        assert.ok(trained.includes(`(${options.map((option) => `"${option.trim()}"`).join(", ")})`), options.join());
      }
    });
  }
});
