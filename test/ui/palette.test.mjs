// The palette of a real workbench, driven from outside: RadDraft's commands can be found and chosen.

import assert from "node:assert/strict";
import path from "node:path";
import { findCommand } from "../e2e/drive.mjs";
import { root } from "../e2e/ensure.mjs";
import { openWorkbench } from "../e2e/workbench.mjs";

describe("palette", () => {
  let workbench;
  before(async () => {
    workbench = await openWorkbench({ folder: path.join(root, "samples"), developmentPaths: [root] });
  });
  after(() => workbench?.close());

  it("lists Describe Image under RadDraft", async () => {
    const { page } = workbench;
    const row = await findCommand(page, "RadDraft: Describe Image");
    assert.match(await row.innerText(), /RadDraft: Describe Image/);
    await page.keyboard.press("Escape");
  });
});
