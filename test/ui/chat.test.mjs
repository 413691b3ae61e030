// The chat in the side bar as a person uses it: in a real workbench, by mouse and by keys.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chooseTheme, command, findCommand, openFile, shownText, webviewFrame } from "../e2e/drive.mjs";
import { stopAnswer } from "./chatAnswers.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

/** Engine start, load and a draft on a busy machine. */
const ANSWER_LIMIT_MS = 60_000;
const screenshots = path.join(root, ".vscode-test", "screenshots");

/** Of the sample: what its tags say, and the request. */
const DESCRIBE = "The image is a chest radiograph, PA view. Describe the image.";
const button = (frame, name) => frame.getByRole("button", { name, exact: true });
const answers = (frame) => frame.locator(".exchange:not(.running)");
const box = (frame) => frame.locator("#chat-box");

describe("chat", () => {
  let folder;
  let workbench;
  let page;
  let frame;
  const violations = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "raddraft-chat-"));
    for (const name of ["ct_small", "mr_small", "phantom_ct"]) cpSync(path.join(root, "samples", name), path.join(folder, name), { recursive: true });
    workbench = await openWorkbench({ folder, developmentPaths: [root] });
    page = workbench.page;
    // Found anew at every use: the editor makes the frame of a view that is shown again, and of a reloaded window, more than once.
    // Webviews in editors, not those of views, name the element that they flow to.
    frame = page.frameLocator("div:not([data-parent-flow-to-element-id]) > iframe.webview").last().frameLocator("iframe").last();
    page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) violations.push(`${message.text()} ${JSON.stringify(message.location())}`); });
    await findCommand(page, "RadDraft: Ask About Image");
    await page.keyboard.press("Escape");
    await chooseTheme(page, "Dark Modern");
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await page?.screenshot({ path: path.join(screenshots, `failed-chat-${this.currentTest.title.replace(/\W+/g, "-")}.png`) });
  });

  const shot = (name) => page.screenshot({ path: path.join(screenshots, `chat-${name}.png`) });
  /** Opens the chat, with the focus in its box. */
  const openChat = async () => {
    await command(page, "RadDraft: Ask About Image");
    await box(frame).waitFor();
  };
  /** Opens a file by the Explorer, and the chat again, which the Explorer hid. */
  const openImage = async (...names) => {
    await command(page, "View: Show Explorer");
    await openFile(page, ...names);
    await openChat();
    await frame.locator("#chip-name", { hasText: names.at(-1) }).waitFor();
  };
  /** Waits until so many questions have their answers and none is under way. */
  const answered = async (n) => {
    const counts = async () => [await frame.locator(".exchange").count(), await frame.locator(".exchange.running").count()].join();
    for (const endMs = Date.now() + ANSWER_LIMIT_MS; (await counts()) !== `${n},0`; await page.waitForTimeout(50)) {
      if (Date.now() > endMs) throw new Error(`exchanges and running ones are ${await counts()}, not ${n},0, after ${ANSWER_LIMIT_MS} ms`);
    }
  };
  const setLength = async (length) => {
    await frame.locator("#chat-length").fill(String(length));
    await frame.locator("#chat-length").press("Tab");
  };
  const ask = async (question) => {
    await box(frame).fill(question);
    await box(frame).press("Enter");
  };

  it("says how to get an image, and opens a sample at a click", async () => {
    await openChat();
    await frame.locator("#no-image", { hasText: "Open an image" }).waitFor();
    assert.ok(await box(frame).isDisabled());
    await shot("empty-dark");
    await button(frame, "Open Sample Image").click();
    await frame.locator("#chip-name", { hasText: "phantom_chest.dcm" }).waitFor();
    await frame.locator(".chip .tag", { hasText: "Phantom" }).waitFor();
    await frame.locator("#suggestions").waitFor();
    await (await webviewFrame(page, "#stage", 20_000)).locator("#stage").waitFor(); // The image is shown beside.
    await shot("suggestions-dark");
  });

  it("answers a suggested question, names its source and says it to a screen reader", async () => {
    await button(frame, DESCRIBE).click();
    await answered(1);
    const text = (await answers(frame).locator(".draft-text").innerText()).trim();
    assert.match(text, /[a-z]{3}/i);
    await frame.locator("#chat-voice", { hasText: `Answer: ${text.split("\n")[0]}` }).waitFor({ state: "attached" });
    await answers(frame).locator("summary", { hasText: "AI draft, not reviewed" }).click();
    assert.match(await answers(frame).locator(".provenance").innerText(), /demo model.*not reviewed; length 32/);
    await shot("answered-dark");
  });

  it("shows the words as they come, and stops with Escape", async () => {
    await setLength(256);
    await ask("Write a report for this image.");
    await stopAnswer({ page, frame }, async () => {
      await frame.locator(".running .progress-line", { hasText: /^Step \d+ of 256/ }).waitFor({ timeout: ANSWER_LIMIT_MS });
      await frame.locator(".running .mask").first().waitFor();
    });
    await answered(2);
    assert.equal(await box(frame).inputValue(), "");
  });

  it("asks the last question otherwise, and recalls questions with the arrow keys", async () => {
    await setLength(32);
    await button(frame, "Edit").click();
    assert.equal(await box(frame).inputValue(), "Write a report for this image.");
    await ask("What modality is this?");
    await answers(frame).last().locator("h2", { hasText: "What modality is this?" }).waitFor({ timeout: ANSWER_LIMIT_MS });
    await answered(2);
    await box(frame).focus();
    await page.keyboard.press("ArrowUp");
    assert.equal(await box(frame).inputValue(), "What modality is this?");
    await page.keyboard.press("ArrowUp");
    assert.equal(await box(frame).inputValue(), DESCRIBE);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await box(frame).inputValue(), "");
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    assert.equal(await box(frame).inputValue(), "one\ntwo");
    await box(frame).fill("");
  });

  it("drafts another answer", async () => {
    await button(frame, "Regenerate").click();
    // It may be over before it is seen running.
    await answers(frame).last().locator(".provenance", { hasText: /temperature 0\.5, seed 1/ }).waitFor({ state: "attached", timeout: ANSWER_LIMIT_MS });
    await answered(2);
  });

  for (const [name, label] of [["light", "Light Modern"], ["high-contrast", "Dark High Contrast"], ["high-contrast-light", "Light High Contrast"], ["dark", "Dark Modern"]]) {
    it(`is readable in ${label}`, async () => {
      await chooseTheme(page, label);
      await page.waitForTimeout(300);
      const [text, ground] = await answers(frame).first().locator(".draft-text").evaluate((shown) => [getComputedStyle(shown).color, getComputedStyle(document.body).backgroundColor]);
      assert.notEqual(text, ground);
      await shot(name);
    });
  }

  it("hides the certainty", async () => {
    const word = answers(frame).first().locator(".word").first();
    assert.match(await word.getAttribute("title"), /^certainty \d+ %$/);
    await frame.locator("#show-certainty").uncheck();
    assert.equal(await word.evaluate((shown) => getComputedStyle(shown).backgroundColor), "rgba(0, 0, 0, 0)");
    await frame.locator("#show-certainty").check();
  });

  it("inserts an answer into a report, marked, and one undo takes it back", async () => {
    const text = (await answers(frame).first().locator(".draft-text").innerText()).trim();
    await answers(frame).first().getByRole("button", { name: "Insert into Report" }).click();
    await page.locator(".editor-group-container.active .view-line", { hasText: "AI draft by RadDraft" }).first().waitFor();
    // A narrow editor wraps its lines.
    const compact = (words) => words.replace(/\s/g, "");
    assert.ok(compact(await shownText(page)).includes(compact(text.split("\n")[0])));
    await page.keyboard.press("Control+z");
    await page.locator(".view-line", { hasText: "AI draft by RadDraft" }).first().waitFor({ state: "detached" });
    await answers(frame).first().getByRole("button", { name: "Copy" }).click();
    await page.locator(".statusbar-item", { hasText: "Draft copied" }).waitFor();
  });

  it("follows the image in front, each with its own conversation", async () => {
    await openImage("ct_small", "CT_small.dcm");
    await frame.locator("#suggestions").waitFor();
    await ask("What body part is shown?");
    await answered(1);
    await page.getByRole("tab", { name: /phantom_chest\.dcm/ }).click();
    await frame.locator("#chip-name", { hasText: "phantom_chest.dcm" }).waitFor();
    await answered(2);
  });

  it("stays with its image while it is pinned", async () => {
    await command(page, "RadDraft: Pin Chat to This Image");
    await frame.locator(".chip .tag", { hasText: "Pinned" }).waitFor();
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click();
    await page.locator(".tab.active", { hasText: "CT_small.dcm" }).waitFor();
    assert.equal(await frame.locator("#chip-name").innerText(), "phantom_chest.dcm");
    await button(frame, "Unpin").click();
    await frame.locator("#chip-name", { hasText: "CT_small.dcm" }).waitFor();
    await answered(1);
  });

  it("tells slices of a series apart", async () => {
    await openImage("phantom_ct", "phantom_ct_03.dcm");
    await frame.locator("#chip-seen", { hasText: "Slice 22 of 24" }).waitFor();
    await ask("Describe the image.");
    await answered(1);
    await command(page, "RadDraft: View: Next Slice");
    await frame.locator("#chip-seen", { hasText: "Slice 23 of 24" }).waitFor();
    await frame.locator(".divider", { hasText: "another slice" }).waitFor();
    await shot("slices-dark");
  });

  it("keeps its history over a reload of the window", async () => {
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click();
    await frame.locator("#chip-name", { hasText: "CT_small.dcm" }).waitFor();
    await answered(1);
    const text = await answers(frame).locator(".draft-text").innerText();
    await page.reload();
    await findCommand(page, "RadDraft: Ask About Image");
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: /CT_small\.dcm/ }).click(); // Which tab was in front may not have been kept in time.
    await openChat();
    await frame.locator("#chip-name", { hasText: "CT_small.dcm" }).waitFor();
    await answered(1);
    assert.equal(await answers(frame).locator(".draft-text").innerText(), text);
  });

  it("keeps what was being typed while it is hidden", async () => {
    await box(frame).fill("half a quest");
    await setLength(64);
    await command(page, "View: Show Explorer");
    await openChat();
    await frame.locator("#chip-name", { hasText: "CT_small.dcm" }).waitFor();
    assert.equal(await box(frame).inputValue(), "half a quest");
    assert.equal(await frame.locator("#chat-length").inputValue(), "64");
    await box(frame).fill("");
    await answered(1);
  });

  it("begins anew, clears, and takes the clearing back", async () => {
    await command(page, "RadDraft: New Chat About the Same Image");
    await frame.locator(".divider", { hasText: "New conversation" }).waitFor();
    await command(page, "RadDraft: Clear Chat");
    await frame.locator(".cleared").waitFor();
    assert.equal(await answers(frame).count(), 0);
    await button(frame, "Undo").click();
    await answered(1);
    await command(page, "RadDraft: Clear Chat");
    await frame.locator("#suggestions").waitFor();
    await ask("What modality is this?");
    await answered(1);
    assert.equal(await answers(frame).locator("h2").innerText(), "What modality is this?");
  });

  it("has its box within reach in a low window, and all of it by scrolling", async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: size.width, height: 440 });
    const isSeen = (locator) => locator.evaluate((element) => { const { top, bottom } = element.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; });
    const chat = frame.locator("main.chat");
    for (const endMs = Date.now() + 10_000; !(await chat.evaluate((element) => element.scrollHeight > innerHeight)); await page.waitForTimeout(100)) assert.ok(Date.now() < endMs, "the view is not lower than the page");
    await chat.evaluate((element) => { element.scrollTop = 0; });
    for (const part of [frame.locator("#chip-name"), box(frame), button(frame, "Send"), frame.locator("#chat-steps")]) assert.ok(await isSeen(part), String(part));
    await shot("low-dark");
    await chat.evaluate((element) => { element.scrollTop = element.scrollHeight; });
    for (const part of [box(frame), button(frame, "Send"), frame.locator("footer")]) assert.ok(await isSeen(part), String(part));
    await page.setViewportSize(size);
  });

  it("breaks no rule of its content policy", () => {
    assert.deepEqual(violations, []);
  });
});
