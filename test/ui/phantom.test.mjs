// A phantom in the image editor: called one wherever it is shown; and the pictures of the README (`media/screenshot-*.png`).

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chooseTheme, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
/** Words on the page when the picture of the README is taken. */
const WORDS_OF_PICTURE = 4;

describe("a phantom", () => {
  let workbench;
  let page;
  let frame;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    workbench = await openWorkbench({ folder: path.join(root, "samples"), developmentPaths: [root], viewport: { width: 1400, height: 820 } });
    page = workbench.page;
    await page.emulateMedia({ reducedMotion: "reduce" }); // A picture taken while a word fades in would miss it.
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    await chooseTheme(page, "Dark Modern");
    await openFile(page, "phantom_chest", "phantom_chest.dcm");
    frame = await webviewFrame(page, "#draft-text");
    await frame.locator("#image").waitFor();
  });
  after(() => workbench?.close());

  it("is called a phantom on the picture", async () => {
    assert.equal(await frame.locator(".phantom").innerText(), "Phantom, not a patient");
  });

  it("is asked about with what its tags say, which can be changed", async () => {
    const told = "The image is a chest radiograph, PA view. Describe the image.";
    const question = frame.locator("#question");
    assert.equal(await question.inputValue(), told);
    await question.selectOption("My own question…");
    assert.equal(await frame.locator("#own-question").inputValue(), told);
    await question.selectOption(told);
    assert.equal(await frame.locator("#own-question").isVisible(), false);
  });

  for (const [theme, name] of [["Dark Modern", "dark"], ["Light Modern", "light"]]) {
    it(`is drafted from, word by word, in ${theme}`, async () => {
      await chooseTheme(page, theme);
      await frame.locator("#question").selectOption("Write a report for this image.");
      await frame.locator("#length").fill("64");
      await frame.locator("#length").press("Tab");
      await page.keyboard.press("Control+Enter");
      await frame.waitForFunction((count) => document.querySelector("#progress-line").textContent.startsWith("Step") && [...document.querySelectorAll("#draft-text .word")].filter((word) => /[a-z]/i.test(word.textContent) && word.offsetParent !== null).length >= count, WORDS_OF_PICTURE);
      await page.screenshot({ path: path.join(screenshots, `drafting-phantom-${name}.png`) });
      await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: 60_000 });
      await page.screenshot({ path: path.join(screenshots, `finished-phantom-${name}.png`) });
    });
  }
});
