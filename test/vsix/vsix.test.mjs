// The packed extension, installed into a clean VS Code server without the repository, drafts once from a sample.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { ensureServer, root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

/** Engine start, load and a short draft on a busy machine. */
const DRAFT_LIMIT_MS = 120_000;
const screenshots = path.join(root, ".vscode-test", "screenshots");

function install(vsix, userDataDir, extensionsDir) {
  const folders = ["--extensions-dir", extensionsDir, "--user-data-dir", userDataDir, "--server-data-dir", path.join(userDataDir, "server")];
  execFileSync(process.execPath, [path.join(ensureServer(), "out", "server-main.js"), "--install-extension", vsix, "--force", ...folders, "--accept-server-license-terms"], { encoding: "utf8", stdio: "pipe" });
}

describe("packed extension", () => {
  let data;
  let extensionsDir;
  let workbench;

  before(async () => {
    const vsix = readdirSync(root).find((name) => name.endsWith(".vsix"));
    assert.ok(vsix, "no .vsix: npm run package makes it");
    data = mkdtempSync(path.join(os.tmpdir(), "raddraft-vsix-"));
    extensionsDir = path.join(data, "extensions");
    const folder = path.join(data, "study");
    mkdirSync(folder);
    mkdirSync(screenshots, { recursive: true });
    copyFileSync(path.join(root, "samples", "ct_small", "CT_small.dcm"), path.join(folder, "CT_small.dcm"));
    install(path.join(root, vsix), data, extensionsDir);
    workbench = await openWorkbench({ folder, server: { userDataDir: data, extensionsDir, cwd: data } });
  });
  after(async () => {
    await workbench?.close();
    if (data) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench?.page.screenshot({ path: path.join(screenshots, "failed-vsix.png") });
  });

  it("is installed under its own name, and nothing else is", () => {
    assert.deepEqual(readdirSync(extensionsDir).filter((name) => !name.startsWith(".") && !name.endsWith(".json")).map((name) => name.split("-")[0]), ["raddraft.raddraft"]);
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
