// The walkthrough as a newcomer goes through it, in an empty window: its buttons lead from one step to the next.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { findCommand, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { FILL_LIMIT_MS, lens } from "./journey.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");

describe("walkthrough", () => {
  let workbench;
  let page;
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    workbench = await openWorkbench({ developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Get Started");
    await page.keyboard.press("Escape");
  });
  after(() => workbench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await page?.screenshot({ path: path.join(screenshots, `failed-${this.currentTest.title.replace(/\W+/g, "-")}.png`) });
  });

  /** Comes back to the walkthrough, opens a step and presses its button. */
  const step = async (title, button) => {
    await page.getByRole("tab", { name: /Walkthrough: RadDraft/ }).click();
    const content = page.locator(".gettingStartedContainer");
    const own = content.getByRole("button", { name: button, exact: true });
    if (!(await own.isVisible())) await content.getByText(title, { exact: true }).click();
    await own.click();
  };

  it("does not come by itself, and is offered where there is nothing to list", async () => {
    assert.equal(await page.getByRole("tab", { name: /Walkthrough/ }).count(), 0);
    await page.locator(".activitybar").getByRole("tab", { name: "RadDraft" }).click();
    await page.locator(".pane-body").getByRole("button", { name: "Open Sample", exact: true }).waitFor();
    await page.locator(".pane-body").getByText("Get Started", { exact: true }).click();
    await page.getByText("Get started with RadDraft").first().waitFor();
    await page.screenshot({ path: path.join(screenshots, "walkthrough.png") });
  });

  it("leads from the sample to a description, a report and its filled blanks", async () => {
    await step("Open an image", "Open Sample");
    await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await step("Have it described", "Describe Image");
    // A page behind another tab is loaded anew.
    const frame = await webviewFrame(page, "#draft-text .word", FILL_LIMIT_MS);
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: FILL_LIMIT_MS });
    await step("Begin a report", "New Report from Image");
    await page.locator(".view-line", { hasText: "Impression:" }).waitFor();
    await step("Have the blanks filled", "Fill Blanks from Image");
    await lens(page, "to review").waitFor({ timeout: FILL_LIMIT_MS });
    await page.screenshot({ path: path.join(screenshots, "walkthrough-filled.png") });
  });

  it("ends with the choice of models, all steps done", async () => {
    await step("Use a real model", "Set Up Model");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Choose a folder" }).waitFor();
    await page.keyboard.press("Escape");
  });
});
