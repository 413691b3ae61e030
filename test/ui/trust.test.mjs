// A folder that the person does not trust: images are shown, a draft is made only after a question.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const DRAFT_LIMIT_MS = 60_000;

describe("a folder that is not trusted", () => {
  let folder;
  let workbench;
  let page;
  let frame;
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-trust-"));
    cpSync(path.join(root, "samples", "ct_small"), folder, { recursive: true });
    workbench = await openWorkbench({ folder, developmentPaths: [root], server: { asksTrust: true } });
    ({ page } = workbench);
    await page.locator(".monaco-dialog-box", { hasText: "trust the authors" }).getByRole("button", { name: /No, I don't trust/ }).click();
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const question = () => page.locator(".monaco-dialog-box", { hasText: "You do not trust this folder." });
  const generate = () => frame.getByRole("button", { name: "Generate", exact: true }).click();

  it("shows its images, with their values", async () => {
    await page.locator(".statusbar", { hasText: "Restricted Mode" }).waitFor();
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    await openFile(page, "CT_small.dcm");
    frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await frame.locator("#stage").hover();
    await frame.locator("#overlay-value", { hasText: "HU" }).waitFor();
  });

  it("makes no draft when the person declines", async () => {
    await generate();
    await question().waitFor();
    await page.screenshot({ path: path.join(screenshots, "trust-question.png") });
    await question().getByRole("button", { name: "Cancel" }).click();
    await question().waitFor({ state: "detached" });
    await page.waitForTimeout(500);
    assert.equal(await frame.locator("#draft-text").innerText(), "");
    assert.doesNotMatch(await frame.locator("#progress-line").innerText(), /^Finished/);
  });

  it("drafts after the person agreed, and asks no second time", async () => {
    for (const isFirst of [true, false]) {
      await generate();
      if (isFirst) await question().getByRole("button", { name: "Draft", exact: true }).click();
      await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: DRAFT_LIMIT_MS });
      assert.equal(await question().count(), 0);
    }
  });
});
