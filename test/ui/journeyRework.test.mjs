// Journey 4: words drafted anew, shorter and longer, an impression from the findings; a fill that is stopped, taken back, undone; marks after a reload.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { command, findCommand, openFile } from "../e2e/drive.mjs";
import { clickLine, FILL_LIMIT_MS, isSavedAs, journeySuite, JOURNEY_LIMIT_MS, lens, savedText, seeLiveWords, shotInThemes, status, undoTo } from "./journey.mjs";

/** Line ends of Windows, a tab, no line end at the end: every byte has to come back. */
const REPORT = [
  "---", "exam: Radiograph of the chest, PA", "image: phantom_chest/phantom_chest.dcm", "status: draft", "---", "",
  "Findings:", "Lungs: [___:48]", "Pleura:\tNo effusion and no pneumothorax.", "Heart: The heart is of normal size.", "[Devices: None* | Pacemaker | Venous line]", "",
  "Impression:", "[!___:24]",
].join("\r\n");
/** Findings for which the demo writes an impression. */
const WHOLE = REPORT.replace("[___:48]", "The lungs are clear.").replace("The heart is of normal size.", "The image is bright.").replace("___:24", "___:16");
/** Drafted in steps enough to be stopped between them. */
const LONG = REPORT.replace("___:48", "___:200");

describe("journey 4, Rework", () => {
  const suite = journeySuite("rework", { write: (folder) => { for (const [name, text] of [["rework.radreport", REPORT], ["whole.radreport", WHOLE], ["long.radreport", LONG]]) writeFileSync(path.join(folder, name), text); } });
  let page;
  let file;
  before(() => { ({ page } = suite); file = path.join(suite.folder, "rework.radreport"); });

  const review = (n) => lens(page, n === 1 ? "1 place of AI text to review" : `${n} places of AI text to review`);
  const alternatives = () => page.locator(".quick-input-widget", { hasText: "Other words for the selection" });
  /** Selects words of a line by keys: from the last letter backwards. */
  const selectEnd = async (line, letters) => {
    await clickLine(page, line);
    await page.keyboard.down("Shift");
    for (let i = 0; i < letters; i++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.up("Shift");
    await status(page, `(${letters} selected)`).waitFor();
  };

  it("chooses a value from the suggestions of a pick list", async () => {
    await openFile(page, "rework.radreport");
    await page.locator(".view-line", { hasText: "Findings:" }).click();
    await clickLine(page, "Devices:");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Control+Space");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "Pacemaker" }).click();
    assert.match(await savedText(page, file), /^Devices: Pacemaker\r$/m);
    await undoTo(page, file, REPORT);
  });

  it("drafts selected words anew: alternatives in a list, shown in place, taken with Enter, undone in one step", async () => {
    await selectEnd("Heart:", "of normal size.".length);
    await page.keyboard.press("Control+Alt+r");
    await alternatives().locator(".monaco-list-row", { hasText: "certainty" }).first().waitFor({ timeout: FILL_LIMIT_MS });
    await suite.shot("alternatives-dark");
    await page.keyboard.press("Enter");
    await review(1).waitFor();
    const text = await savedText(page, file);
    assert.ok(text.includes("Heart: The heart is") && !text.includes("of normal size."), "the selected words alone have changed");
    await undoTo(page, file, REPORT);
    await lens(page, "to review").waitFor({ state: "detached" });
  });

  for (const [title, which] of [["RadDraft: Re-draft Selection Shorter", "shorter"], ["RadDraft: Re-draft Selection Longer", "longer"]]) {
    it(`offers ${which} words, and Esc leaves the text as it is`, async () => {
      await selectEnd("Pleura:", "effusion and no pneumothorax.".length);
      await command(page, title);
      await alternatives().locator(".monaco-list-row", { hasText: "certainty" }).first().waitFor({ timeout: FILL_LIMIT_MS });
      await page.keyboard.press("Escape");
      await alternatives().waitFor({ state: "hidden" });
      assert.equal(await savedText(page, file), REPORT);
    });
  }

  it("drafts the impression from the findings at a click above it, undone in one step", async () => {
    const whole = path.join(suite.folder, "whole.radreport");
    await openFile(page, "whole.radreport");
    await lens(page, "Draft from findings").click();
    await status(page, "1 place filled").waitFor({ timeout: FILL_LIMIT_MS });
    const text = await savedText(page, whole);
    assert.ok(text.includes("[Devices: None* | Pacemaker | Venous line]"), "nothing else is filled");
    assert.doesNotMatch(text, /\[!___:16\]/);
    await shotInThemes(suite, "impression");
    await page.locator(".editor-group-container.active .view-line", { hasText: "Findings:" }).click();
    await undoTo(page, whole, WHOLE);
    assert.ok(Date.now() - suite.startMs < JOURNEY_LIMIT_MS, `the journey took ${Date.now() - suite.startMs} ms`);
  });

  it("fills, is undone in one step, and done again with its marks", async () => {
    await openFile(page, "rework.radreport");
    await page.locator(".editor-group-container.active .view-line", { hasText: "Findings:" }).click();
    await page.keyboard.press("Control+Alt+f");
    await status(page, /places? filled/).waitFor({ timeout: FILL_LIMIT_MS });
    await lens(page, "to review").waitFor();
    const filled = await savedText(page, file);
    await undoTo(page, file, REPORT);
    await lens(page, "to review").waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+z");
    await lens(page, "to review").waitFor();
    assert.equal(await savedText(page, file), filled);
  });

  it("keeps the marks over a reload of the window", async function () {
    this.timeout(180_000);
    await page.waitForTimeout(1500);
    await Promise.all([page.waitForEvent("load"), command(page, "Developer: Reload Window")]);
    await page.waitForSelector(".monaco-workbench .statusbar", { timeout: 60_000 });
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    await lens(page, "to review").waitFor({ timeout: 60_000 });
    const before = readFileSync(file, "utf8");
    await lens(page, "Reject all").click();
    await lens(page, "to review").waitFor({ state: "detached" });
    // The label of a field has become text: what is rejected is the value alone.
    await isSavedAs(page, file, REPORT.replace("[Devices: ", "Devices: ["), "a rejection brings back what stood there");
    await undoTo(page, file, before);
    await lens(page, "to review").waitFor();
  });

  it("keeps the words so far at Esc, and takes them back at a second Esc", async () => {
    const long = path.join(suite.folder, "long.radreport");
    await openFile(page, "long.radreport");
    await page.locator(".editor-group-container.active .view-line", { hasText: "Findings:" }).click();
    await page.keyboard.press("Control+Alt+f");
    await seeLiveWords(page);
    await page.keyboard.press("Escape");
    await status(page, "Press Esc again to take the words back").waitFor();
    await lens(page, "to review").waitFor();
    await suite.shot("stopped-dark");
    assert.equal(readFileSync(long, "utf8"), LONG);
    await page.keyboard.press("Escape");
    await lens(page, "to review").waitFor({ state: "detached" });
    await isSavedAs(page, long, LONG, "every byte is back");
  });
});
