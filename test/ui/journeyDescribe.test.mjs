// Journeys 1 and 2: an image described and the draft put into a report; questions about it in the chat, stopped and asked again.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { command, openFile, webviewFrame } from "../e2e/drive.mjs";
import { stopAnswer } from "./chatAnswers.mjs";
import { clickLine, FILL_LIMIT_MS, journeySuite, JOURNEY_LIMIT_MS, lens, savedText, shotInThemes, undoTo } from "./journey.mjs";

const REPORT = ["---", "exam: Radiograph of the chest", "status: draft", "---", "", "Findings:", "Lungs: [___]", "", "Impression:", "[!___]", ""].join("\n");

const button = (frame, name) => frame.getByRole("button", { name, exact: true });

describe("journey 1, Describe", () => {
  const suite = journeySuite("describe", { write: (folder) => { writeFileSync(path.join(folder, "describe.radreport"), REPORT); } });
  let page;
  let frame;
  let file;
  before(() => { ({ page } = suite); file = path.join(suite.folder, "describe.radreport"); });

  const finished = (pattern = /^Finished/) => frame.locator("#progress-line", { hasText: pattern }).waitFor({ timeout: FILL_LIMIT_MS });

  it("opens an image and describes it at a click in the editor's title, its words seen as they come", async () => {
    await openFile(page, "describe.radreport");
    await openFile(page, "phantom_chest", "phantom_chest.dcm");
    frame = await webviewFrame(page, "body:has(#overlay-zoom:not(:empty)) #stage");
    await page.getByRole("button", { name: "Describe Image", exact: true }).first().click();
    await frame.locator("#draft-text .mask").first().waitFor({ timeout: FILL_LIMIT_MS });
    await finished();
    assert.match(await frame.locator("#draft-text").innerText(), /[a-z]{3}/i);
  });

  it("takes another Length for the next draft", async () => {
    await frame.locator("#length").fill("64");
    await frame.locator("#length").press("Tab");
    await page.keyboard.press("Control+Enter");
    await frame.locator("#progress-line", { hasText: /of 64/ }).waitFor({ timeout: FILL_LIMIT_MS });
    await finished();
    await shotInThemes(suite, "described");
  });

  it("puts it into the findings of the report, marked, never into its header; one undo takes it back", async () => {
    const draft = (await frame.locator("#draft-text").innerText()).trim();
    await button(frame, "Insert into Report").click();
    await lens(page, "1 place of AI text to review").waitFor();
    const text = await savedText(page, file);
    assert.match(text, /^---\nexam: Radiograph of the chest\nstatus: draft\nai: contains unreviewed AI draft\n---\n/);
    const findings = text.slice(text.indexOf("Findings:"), text.indexOf("Impression:"));
    assert.ok(findings.startsWith("Findings:\nLungs: [___]\n"), findings);
    assert.ok(findings.replace(/[\s\\]/g, "").includes(draft.split(/\s+/)[0].replace(/[\s\\]/g, "")), "its words are there");
    await suite.shot("inserted-dark");
    await clickLine(page, "Findings:");
    await undoTo(page, file, REPORT);
    await lens(page, "to review").waitFor({ state: "detached" });
    assert.ok(Date.now() - suite.startMs < JOURNEY_LIMIT_MS, `the journey took ${Date.now() - suite.startMs} ms`);
  });
});

describe("journey 2, Ask", () => {
  const suite = journeySuite("ask");
  let page;
  let frame;
  before(() => { ({ page } = suite); });

  const answered = (n) => frame.waitForFunction((count) => document.querySelectorAll(".exchange").length === count && document.querySelector(".exchange.running") === null, n, { timeout: FILL_LIMIT_MS });

  it("talks about a sample: two questions, the second stopped, the conversation kept", async () => {
    await command(page, "RadDraft: Ask About Image");
    frame = await webviewFrame(page, "#chat-box");
    await button(frame, "Open Sample Image").click();
    await frame.locator("#suggestions").waitFor({ timeout: FILL_LIMIT_MS });
    await frame.getByRole("button", { name: "Describe the image." }).click();
    await answered(1);
    await frame.locator("#chat-length").fill("256");
    await frame.locator("#chat-length").press("Tab");
    await frame.locator("#chat-box").fill("Write a report for this image."); // The demo answers a question in a word or two, too soon for a stop.
    await frame.locator("#chat-box").press("Enter");
    await stopAnswer({ page, frame }, () => frame.locator(".running .mask").first().waitFor({ timeout: FILL_LIMIT_MS }));
    await answered(2);
    await shotInThemes(suite, "answered");
    assert.ok(Date.now() - suite.startMs < JOURNEY_LIMIT_MS, `the journey took ${Date.now() - suite.startMs} ms`);
  });
});
