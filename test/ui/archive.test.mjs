// The archive as a person uses it: connected, searched without names, a study that is looked at while it comes.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { command, findCommand, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { pressViewerKey } from "../e2e/imageSuite.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { readSeriesHeader } from "../../src/dicom/index.ts";
import { madeStructuredReport } from "../export/madeObjects.ts";
import { chestImage } from "../export/madeReport.ts";
import { ORTHANC_USER, startOrthanc, whyNoOrthanc } from "../archive/orthanc.ts";
import { startArchiveServer } from "../doubles/archiveServer.ts";
import { madeStudy } from "../archive/archiveProcess.ts";
import { asPrior, oneAfterTheOther, quickInput } from "./steps.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const samples = path.join(root, "samples", "phantom_ct");
const SLICES = 24;
/** Until so many slices have come the archive waits: the rest is on the way while the first is looked at. */
const FIRST_SLICES = 8;

/** Then one comes now and then, so that the archive is not given up on a slow machine. */
const TRICKLE_MS = 10_000;
/** The prior has every second slice. */
const PRIOR_SLICES = SLICES / 2;

/** The phantom as a study of the archive; `change` makes another of its objects. */
function phantomStudy(words, step = 1, change = (bytes) => bytes) {
  const files = readdirSync(samples).filter((name) => name.endsWith(".dcm")).sort().filter((_name, i) => i % step === 0);
  const objects = files.map((name) => change(readFileSync(path.join(samples, name))));
  const { header } = readSeriesHeader(objects[0], true);
  const attributes = { "00080020": [header.StudyDate], "00080061": ["CT"], "00081030": [words], "00100010": [{ Alphabetic: header.PatientName }], "00100020": [header.PatientID], "00201208": [objects.length] };
  return { uid: header.StudyInstanceUID, attributes, series: [{ uid: header.SeriesInstanceUID, modality: "CT", number: 1, objects }] };
}

/** What a person does in the views and dialogs of the archive. */
function handsOn(pageNow) {
  const { enter, choice } = quickInput(pageNow);
  return {
    row: (name) => pageNow().locator(".pane-body .monaco-list-row", { hasText: name }).first(),
    enter,
    pick: (text) => choice(text).click(),
    /** The webview that shows a stack of so many slices. */
    imageOf: async (slices) => {
      for (const endMs = Date.now() + 60_000; Date.now() < endMs; await pageNow().waitForTimeout(200)) {
        for (const frame of pageNow().frames()) if ((await frame.locator(`#frame[max="${String(slices)}"]`).count().catch(() => 0)) > 0) return frame;
      }
      throw new Error(`no image of ${String(slices)} slices`);
    },
  };
}

describe("Archive", () => {
  let folder;
  let server;
  let workbench;
  let page;
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `archive-${name}.png`) });
  const { row, enter, pick, imageOf } = handsOn(() => page);

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    server = await startArchiveServer([phantomStudy("CT phantom"), phantomStudy("Phantom of last year", 2, asPrior), ...Array.from({ length: 60 }, (_, i) => madeStudy({ number: i + 1, modality: i % 2 ? "MR" : "CT" }))]);
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Search Archive");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await shot(`failed-${this.currentTest.title.replace(/\W+/g, "-")}`);
  });

  it("is connected, searched by modality, and names nobody", async () => {
    await command(page, "RadDraft: Connect Archive");
    await enter("DICOMweb", server.address);
    await pick("Without signing in");
    await page.locator(".statusbar", { hasText: "Archive connected" }).waitFor();
    await command(page, "RadDraft: Search Archive");
    await pick("Modality");
    await pick("CT");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "CT" }).first().waitFor();
    await shot("form");
    await pick("Search");
    await row("CT phantom").waitFor();
    await row("Examination 3").waitFor();
    assert.equal(await page.getByText(/RadDraft\^|Secret|PHANTOM|ID-77/).count(), 0);
    await shot("search");
  });

  it("shows the first image while the rest still comes, and then all of them", async () => {
    let release;
    const rest = new Promise((resolve) => { release = resolve; });
    server.faults.push({ kind: "slow", only: /series\/[\d.]+$/, before: (object) => (object <= FIRST_SLICES ? Promise.resolve() : Promise.race([rest, setTimeout(TRICKLE_MS)])) });
    await row("CT phantom").click();
    const frame = await webviewFrame(page, "#stage");
    await frame.locator("#stage[aria-busy=false]").waitFor();
    await page.locator(".notifications-toasts", { hasText: new RegExp(`\\d+ of ${String(SLICES)} images`) }).waitFor();
    await shot("coming");
    assert.ok(Number(await frame.locator("#frame").getAttribute("max")) < SLICES);
    release();
    await frame.locator(`#frame[max="${String(SLICES)}"]`).waitFor();
    await frame.locator("#stage[aria-busy=false]").waitFor();
    await shot("all");
  });

  it("shows the prior beside it, and scrolls both", async () => {
    await page.locator(".statusbar", { hasText: "1 earlier study" }).waitFor();
    await command(page, "RadDraft: Compare with Prior");
    await pick("Phantom of last year");
    const [now, prior] = [await imageOf(SLICES), await imageOf(PRIOR_SLICES)];
    await page.locator(".tab.active", { hasText: "CT" }).nth(1).waitFor();
    const settled = async (frame, slice, timeout = 30_000) => { await frame.locator("#overlay-slice", { hasText: `Slice ${String(slice)} of` }).waitFor({ state: "attached", timeout }); };
    await page.getByRole("button", { name: "Unlink Images" }).first().waitFor();
    await pressViewerKey(page, now, "Home", () => settled(now, 1, 3000));
    await settled(prior, 1);
    for (let slice = 1; slice < 10; slice += 1) await page.keyboard.press("ArrowDown");
    await settled(now, 10);
    await settled(prior, 5);
    await pressViewerKey(page, now, "2", () => now.locator("#overlay-window", { hasText: "C -600 W 1500" }).waitFor({ state: "attached", timeout: 3000 }));
    await prior.locator("#overlay-window", { hasText: "C -600 W 1500" }).waitFor({ state: "attached" });
    await shot("prior");
  });
});

