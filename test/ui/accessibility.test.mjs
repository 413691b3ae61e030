// Every state of every webview is judged by axe-core, in dark, light and high contrast; nothing grave may be found.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { chooseTheme, command, openFile, webviewFrame } from "../e2e/drive.mjs";
import { imageSuite } from "../e2e/imageSuite.mjs";
import { graveFindings } from "./accessibility.mjs";

const THEMES = ["Light Modern", "Dark High Contrast", "Light High Contrast", "Dark Modern"];
/** Engine start, load and a draft on a busy machine. */
const DRAFT_LIMIT_MS = 60_000;

describe("accessibility of the webviews", () => {
  const suite = imageSuite({ write: (folder) => { writeFileSync(path.join(folder, "broken.dcm"), "not an image"); } });
  let page;
  let frame;
  before(() => { ({ page, frame } = suite); });

  /** Judges a page in every kind of theme. */
  const judge = async (judged) => {
    for (const theme of THEMES) {
      await chooseTheme(page, theme);
      await judged.waitForTimeout(200); // Colours change over.
      assert.deepEqual(await graveFindings(judged), [], theme);
    }
  };

  it("finds what is wrong where something is", async () => {
    await frame.evaluate(() => {
      const button = document.createElement("button");
      button.id = "nameless";
      document.body.append(button);
    });
    assert.match((await graveFindings(frame)).join(), /button-name/);
    await frame.evaluate(() => { document.querySelector("#nameless").remove(); });
  });

  it("image and empty panel", () => judge(frame));

  it("panel with its advanced settings and fewer steps than positions", async () => {
    await frame.locator("summary", { hasText: "Advanced" }).click();
    await frame.locator("#steps").fill("10");
    await frame.locator("#steps").press("Tab");
    await frame.locator("#steps-note").waitFor();
    await judge(frame);
    await frame.locator("#steps").fill("32");
    await frame.locator("#steps").press("Tab");
  });

  it("a finished draft", async () => {
    await frame.getByRole("button", { name: "Generate", exact: true }).click();
    await frame.locator("#progress-line", { hasText: /^Finished/ }).waitFor({ timeout: DRAFT_LIMIT_MS });
    await judge(frame);
  });

  it("measurements, patient data and overlays over the picture", async () => {
    const stage = await frame.locator("#stage").boundingBox();
    await frame.locator("#tool-length").click();
    await page.mouse.move(stage.x + 100, stage.y + 100);
    await page.mouse.down();
    await page.mouse.move(stage.x + 200, stage.y + 180, { steps: 4 });
    await page.mouse.up();
    await frame.locator("#tool-togglePatientData").click();
    await judge(frame);
  });

  it("the table of tags, and one tag of it", async () => {
    await command(page, "RadDraft: Show DICOM Tags");
    await frame.locator("#tag-search").fill("patient");
    await frame.locator("[role=row][data-place]").first().click();
    await judge(frame);
  });

  it("a file that is broken", async () => {
    await openFile(page, "broken.dcm");
    const broken = await webviewFrame(page, ".notice");
    await judge(broken);
  });

  it("the chat: without an image, with suggestions, while it answers, with answers, cleared", async () => {
    await command(page, "View: Close All Editors");
    await command(page, "RadDraft: Ask About Image");
    const chat = await webviewFrame(page, "#chat-box");
    await chat.locator("#no-image").waitFor();
    await judge(chat);
    await chat.getByRole("button", { name: "Open Sample Image", exact: true }).click();
    await chat.locator("#suggestions").waitFor();
    await judge(chat);
    await chat.getByRole("button", { name: "Describe the image." }).click();
    await chat.locator(".exchange.running").waitFor();
    assert.deepEqual(await graveFindings(chat), [], "while it answers");
    await chat.locator(".exchange:not(.running)").waitFor({ timeout: DRAFT_LIMIT_MS });
    await judge(chat);
    await command(page, "RadDraft: Clear Chat");
    await chat.locator(".cleared").waitFor();
    await judge(chat);
  });
});
