// The packed extension, installed into a clean VS Code server without the repository, drafts once from a sample.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { installPackage } from "./installed.mjs";

/** Engine start, load and a short draft on a busy machine. */
const DRAFT_LIMIT_MS = 120_000;
const screenshots = path.join(root, ".vscode-test", "screenshots");

describe("packed extension", () => {
  let installed;
  let workbench;

  before(async () => {
    installed = installPackage();
    const { data, extensionsDir } = installed;
    const folder = path.join(data, "study");
    mkdirSync(folder);
    mkdirSync(screenshots, { recursive: true });
    copyFileSync(path.join(root, "samples", "ct_small", "CT_small.dcm"), path.join(folder, "CT_small.dcm"));
    workbench = await openWorkbench({ folder, server: { userDataDir: data, extensionsDir, cwd: data } });
  });
  after(async () => {
    await workbench?.close();
    installed?.remove();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.page.screenshot({ path: path.join(screenshots, "failed-vsix.png") });
  });

  it("is installed under its own name, and nothing else is", () => {
    assert.deepEqual(readdirSync(installed.extensionsDir).filter((name) => !name.startsWith(".") && !name.endsWith(".json")).map((name) => name.split("-")[0]), ["raddraft.raddraft"]);
  });

  it("drafts from a DICOM file with the demo model", async () => {
    const { page } = workbench;
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    await openFile(page, "CT_small.dcm");
    const frame = await webviewFrame(page, "main.findings");
    await command(page, "RadDraft: Describe Image");
    await frame.locator("#provenance", { hasText: /\S/ }).waitFor({ timeout: DRAFT_LIMIT_MS });
    await frame.locator('section.draft[aria-busy="false"]').waitFor({ timeout: DRAFT_LIMIT_MS });
    const text = (await frame.locator("#draft-text").innerText()).trim();
    assert.match(text, /[A-Za-z]{3,} [a-z]{2,}/);
    assert.match(await frame.locator("#model").innerText(), /demo/i);
  });
});
