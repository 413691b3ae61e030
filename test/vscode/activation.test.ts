// The extension inside a real VS Code: it is there, it activates, and its commands exist.

import assert from "node:assert/strict";
import * as vscode from "vscode";

const EXTENSION_ID = "raddraft.raddraft";

describe("activation", () => {
  it("activates the extension", async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(extension, `${EXTENSION_ID} is not installed`);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it("offers Describe Image in the palette", async () => {
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes("raddraft.describeImage"));
  });
});
