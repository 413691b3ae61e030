// The page that a webview begins with, in a browser that does not get its files at once.

import assert from "node:assert/strict";
import { launchChromium } from "../e2e/workbench.mjs";
import { webviewPage } from "../../src/extension/webviewPage.ts";

const SITE = "http://page.test";
const FILES = {
  "/page.js": { contentType: "text/javascript", body: "import './part.js';" },
  "/part.js": { contentType: "text/javascript", body: "document.body.textContent = 'started';" },
  "/page.css": { contentType: "text/css", body: "body { color: rgb(1, 2, 3); }" },
  "/": { contentType: "text/html", body: webviewPage({ script: `${SITE}/page.js`, styles: `${SITE}/page.css`, source: SITE, language: "en", placeholder: "Opening…", failure: "It did not load." }) },
};

describe("the page of a webview", () => {
  let browser;
  before(async () => { browser = await launchChromium(); });
  after(() => browser?.close());

  /** The page, some of whose files fail so many times, and what its console said of the content policy. */
  async function opened(failing, failures) {
    const page = await browser.newPage();
    const violations = [];
    page.on("console", (message) => { if (/Content Security Policy|Refused to/.test(message.text())) violations.push(message.text()); });
    const asked = new Map();
    await page.route(`${SITE}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      asked.set(pathname, (asked.get(pathname) ?? 0) + 1);
      return failing.includes(pathname) && asked.get(pathname) <= failures ? route.abort("namenotresolved") : route.fulfill(FILES[pathname]);
    });
    await page.clock.install();
    await page.goto(`${SITE}/`);
    return { page, violations };
  }

  for (const [failing, failures] of [[[], 0], [["/page.js"], 1], [["/page.css"], 1], [["/page.js", "/page.css"], 5], [["/part.js"], 2]]) {
    it(`starts though ${failing.join(" and ") || "nothing"} failed ${failures} times`, async () => {
      const { page, violations } = await opened(failing, failures);
      const isThere = () => page.evaluate(() => document.body.textContent === "started" && getComputedStyle(document.body).color === "rgb(1, 2, 3)");
      for (const endMs = Date.now() + 20_000; !(await isThere()); await page.clock.runFor(500)) assert.ok(Date.now() < endMs);
      assert.deepEqual(violations, []);
      await page.close();
    });
  }

  it("says so when they never come", async () => {
    const { page } = await opened(["/page.js", "/page.css"], Infinity);
    const words = page.locator(".placeholder");
    assert.equal(await words.innerText(), "Opening…");
    for (const endMs = Date.now() + 30_000; (await words.innerText()) !== "It did not load."; await page.clock.runFor(500)) assert.ok(Date.now() < endMs);
    await page.close();
  });
});
