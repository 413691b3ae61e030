// Pictures and the angiogram in a real workbench: 16 bits with their values, tiny and narrow ones, what is said of EXIF, cine.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { findCommand } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { openByName } from "./sheetOpening.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const SIDE = 128;
/** Twelve bits in sixteen: a square of 3000 on 100. */
const DEEP = Uint16Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE > 40 && i % SIDE < 90 && i > SIDE * 40 && i < SIDE * 90 ? 3000 : 100));
const BOARD = Uint8Array.from({ length: 256 }, (_, i) => (((i % 16) + (i >> 4)) % 2) * 200 + 20);
const grey = (values, width) => sharp(values, { raw: { width, height: values.length / width, channels: 1 } });

describe("pictures", () => {
  let folder;
  let workbench;
  let page;
  const seen = new WeakSet();

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    // What "Configure default editor for '*.png'" writes.
    mkdirSync(path.join(folder, ".vscode"));
    writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify({ "workbench.editorAssociations": { "*.png": "raddraft.picture", "*.jpg": "raddraft.picture" }, "raddraft.hidePatientData": false }));
    copyFileSync(path.join(root, "samples", "angiogram", "00191113.dcm"), path.join(folder, "00191113.dcm"));
    await grey(DEEP, SIDE).toColourspace("grey16").png().toFile(path.join(folder, "deep.png"));
    await grey(BOARD, 16).toColourspace("b-w").png().toFile(path.join(folder, "tiny.png"));
    await grey(Uint8Array.from({ length: 3000 * 200 }, (_, i) => (i % 3000) / 12), 3000).toColourspace("b-w").png().toFile(path.join(folder, "wide.png"));
    await grey(BOARD, 16).jpeg().withMetadata({ orientation: 6 }).toFile(path.join(folder, "turned.jpg"));
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    page = workbench.page;
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shot = (name) => page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  const says = (frame, id, text) => frame.locator(`#${id}`).filter({ hasText: text }).waitFor({ state: "attached", timeout: 10_000 });
  /** Levels of the drawn canvas at places given as shares of it. */
  const levels = (frame, places) => frame.evaluate((shares) => {
    const canvas = document.querySelector("#image");
    const context = canvas.getContext("2d");
    return shares.map(([x, y]) => context.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data[0]);
  }, places);

  it("of 16 bits open with their values, all of them visible, and can be windowed", async () => {
    const frame = await openByName(page, "deep.png", seen);
    await says(frame, "overlay-window", "C 1551 W 2901");
    await frame.locator("#stage").hover();
    await says(frame, "overlay-value", "3000");
    assert.deepEqual(await levels(frame, [[0.5, 0.5], [0.05, 0.5]]), [255, 0]);
    await frame.locator("#window").selectOption({ label: "Upper 8 of 16 bits (C 32768.25 W 65281)" });
    await says(frame, "overlay-window", "C 32768 W 65281");
    await frame.waitForFunction(() => document.querySelector("#stage").ariaBusy === "false");
    assert.deepEqual(await levels(frame, [[0.5, 0.5]]), [3000 >> 8]);
    await shot("picture-16-bits");
  });

  it("of a few pixels fill the pane in sharp squares", async () => {
    const frame = await openByName(page, "tiny.png", seen);
    await says(frame, "overlay-zoom", /Zoom \d{4} %/);
    // Two squares of the middle, each of one level up to its border.
    const { width, height } = await frame.locator("#image").evaluate(({ width, height }) => ({ width, height }));
    const square = Math.min(width, height) / 16;
    const across = Array.from({ length: 9 }, (_, i) => [0.5 + ((i + 0.5) / 9) * (square / width), 0.5 + square / 2 / height]);
    assert.equal(new Set(await levels(frame, across)).size, 1);
    await shot("picture-tiny");
  });

  it("that are far wider than high lie in the pane and leave the page as it is", async () => {
    const frame = await openByName(page, "wide.png", seen);
    await says(frame, "overlay-zoom", /Zoom \d\d %/);
    const overflow = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    const [left, right] = await levels(frame, [[0.02, 0.5], [0.98, 0.5]]);
    assert.ok(left < 20 && right > 230, `${left} ${right}`);
    await shot("picture-wide");
  });

  it("that EXIF would turn are shown as stored, and that is said", async () => {
    const frame = await openByName(page, "turned.jpg", seen);
    await frame.locator(".warnings", { hasText: "EXIF orientation 6" }).waitFor();
  });

  it("of an angiogram are four frames that run by themselves", async () => {
    const frame = await openByName(page, "00191113.dcm", seen);
    await says(frame, "overlay-slice", "Slice 1 of 4");
    await says(frame, "overlay-patient", "Paciente de prueba"); // The settings of this folder hide no names.
    await shot("angiogram");
    await frame.locator("#tool-cine").click();
    await says(frame, "overlay-slice", /Slice [23] of 4/);
    await says(frame, "overlay-slice", /Slice 4 of 4/);
    await says(frame, "overlay-slice", /Slice 1 of 4/);
    await frame.locator("#tool-cine").click();
  });
});
