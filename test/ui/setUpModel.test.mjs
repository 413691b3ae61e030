// Set Up Model in a real workbench, journey 5: a checkpoint is picked, converted and drafts from then on; the demo comes back.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { JOURNEY_LIMIT_MS } from "./journey.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");

describe("Set Up Model", () => {
  let workbench;
  let page;
  let startMs = 0;
  const row = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  const notification = (text) => page.locator(".notification-list-item", { hasText: text }).first();

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    workbench = await openWorkbench({ folder: path.join(root, "samples"), developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Set Up Model");
    await page.keyboard.press("Escape");
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await page?.screenshot({ path: path.join(screenshots, `failed-${this.currentTest.title.replace(/\W+/g, "-")}.png`) });
  });

  async function pickFolder(folder) {
    await command(page, "RadDraft: Set Up Model");
    await row("Choose a folder").click();
    await page.locator(".quick-input-widget", { hasText: "Folder of a model" }).waitFor();
    const input = page.locator(".quick-input-widget input[type=text]");
    // The dialog writes the folder it begins with by itself, maybe over what was typed: type until it stays.
    for (let wasTyped = false; !wasTyped; wasTyped = (await input.inputValue()) === `${folder}/`) {
      await input.fill(`${folder}/`);
      await page.waitForTimeout(300);
    }
    await page.locator(".quick-input-widget").getByRole("button", { name: "Use" }).click();
  }

  it("says what a folder is not", async () => {
    await pickFolder(path.join(root, "samples", "ct_small"));
    await notification("neither a model package nor a checkpoint").waitFor();
    await page.keyboard.press("Escape");
  });

  it("converts a checkpoint after showing what it needs and its licence, and drafts with it", async () => {
    startMs = Date.now();
    await pickFolder(path.join(root, "models", "medv-demo"));
    const offer = await webviewFrame(page, "#accepted");
    await offer.locator("#weights").selectOption("int8");
    assert.match(await offer.locator("main").innerText(), /Creative Commons Attribution-ShareAlike/);
    await page.screenshot({ path: path.join(screenshots, "convert-offer.png") });
    await offer.locator("#accepted").check();
    await offer.locator("vscode-button", { hasText: "Convert" }).click();
    await notification(/drafts with .*\(int8\) from now on/).waitFor({ timeout: 120_000 });
    await openFile(page, "ct_small", "CT_small.dcm");
    const frame = await webviewFrame(page, "#draft-text");
    await frame.locator("#image").waitFor();
    await frame.getByRole("button", { name: "Generate", exact: true }).click();
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: 60_000 });
    assert.match(await frame.locator("#provenance").innerText(), /int8/);
    await page.screenshot({ path: path.join(screenshots, "converted-model.png") });
  });

  it("fills a report with it, whose provenance names it; the status bar says on which device", async () => {
    await command(page, "RadDraft: New Report from Image");
    await page.locator(".view-line", { hasText: "Impression:" }).waitFor();
    await page.locator(".view-line", { hasText: "Findings:" }).click();
    await page.keyboard.press("Control+Alt+f");
    await page.locator(".codelens-decoration a", { hasText: "to review" }).first().waitFor({ timeout: 90_000 });
    await page.keyboard.press("Control+Alt+ArrowDown");
    await page.locator(".statusbar", { hasText: /\(\d+ selected\)/ }).waitFor();
    await command(page, "RadDraft: Show Provenance");
    await page.locator(".view-line", { hasText: /Weights:.int8/ }).waitFor();
    await page.locator(".statusbar-item", { hasText: "idle" }).hover();
    await page.locator(".monaco-hover:visible, .workbench-hover:visible", { hasText: "Device: CPU" }).first().waitFor();
    await page.screenshot({ path: path.join(screenshots, "converted-model-report.png") });
    assert.ok(Date.now() - startMs < JOURNEY_LIMIT_MS, `the journey took ${Date.now() - startMs} ms`);
  });

  it("lists the model as in use, and goes back to the demo", async () => {
    await command(page, "RadDraft: Set Up Model");
    await row("int8").filter({ hasText: "in use" }).waitFor();
    await page.screenshot({ path: path.join(screenshots, "set-up-model.png") });
    await row("Demo model").click();
    await notification("drafts with the demo model").waitFor();
  });
});
