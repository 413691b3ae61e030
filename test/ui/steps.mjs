// Suites whose steps build on each other, and what their steps have in common: dialogs by keys, an earlier study of an image.

import { readSeriesHeader } from "../../src/dicom/index.ts";

/**
 * Registers the hooks of the suite it is called in: a second try of a step would only hide why the first failed, and after a
 * failure the rest says nothing.
 * @param {(name: string) => Promise<unknown>} shot takes a picture of a failure
 */
export function oneAfterTheOther(shot) {
  let hasFailed = false;
  beforeEach(function () {
    this.currentTest?.retries(0);
    if (!hasFailed) return;
    console.log("      skipped: a step before it failed");
    this.skip();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    hasFailed = true;
    await shot(`failed-${this.currentTest.title.replace(/\W+/g, "-").slice(0, 60)}`);
  });
}

/**
 * A suite for `npm run test:full` alone: a minute of steps that hang on each other and on VS Code's notifications, which do not all
 * pop up, and not for long.
 */
export function describeInFull(title, suite) {
  describe(title, function () {
    if (process.env.RADDRAFT_FULL === "1") return suite.call(this);
    it("runs with the full tests", function () {
      console.log("      skipped: runs with npm run test:full");
      this.skip();
    });
  });
}

/**
 * VS Code's dialogs at the top of the window.
 * @param {() => import("playwright-core").Page} page
 */
export function quickInput(page) {
  const asked = (text) => page().locator(".quick-input-widget", { hasText: text });
  const box = () => page().locator(".quick-input-widget input[type=text], .quick-input-widget input[type=password]").first();
  return {
    asked,
    box,
    /** A line to choose. */
    choice: (text) => page().locator(".quick-input-list .monaco-list-row", { hasText: text }).first(),
    /** Answers a question. */
    enter: async (question, text) => {
      await asked(question).waitFor();
      await box().fill(text);
      await page().keyboard.press("Enter");
    },
  };
}

/** The same image a year earlier, with identifiers of its own. */
export function asPrior(bytes) {
  const { header } = readSeriesHeader(bytes, true);
  let text = bytes.toString("latin1").replaceAll(header.StudyDate, "20240101");
  for (const uid of [header.StudyInstanceUID, header.SeriesInstanceUID]) text = text.replaceAll(uid, `${uid.slice(0, -3)}777`);
  return Buffer.from(text, "latin1");
}
