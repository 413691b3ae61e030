// `npm run docs:pictures [-- DIR]`: goes through a newcomer's first hour in a headless workbench and writes the pictures of
// `docs/first-hour.md`, or of DIR. Only phantoms are in them.

import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { builtInTemplates, newReport } from "../../src/report/index.ts";
import { chooseTheme, command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { clickLine, FILL_LIMIT_MS, lens, saveAs, seeLiveWords, status } from "./journey.mjs";

const VIEWPORT = { width: 1280, height: 800 };
const QUALITY = 78;
/** A page of ten pictures must load on a ward's computer. */
const MOST_BYTES = 150_000;

const out = path.resolve(process.argv[2] ?? path.join(root, "docs", "first-hour"));

/** Writes what the page shows; at once where it is about to change. */
async function record(page, name, { isMoving = false, isHover = false } = {}) {
  if (!isMoving && !isHover) await page.locator(".monaco-workbench").hover({ position: { x: 250, y: 10 } }); // No hover on what is to be seen.
  if (!isMoving) await page.waitForTimeout(800);
  const file = path.join(out, `${name}.webp`);
  await sharp(await page.screenshot()).webp({ quality: QUALITY, effort: 6 }).toFile(file);
  const { size } = statSync(file);
  process.stdout.write(`${path.relative(root, file)}: ${Math.round(size / 1000)} kB\n`);
  if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES} bytes`);
}

async function look(page) {
  await page.locator(".activitybar").getByRole("tab", { name: "RadDraft" }).click();
  const row = (name) => page.locator(".pane-body .monaco-list-row", { hasText: name }).first();
  await row("24 images").click();
  await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
  await record(page, "studies");
}

async function describeAndAsk(page) {
  await command(page, "View: Show Explorer");
  await openFile(page, "phantom_chest", "phantom_chest.dcm");
  await command(page, "View: Toggle Primary Side Bar Visibility");
  await chooseTheme(page, "Dark Modern");
  const frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
  await command(page, "RadDraft: Describe Image");
  await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: FILL_LIMIT_MS });
  await record(page, "describe");
  await chooseTheme(page, "Light Modern");
  await command(page, "RadDraft: Ask About Image");
  const chat = await webviewFrame(page, "#chat-box:not([disabled])");
  await chat.locator("#chat-box").fill("Is there a pleural effusion?");
  await chat.locator("#chat-box").press("Enter");
  await chat.locator(".exchange:not(.running)").first().waitFor({ timeout: FILL_LIMIT_MS });
  await record(page, "chat");
  await command(page, "View: Toggle Primary Side Bar Visibility");
}

async function report(page, folder) {
  await chooseTheme(page, "Dark Modern");
  await command(page, "RadDraft: New Report from Image");
  await page.locator(".view-line", { hasText: "Impression:" }).waitFor();
  await saveAs(page, path.join(folder, "chest.radreport"));
  await page.locator(".editor-group-container.active .view-line", { hasText: "Findings:" }).click();
  await lens(page, "from image").waitFor();
  await record(page, "report-new");
  await page.keyboard.press("Control+Alt+f");
  for (let words = []; words.join("").length < 40; await page.waitForTimeout(50)) words = await seeLiveWords(page);
  await record(page, "report-filling", { isMoving: true });
  await status(page, "places filled").waitFor({ timeout: FILL_LIMIT_MS });
  await lens(page, "to review").waitFor();
  await page.locator(".view-line", { hasText: "Lungs:" }).locator("span", { hasText: /^[A-Za-z. ]{6,}/ }).last().hover();
  await page.locator(".monaco-hover:visible", { hasText: "certainty" }).waitFor();
  await record(page, "report-review", { isHover: true });
  await chooseTheme(page, "Light Modern");
  await clickLine(page, "Pleura:");
  await page.keyboard.down("Shift");
  for (let i = 0; i < "effusion and no pneumothorax.]".length; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.up("Shift");
  await page.keyboard.press("Control+Alt+r");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "certainty" }).first().waitFor({ timeout: FILL_LIMIT_MS });
  await record(page, "alternatives");
  await page.keyboard.press("Escape");
}

async function inGermanAndModels(page) {
  await command(page, "View: Show Explorer");
  await openFile(page, "thorax.radreport");
  await command(page, "View: Toggle Primary Side Bar Visibility");
  await lens(page, "from image").waitFor();
  await record(page, "report-german");
  await chooseTheme(page, "Dark Modern");
  await command(page, "RadDraft: Set Up Model");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: /folder/i }).first().waitFor();
  await record(page, "models");
}

/** A report as "New Report from Image" makes it where the setting *Report Language* is German. */
function germanReport() {
  const template = builtInTemplates("de").find(({ modalities }) => modalities.includes("DX"));
  return newReport(template, { facts: [], images: ["phantom_chest/phantom_chest.dcm"], date: null });
}

mkdirSync(out, { recursive: true });
const folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-docs-"));
for (const name of ["phantom_chest", "phantom_ct"]) cpSync(path.join(root, "samples", name), path.join(folder, name), { recursive: true });
writeFileSync(path.join(folder, "thorax.radreport"), germanReport());
const workbench = await openWorkbench({ folder, developmentPaths: [root], viewport: VIEWPORT, server: { settings: { "breadcrumbs.enabled": false, "workbench.colorTheme": "Default Light Modern" } } });
try {
  const { page } = workbench;
  await findCommand(page, "RadDraft: Describe Image");
  await page.keyboard.press("Escape");
  await chooseTheme(page, "Light Modern");
  await look(page);
  await describeAndAsk(page);
  await report(page, folder);
  await inGermanAndModels(page);
} catch (error) {
  await workbench.page.screenshot({ path: path.join(root, ".vscode-test", "screenshots", "failed-docs.png") });
  throw error;
} finally {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
}
