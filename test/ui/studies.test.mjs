// The Studies view as a person uses it: found in the side bar, read, opened by mouse and keys, names hidden.

import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findCommand } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");

describe("Studies view", () => {
  let folder;
  let workbench;
  let page;
  const row = (name) => page.locator(".pane-body .monaco-list-row", { hasText: name }).first();
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `studies-${name}.png`) });

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    cpSync(path.join(root, "samples", "phantom_ct"), path.join(folder, "exported"), { recursive: true });
    // As media from hospitals have it: no ending.
    copyFileSync(path.join(root, "samples", "ct_small", "CT_small.dcm"), path.join(folder, "exported", "IM000001"));
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await shot(`failed-${this.currentTest.title.replace(/\W+/g, "-")}`);
  });

  it("is in the side bar and lists what the folder holds, without names", async () => {
    await page.locator(".activitybar").getByRole("tab", { name: "RadDraft" }).click();
    await row("24 images").waitFor();
    await row("Patient 1").waitFor();
    assert.equal(await page.getByText("CompressedSamples").count(), 0);
    await shot("hidden");
  });

  it("shows names and dates when the person asks, and hides them again", async () => {
    const toggle = page.getByRole("button", { name: "Show or Hide Patient Names" });
    await row("Patient 1").hover();
    await toggle.click();
    await row("CompressedSamples, CT1").waitFor();
    await row("2004-01-19").waitFor();
    await shot("shown");
    await row("Phantom").hover();
    await toggle.click();
    await row("Patient 1").waitFor();
    assert.equal(await page.getByText("CompressedSamples").count(), 0);
  });

  it("opens a series by click and with Enter, whose files need no ending", async () => {
    await row("CT · 1 image").click();
    await page.getByRole("tab", { name: /^IM000001/ }).waitFor();
    // Closed and open again: what has parts keeps the focus in the tree.
    for (let click = 0; click < 2; click += 1) await row("Phantom").click();
    for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("tab", { name: /^phantom_ct_24/ }).waitFor();
    await shot("opened");
  });
});

describe("Studies view without a folder", () => {
  it("offers to open one", async () => {
    const workbench = await openWorkbench({ developmentPaths: [root] });
    try {
      const { page } = workbench;
      await page.locator(".activitybar").getByRole("tab", { name: "RadDraft" }).click();
      await page.locator(".pane-body").getByRole("button", { name: "Open Folder" }).waitFor();
      await page.getByText("nothing of them leaves this computer").waitFor();
      await page.screenshot({ path: path.join(screenshots, "studies-no-folder.png") });
    } finally {
      await workbench.close();
    }
  });
});
