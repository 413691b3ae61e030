// The viewport as a radiologist uses it: window by drag and keys, stack, tools, measurements, overlay; in a real workbench.

import assert from "node:assert/strict";
import path from "node:path";
import { chooseTheme, command, openFile, shownText, webviewFrame } from "../e2e/drive.mjs";
import { dragOver, imageSuite, pressViewerKey } from "../e2e/imageSuite.mjs";
import { writeSeries } from "./series.mjs";

const SLICES = 60;
/** A cached stack must scroll this fast, with software rendering. */
const MIN_FRAMES_PER_SECOND = 30;

describe("viewer", () => {
  const suite = imageSuite({ write: (folder) => { writeSeries(path.join(folder, "series"), SLICES); } });
  const { shot, violations } = suite;
  let page;
  let frame;
  before(() => { ({ page, frame } = suite); });

  /** Attached, not visible: an empty line has no size. */
  const says = (id, text, timeout = 10_000) => frame.locator(`#${id}`).filter({ hasText: text }).waitFor({ state: "attached", timeout });
  const stage = () => frame.locator("#stage");
  const press = (key, id, text) => pressViewerKey(page, frame, key, () => says(id, text, 3000));
  const drag = (from, to) => dragOver(page, stage(), from, to);
  const pressed = (action) => frame.locator(`#tool-${action}`).getAttribute("aria-pressed");

  it("shows sides, scale, window and zoom over the picture", async () => {
    await says("overlay-zoom", /Zoom \d+ %/);
    await says("overlay-window", "C 136 W 2064");
    await says("overlay-scale", /\d (cm|mm)/);
    assert.deepEqual(await frame.locator(".edge").allInnerTexts(), ["R", "L", "A", "P"]);
  });

  it("windows by dragging, and by the number keys of CT", async () => {
    await drag([0.4, 0.4], [0.5, 0.4]);
    await says("overlay-window", /C 136 W (2[1-9]|3)\d\d/);
    await press("2", "overlay-window", "C -600 W 1500");
    assert.equal(await frame.locator("#window-center").inputValue(), "-600");
    await press("3", "overlay-window", "C 480 W 2500");
    await press("1", "overlay-window", "C 40 W 400");
    await shot("viewer-soft-tissue");
    await press("f", "overlay-window", "W 2064");
  });

  it("reads the value under the pointer in Hounsfield units", async () => {
    const box = await stage().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await says("overlay-value", /^x \d+ y \d+ · -?\d+ HU$/);
  });

  it("inverts, flips, rotates and resets by keys", async () => {
    await press("h", "stage", "");
    await frame.locator(".left-edge", { hasText: "L" }).waitFor();
    await page.keyboard.press("v");
    await frame.locator(".top-edge", { hasText: "P" }).waitFor();
    assert.equal(await pressed("flipHorizontal"), "true");
    await page.keyboard.press("i");
    await frame.locator("#tool-invert[aria-pressed=true]").waitFor();
    await page.keyboard.press("Space");
    await frame.locator(".left-edge", { hasText: "R" }).waitFor();
    await frame.locator("#tool-invert[aria-pressed=false]").waitFor();
    await page.keyboard.press("r");
    await frame.locator(".right-edge", { hasText: "A" }).waitFor();
    await page.keyboard.press("l");
    await frame.locator(".right-edge", { hasText: "L" }).waitFor();
  });

  it("zooms by key, tool and fit", async () => {
    const zoom = async () => Number(/\d+/.exec(await frame.locator("#overlay-zoom").innerText())[0]);
    const fit = await zoom();
    await press("0", "overlay-zoom", "Zoom 100 %");
    await press("=", "overlay-zoom", `Zoom ${fit} %`);
    await page.keyboard.press("z");
    await frame.locator("#tool-zoom[aria-pressed=true]").waitFor();
    await drag([0.5, 0.3], [0.5, 0.6]);
    assert.notEqual(await zoom(), fit);
    await press("Space", "overlay-zoom", `Zoom ${fit} %`);
  });

  it("measures a length and a region in real units, lists, inserts and deletes them", async () => {
    await frame.locator("#tool-length").click();
    await drag([0.3, 0.5], [0.7, 0.5]);
    await frame.locator(".mark-label", { hasText: /^\d+(\.\d)? mm$/ }).waitFor();
    await frame.locator("#tool-ellipse").click();
    await drag([0.42, 0.3], [0.52, 0.42]);
    await frame.locator(".mark-label", { hasText: /Mean -?\d+(\.\d)? ± \d+(\.\d)? HU/ }).waitFor();
    assert.equal(await frame.locator("#measurements li").count(), 2);
    await shot("viewer-measured-dark");
    await frame.locator("#measurements li").first().getByRole("button", { name: /^Insert/ }).click();
    await page.locator(".editor-group-container.active .view-line", { hasText: "Length" }).first().waitFor();
    assert.match(await shownText(page), /^Length \d+(\.\d)? mm \(series 1\)\./);
    await frame.locator("#measurements li").last().getByRole("button", { name: /^Delete/ }).click();
    assert.equal(await frame.locator("#measurements li").count(), 1);
  });

  it("keeps marks, placement and window while its tab is hidden", async () => {
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click();
    await press("2", "overlay-window", "C -600 W 1500");
    await page.keyboard.press("h");
    await frame.locator(".left-edge", { hasText: "L" }).waitFor();
    await openFile(page, "README.md");
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click();
    frame = await webviewFrame(page, ".mark-label");
    await says("overlay-window", "C -600 W 1500");
    await frame.locator(".left-edge", { hasText: "L" }).waitFor();
    assert.equal(await frame.locator(".mark-label").count(), 1);
  });

  it("hides the patient until asked", async () => {
    assert.equal(await frame.locator("#overlay-patient").innerText(), "");
    await press("x", "overlay-patient", "CompressedSamples CT1");
    await press("x", "overlay-patient", /^$/);
  });

  it("shows the series of a slice as a stack, from that slice on", async () => {
    await openFile(page, "series", "020.dcm");
    frame = await webviewFrame(page, "#overlay-slice:has-text('of 60')");
    await says("overlay-slice", "Slice 21 of 60");
    await press("Home", "overlay-slice", "Slice 1 of 60");
    // Once the viewer has heard a key that may be repeated: one that steps would step twice when it is only answered late.
    await page.keyboard.press("ArrowDown");
    await says("overlay-slice", "Slice 2 of 60");
    await page.keyboard.press("ArrowUp");
    await says("overlay-slice", "Slice 1 of 60");
    await stage().hover();
    await page.mouse.wheel(0, 100);
    await says("overlay-slice", "Slice 2 of 60");
    await press("End", "overlay-slice", "Slice 60 of 60");
    await press("Home", "overlay-slice", "Slice 1 of 60");
    await shot("viewer-stack-dark");
  });

  it("plays the stack as cine until the key is pressed again", async () => {
    await press("c", "overlay-slice", /Slice ([2-9]|\d\d) of 60/);
    await frame.locator("#tool-cine[aria-pressed=true]").waitFor();
    await page.keyboard.press("c");
    await frame.locator("#tool-cine[aria-pressed=false]").waitFor();
  });

  it(`scrolls a cached stack of 512 x 512 slices with 16 bits at ${MIN_FRAMES_PER_SECOND} frames a second`, async () => {
    for (let slice = 0; slice < SLICES; slice += 8) {
      await frame.locator("#frame").fill(String(slice + 1));
      await frame.locator("#frame").press("Tab");
      await says("overlay-slice", `Slice ${slice + 1} of`);
      await page.waitForTimeout(300);
    }
    const perSecond = await frame.evaluate(async (slices) => {
      const pane = document.querySelector("#stage");
      const label = document.querySelector("#overlay-slice");
      const turn = async (deltaY) => {
        const before = label.textContent;
        pane.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true }));
        while (label.textContent === before) await new Promise((resolve) => { requestAnimationFrame(resolve); });
      };
      const at = Number(/\d+/.exec(label.textContent)[0]);
      for (let i = at; i > 1; i--) await turn(-1);
      const started = performance.now();
      for (let i = 1; i < slices; i++) await turn(1);
      return ((slices - 1) * 1000) / (performance.now() - started);
    }, SLICES);
    // Every slice was drawn, or the loop above had not ended. How fast is judged by the full run: other work on the machine halves it.
    const isJudged = process.env.RADDRAFT_FULL === "1";
    console.log(`      ${perSecond.toFixed(1)} frames a second${isJudged ? "" : "; judged by npm run test:full"}`);
    if (isJudged) assert.ok(perSecond >= MIN_FRAMES_PER_SECOND, `${perSecond.toFixed(1)} frames a second`);
  });

  it("has every deed in the palette", async () => {
    await command(page, "RadDraft: View: Invert");
    await frame.locator("#tool-invert[aria-pressed=true]").waitFor();
    await chooseTheme(page, "Light Modern");
    await shot("viewer-stack-light");
  });

  it("has one toolbar for Tab, with arrow keys inside", async () => {
    await frame.locator("#tool-windowLevel").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await frame.evaluate(() => document.activeElement.getAttribute("aria-label")), "Zoom");
    assert.equal(await frame.locator(".tool[tabindex='0']").count(), 1);
  });

  it("breaks no rule of its content policy", () => {
    assert.deepEqual(violations, []);
  });
});
