// Two windows of VS Code and one model that counts as big: the second one waits, both say so in their status bars, and
// each draft is made.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { workbenchUrl } from "../e2e/server.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const LIMIT_MS = 60_000;
/** Drafts of the first window while the second one comes to wait. */
const MOST_DRAFTS = 30;
const MOST_TRIES = 3;

describe("two windows with one big model", () => {
  let workbench;
  const windows = [];

  /** The window's image; a window that was just opened beside another one may lose its first editor. */
  const imageOf = async (page) => {
    for (let tries = 1; ; tries++) {
      await openFile(page, "ct_small", "CT_small.dcm");
      const frame = await webviewFrame(page, "#draft-text", LIMIT_MS / 3).catch((error) => { if (tries === MOST_TRIES) throw error; });
      if (frame) return frame;
      await page.screenshot({ path: path.join(screenshots, `two-windows-without-image-${tries}.png`) });
      await command(page, "View: Close All Editors");
    }
  };

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    const target = { folder: path.join(root, "samples"), developmentPaths: [root] };
    workbench = await openWorkbench({ ...target, server: { env: { RADDRAFT_LEASE_ABOVE_BYTES: "0" } } });
    const second = await workbench.context.newPage();
    await second.goto(workbenchUrl(workbench.server.port, target));
    for (const page of [workbench.page, second]) {
      await page.bringToFront();
      await findCommand(page, "RadDraft: Describe Image");
      await page.keyboard.press("Escape");
      const frame = await imageOf(page);
      await frame.locator("#image").waitFor();
      windows.push({ page, frame });
    }
  });
  after(() => workbench?.close());
  beforeEach(function () { this.currentTest?.retries(0); });

  const generate = ({ frame }) => frame.getByRole("button", { name: "Generate", exact: true }).click();
  const finished = ({ frame }) => frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: LIMIT_MS });
  const status = ({ page }, text) => page.locator(".statusbar-item", { hasText: text });

  it("draft one after the other, and say who waits", async () => {
    const [first, second] = windows;
    await first.page.bringToFront();
    await generate(first);
    await finished(first);
    const text = await first.frame.locator("#draft-text").innerText();
    await generate(second);
    let wasWanted = false;
    for (let drafts = 0; !wasWanted && drafts < MOST_DRAFTS; drafts++) {
      await generate(first);
      wasWanted = await status(first, "another window waits").waitFor({ timeout: 500 }).then(() => true, () => false);
      if (wasWanted) await first.page.screenshot({ path: path.join(screenshots, "two-windows-first.png") });
      await finished(first);
    }
    assert.ok(wasWanted, "the first window says that it is waited for");
    await status(second, "waiting for another window").waitFor();
    await second.page.bringToFront();
    await second.frame.locator("#progress-line", { hasText: "Another window uses the model" }).waitFor();
    await second.page.screenshot({ path: path.join(screenshots, "two-windows-second.png") });
    for (const window of [second, first]) {
      await window.page.bringToFront();
      if (window === first) await generate(first);
      await window.frame.locator("#draft-text", { hasText: text }).waitFor({ timeout: LIMIT_MS });
    }
  });
});
