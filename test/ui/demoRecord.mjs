// `npm run demo:record`: replays journey 3 in a headless workbench and writes the pictures of the README and the
// walkthrough into `media/`. Only the phantom is in them.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { chooseTheme, command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { FILL_LIMIT_MS, lens, seeLiveWords, status } from "./journey.mjs";

const VIEWPORT = { width: 1280, height: 800 };
/** Colours of a picture: interface and grey image need no more, and the package stays small. */
const COLOURS = 48;
/** Width of a picture of the walkthrough, beside its words. */
const WALKTHROUGH_WIDTH = 800;

const media = path.join(root, "media");

/** Writes what the page shows; at once where it is about to change, narrower for the walkthrough. */
async function record(page, { name, width, isMoving = false }) {
  if (!isMoving) {
    await page.locator(".monaco-workbench").hover({ position: { x: 250, y: 10 } }); // No hover on what is to be seen.
    await page.waitForTimeout(800);
  }
  const file = path.join(media, `${name}.png`);
  const picture = sharp(await page.screenshot());
  await (width === undefined ? picture : picture.resize({ width })).png({ palette: true, colours: COLOURS, compressionLevel: 9, effort: 10 }).toFile(file);
  process.stdout.write(`${path.relative(root, file)}\n`);
}

const step = (page, name) => record(page, { name: `walkthrough/${name}`, width: WALKTHROUGH_WIDTH });

async function recordJourney(page) {
  await findCommand(page, "RadDraft: Describe Image");
  await page.keyboard.press("Escape");
  await chooseTheme(page, "Dark Modern");
  await openFile(page, "phantom_chest", "phantom_chest.dcm");
  await command(page, "View: Toggle Primary Side Bar Visibility");
  const frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
  await step(page, "open");
  await command(page, "RadDraft: Describe Image");
  await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: FILL_LIMIT_MS });
  await step(page, "describe");
  await command(page, "RadDraft: New Report from Image");
  await page.locator(".view-line", { hasText: "Impression:" }).waitFor();
  await page.locator(".view-line", { hasText: "Findings:" }).click();
  await lens(page, "from image").waitFor();
  await record(page, { name: "report-new" });
  await step(page, "report");
  await page.keyboard.press("Control+Alt+f");
  for (let words = []; words.join("").length < 40; await page.waitForTimeout(50)) words = await seeLiveWords(page);
  await record(page, { name: "report-filling", isMoving: true });
  await status(page, "places filled").waitFor({ timeout: FILL_LIMIT_MS });
  await lens(page, "to review").waitFor();
  await record(page, { name: "report-filled" });
  await step(page, "fill");
  await chooseTheme(page, "Light Modern");
  await record(page, { name: "report-filled-light" });
  await chooseTheme(page, "Dark Modern");
  await command(page, "RadDraft: Set Up Model");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Choose a folder" }).waitFor();
  await step(page, "model");
}

mkdirSync(path.join(media, "walkthrough"), { recursive: true });
const folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-record-"));
cpSync(path.join(root, "samples", "phantom_chest"), path.join(folder, "phantom_chest"), { recursive: true });
const workbench = await openWorkbench({ folder, developmentPaths: [root], viewport: VIEWPORT, server: { settings: { "breadcrumbs.enabled": false } } });
try {
  await recordJourney(workbench.page);
} finally {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
}
