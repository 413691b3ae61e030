// Journey 3: a report from an image, its blanks filled, gone through by Tab, reviewed, signed and copied.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { command, openFile, shownText, webviewFrame } from "../e2e/drive.mjs";
import { clickLine, FILL_LIMIT_MS, journeySuite, JOURNEY_LIMIT_MS, lens, saveAs, savedText, seeLiveWords, status, typePath } from "./journey.mjs";

/** Places that Fill Blanks fills in a chest radiograph: a pick list, three blanks of the findings, the impression. */
const PLACES = 4;

describe("journey 3, Report", () => {
  const suite = journeySuite("report");
  let page;
  let file;
  before(() => { ({ page } = suite); file = path.join(suite.folder, "chest.radreport"); });

  const focusReport = () => page.locator(".editor-group-container", { has: page.locator(".view-lines") }).last().locator(".view-line").nth(6).click();
  const review = (n) => lens(page, n === 1 ? "1 place of AI text to review" : `${n} places of AI text to review`);

  /** The field is selected: what is typed takes its place. */
  const tabTo = async (place) => {
    await page.keyboard.press("Tab");
    await status(page, place).filter({ hasText: "selected" }).waitFor();
  };

  it("makes a report from the image in front, beside it", async () => {
    await openFile(page, "phantom_chest", "phantom_chest.dcm");
    await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await page.getByRole("button", { name: "New Report from Image" }).first().click();
    await page.locator(".view-line", { hasText: "Impression:" }).waitFor();
    const text = await shownText(page);
    assert.match(text, /exam: Radiograph of the chest, PA/);
    assert.match(text, /image: phantom_chest\/phantom_chest\.dcm/);
    assert.match(text, /Technique: PA view\./);
    assert.equal(await page.locator(".editor-group-container").count(), 2, "image and report side by side");
    await suite.shot("new-dark");
  });

  it("fills the blanks while its words are seen, and marks them", async () => {
    await focusReport();
    const before = await shownText(page);
    await page.keyboard.press("Control+Alt+f");
    await seeLiveWords(page);
    assert.equal(await shownText(page), before, "nothing is written before the end");
    await suite.shot("filling-dark");
    await status(page, `${PLACES} places filled`).waitFor({ timeout: FILL_LIMIT_MS });
    await review(PLACES).waitFor();
    assert.match(await shownText(page), /ai: contains unreviewed AI draft/);
    await suite.shot("filled-dark");
  });

  it("keeps the marks when the new report gets its file", async () => {
    await saveAs(page, file);
    await review(PLACES).waitFor();
    const filled = readFileSync(file, "utf8");
    assert.match(filled, /ai: contains unreviewed AI draft/);
    assert.match(filled, /\[Cardiothoracic ratio: # %\]/, "no measurement is invented");
    assert.match(filled, /\[Pleura: No effusion and no pneumothorax\.\]/, "a default stays as it is");
  });

  it("refuses Final while something is unreviewed, and shows where", async () => {
    await command(page, "RadDraft: Change Status of Report");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Final" }).click();
    const dialog = page.locator(".monaco-dialog-box", { hasText: "cannot be final yet" });
    await dialog.filter({ hasText: `${PLACES} places of AI text are not reviewed.` }).waitFor();
    await suite.shot("refused-dark");
    await dialog.getByRole("button", { name: "Show the First" }).click();
    await dialog.waitFor({ state: "detached" });
    await status(page, /\(\d+ selected\)/).waitFor();
  });

  it("shows certainty in a hover, accepts one place by key, and the rest by a click", async () => {
    await clickLine(page, "Lungs:");
    await page.keyboard.press("Control+Alt+ArrowUp");
    await page.locator(".view-line", { hasText: "Lungs:" }).locator("span", { hasText: /^[A-Za-z. ]{6,}/ }).last().hover();
    const hover = page.locator(".monaco-hover:visible", { hasText: "Written by the model, not reviewed; certainty" });
    await hover.waitFor();
    await suite.shot("hover-dark");
    await hover.getByText("Accept", { exact: true }).click();
    await review(PLACES - 1).waitFor();
    await page.keyboard.press("Control+Alt+ArrowDown");
    await status(page, "Ln 20").waitFor();
    await page.keyboard.press("Control+Alt+a");
    await review(PLACES - 2).waitFor();
    await lens(page, "Accept all").click();
    await status(page, "All AI text is reviewed.").waitFor();
    assert.doesNotMatch(await savedText(page, file), /unreviewed/);
  });

  it("goes from field to field by Tab, takes what is typed and what is suggested", async () => {
    await page.keyboard.press("Control+Home");
    await tabTo("Ln 9,");
    await page.keyboard.type("Cough.");
    await tabTo("Ln 13,");
    await tabTo("Ln 16,");
    await tabTo("Ln 18,");
    await tabTo("Ln 21,");
    await page.keyboard.type("48 %");
    await page.keyboard.press("Shift+Tab");
    await status(page, "Ln 18,").filter({ hasText: "selected" }).waitFor();
    const text = await savedText(page, file);
    assert.match(text, /Clinical information: Cough\./);
    assert.match(text, /^\[Cardiothoracic ratio: 48 %\]$/m);
  });

  it("becomes final, is read-only then, takes an addendum, and is copied as plain text", async () => {
    await command(page, "RadDraft: Change Status of Report");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Final" }).click();
    await page.locator(".monaco-dialog-box", { hasText: "Make this report final?" }).getByRole("button", { name: "Make Final" }).click();
    await page.locator(".view-line", { hasText: "status: final" }).waitFor();
    const signed = await savedText(page, file);
    assert.match(signed, /^status: final$/m);
    await focusReport();
    await page.keyboard.type("x");
    await suite.shot("final-dark");
    assert.equal(await savedText(page, file), signed, "a final report stays as it is");
    await command(page, "RadDraft: Copy Report");
    await status(page, "Report copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.doesNotMatch(copied, /[[\]{}]|status:|image:|DRAFT/);
    assert.match(copied, /Cardiothoracic ratio: 48 %/);
    assert.match(copied, /Pleura: No effusion and no pneumothorax\./);
    assert.match(copied, /Clinical information: Cough\./);
    await command(page, "RadDraft: Add Addendum");
    await page.locator(".view-line", { hasText: /Addendum.\d{4}-\d\d-\d\d/ }).waitFor();
    await page.keyboard.type("Seen again.");
    const added = await savedText(page, file);
    assert.ok(added.startsWith(signed.trimEnd()) && added.trimEnd().endsWith("Seen again."));
    await suite.shot("addendum-dark");
    assert.ok(Date.now() - suite.startMs < JOURNEY_LIMIT_MS, `the journey took ${Date.now() - suite.startMs} ms`);
  });

  it("leaves as a PDF inside a DICOM object, with the image's patient and study", async () => {
    const target = path.join(suite.folder, "chest-pdf.dcm");
    await command(page, "RadDraft: Export Report...");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "PDF as a DICOM object" }).click();
    await typePath(page, target);
    await status(page, "Report exported").waitFor();
    const object = readFileSync(target);
    assert.equal(object.toString("latin1", 128, 132), "DICM");
    for (const part of ["%PDF-1.7", "%%EOF", "RadDraft^Phantom", "application/pdf"]) assert.ok(object.includes(part), part);
  });
});
