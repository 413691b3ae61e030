// The viewport against images made for it: geometry, overlays, frames of their own, marks with known values, pictures
// out, large images in parts, reloads; in a real workbench.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { VIEWER_ACTIONS } from "../../webview/protocol.ts";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { dragOver, imageSuite, pressViewerKey } from "../e2e/imageSuite.mjs";
import { LARGE_SIDE, largeAt, rampAt, SIDE, writeMadeImages } from "./madeImages.mjs";

/** A pixel at the edge of a region may fall on either side of it: a share of the range of the values inside. */
const EDGE_TOLERANCE = 0.02;
const SPACING_MM = 0.5;

describe("viewport", () => {
  const suite = imageSuite({
    write: writeMadeImages,
    first: ["ramp.dcm"],
    // What the host sends, as the page gets it: a webview's page is written into its frame, which forgets listeners of before.
    prepare: (page) => page.context().addInitScript(() => {
      const seen = new WeakSet();
      const { addEventListener } = EventTarget.prototype;
      globalThis.partsSent = [];
      EventTarget.prototype.addEventListener = function (type, listener, options) {
        if (type === "message" && this === globalThis) {
          addEventListener.call(this, type, (event) => {
            if (event.data?.kind !== "values" || seen.has(event)) return;
            seen.add(event);
            globalThis.partsSent.push({ step: event.data.part.step, bytes: event.data.part.values.byteLength });
          });
        }
        addEventListener.call(this, type, listener, options);
      };
    }),
  });
  const { shot, violations } = suite;
  let page;
  let frame;
  before(() => { ({ page, frame } = suite); });

  const stage = () => frame.locator("#stage");
  const says = (id, text, timeout = 10_000) => frame.locator(`#${id}`).filter({ hasText: text }).waitFor({ state: "attached", timeout });
  const press = (key, id, text) => pressViewerKey(page, frame, key, () => says(id, text, 3000));
  const drag = (from, to) => dragOver(page, stage(), from, to);
  const text = (id) => frame.locator(`#${id}`).innerText();
  /** Opens an image and waits until its own picture is drawn. */
  const open = async (name, selector = "") => {
    await openFile(page, name);
    frame = await webviewFrame(page, `body:has(#overlay-zoom:not(:empty)) #stage${selector}`);
    await page.getByRole("tab", { name, selected: true }).waitFor();
    for (const endMs = Date.now() + 20_000; ; await page.waitForTimeout(100)) {
      const inFront = await frontFrame();
      if (inFront !== null) { frame = inFront; break; }
      assert.ok(Date.now() < endMs, `${name} is not shown`);
    }
    await frame.locator("#overlay-zoom:not(:empty)").waitFor();
  };
  /** The webview that is to be seen. */
  const frontFrame = async () => {
    for (const each of page.frames()) if (await each.locator("#stage").isVisible().catch(() => false)) return each;
    return null;
  };
  /** Box of the lit pixels of a canvas, as shares of the pane. */
  const litBox = (selector) => frame.locator(selector).evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let [left, top, right, bottom] = [canvas.width, canvas.height, -1, -1];
    for (let y = 0; y < canvas.height; y++) {
      for (let x = 0; x < canvas.width; x++) {
        const at = (y * canvas.width + x) * 4;
        if (data[at + 3] < 128 || data[at] + data[at + 1] + data[at + 2] < 60) continue;
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      }
    }
    return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1, paneWidth: canvas.width, paneHeight: canvas.height };
  });

  it("draws an ellipse whose mean and deviation are those of the pixels inside", async () => {
    await frame.locator("#tool-ellipse").click();
    const [center, end] = [[0.5, 0.5], [0.6, 0.7]];
    // Once the list has taken its part of the pane: the picture must not move while one draws.
    await frame.locator("#measurements").waitFor();
    await page.waitForTimeout(300);
    const box = await stage().boundingBox();
    await drag(center, end);
    const words = await frame.locator("#measurements li .measured").innerText({ timeout: 10_000 });
    const [mean, deviation] = /Mean (-?[\d.]+) ± ([\d.]+) HU/.exec(words).slice(1).map(Number);
    const area = Number(/Area ([\d.]+) mm²/.exec(words)[1]);
    // The pane's middle is the image's; the image fills the pane's smaller side.
    const pixels = SIDE / Math.min(box.width, box.height);
    const [a, b] = [(end[0] - center[0]) * box.width * pixels, (end[1] - center[1]) * box.height * pixels];
    const inside = [];
    for (let row = 0; row < SIDE; row++) for (let column = 0; column < SIDE; column++) if (((column + 0.5 - SIDE / 2) / a) ** 2 + ((row + 0.5 - SIDE / 2) / b) ** 2 <= 1) inside.push(rampAt(column, row));
    const expected = inside.reduce((sum, value) => sum + value, 0) / inside.length;
    const spread = Math.sqrt(inside.reduce((sum, value) => sum + (value - expected) ** 2, 0) / (inside.length - 1));
    const tolerance = EDGE_TOLERANCE * (Math.max(...inside) - Math.min(...inside));
    assert.ok(Math.abs(mean - expected) <= tolerance, `mean ${mean}, expected ${expected}`);
    assert.ok(Math.abs(deviation - spread) <= tolerance, `deviation ${deviation}, expected ${spread}`);
    assert.deepEqual(await stage().boundingBox(), box);
    assert.ok(Math.abs(area / (Math.PI * a * b * SPACING_MM ** 2) - 1) < EDGE_TOLERANCE, `area ${area}`);
  });

  it("draws a rectangle and an angle by mouse and lists their values", async () => {
    await frame.locator("#tool-rectangle").click();
    await drag([0.4, 0.1], [0.45, 0.3]);
    await frame.locator("#measurements li", { hasText: /Mean \d+(\.\d)? ± \d+(\.\d)? HU · Range \d+(\.\d)? to \d+(\.\d)? · Area/ }).nth(1).waitFor();
    await frame.locator("#tool-angle").click();
    const box = await stage().boundingBox();
    const corner = [box.x + box.width * 0.4, box.y + box.height * 0.8];
    await drag([0.4, 0.6], [0.4, 0.8]);
    await page.mouse.move(corner[0] + 60, corner[1], { steps: 4 });
    await page.mouse.click(corner[0] + 80, corner[1]);
    await frame.locator("#measurements li", { hasText: /^(89(\.\d)?|90(\.\d)?)°/ }).waitFor();
    assert.equal(await frame.locator("#measurements li").count(), 3);
    await shot("viewport-measured");
  });

  it("keeps window, zoom and measurements over a reload of the window", async function () {
    // The workbench is loaded anew.
    this.timeout(180_000);
    await press("n", "overlay-window", "C 340 W 700");
    await press("2", "overlay-window", "C -600 W 1500");
    await press("1", "overlay-window", "C 40 W 400");
    const fit = await text("overlay-zoom");
    await pressViewerKey(page, frame, "Shift+=", () => frame.locator("#overlay-zoom").filter({ hasNotText: fit }).waitFor({ timeout: 3000 }));
    const [zoom, list] = [await text("overlay-zoom"), await frame.locator("#measurements li .measured").allInnerTexts()];
    await page.waitForTimeout(1500);
    await Promise.all([page.waitForEvent("load"), command(page, "Developer: Reload Window")]);
    await page.waitForSelector(".monaco-workbench .statusbar", { timeout: 60_000 });
    frame = await webviewFrame(page, "#measurements li");
    await says("overlay-window", "C 40 W 400");
    await says("overlay-zoom", zoom);
    assert.deepEqual(await frame.locator("#measurements li .measured").allInnerTexts(), list);
  });

  it("deletes one measurement with the keyboard, and all of them", async () => {
    await frame.locator("#measurements li").first().getByRole("button", { name: /^Delete/ }).focus();
    await page.keyboard.press("Space");
    await frame.locator("#measurements li").nth(2).waitFor({ state: "detached" });
    assert.equal(await frame.locator("#measurements li").count(), 2);
    // Space pressed the button and was not the key of Reset View.
    await says("overlay-window", "C 40 W 400");
    await pressViewerKey(page, frame, "Delete", () => frame.locator("#measurements li").first().waitFor({ state: "detached", timeout: 3000 }));
  });

  it("shows pixels that are no squares in their proportion", async () => {
    for (const [name, ratio] of [["wide.dcm", 3], ["tall.dcm", 0.5]]) {
      await open(name);
      const { width, height } = await litBox("#image");
      assert.ok(Math.abs(width / height / ratio - 1) < 0.02, `${name}: ${width} x ${height}`);
    }
  });

  it("marks a projection: its sides, its spacing at the detector, its losses", async () => {
    await open("projection.dcm");
    await says("overlay-marks", "mm at detector");
    await says("overlay-marks", "Lossy");
    await says("overlay-scale", /\d (mm|cm)/);
    assert.deepEqual(await frame.locator(".edge").allInnerTexts(), ["P", "A", "HL", "FR"]);
    await pressViewerKey(page, frame, "r", () => frame.locator(".right-edge", { hasText: "HL" }).waitFor({ timeout: 3000 }));
    assert.deepEqual(await frame.locator(".edge").allInnerTexts(), ["FR", "HL", "P", "A"]);
    await shot("viewport-projection");
  });

  it("draws the file's overlays where they lie, on their frames, and turns them with the picture", async () => {
    await open("overlaid.dcm");
    await frame.locator(".overlay-layer:not([hidden])").waitFor();
    await frame.waitForTimeout(300);
    const first = await litBox(".overlay-layer");
    const side = Math.min(first.paneWidth, first.paneHeight);
    const [left, top] = [(first.paneWidth - side) / 2, (first.paneHeight - side) / 2];
    const near = (found, expected) => assert.ok(Math.abs(found - expected) <= side / SIDE / 2, `${found} instead of ${expected}`);
    near(first.left, left + side * (1 - 8 / SIDE));
    near(first.top, top);
    near(first.width, (side * 8) / SIDE);
    near(first.height, (side * 4) / SIDE);
    await shot("viewport-overlays");
    await press("ArrowDown", "overlay-slice", "Slice 2 of 2");
    await frame.waitForTimeout(500);
    // The second frame has the other plane too, in the opposite corner.
    near((await litBox(".overlay-layer")).height, side);
    await press("ArrowUp", "overlay-slice", "Slice 1 of 2");
    await pressViewerKey(page, frame, "v", () => frame.locator("#tool-flipVertical[aria-pressed=true]").waitFor({ timeout: 3000 }));
    await frame.waitForTimeout(300);
    near((await litBox(".overlay-layer")).top, top + side * (1 - 4 / SIDE));
    await press("o", "overlay-marks", "Overlays hidden");
    assert.ok(await frame.locator(".overlay-layer").isHidden());
    await press("o", "overlay-marks", /^$/);
  });

  /** Whether a picture has letters in the colour of the mark in its last lines, and overlays in their colour. */
  const partsOf = async (png) => {
    const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    let [marked, overlaid] = [0, 0];
    for (let at = 0, pixel = 0; at < data.length; at += 3, pixel++) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
      if (Math.floor(pixel / info.width) >= info.height - 32 && red > 180 && green > 100 && green < 200 && blue > 90 && blue < 190) marked += 1;
      if (red < 130 && green > 200 && blue > 230) overlaid += 1;
    }
    return { isMarked: marked > 40, isOverlaid: overlaid > 100 };
  };

  it("asks before copying a picture that may name the patient, and copies it marked, with overlays only while shown", async () => {
    const asks = () => frame.getByRole("alertdialog");
    const copied = async () => {
      await frame.locator("#tool-copyPicture").click();
      await asks().filter({ hasText: "may hold the patient's data" }).getByRole("button", { name: "Copy Picture" }).click({ timeout: 3000 }).catch(async (error) => { if (await asks().isVisible()) throw error; });
      await frame.locator(".said", { hasText: "Picture copied" }).waitFor();
      const base64 = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const bytes = new Uint8Array(await (await item.getType("image/png")).arrayBuffer());
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      });
      await frame.locator(".said:empty").waitFor({ state: "attached" });
      return await partsOf(Buffer.from(base64, "base64"));
    };
    assert.deepEqual(await copied(), { isMarked: true, isOverlaid: true });
    await press("o", "overlay-marks", "Overlays hidden");
    assert.deepEqual(await copied(), { isMarked: true, isOverlaid: false });
    await press("o", "overlay-marks", /^$/);
    await open("captured.dcm");
    await frame.locator("#tool-copyPicture").click();
    await asks().filter({ hasText: "Images of this kind often have the patient's data" }).waitFor();
    await shot("viewport-question");
    await page.keyboard.press("Escape");
    await asks().waitFor({ state: "detached" });
    assert.equal(await frame.locator(".said").innerText(), "");
  });

  it("saves a picture with its mark", async () => {
    await open("ramp.dcm");
    await frame.locator("#tool-savePicture").click();
    const target = path.join(suite.folder, "saved.png");
    const input = page.locator(".quick-input-widget input");
    await input.waitFor();
    // The dialog writes its own suggestion over what was typed before it was ready.
    while (!(await input.inputValue()).endsWith(".png")) await page.waitForTimeout(100);
    await input.fill(target);
    await page.keyboard.press("Enter");
    for (const endMs = Date.now() + 10_000; Date.now() < endMs; await page.waitForTimeout(100)) {
      try {
        assert.equal((await partsOf(readFileSync(target))).isMarked, true);
        return;
      } catch (error) {
        if (error.code !== "ENOENT") throw error;
      }
    }
    assert.fail("no picture was saved");
  });

  it("follows each frame's own window, in the menu too", async () => {
    await open("frames.dcm");
    await says("overlay-window", "C 100 W 200");
    await press("ArrowDown", "overlay-window", "C 300 W 400");
    assert.equal(await frame.locator("#window-center").inputValue(), "300");
    assert.ok((await frame.locator("#window option").allInnerTexts()).includes("FRAME 300 (C 300 W 400)"));
    await press("ArrowDown", "overlay-window", "C 50 W 60");
    await press("2", "overlay-window", "C -600 W 1500");
    await press("ArrowUp", "overlay-window", "C -600 W 1500");
    await press("Space", "overlay-window", "C 300 W 400");
  });

  it("gets an image above the limit of a message in parts, and has every value of it", async () => {
    await open("large.dcm");
    await frame.locator("#overlay-marks", { hasText: "Loading" }).waitFor({ state: "detached" });
    await says("overlay-marks", /^$/);
    const parts = await frame.evaluate(() => globalThis.partsSent);
    assert.ok(parts.length > 3 && parts[0].step > 1 && parts.slice(1).every(({ step }) => step === 1), JSON.stringify(parts));
    assert.ok(parts.every(({ bytes }) => bytes <= 4 * 1024 * 1024));
    assert.equal(parts.slice(1).reduce((sum, { bytes }) => sum + bytes, 0), LARGE_SIDE * LARGE_SIDE * 1.5 * 2);
    const box = await stage().boundingBox();
    for (const at of [[0.45, 0.03], [0.52, 0.5], [0.55, 0.97]]) {
      await page.mouse.move(box.x + at[0] * box.width, box.y + at[1] * box.height);
      await says("overlay-value", /x \d+ y \d+ · \d+/);
      const [x, y, value] = /x (\d+) y (\d+) · (\d+)/.exec(await text("overlay-value")).slice(1).map(Number);
      assert.equal(value, largeAt(x - 1, y - 1));
    }
  });

  it("has every action in the palette, and every button of the toolbar under the arrow keys", async () => {
    const named = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8"));
    const titles = VIEWER_ACTIONS.map((action) => named[`command.viewer.${action}`]).filter((title) => title.startsWith("View: ")).map((title) => `RadDraft: ${title}`);
    await findCommand(page, "RadDraft: View: ");
    const listed = new Set();
    // A list that is drawn slowly shows a row twice: it goes round until all were seen.
    for (let row = 0; row < titles.length + 3 || (row < 3 * titles.length && titles.some((title) => !listed.has(title))); row++) {
      const label = await page.locator(".quick-input-list .monaco-list-row.focused").getAttribute("aria-label");
      if (/RadDraft: View:/.test(label)) listed.add(/RadDraft: View: [^,]*/.exec(label)[0]);
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Escape");
    assert.deepEqual([...listed].sort(), titles.sort());
    const enabled = await frame.locator("[aria-label='Viewer tools'] .tool:enabled").count();
    await frame.locator("[aria-label='Viewer tools'] .tool:enabled").first().focus();
    const reached = new Set();
    for (let i = 0; i < enabled; i++) {
      reached.add(await frame.evaluate(() => document.activeElement.id));
      await page.keyboard.press("ArrowRight");
    }
    assert.equal(reached.size, enabled);
  });

  it("breaks no rule of its content policy", () => {
    assert.deepEqual(violations, []);
  });
});
