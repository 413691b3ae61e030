// Describe Image on real files, its refusal of broken ones, and what a draft carries.

import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import type { Description } from "../../src/extension/describeImage.ts";
import { access, CHEST, closeAll, CT, openImage, sample } from "./workbench.ts";

const describeImage = (uri: vscode.Uri): Thenable<Description | undefined> => vscode.commands.executeCommand("raddraft.describeImage", uri);

describe("Describe Image", () => {
  afterEach(closeAll);

  for (const [what, parts] of [["a real CT", CT], ["a PNG", CHEST]] as const) {
    it(`drafts from ${what}`, async () => {
      const { editor } = await access();
      const description = await describeImage(sample(...parts));
      assert.ok(description !== undefined && /[a-z]{3}/i.test(description.text), "there are words");
      const draft = editor.documentOf(sample(...parts))?.draft;
      assert.equal(draft?.phase, "finished");
      assert.equal(draft.text, description.text);
      assert.match(draft.provenance, /demo model.*not reviewed; length 32, steps 32, seed 0; image sha256 [0-9a-f]{8}$/);
      assert.ok(draft.spans.length > 0 && draft.spans.every((span) => span.certainty > 0 && span.certainty <= 1));
    });
  }

  it("gives the same draft for the same image", async () => {
    const first = await describeImage(sample(...CT));
    assert.deepEqual(await describeImage(sample(...CT)), first);
  });

  it("takes the image in front when it is given none", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    const description = await vscode.commands.executeCommand<Description | undefined>("raddraft.describeImage");
    assert.ok(description !== undefined);
    assert.equal(document.draft?.text, description.text);
  });

  it("calls a phantom a phantom", async () => {
    const tested = await access();
    const { file } = await openImage(tested, sample(...CHEST));
    assert.ok(file.kind === "open" && file.isPhantom);
  });
});

describe("a broken file", () => {
  let folder = "";
  before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "raddraft-broken-")); });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(closeAll);

  for (const [what, name, bytes] of [["text", "note.dcm", "not an image"], ["nothing", "empty.dcm", ""], ["a picture's ending alone", "not.png", "not an image"]] as const) {
    it(`that holds ${what} is refused in the editor, with a sentence and no stack`, async () => {
      const tested = await access();
      const uri = vscode.Uri.file(path.join(folder, name));
      await writeFile(uri.fsPath, bytes);
      assert.equal(await describeImage(uri), undefined);
      const file = tested.editor.documentOf(uri)?.file;
      assert.ok(file?.kind === "failed", `it is ${file?.kind ?? "not open"}`);
      assert.match(file.notice.sentence, /^[A-Z].*\.$/);
      assert.doesNotMatch(file.notice.sentence + file.notice.action, /\n| at |\/tmp/);
    });
  }

  it("that was repaired opens at the next try", async () => {
    const tested = await access();
    const uri = vscode.Uri.file(path.join(folder, "repaired.dcm"));
    await writeFile(uri.fsPath, "not yet");
    const document = await openImage(tested, uri);
    assert.equal(document.file.kind, "failed");
    await copyFile(sample(...CT).fsPath, uri.fsPath); // In place: VS Code closes the editor of a file that vanishes.
    await document.reopen();
    assert.equal(document.file.kind, "open");
  });
});
