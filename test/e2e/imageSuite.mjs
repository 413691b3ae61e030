// What a suite over the image editor begins and ends with: a workbench on a copy of the samples with an image open in it.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chooseTheme, findCommand, openFile, webviewFrame } from "./drive.mjs";
import { root } from "./ensure.mjs";
import { openWorkbench } from "./workbench.mjs";

/** Where the suites put their pictures. */
export const screenshots = path.join(root, ".vscode-test", "screenshots");

/**
 * Registers the hooks of the suite it is called in; the parts are there once they have run.
 * @param {{ write?: (folder: string) => unknown, first?: readonly string[], server?: object, viewport?: { width: number, height: number }, prepare?: (page: import("playwright-core").Page) => Promise<unknown> }} [options]
 *   `write` puts more files into the folder; `first` is the image opened first; `prepare` is called with the page before any image is open
 * @returns {{ folder: string, workbench: object, page: import("playwright-core").Page, frame: import("playwright-core").Frame, violations: string[], shot: (name: string) => Promise<unknown> }}
 *   `violations`: what broke the content policy, or was thrown and not caught
 */
export function imageSuite({ write, first = ["ct_small", "CT_small.dcm"], server, viewport, prepare } = {}) {
  const suite = { violations: [], shot: (name) => suite.page.screenshot({ path: path.join(screenshots, `${name}.png`) }) };
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    suite.folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-ui-"));
    cpSync(path.join(root, "samples"), suite.folder, { recursive: true });
    await write?.(suite.folder);
    suite.workbench = await openWorkbench({ folder: suite.folder, developmentPaths: [root], ...(server && { server }), ...(viewport && { viewport }) });
    const page = (suite.page = suite.workbench.page);
    page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) suite.violations.push(`${message.text()} ${JSON.stringify(message.location())}`); });
    page.on("pageerror", (error) => suite.violations.push(String(error.stack)));
    await prepare?.(page);
    // A file opened before the extension's contributions are known would open as text.
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    await chooseTheme(page, "Dark Modern");
    await openFile(page, ...first);
    suite.frame = await webviewFrame(page, "#draft-text");
    await suite.frame.locator("#image").waitFor();
  });
  after(async () => {
    await suite.workbench?.close();
    if (suite.folder) rmSync(suite.folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await suite.page?.screenshot({ path: path.join(screenshots, `failed-${this.currentTest.title.replace(/\W+/g, "-")}.png`) });
  });
  return suite;
}

/**
 * Drags over an element, places as shares of its size.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} target
 */
export async function dragOver(page, target, from, to) {
  const box = await target.boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 });
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

/**
 * Presses a key of the viewport until the page says so: the host learns of the focus by a message.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Frame} frame
 * @param {string} key
 * @param {() => Promise<unknown>} isSo rejects while it is not so
 */
export async function pressViewerKey(page, frame, key, isSo) {
  for (let attempt = 0; ; attempt++) {
    await frame.locator("#stage").focus();
    await page.waitForTimeout(attempt === 0 ? 150 : 500);
    await page.keyboard.press(key);
    if (await isSo().then(() => true, () => false)) return;
    if (attempt === 2) throw new Error(`the key ${key} did nothing`);
  }
}
