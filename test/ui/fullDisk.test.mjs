// A disk that becomes full while a report is written, in a real workbench: no word of the report is lost, and each end
// says what to do.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { smallDisk } from "../doubles/smallDisk.ts";
import { command, findCommand, openFile, shownText } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { FILL_LIMIT_MS, lens } from "./journey.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const BLOCK_BYTES = 4096;
const BEGINNING = "---\nimage: CT_small.dcm\nstatus: draft\n---\n\nFindings:\n[Lungs: ___:20]\n\nImpression:\nNone.\n";

/** It fills its block of the disk, with a comment that no model sees: a word more needs another one. */
const REPORT = `${BEGINNING}{${"Kept. ".repeat(BLOCK_BYTES).slice(0, BLOCK_BYTES - BEGINNING.length - 3)}}\n`;

describe("a full disk", () => {
  let disk;
  let data;
  let workbench;
  let page;
  const notification = (text) => page.locator(".notification-list-item", { hasText: text }).first();

  before(async function () {
    disk = smallDisk(2);
    if (disk === null) {
      process.stdout.write("    skipped: no disk of a few megabytes can be mounted here\n");
      this.skip();
    }
    mkdirSync(screenshots, { recursive: true });
    mkdirSync(path.join(disk.folder, "reports"));
    cpSync(path.join(root, "samples", "ct_small", "CT_small.dcm"), path.join(disk.folder, "reports", "CT_small.dcm"));
    writeFileSync(path.join(disk.folder, "reports", "a.radreport"), REPORT);
    // Where marks are kept lies on the same disk.
    data = mkdtempSync(path.join(os.tmpdir(), "raddraft-data-"));
    mkdirSync(path.join(disk.folder, "marks"));
    mkdirSync(path.join(data, "User", "globalStorage", "raddraft.raddraft"), { recursive: true });
    symlinkSync(path.join(disk.folder, "marks"), path.join(data, "User", "globalStorage", "raddraft.raddraft", "marks"));
    workbench = await openWorkbench({ folder: path.join(disk.folder, "reports"), developmentPaths: [root], server: { userDataDir: data } });
    page = workbench.page;
    await findCommand(page, "RadDraft: Set Up Model");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    disk?.remove();
    if (data !== undefined) rmSync(data, { recursive: true, force: true });
  });
  beforeEach(function () { this.currentTest?.retries(0); });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await page?.screenshot({ path: path.join(screenshots, `full-disk-failed-${this.currentTest.title.replace(/\W+/g, "-").slice(0, 40)}.png`) });
  });

  it("lets a fill land in the report, and says that its marks could not be kept", async () => {
    await openFile(page, "a.radreport");
    await page.locator(".view-line", { hasText: "Findings:" }).click();
    disk.fill();
    await command(page, "RadDraft: Fill Blanks from Image");
    await lens(page, "to review").waitFor({ timeout: FILL_LIMIT_MS });
    await notification("could not write down which words of the report are a model's").waitFor();
    await page.screenshot({ path: path.join(screenshots, "full-disk-marks.png") });
    const text = await shownText(page);
    for (const kept of ["image: CT_small.dcm", "Lungs:", "Impression:", "None."]) assert.ok(text.includes(kept), text);
    assert.ok(!text.includes("___"), text);
  });

  it("keeps the words in the editor when only some could be saved, says so, and saves them once there is room", async () => {
    const before = await shownText(page);
    await page.locator(".view-line", { hasText: "Findings:" }).click();
    disk.fill(); // To the last block again: of two that the report needs now, the one it had is written.
    await page.keyboard.press("Control+s");
    const cutShort = notification("only a part of the report was written");
    await cutShort.waitFor();
    await page.screenshot({ path: path.join(screenshots, "full-disk-save.png") });
    assert.equal(await shownText(page), before);
    await page.locator(".tab.active.dirty", { hasText: "a.radreport" }).waitFor();
    disk.empty();
    await cutShort.getByRole("button", { name: "Save Again", exact: true }).click();
    await page.locator(".tab.active:not(.dirty)", { hasText: "a.radreport" }).waitFor();
    const saved = readFileSync(path.join(disk.folder, "reports", "a.radreport"), "utf8");
    assert.ok(saved.length > BLOCK_BYTES && saved.endsWith(REPORT.slice(-3000)), "not a word is missing");
    assert.equal(await lens(page, "to review").count(), 1);
  });
});