/** Puts an object into a running Orthanc, past RadDraft. */
async function putInto(orthanc, bytes) {
  const { user, password } = ORTHANC_USER;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const answer = await fetch(new URL("/instances", orthanc.address), { method: "POST", headers: { authorization, "content-type": "application/dicom" }, body: bytes });
  assert.equal(answer.status, 200);
}

describe("a running Orthanc in the editor", () => {
  let folder;
  let orthanc;
  let workbench;
  let page;
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `orthanc-${name}.png`) });
  const { row, enter, pick, imageOf } = handsOn(() => page);

  before(async function () {
    const why = whyNoOrthanc();
    if (why !== null) {
      console.log(`    skipped: ${why}`);
      this.skip();
    }
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    orthanc = await startOrthanc(path.join(folder, "orthanc"));
    const [now, prior] = [phantomStudy("now"), phantomStudy("last year", 2, asPrior)].map(({ series: [{ objects }] }) => objects);
    const { header } = readSeriesHeader(now[0], true);
    const report = madeStructuredReport("Findings: Größe Ödem. Ясно.\n\nImpression: Nodule of 7 mm.\n", chestImage({ StudyInstanceUID: "1.2.40.9", StudyDescription: "Report alone", PatientName: header.PatientName, PatientID: header.PatientID }));
    for (const bytes of [...now, ...prior, report]) await putInto(orthanc, bytes);
    mkdirSync(path.join(folder, "work"));
    workbench = await openWorkbench({ folder: path.join(folder, "work"), developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Search Archive");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    await orthanc?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  oneAfterTheOther(shot);

  it("is connected with name and password, and searched", async () => {
    await command(page, "RadDraft: Connect Archive");
    await enter("DICOMweb", orthanc.address);
    await pick("Name and password");
    await enter("Name (Press", ORTHANC_USER.user);
    await enter("Password (Press", ORTHANC_USER.password);
    await page.locator(".statusbar", { hasText: "Archive connected" }).waitFor();
    await command(page, "RadDraft: Search Archive");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "Accession number" }).waitFor();
    await page.keyboard.press("Enter"); // Search comes first.
    for (const words of [`${String(SLICES)} images`, `${String(PRIOR_SLICES)} images`, "Report alone"]) await row(words).waitFor();
    assert.equal(await page.getByText(/RadDraft\^|PHANTOM-/).count(), 0);
  });

  it("gives an image, and the earlier study beside it", async () => {
    await row(`${String(SLICES)} images`).click();
    const now = await imageOf(SLICES);
    await now.locator("#stage[aria-busy=false]").waitFor();
    await page.locator(".statusbar", { hasText: "1 earlier study" }).waitFor();
    await command(page, "RadDraft: Compare with Prior");
    await pick(`${String(PRIOR_SLICES)} images`);
    const prior = await imageOf(PRIOR_SLICES);
    await prior.locator("#stage[aria-busy=false]").waitFor();
    await shot("prior");
  });

  it("gives back a report, whose text is read", async () => {
    await row("Report alone").click();
    const report = await webviewFrame(page, "#document-body:not([hidden])");
    for (const words of ["Größe Ödem. Ясно.", "Nodule of 7 mm."]) await report.locator(".item-text", { hasText: words }).waitFor();
    await report.locator("h2", { hasText: "Impressions" }).waitFor();
    await shot("report");
  });
});
