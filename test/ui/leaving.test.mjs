// What leaves by hand, through VS Code's own dialogs: an earlier study named in a report, a report in every form with the mark of
// its status, an image and a folder of images without the patient.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { readSeriesHeader } from "../../src/dicom/index.ts";
import { savedText, typePath, undoTo } from "./journey.mjs";
import { asPrior, oneAfterTheOther, quickInput } from "./steps.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const samples = path.join(root, "samples", "phantom_ct");
const MARK = "PRELIMINARY, not final";
const reportOf = (status, comparison) => `---\nexam: CT of the chest\nimage: now/ct.dcm\nstatus: ${status}\n---\n\n${comparison}Findings:\nNo pleural effusion.\n\nImpression:\nNo acute finding.\n`;

describe("what leaves by hand", () => {
  let folder;
  let workbench;
  let page;
  let image;
  const inFolder = (...names) => path.join(folder, ...names);
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `leaving-${name}.png`) });
  const { asked, box, choice: row } = quickInput(() => page);
  const notification = (text) => page.locator(".notification-list-item", { hasText: text }).first();
  /** The bytes of a file that has just been written: there, and no longer growing. */
  const written = async (file) => {
    const size = () => (existsSync(file) ? statSync(file).size : 0);
    for (let [before, endMs] = [-1, Date.now() + 60_000]; size() === 0 || size() !== before; await page.waitForTimeout(150)) {
      if (Date.now() > endMs) throw new Error(`no ${path.basename(file)}`);
      before = size();
    }
    return readFileSync(file);
  };
  const openReport = async (name) => {
    await openFile(page, name);
    await page.locator(".tab.active", { hasText: name }).waitFor();
    await page.locator(".editor-group-container.active .view-line", { hasText: "Impression:" }).waitFor();
  };
  /** Takes the place that the dialog proposes, which it shows after a moment. */
  const acceptPlace = async (file) => {
    await page.waitForFunction((name) => document.querySelector(".quick-input-widget input[type=text]")?.value.endsWith(name), path.basename(file));
    assert.equal(await box().inputValue(), file);
    await page.waitForTimeout(300);
    await page.keyboard.press("Enter");
  };

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    image = readFileSync(path.join(samples, readdirSync(samples).filter((name) => name.endsWith(".dcm")).sort()[0]));
    for (const [name, bytes] of [["now", image], ["earlier", asPrior(image)]]) {
      mkdirSync(inFolder(name));
      writeFileSync(inFolder(name, "ct.dcm"), bytes);
    }
    writeFileSync(inFolder("chest.radreport"), reportOf("preliminary", ""));
    writeFileSync(inFolder("signed.radreport"), reportOf("final", "Comparison: None.\n\n"));
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    // Now, while no other files come: a click goes to where a line was.
    await page.getByRole("treeitem", { name: "now", exact: true }).click();
    await page.getByRole("treeitem", { name: "ct.dcm" }).waitFor();
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  oneAfterTheOther(shot);

  it("names an earlier study in a report on request only, and takes it back in one step", async () => {
    await openReport("chest.radreport");
    const file = inFolder("chest.radreport");
    const before = readFileSync(file, "utf8");
    const fill = async () => {
      await command(page, "RadDraft: Fill Comparison from Prior");
      await asked("Fill Comparison from Prior").filter({ hasText: /2024-01-01 · 12 months earlier · CT · 1 image(?!s)/ }).waitFor();
    };
    await fill();
    await shot("priors");
    await page.keyboard.press("Escape");
    await asked("2024-01-01").waitFor({ state: "hidden" });
    assert.equal(await savedText(page, file), before, "nothing is written for who only looked");
    await fill();
    await page.keyboard.press("Enter");
    const line = page.locator(".editor-group-container.active .view-line", { hasText: "Comparison:" });
    await line.waitFor();
    const filled = await savedText(page, file);
    assert.match(filled, /^Comparison:\nCT phantom, 2024-01-01\.\n\nFindings:/m);
    assert.equal(filled.replace(/^Comparison:\n.*\n\n/m, ""), before, "nothing else changed");
    await shot("comparison");
    await fill();
    await page.keyboard.press("Enter");
    await notification("The section Comparison says so already.").waitFor();
    await command(page, "Notifications: Clear All Notifications");
    await page.locator(".editor-group-container.active .view-line", { hasText: "Findings:" }).click();
    await undoTo(page, file, before);
  });

  it("exports a preliminary report in every form, marked as what it is", async () => {
    const { header } = readSeriesHeader(image, true);
    const forms = [["Plain text", "chest.txt"], ["Markdown", "chest.md"], ["Web page (HTML)", "chest.html"], ["PDF", "chest.pdf"], ["DICOM structured report", "chest-sr.dcm"], ["PDF as a DICOM object", "chest-pdf.dcm"], ["FHIR R4", "chest.fhir.json"]];
    for (const [label, name] of forms) {
      await command(page, "RadDraft: Export Report...");
      await row(label).waitFor();
      assert.match(await box().getAttribute("placeholder"), /its status and a mark stand in what is exported/);
      await row(label).click();
      await acceptPlace(inFolder(name));
      const bytes = await written(inFolder(name));
      if (/\.(txt|md|html)$/.test(name)) for (const part of [MARK, "No pleural effusion.", "No acute finding."]) assert.ok(bytes.includes(part), `${name}: ${part}`);
      if (!name.endsWith(".dcm")) continue;
      const own = readSeriesHeader(bytes, true).header;
      assert.deepEqual([own.PatientName, own.PatientID, own.StudyInstanceUID], [header.PatientName, header.PatientID, header.StudyInstanceUID], name);
    }
    await page.locator(".statusbar", { hasText: "Report exported" }).waitFor();
    await shot("exported");
    assert.ok(readFileSync(inFolder("chest-sr.dcm")).includes(MARK));
    const pdf = readFileSync(inFolder("chest.pdf"));
    assert.equal(pdf.toString("latin1", 0, 5), "%PDF-");
    assert.ok(readFileSync(inFolder("chest-pdf.dcm")).includes("application/pdf"));
    const report = JSON.parse(readFileSync(inFolder("chest.fhir.json"), "utf8")).entry.map(({ resource }) => resource).find(({ resourceType }) => resourceType === "DiagnosticReport");
    assert.equal(report.status, "preliminary");
    for (const inside of [pdf, readFileSync(inFolder("chest-pdf.dcm"))]) assert.ok(inside.length > 5000);
    const text = pdfText(inFolder("chest.pdf"));
    if (text !== null) for (const part of [MARK, "No pleural effusion."]) assert.ok(text.includes(part), part);
  });

  it("exports a final report without a mark, and says what could not be written", async () => {
    await openReport("signed.radreport");
    await command(page, "RadDraft: Export Report...");
    await row("Plain text").waitFor();
    assert.equal(await box().getAttribute("placeholder"), "Export as");
    await row("Plain text").click();
    await acceptPlace(inFolder("signed.txt"));
    assert.doesNotMatch((await written(inFolder("signed.txt"))).toString("utf8"), /not final/i);
    await command(page, "RadDraft: Fill Comparison from Prior");
    await asked("2024-01-01").waitFor();
    await page.keyboard.press("Enter");
    await notification("The report cannot be edited.").waitFor();
    await command(page, "Notifications: Clear All Notifications");
    assert.match(readFileSync(inFolder("signed.radreport"), "utf8"), /Comparison: None\.\n/);
  });

  it("exports the image in front without its patient, and keeps what was chosen", async () => {
    const { header } = readSeriesHeader(image, true);
    await page.getByRole("treeitem", { name: "signed.txt" }).waitFor();
    await openFile(page, "now", "ct.dcm");
    await (await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage")).locator("#stage[aria-busy=false]").waitFor();
    await command(page, "RadDraft: Export De-identified Images...");
    await row("Keep dates and times").click();
    await asked("1 Selected").waitFor();
    await shot("deidentify");
    await page.keyboard.press("Enter");
    await row("The image in front").click();
    await acceptPlace(inFolder("now", "deidentified.dcm"));
    const bytes = await written(inFolder("now", "deidentified.dcm"));
    const own = readSeriesHeader(bytes, true).header;
    for (const name of ["PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"]) if (header[name] !== undefined && header[name] !== "") assert.notEqual(own[name], header[name], name);
    for (const value of [header.PatientName, header.PatientID, header.StudyInstanceUID]) assert.ok(!bytes.includes(value), value);
    assert.equal(own.StudyDate, header.StudyDate);
    await notification("1 de-identified image was written.").waitFor();
    await command(page, "Notifications: Clear All Notifications");
  });

  it("exports a folder of studies without patients, twice, and overwrites nothing", async () => {
    mkdirSync(inFolder("copies"));
    writeFileSync(inFolder("now", "notes.txt"), "no image");
    for (const n of [1, 2]) {
      await command(page, "RadDraft: Export De-identified Images...");
      await asked("PS3.15 Basic Profile").waitFor();
      await page.keyboard.press("Enter");
      await row("All images of a folder").click();
      await asked("Folder with DICOM images").waitFor();
      await typePath(page, `${folder}/`);
      await asked("Folder for the de-identified copies").waitFor();
      await typePath(page, `${inFolder("copies")}/`);
      // The image, the earlier one, and the copy from the step before: a series each.
      await written(inFolder("copies", `series-${String(3 * n).padStart(3, "0")}`, "image-00003.dcm"));
      await notification("3 de-identified images were written.").waitFor();
      await command(page, "Notifications: Clear All Notifications");
    }
    assert.equal(readdirSync(inFolder("copies")).length, 6);
    const first = readSeriesHeader(readFileSync(inFolder("copies", "series-001", "image-00001.dcm")), true).header;
    assert.notEqual(first.PatientName, readSeriesHeader(image, true).header.PatientName);
    assert.notEqual(first.StudyDate, "20240101");
  });
});

/** What stands in a PDF; null where poppler is not there to read it. */
function pdfText(file) {
  try {
    return execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  } catch {
    return null;
  }
}
