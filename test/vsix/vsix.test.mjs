// The packed extension, installed into a clean VS Code server without the repository, drafts from a sample and makes a report of
// it. As on a remote host: the interface is a browser, and where the system lets us, the workspace is a folder that the server
// alone can read.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { command, findCommand, openFile, shownText, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { readAsHost, whyNotOffline } from "../e2e/offline.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { FILL_LIMIT_MS, saveAs, status } from "../ui/journey.mjs";
import { installPackage } from "./installed.mjs";

/** Engine start, load and a short draft on a busy machine. */
const DRAFT_LIMIT_MS = 120_000;
const screenshots = path.join(root, ".vscode-test", "screenshots");

const whyNotHidden = whyNotOffline();
if (whyNotHidden !== null) console.log(`skipped: the workspace is not hidden from the interface (${whyNotHidden})`);

describe("packed extension", () => {
  let installed;
  let workbench;
  let folder;

  before(async () => {
    installed = installPackage();
    const { data, extensionsDir } = installed;
    folder = path.join(data, "study");
    const from = whyNotHidden === null ? path.join(data, "handed-over") : folder;
    for (const each of new Set([folder, from])) mkdirSync(each);
    mkdirSync(screenshots, { recursive: true });
    copyFileSync(path.join(root, "samples", "ct_small", "CT_small.dcm"), path.join(from, "CT_small.dcm"));
    const hidden = whyNotHidden === null ? { isOffline: true, hostFolder: { at: folder, from } } : {};
    workbench = await openWorkbench({ folder, server: { userDataDir: data, extensionsDir, cwd: data, ...hidden } });
    if (from !== folder) rmSync(from, { recursive: true });
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

  it("writes a report in a folder that only the host of the extension can read", async () => {
    const { page, server } = workbench;
    const file = path.join(folder, "report.radreport");
    await command(page, "RadDraft: New Report from Image");
    const heading = page.locator(".view-line", { hasText: "Impression:" });
    await heading.waitFor();
    await saveAs(page, file);
    await heading.click();
    await page.keyboard.press("Control+Alt+f");
    await status(page, "places filled").waitFor({ timeout: FILL_LIMIT_MS });
    assert.match(await shownText(page), /ai: contains unreviewed AI draft/);
    await page.keyboard.press("Control+s");
    await page.locator(".tab.active:not(.dirty)", { hasText: "report.radreport" }).waitFor();
    const saved = whyNotHidden === null ? readAsHost(server.pid, file) : readFileSync(file, "utf8");
    assert.match(saved, /^image: CT_small\.dcm$/m);
    assert.match(saved, /^ai: contains unreviewed AI draft$/m);
    assert.match(saved, /^Findings:\n\S.*[a-z]{3}/m);
  });

  it("did all that where the interface cannot look", function () {
    if (whyNotHidden !== null) this.skip();
    assert.deepEqual(readdirSync(folder), []);
  });
});
