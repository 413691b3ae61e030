// The image editor as a person uses it: in a real workbench, by mouse and by keys, in each kind of theme.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { chooseTheme, command, openFile, shownText, stopInTime, webviewFrame } from "../e2e/drive.mjs";
import { imageSuite } from "../e2e/imageSuite.mjs";

const button = (frame, name) => frame.getByRole("button", { name, exact: true });
const progressLine = (frame) => frame.locator("#progress-line");

async function waitForProgress(frame, pattern, limitMs = 60_000) {
  await progressLine(frame).filter({ hasText: pattern }).waitFor({ timeout: limitMs });
}

/** Whether the picture has been drawn: some of its pixels are lit. */
function litShare(frame) {
  return frame.locator("#image").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let lit = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] > 20) lit += 1;
    return lit / (data.length / 4);
  });
}

describe("image editor", () => {
  const suite = imageSuite({ write: (folder) => { writeFileSync(path.join(folder, "broken.dcm"), "not an image"); } });
  const { shot, violations } = suite;
  let page;
  let frame;
  before(() => { ({ page, frame } = suite); });

  /** Waits for the end of a draft: true where it was stopped, as `pattern` says. */
  const endedStopped = async (pattern) => {
    await waitForProgress(frame, /^(Stopped|Finished)/);
    return pattern.test(await progressLine(frame).innerText());
  };

  it("shows a real CT and says what to do", async () => {
    assert.ok((await litShare(frame)) > 0.2, "the picture is drawn");
    await frame.locator(".empty", { hasText: "press Generate" }).waitFor();
    await frame.locator("footer", { hasText: "not for clinical use" }).waitFor();
    await frame.locator("#model", { hasText: "demo model" }).waitFor();
    await shot("opened-dark");
  });

  it("drafts at a click, names the model and tints words by certainty", async () => {
    await button(frame, "Generate").click();
    await waitForProgress(frame, /^Finished after \d+ steps/);
    assert.match(await frame.locator("#draft-text").innerText(), /[a-z]{3}/i);
    assert.match(await frame.locator("#draft-text .word").first().getAttribute("title"), /^certainty \d+ %$/);
    assert.match(await frame.locator("#provenance").innerText(), /demo model.*not reviewed/);
    await page.locator(".statusbar-item", { hasText: "demo model (CPU): idle" }).waitFor();
    await shot("finished-dark");
  });

  for (const [name, label] of [["light", "Light Modern"], ["high-contrast", "Dark High Contrast"], ["high-contrast-light", "Light High Contrast"], ["dark", "Dark Modern"]]) {
    it(`is readable in ${label}`, async () => {
      await chooseTheme(page, label);
      await page.locator(".monaco-workbench").hover({ position: { x: 700, y: 10 } }); // No hover on what is to be seen.
      await frame.waitForTimeout(300);
      const [text, ground] = await frame.locator("#draft-text").evaluate((box) => [getComputedStyle(box).color, getComputedStyle(document.body).backgroundColor]);
      assert.notEqual(text, ground);
      await shot(`draft-${name}`);
    });
  }

  it("lets Steps follow Length, and warns below it", async () => {
    await frame.locator("#length").fill("64");
    await frame.locator("#length").press("Tab");
    assert.equal(await frame.locator("#steps").inputValue(), "64");
    assert.ok(await frame.locator("#steps-note").isHidden());
    await frame.locator("#steps").fill("20");
    await frame.locator("#steps").press("Tab");
    await frame.locator("#steps-note", { hasText: "repeated words" }).waitFor();
    await frame.locator("#length-slider").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await frame.locator("#length").inputValue(), "80");
    assert.equal(await frame.locator("#steps").inputValue(), "20");
  });

  it("shows the words as they come, and stops at a click", async () => {
    await frame.locator("#question").selectOption("Write a report for this image.");
    await frame.locator("#length").fill("256");
    await frame.locator("#length").press("Tab");
    await frame.locator("#steps").fill("256");
    await frame.locator("#steps").press("Tab");
    const generate = () => button(frame, "Generate").click();
    await generate();
    await stopInTime({
      running: async () => {
        await waitForProgress(frame, /^Step \d+ of 256/);
        await frame.locator("#draft-text .mask").first().waitFor();
      },
      stop: () => button(frame, "Stop").click({ timeout: 2000 }),
      wasStopped: () => endedStopped(/^Stopped at step \d+ of 256/),
      again: generate,
    });
    await generate();
    await frame.locator("#draft-text .filled:not(.past) .word", { hasText: /[a-z]{3}/i }).first().waitFor();
    await shot("drafting-dark");
    await waitForProgress(frame, /^Finished/);
  });

  it("generates with Ctrl+Enter and stops with Escape", async () => {
    await frame.locator("#question").focus();
    const generate = () => page.keyboard.press("Control+Enter");
    await generate();
    await stopInTime({
      running: () => waitForProgress(frame, /^(Step \d|Reading|Looking|Waiting)/),
      stop: () => page.keyboard.press("Escape"),
      wasStopped: () => endedStopped(/^Stopped at step/),
      again: generate,
    });
  });

  it("changes the window of the picture", async () => {
    const before = await litShare(frame);
    await frame.locator("#window-center").fill("3000");
    await frame.locator("#window-center").press("Tab");
    await frame.waitForFunction(() => {
      const canvas = document.querySelector("#image");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.every((value, at) => at % 4 === 3 || value < 20);
    });
    await frame.locator("#window").selectOption({ index: 0 });
    await frame.waitForFunction(() => {
      const canvas = document.querySelector("#image");
      return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value, at) => at % 4 !== 3 && value > 20);
    });
    assert.ok(Math.abs((await litShare(frame)) - before) < 0.01, "the file's own window is back");
  });

  it("inserts into a new report, marked, and one undo takes it back", async () => {
    await frame.locator("#length").fill("64");
    await frame.locator("#length").press("Tab");
    await button(frame, "Generate").click();
    await waitForProgress(frame, /^Finished/);
    const draft = (await frame.locator("#draft-text").innerText()).trim();
    await button(frame, "Insert into Report").click();
    await page.locator(".editor-group-container.active .view-line", { hasText: "AI draft by RadDraft" }).first().waitFor();
    assert.ok((await shownText(page)).includes(draft.split("\n")[0]));
    await shot("inserted-dark");
    await page.keyboard.press("Control+z");
    await page.locator(".view-line", { hasText: "AI draft by RadDraft" }).first().waitFor({ state: "detached" });
    await page.keyboard.press("Control+Shift+z");
    await page.locator(".view-line", { hasText: "AI draft by RadDraft" }).first().waitFor();
  });

  it("keeps its draft and settings while its tab is hidden", async () => {
    const draft = await frame.locator("#draft-text").innerText();
    await openFile(page, "README.md");
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click();
    frame = await webviewFrame(page, "#draft-text .word");
    assert.equal(await frame.locator("#draft-text").innerText(), draft);
    assert.equal(await frame.locator("#length").inputValue(), "64");
    assert.ok((await litShare(frame)) > 0.2, "the picture is drawn again");
  });

  it("describes a PNG from the palette and calls it a phantom", async () => {
    await openFile(page, "phantom_chest", "phantom_chest.png");
    await page.getByRole("tab", { name: /phantom_chest\.png/ }).waitFor();
    await command(page, "RadDraft: Describe Image");
    frame = await webviewFrame(page, ".phantom:not([hidden])");
    await waitForProgress(frame, /^Finished/);
    await shot("describe-phantom");
  });

  it("says in the editor what is wrong with a broken file, and what to do", async () => {
    await openFile(page, "broken.dcm");
    frame = await webviewFrame(page, "#image-failure:not([hidden])");
    assert.match(await frame.locator("#image-failure .notice strong").innerText(), /^[A-Z].*\.$/);
    await button(frame, "Try Again").waitFor();
    assert.ok(await button(frame, "Generate").isDisabled());
    await shot("broken-file");
  });

  it("breaks no rule of its content policy", () => {
    assert.deepEqual(violations, []);
  });
});
