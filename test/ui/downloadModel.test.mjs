// A model out of a hub in a real workbench, journey 5 with mouse and keys: offered with its licence, downloaded past a cut
// and a wrong byte, paused and continued, converted, used, and cared for in the Models view.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chooseTheme, command, findCommand, openFile, webviewFrame } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";
import { makeHugePackage } from "../doubles/hugePackage.ts";
import { graveFindings } from "./accessibility.mjs";
import { THEMES } from "./journey.mjs";
import { REPOSITORY, startModelHub, TOWER } from "./modelHub.mjs";
import { describeInFull, oneAfterTheOther, quickInput } from "./steps.mjs";

const screenshots = path.join(root, ".vscode-test", "screenshots");
const LIMIT_MS = 60_000;
const MOST_TRIES = 4;

describeInFull("a model out of a hub", () => {
  let hub;
  let workbench;
  let page;
  const shot = (name) => page.screenshot({ path: path.join(screenshots, `models-${name}.png`) });
  const { choice: row } = quickInput(() => page);
  const modal = (text) => page.locator(".monaco-dialog-box", { hasText: text });
  const line = (text) => page.locator(".pane-body .monaco-list-row", { hasText: text }).first();
  const press = (where, name) => where.getByRole("button", { name, exact: true }).click();
  // Notifications are looked for in the list of the bell, which keeps them: those that pop up go by time.
  const bell = () => page.locator(".notifications-center.visible");
  const notification = (text) => bell().locator(".notification-list-item", { hasText: text }).first();
  /** Waits for a notification. It stays in the list: what an earlier step was told is taken away before (`forgotten`). */
  const noticed = async (text, limitMs = LIMIT_MS) => {
    for (const endMs = Date.now() + limitMs; Date.now() < endMs; ) {
      if (!(await bell().isVisible())) await command(page, "Notifications: Show Notifications");
      if (await notification(text).waitFor({ timeout: 5000 }).then(() => true, () => false)) return;
    }
    throw new Error(`no notification: ${text}`);
  };
  const forgotten = () => command(page, "Notifications: Clear All Notifications");
  /** The list lies over a part of the window. */
  const withoutBell = async () => {
    if (await bell().isVisible()) await bell().getByRole("button", { name: /^Hide Notifications/ }).click();
    await bell().waitFor({ state: "hidden" });
  };
  /** Takes an offer of a notification, which is gone then; the list may just be drawn anew. */
  const take = async (text, name) => {
    await noticed(text);
    await until(async () => { await notification(text).waitFor({ state: "detached", timeout: 3000 }); }, () => notification(text).getByRole("button", { name, exact: true }).click());
  };
  /** Chooses from the context menu of a line, until its effect is seen. */
  const menu = async (text, item, seen) => {
    const entry = page.getByRole("menuitem", { name: item });
    await until(seen, async () => {
      await line(text).click({ button: "right" });
      await entry.waitFor();
      await page.waitForTimeout(400); // A menu takes no click in its first moment.
      await entry.click();
      await entry.waitFor({ state: "detached" });
      await page.waitForTimeout(1000); // The menu runs its command after it is gone; the palette, opened at once, would come before it.
    });
  };
  /** Does something again until its effect is seen: a view that is just drawn anew, or a slow machine, may swallow a key or a click. */
  const until = async (seen, act) => {
    for (let tries = 1; ; tries++) {
      await act();
      const isSeen = typeof seen === "function" ? seen() : seen.waitFor({ timeout: 8000 });
      if (await isSeen.then(() => true, () => false)) return;
      if (tries === MOST_TRIES) throw new Error(`not seen after ${tries} tries: ${seen}`);
      await page.keyboard.press("Escape");
    }
  };
  const answer = (text) => page.locator(".quick-input-widget input").fill(text);
  const stored = (folder) => path.join(workbench.server.dataDir, "User", "globalStorage", "raddraft.raddraft", "models", folder);

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    hub = await startModelHub({ token: "secret-of-the-test" });
    workbench = await openWorkbench({ folder: path.join(root, "samples"), developmentPaths: [root], server: { machineSettings: { "raddraft.hubAddress": `${hub.url}/` } } });
    page = workbench.page;
    await findCommand(page, "RadDraft: Set Up Model");
    await page.keyboard.press("Escape");
    await chooseTheme(page, "Dark Modern");
  });
  after(async () => {
    await workbench?.close();
    await hub?.close();
  });
  oneAfterTheOther(shot);

  /** The same in each kind of theme, which takes a while; the last one stays. */
  async function shotInThemes(name) {
    if (process.env.RADDRAFT_FULL !== "1") return;
    for (const [kind, label] of THEMES) {
      await chooseTheme(page, label);
      await page.waitForTimeout(300);
      await shot(`${name}-${kind}`);
    }
  }

  it("is asked for by name, and a token where the hub wants one", async () => {
    await command(page, "RadDraft: Set Up Model");
    await row("Download a model").waitFor();
    await shot("set-up");
    await row("Download a model").click();
    await page.locator(".quick-input-widget", { hasText: "in the layout of LLaDA-MedV" }).waitFor();
    assert.equal(await page.locator(".quick-input-widget input").inputValue(), "XZDong123/LLaDA-MedV");
    await shot("repository");
    await answer("nonsense");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "owner/name is expected" }).waitFor();
    await answer(`${hub.url}/${REPOSITORY}/tree/main`);
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "Access Token" }).waitFor();
    await shot("token");
    await answer("wrong");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "did not accept the token" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".quick-input-widget", { hasText: "Download Model" }).waitFor();
    assert.equal(await page.locator(".quick-input-widget input").inputValue(), REPOSITORY);
    await answer("test-lab/none");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "The hub has no such model" }).waitFor();
    await shot("no-such-model");
    await answer(REPOSITORY);
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget", { hasText: "did not accept the token" }).waitFor();
    await answer("secret-of-the-test");
    await page.keyboard.press("Enter");
  });

  it("is offered with its size and licence, and nothing is loaded before consent", async () => {
    const frame = await webviewFrame(page, "#accepted");
    const text = await frame.locator("main").innerText();
    for (const part of [`${hub.url}/${REPOSITORY}`, `${hub.url}/${TOWER}`, "test-lab-non-commercial", "Test Lab Non-Commercial Licence", "apache-2.0"]) assert.ok(text.includes(part), part);
    assert.match(await frame.locator("#download-size").innerText(), /^\d+ MB in \d+ files$/);
    assert.match(await frame.locator("#memory").innerText(), /^about \d+ MB while it drafts; this computer has [\d.]+ GB/);
    assert.ok(hub.asked.every(({ path: name }) => !name.endsWith(".safetensors")));
    assert.equal(existsSync(stored("downloads")), false);
    await shotInThemes("offer");
    assert.deepEqual(await graveFindings(frame), []);
    const button = frame.locator("vscode-button", { hasText: "Download" });
    assert.notEqual(await button.getAttribute("disabled"), null);
    await frame.locator("#accepted").focus();
    await page.keyboard.press("Space");
    assert.equal(await button.getAttribute("disabled"), null);
  });

  it("is downloaded past a cut; a wrong byte is refused, and the download goes on with one click", async () => {
    const frame = await webviewFrame(page, "#accepted");
    hub.faults.push({ kind: "cut", afterBytes: 500_000, received: new Promise((resolve) => { setTimeout(resolve, 500); }), only: /^model\.safetensors$/ });
    hub.faults.push({ kind: "wrongByte", only: /^model\.safetensors$/ });
    await frame.locator("vscode-button", { hasText: "Download" }).click();
    await noticed("is not the one that the hub announced");
    assert.ok(hub.asked.some(({ path: name, range }) => name === "model.safetensors" && range !== null), "it went on behind the cut");
    await shot("wrong-byte");
    hub.pieceMs = 1000;
    await take("is not the one that the hub announced", "Continue");
    await noticed(/ left/);
    await shot("downloading");
    await withoutBell();
  });

  it("is paused in the Models view and continued from there", async () => {
    await command(page, "RadDraft: Manage Models");
    await line("tiny-medv").waitFor();
    await shot("view-downloading");
    await line("tiny-medv").hover();
    await line("tiny-medv").getByRole("button", { name: /Pause/ }).click();
    await line(/paused at/).waitFor();
    await shot("paused");
    hub.pieceMs = 0;
    await forgotten();
    await menu(/paused at/, "Continue Download", async () => { await line(/paused at/).waitFor({ state: "detached", timeout: 8000 }); });
  });

  it("is converted and drafts from then on; what was downloaded can go", async () => {
    await noticed("drafts with tiny-medv (int4) from now on");
    await noticed("are not needed any more");
    await shot("ready");
    assert.ok(existsSync(stored("downloads/test-lab/tiny-medv/model.safetensors")));
    await take("are not needed any more", "Delete Download");
    await withoutBell();
    await line(/downloaded, \d+ MB/).waitFor({ state: "detached" });
    assert.deepEqual(readdirSync(stored("downloads")), []);
    await page.locator(".activitybar").getByRole("tab", { name: /^Explorer/ }).click();
    await openFile(page, "ct_small", "CT_small.dcm");
    const frame = await webviewFrame(page, "#draft-text");
    await frame.locator("#image").waitFor();
    await frame.getByRole("button", { name: "Generate", exact: true }).click();
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: LIMIT_MS });
    assert.match(await frame.locator("#provenance").innerText(), /tiny-medv.*int4/);
    await shot("drafted");
  });

  it("is verified by key and menu, and says what is wrong when a byte has changed", async () => {
    await forgotten();
    await command(page, "RadDraft: Manage Models");
    const hover = page.locator(".monaco-hover:visible, .workbench-hover:visible", { hasText: "Memory: about" }).first();
    // A view that was just shown may not see where the pointer is.
    do {
      await page.locator(".monaco-workbench .statusbar").hover();
      await line("tiny-medv (int4)").locator(".label-name").hover();
    } while (!(await hover.waitFor({ timeout: 3000 }).then(() => true, () => false)));
    await shot("hover");
    await command(page, "RadDraft: Verify Model");
    await row("tiny-medv (int4)").click();
    await noticed("tiny-medv (int4) is whole");
    await withoutBell();
    const weights = path.join(stored("tiny-medv-int4"), "weights-00.bin");
    const bytes = readFileSync(weights);
    bytes[5000] ^= 1;
    writeFileSync(weights, bytes);
    await menu("tiny-medv (int4)", "Verify Model", () => noticed("its checksum differs", LIMIT_MS / 5));
    await shot("damaged");
    await take("its checksum differs", "Make It Again…");
    await modal("Make tiny-medv (int4) again?").waitFor();
    await shot("make-again");
    await press(modal("Make tiny-medv (int4) again?"), "Make Again");
    await noticed("drafts with tiny-medv (int4) from now on");
    await take("are not needed any more", "Delete Download");
    await forgotten();
    await command(page, "RadDraft: Verify Model");
    await row("tiny-medv (int4)").click();
    await noticed("tiny-medv (int4) is whole");
    await withoutBell();
  });

  it("has another name after F2, also in the status bar's hover and on the disk", async () => {
    await command(page, "RadDraft: Manage Models");
    await until(page.locator(".quick-input-widget", { hasText: "Rename tiny-medv" }), async () => {
      await line("tiny-medv (int4)").click();
      await page.keyboard.press("F2");
    });
    await answer("Chest drafts");
    await page.keyboard.press("Enter");
    await line("Chest drafts (int4)").waitFor();
    assert.deepEqual(readdirSync(stored("")).sort(), ["Chest-drafts-int4", "downloads"]);
    await line(/Chest drafts.*in use/).waitFor();
    await shotInThemes("view");
  });

  it("is left for the demo when it is deleted, after a question", async () => {
    await until(modal("Delete Chest drafts (int4)?"), async () => {
      await line("Chest drafts (int4)").click();
      await page.keyboard.press("Delete");
    });
    await shot("delete");
    await press(modal("Delete Chest drafts (int4)?"), "Delete");
    await line("Chest drafts").waitFor({ state: "detached" });
    await line(/Demo model.*in use/).waitFor();
    assert.deepEqual(readdirSync(stored("")), ["downloads"]);
    await line("Demo model").click();
    await page.keyboard.press("Delete");
    await noticed("That cannot be done with Demo model now.");
    await withoutBell();
  });

  it("is named where it is of another release, and made again where that is known", async () => {
    await forgotten();
    await command(page, "RadDraft: Remove Access Token of the Hub");
    await noticed("was removed");
    for (const [name, format] of [["ancient", 0], ["future", 99]]) {
      mkdirSync(stored(name));
      writeFileSync(path.join(stored(name), "raddraft.json"), JSON.stringify({ weightsFormat: format, name, weights: "int4" }));
    }
    writeFileSync(path.join(stored("ancient"), "origin.json"), JSON.stringify({ kind: "folder", checkpoint: path.join(root, "models", "medv-demo"), tower: null }));
    await withoutBell();
    // The view sees what is put there by hand.
    await line(/future.*of a newer RadDraft/).waitFor();
    await menu("ancient", "Make Model Again", modal("Make ancient (int4) again?"));
    await press(modal("Make ancient (int4) again?"), "Make Again");
    await noticed(/drafts with .* from now on/);
    await command(page, "RadDraft: Set Up Model");
    await shot("set-up-list");
    await row("future").click();
    await noticed("Update RadDraft to use it");
    await withoutBell();
    rmSync(stored("future"), { recursive: true });
    await line("future").waitFor({ state: "detached" });
  });

  it("is missed where its folder was deleted by hand, and what to do is said", async () => {
    rmSync(stored("ancient"), { recursive: true });
    await line(/ancient.*damaged/).waitFor();
    const frame = await webviewFrame(page, "#draft-text");
    await frame.getByRole("button", { name: "Generate", exact: true }).click();
    const notice = frame.locator("[role=alert]", { hasText: "is no longer where it was" });
    await notice.waitFor();
    assert.match(await notice.innerText(), /RadDraft: Set Up Model/);
    await shot("gone");
  });

  it("is refused with both figures where it needs more memory than there is", async () => {
    await makeHugePackage(stored("huge"));
    await command(page, "RadDraft: Set Up Model");
    await row("huge").waitFor();
    assert.match(await row("huge").innerText(), /Takes about \d+\.\d GB of memory/);
    await row("huge").click();
    await modal("does not fit into the memory of this computer").waitFor();
    assert.match(await modal("does not fit").innerText(), /needs about \d+\.\d GB of memory, and this computer has [\d.]+ GB/);
    await shot("too-large");
    await press(modal("does not fit"), "OK");
    assert.equal(await line(/huge.*in use/).count(), 0);
  });
});
