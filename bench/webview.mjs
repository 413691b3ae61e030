// The viewer in the real VS Code: from opening a file to its first pixel, how many slices of a cached stack are drawn in a
// second, and how long the extension host works at once meanwhile. `node bench/webview.mjs FOLDER FILE...` opens files of
// the folder and the stack in its folder `series`; prints one line of JSON.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bundleBench } from "../scripts/build.mjs";
import { findCommand, openFile, webviewFrame } from "../test/e2e/drive.mjs";
import { root } from "../test/e2e/ensure.mjs";
import { openWorkbench } from "../test/e2e/workbench.mjs";

const ROUNDS = 5;
const ANSWER_LIMIT_MS = 10_000;
/** Slices of a round: to the end of the stack and back. */
const TURNS = 59;

/**
 * Milliseconds from the beginning of the page until its picture is drawn, looked at in each frame of the screen.
 * @param {import("playwright-core").Frame} frame
 */
async function firstPixel(frame) {
  return await frame.evaluate(async () => {
    const pane = document.querySelector("#stage");
    while (pane.getAttribute("aria-busy") !== "false") await new Promise((resolve) => { requestAnimationFrame(resolve); });
    return performance.now();
  });
}

/**
 * Turns the wheel once in each frame of the screen and counts pictures drawn, and those of another slice than the last.
 * @param {import("playwright-core").Frame} frame
 */
async function scroll(frame, turns) {
  return await frame.evaluate(async (n) => {
    const pane = document.querySelector("#stage");
    const label = document.querySelector("#overlay-slice");
    let drawn = 0;
    let slices = 0;
    let last = label.textContent;
    const count = () => {
      drawn += 1;
      if (label.textContent !== last) slices += 1;
      last = label.textContent;
    };
    pane.addEventListener("CORNERSTONE_IMAGE_RENDERED", count);
    const direction = Number(/\d+/.exec(label.textContent)[0]) > 1 ? -1 : 1;
    const started = performance.now();
    for (let i = 0; i < n; i++) {
      pane.dispatchEvent(new WheelEvent("wheel", { deltaY: direction, cancelable: true }));
      await new Promise((resolve) => { requestAnimationFrame(resolve); });
    }
    const elapsedMs = performance.now() - started;
    pane.removeEventListener("CORNERSTONE_IMAGE_RENDERED", count);
    return { perSecond: (slices * 1000) / elapsedMs, drawn, slices };
  }, turns);
}

/** Asks the extension host for its longest block and work since the last time. */
async function hostFigures(question) {
  const answer = `${question}.answer`;
  rmSync(answer, { force: true });
  writeFileSync(question, "");
  for (let wait = 0; wait < ANSWER_LIMIT_MS && (!existsSync(answer) || readFileSync(answer, "utf8") === ""); wait += 50) await new Promise((resolve) => { setTimeout(resolve, 50); });
  return JSON.parse(readFileSync(answer, "utf8"));
}

async function cacheStack(page, frame, slices) {
  for (let slice = 1; slice <= slices; slice += 8) {
    await frame.locator("#frame").fill(String(slice));
    await frame.locator("#frame").press("Tab");
    await page.waitForTimeout(400);
  }
  await frame.locator("#frame").fill("1");
  await frame.locator("#frame").press("Tab");
  await page.waitForTimeout(400);
}

async function main() {
  const [folder, ...files] = process.argv.slice(2);
  const scratch = mkdtempSync(path.join(os.tmpdir(), "raddraft-host-"));
  const question = path.join(scratch, "question");
  const env = { NODE_OPTIONS: `--require ${await bundleBench("hostWatch")}`, RADDRAFT_HOST_WATCH: question };
  const workbench = await openWorkbench({ folder, developmentPaths: [root], server: { env } });
  try {
    const { page } = workbench;
    await findCommand(page, "RadDraft: Describe Image");
    await page.keyboard.press("Escape");
    const opened = {};
    const host = {};
    await hostFigures(question);
    for (const file of files) {
      const started = performance.now();
      await openFile(page, file);
      const frame = await webviewFrame(page, `#stage[aria-busy=false]`);
      opened[path.basename(file)] = { fromClickMs: performance.now() - started, fromPageMs: await firstPixel(frame) };
      await page.locator(".tab.active .codicon-close").first().click().catch(() => undefined);
      await page.waitForTimeout(500);
      host[path.basename(file)] = await hostFigures(question);
    }
    await openFile(page, "series", "000.dcm");
    const frame = await webviewFrame(page, "#overlay-slice:has-text('of 60')");
    await cacheStack(page, frame, TURNS + 1);
    host["the series, and its slices"] = await hostFigures(question);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await scroll(frame, TURNS));
    host["scrolling the cached stack"] = await hostFigures(question);
    console.log(JSON.stringify({ opened, rounds, host }));
  } finally {
    await workbench.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
