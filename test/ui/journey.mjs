// What the journeys of a newcomer share: a workbench on a copy of the samples, the text of a report as it is on disk, the
// words that are shown while the model writes. Only mouse and keys are used.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chooseTheme, findCommand } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

/** A newcomer's clicks from the opened workbench to the end of a journey. */
export const JOURNEY_LIMIT_MS = 120_000;
/** Start of the engine, load of the demo and a fill on a busy machine. */
export const FILL_LIMIT_MS = 90_000;
/** The kinds of theme, with the names of the pictures. */
export const THEMES = [["light", "Light Modern"], ["high-contrast", "Dark High Contrast"], ["dark", "Dark Modern"]];

const screenshots = path.join(root, ".vscode-test", "screenshots");

/**
 * Registers the hooks of the suite it is called in.
 * @param {string} name of the pictures
 * @param {{ write?: (folder: string) => unknown }} [options] `write` puts more files into the folder
 */
export function journeySuite(name, { write } = {}) {
  const suite = { startMs: 0, shot: (moment) => suite.page.screenshot({ path: path.join(screenshots, `journey-${name}-${moment}.png`) }) };
  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    suite.folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-journey-"));
    cpSync(path.join(root, "samples"), suite.folder, { recursive: true });
    await write?.(suite.folder);
    suite.workbench = await openWorkbench({ folder: suite.folder, ...extension() });
    suite.page = suite.workbench.page;
    await findCommand(suite.page, "RadDraft: Describe Image");
    await suite.page.keyboard.press("Escape");
    await chooseTheme(suite.page, "Dark Modern");
    suite.startMs = Date.now();
  });
  beforeEach(function () {
    // The steps of a journey build on each other: a second try of one would only hide why the first failed.
    this.currentTest?.retries(0);
  });
  after(async () => {
    await suite.workbench?.close();
    if (suite.folder) rmSync(suite.folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await suite.shot(`failed-${this.currentTest.title.replace(/\W+/g, "-")}`);
  });
  return suite;
}

/** Where the extension is taken from: this repository, or the folder of an installed package, in a folder that is not the repository. */
function extension() {
  const { RADDRAFT_EXTENSIONS_DIR: extensionsDir, RADDRAFT_OFFLINE } = process.env;
  return extensionsDir ? { server: { extensionsDir, cwd: extensionsDir, isOffline: RADDRAFT_OFFLINE === "1" } } : { developmentPaths: [root] };
}

/** Takes a picture in each kind of theme; the last one stays. */
export async function shotInThemes({ page, shot }, moment) {
  for (const [kind, label] of THEMES) {
    await chooseTheme(page, label);
    await page.locator(".monaco-workbench").hover({ position: { x: 250, y: 10 } }); // No hover on what is to be seen.
    await page.waitForTimeout(300);
    await shot(`${moment}-${kind}`);
  }
}

/**
 * Saves the document in front, which has no file yet, under a name.
 * @param {import("playwright-core").Page} page
 * @param {string} file full path
 */
export async function saveAs(page, file) {
  await page.keyboard.press("Control+s");
  const input = page.locator(".quick-input-widget input[type=text]");
  await page.locator(".quick-input-widget", { hasText: "Save As" }).waitFor();
  for (let wasTyped = false; !wasTyped; wasTyped = (await input.inputValue()) === file) {
    await input.fill(file);
    await page.waitForTimeout(300);
  }
  await page.keyboard.press("Enter");
  await page.locator(".tab.active:not(.dirty)", { hasText: path.basename(file) }).waitFor();
}

/** Types a path into the dialog for a file that opens, and accepts it. The dialog writes a path of its own first, maybe over what was typed. */
export async function typePath(page, file) {
  const input = page.locator(".quick-input-widget input[type=text]");
  await page.waitForFunction(() => document.querySelector(".quick-input-widget input[type=text]")?.value.startsWith("/"));
  for (let wasTyped = false; !wasTyped; wasTyped = (await input.inputValue()) === file) {
    await input.fill(file);
    await page.waitForTimeout(300);
  }
  await page.keyboard.press("Enter");
}

/** Saves the document in front and reads its bytes as text. */
export async function savedText(page, file) {
  await page.keyboard.press("Control+s");
  await page.locator(".tab.active:not(.dirty)", { hasText: path.basename(file) }).waitFor();
  return readFileSync(file, "utf8");
}

/** Waits until the document in front, saved again and again, is as expected: lenses are drawn anew before a deed is done, too. */
export async function isSavedAs(page, file, expected, why) {
  for (const endMs = Date.now() + 10_000; Date.now() < endMs; await page.waitForTimeout(200)) if ((await savedText(page, file)) === expected) return;
  assert.equal(await savedText(page, file), expected, why);
}

/** Waits until the file in front, saved again and again, is as expected: an undo goes step by step. */
export async function undoTo(page, file, expected) {
  await page.keyboard.press("Control+z");
  await page.waitForTimeout(300);
  assert.equal(await savedText(page, file), expected, "one undo brings back every byte");
}

/** Words that are drawn in the document in front while the model writes, without being in it. */
export async function liveWords(page) {
  return await page.locator(".editor-group-container.active .view-line span").evaluateAll((spans) =>
    spans.map((span) => getComputedStyle(span, "::after").content).filter((content) => /[\p{L}]{2}/u.test(content) && content.startsWith("\"")));
}

/** Waits for words while the model writes. */
export async function seeLiveWords(page) {
  for (const endMs = Date.now() + FILL_LIMIT_MS; Date.now() < endMs; await page.waitForTimeout(50)) {
    const words = await liveWords(page);
    if (words.length > 0) return words;
  }
  throw new Error(`no words were shown in ${FILL_LIMIT_MS} ms`);
}

/** The message of the status bar. */
export const status = (page, text) => page.locator(".statusbar", { hasText: text });

/** The heading line with its lenses. */
export const lens = (page, text) => page.locator(".codelens-decoration a", { hasText: text }).first();

/** Puts the cursor behind the last letter of the first line that holds a text. */
export async function clickLine(page, text) {
  await page.locator(".editor-group-container.active .view-line", { hasText: text }).first().click();
  await page.keyboard.press("End");
}
