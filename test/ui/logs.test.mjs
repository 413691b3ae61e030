// What RadDraft's log holds after people used it on things that carry marks: no name, no tag value, no word of a report or a
// question, no folder and no file.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { sliceFile } from "../dicom/sliceFile.ts";

/** In everything that is private here. */
const MARK = /zz[a-z]/i;
const REPORT = ["---", "image: Zzimage.dcm", "status: draft", "---", "", "Findings:", "Zzreport of the lungs: [___:16]", "", "Impression:", "Zzimpression.", ""].join("\n");
const DRAFT_LIMIT_MS = 90_000;

/** Log files of the extension, wherever the server keeps them. */
function logFiles(dataDir) {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /raddraft/i.test(entry.name) && entry.name.endsWith(".log"))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe("the log", () => {
  let parent;
  let workbench;
  let page;
  before(async () => {
    parent = mkdtempSync(path.join(os.tmpdir(), "raddraft-log-"));
    const folder = path.join(parent, "Zzfolder of a person");
    mkdirSync(folder);
    const marked = { patient: "Zzname^Quimby", patientId: "ZZID77", study: "1.2.826.9", series: "1.2.826.9.1", instance: "1.2.826.9.1.1", modality: "CR", studyDescription: "Zzstudy", seriesDescription: "Zzseries", size: [64, 64] };
    const bytes = sliceFile(marked);
    writeFileSync(path.join(folder, "Zzimage.dcm"), bytes);
    writeFileSync(path.join(folder, "Zzbroken.dcm"), bytes.subarray(0, 400));
    writeFileSync(path.join(folder, "Zzreport.radreport"), REPORT);
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    ({ page } = workbench);
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    rmSync(parent, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await page?.screenshot({ path: path.join(root, ".vscode-test", "screenshots", "failed-log.png") });
  });

  it("is written while an image is opened, described and asked about, a file fails, studies are listed, and a report is filled", async () => {
    await openFile(page, "Zzimage.dcm");
    const frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await command(page, "RadDraft: Describe Image");
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: DRAFT_LIMIT_MS });
    await command(page, "RadDraft: Show DICOM Tags");
    await frame.locator("#tags-patient").click();
    await frame.locator("[role=row]", { hasText: "Quimby" }).first().waitFor();
    await openFile(page, "Zzbroken.dcm");
    await webviewFrame(page, ".notice");
    await openFile(page, "Zzreport.radreport");
    await page.locator(".view-line", { hasText: "Findings:" }).click();
    await page.keyboard.press("Control+Alt+f");
    await page.locator(".statusbar", { hasText: "1 place filled" }).waitFor({ timeout: DRAFT_LIMIT_MS });
    await openFile(page, "Zzimage.dcm");
    await command(page, "RadDraft: Ask About Image");
    const chat = await webviewFrame(page, "#chat-box:not(:disabled)");
    await chat.locator("#chat-box").fill("Zzquestion: what is shown?");
    await chat.locator("#chat-box").press("Enter");
    await chat.locator(".exchange:not(.running) .draft-text").waitFor({ timeout: DRAFT_LIMIT_MS });
    await command(page, "RadDraft: Refresh Studies");
    assert.ok(logFiles(workbench.server.dataDir).length > 0, "there is a log");
  });

  it("says what the processes did, and nothing else", () => {
    const text = logFiles(workbench.server.dataDir).map((file) => readFileSync(file, "utf8")).join("\n");
    for (const process of ["engine", "reader"]) assert.match(text, new RegExp(`\\b${process}\\b`));
    assert.match(text, /error (dicom|reader|imaging)\//, "the broken file left its code");
    for (const line of text.split("\n")) assert.doesNotMatch(line, MARK, "nothing private");
    assert.ok(!text.includes(parent), "no folder");
  });

  it("would be found out", () => {
    for (const line of ["opened /home/Zzfolder of a person/Zzimage.dcm", "patient Zzname^Quimby", "question: Zzquestion"]) assert.match(line, MARK);
  });
});
