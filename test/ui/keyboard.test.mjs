// The journeys by the keyboard alone: no mouse is moved in this file, and a test of its own reads that.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { command, webviewFrame } from "../e2e/drive.mjs";
import { FILL_LIMIT_MS, journeySuite, lens, savedText, status } from "./journey.mjs";

const REPORT = [
  "---", "exam: Radiograph of the chest, PA", "image: phantom_chest/phantom_chest.dcm", "status: draft", "---", "",
  "Findings:", "Lungs: [___:16]", "Heart: The heart is of normal size.", "", "Impression:", "[!___:16]", "",
].join("\n");
/** One blank: whether the demo model fills one more depends on its words. */
const SHORT_REPORT = REPORT.replace("[!___:16]", "The heart is of normal size.");
/** Presses of Tab that reach every control of a page. */
const MOST_TABS = 120;

describe("by keyboard alone", () => {
  const suite = journeySuite("keyboard", { write: (folder) => { for (const [name, text] of [["one.radreport", REPORT], ["two.radreport", SHORT_REPORT]]) writeFileSync(path.join(folder, name), text); } });
  let page;
  let keys;
  before(() => { ({ page } = suite); keys = page.keyboard; });

  const inFolder = (name) => path.join(suite.folder, name);
  const rows = () => page.locator(".quick-input-list .monaco-list-row");

  /** Types into the box that is open until the list has a row with a text, and takes the row. */
  const choose = async (typed, text) => {
    await keys.type(typed);
    await rows().filter({ hasText: text }).first().waitFor();
    for (let above = 0; above < 12; above++) {
      if ((await page.locator(".quick-input-list .monaco-list-row.focused").innerText().catch(() => "")).includes(text)) break;
      await keys.press("ArrowDown");
    }
    await keys.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" }).catch(() => undefined); // A command may ask on.
  };
  const run = (title) => command(page, title);
  const open = async (name) => {
    await keys.press("Control+p");
    await page.locator(".quick-input-widget").waitFor();
    await choose(name, name);
    await page.locator(".tab.active", { hasText: name }).waitFor();
  };
  /** Opens a report, and waits until it has the focus and was read. */
  const openReport = async (name) => {
    await open(name);
    await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
    await lens(page, "from image").first().waitFor();
  };
  /** Presses Tab in a webview until an element has the focus, named by its id or by its words. */
  const tabTo = async (frame, wanted) => {
    for (let presses = 0; presses < MOST_TABS; presses++) {
      if (await frame.evaluate((name) => document.activeElement?.id === name || document.activeElement?.textContent?.trim() === name, wanted)) return;
      await keys.press("Tab");
    }
    throw new Error(`Tab does not reach ${wanted}`);
  };

  it("1, Describe: an image, a draft of another length, its words in a report and out again", async () => {
    await open("one.radreport");
    await open("phantom_chest.dcm");
    const frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await run("RadDraft: Describe Image");
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: FILL_LIMIT_MS });
    await tabTo(frame, "length");
    // Not Control+a: the workbench selects all a moment later, over what was typed meanwhile.
    await keys.press("Home");
    await keys.press("Shift+End");
    await keys.type("48");
    await keys.press("Control+Enter");
    // The words of the first draft are finished too: only the line below them tells the second.
    await frame.locator("body", { hasText: "length 48, steps 48" }).waitFor({ timeout: FILL_LIMIT_MS });
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: FILL_LIMIT_MS });
    assert.equal(await frame.locator("#length").inputValue(), "48");
    await tabTo(frame, "Insert into Report");
    await keys.press("Enter");
    await lens(page, "1 place of AI text to review").waitFor();
    assert.match(await savedText(page, inFolder("one.radreport")), /ai: contains unreviewed AI draft/);
    await keys.press("Control+z");
    await lens(page, "to review").waitFor({ state: "detached" });
    assert.equal(await savedText(page, inFolder("one.radreport")), REPORT);
  });

  it("the picture: window, zoom, slices and tags", async () => {
    await open("phantom_ct_03.dcm");
    const frame = await webviewFrame(page, "#overlay-slice:has-text('of 24')");
    await tabTo(frame, "stage");
    const says = (id, text) => frame.locator(`#${id}`).filter({ hasText: text }).waitFor({ state: "attached", timeout: 10_000 });
    const until = async (key, id, text) => {
      for (let attempt = 0; ; attempt++) {
        await keys.press(key);
        if (await says(id, text).then(() => true, () => false)) return;
        assert.ok(attempt < 2, `${key} did nothing`);
      }
    };
    await until("2", "overlay-window", "C -600 W 1500");
    await until("Home", "overlay-slice", "Slice 1 of 24");
    await until("End", "overlay-slice", "Slice 24 of 24");
    await until("i", "overlay-window", /./);
    await keys.press("t");
    await frame.locator("#tag-search").waitFor();
    await keys.press("Escape");
  });

  it("2, Ask: a question, its answer, another one", async () => {
    await run("RadDraft: Ask About Image");
    const frame = await webviewFrame(page, "#chat-box");
    const answered = (n) => frame.waitForFunction((count) => document.querySelectorAll(".exchange").length === count && document.querySelector(".exchange.running") === null, n, { timeout: FILL_LIMIT_MS });
    await frame.waitForFunction(() => document.activeElement?.id === "chat-box");
    await keys.type("What modality is this?");
    await keys.press("Enter");
    await answered(1);
    await keys.type("Describe the image.");
    await keys.press("Enter");
    await answered(2);
    await keys.press("ArrowUp");
    assert.equal(await frame.locator("#chat-box").inputValue(), "Describe the image.");
    await keys.press("Control+a");
    await keys.press("Delete");
  });

  it("3, Report: filled, gone through, accepted, made final", async () => {
    await openReport("two.radreport");
    await keys.press("Control+Home");
    await keys.press("Control+Alt+f");
    await status(page, "1 place filled").waitFor({ timeout: FILL_LIMIT_MS });
    await lens(page, "1 place of AI text to review").waitFor();
    await keys.press("Control+Home");
    await keys.press("Control+Alt+ArrowDown");
    await keys.press("Control+Alt+a");
    await status(page, "All AI text is reviewed.").waitFor();
    await run("RadDraft: Change Status of Report");
    await rows().filter({ hasText: "Final" }).first().waitFor();
    await choose("final", "Final");
    const dialog = page.locator(".monaco-dialog-box", { hasText: "Make this report final?" });
    await dialog.waitFor();
    await keys.press("Enter");
    await page.locator(".view-line", { hasText: "status: final" }).waitFor();
  });

  it("4, Rework: words chosen by keys drafted anew, and taken back", async () => {
    await openReport("one.radreport");
    await keys.press("Control+g");
    await page.locator(".quick-input-widget").waitFor();
    await keys.type("9");
    await keys.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await status(page, "Ln 9").waitFor();
    await keys.press("End");
    for (let i = 0; i < "of normal size.".length; i++) await keys.press("Shift+ArrowLeft");
    await status(page, "(15 selected)").waitFor();
    await keys.press("Control+Alt+r");
    const alternatives = page.locator(".quick-input-widget", { hasText: "Other words for the selection" });
    await alternatives.locator(".monaco-list-row", { hasText: "certainty" }).first().waitFor({ timeout: FILL_LIMIT_MS });
    await keys.press("Enter");
    await lens(page, "1 place of AI text to review").waitFor();
    assert.ok(!(await savedText(page, inFolder("one.radreport"))).includes("of normal size."));
    await keys.press("Control+z");
    await lens(page, "to review").waitFor({ state: "detached" });
    assert.equal(await savedText(page, inFolder("one.radreport")), REPORT);
  });

  it("moves no mouse", () => {
    const source = readFileSync(fileURLToPath(import.meta.url), "utf8");
    assert.doesNotMatch(source.replace(/assert\.doesNotMatch.*/, ""), /\.(?:click|dblclick|hover|tap|dragTo|check|selectOption|setChecked)\(|\.mouse\b/);
  });
});
