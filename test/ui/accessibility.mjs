// Rules of accessibility, judged by axe-core inside a webview's page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What a person cannot do without is "critical" or "serious" in axe's words. */
const GRAVE = ["critical", "serious"];

/**
 * What is gravely wrong in a page; empty: nothing.
 * @param {import("playwright-core").Frame} frame
 * @returns {Promise<string[]>} rule, sentence, and where
 */
export async function graveFindings(frame) {
  // Through the debugger, so the page's content policy stays as it is.
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(source);
  const violations = await frame.evaluate(async () => (await globalThis.axe.run(document)).violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`) })));
  return violations.filter(({ impact }) => GRAVE.includes(impact)).map(({ id, help, where }) => `${id}: ${help}\n  ${where.join("\n  ")}`);
}
