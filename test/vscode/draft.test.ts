// A draft under way: stopped, waiting behind another, outliving its hidden tab, and losing its engine.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import { access, closeAll, CT, LONGEST, MR, openImage, sample, until, untilStep, untilWords } from "./workbench.ts";

describe("a draft", () => {
  afterEach(closeAll);

  it("stops in the middle and keeps its words", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel(LONGEST);
    const ending = tested.drafts.draft(document);
    await untilWords(tested, document);
    await vscode.commands.executeCommand("raddraft.stop");
    const draft = await ending;
    assert.equal(draft?.phase, "stopped");
    assert.ok(draft.step > 0 && draft.step < 256, `stopped at step ${String(draft.step)}`);
    assert.notEqual(draft.text, "");
    assert.equal(draft.notice, null, "a stop is no error");
    assert.match(draft.provenance, /ended at step/);
  });

  // One death for all that follows one: after three in a minute the engine is not started again.
  it("has its words kept when the engine is killed, is continued to the words it would have had, and the next one works", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel({ length: 64, question: "Write a report for this image." });
    const undisturbed = await tested.drafts.draft(document);
    const ending = tested.drafts.draft(document);
    await untilWords(tested, document);
    const pid = tested.service.drafting.enginePid;
    assert.ok(pid !== null);
    process.kill(pid, "SIGKILL");
    const draft = await ending;
    assert.equal(draft?.phase, "failed");
    assert.notEqual(draft.text, "");
    assert.deepEqual(draft.notice, { sentence: "The drafting engine stopped.", action: "Generate again." });
    const continued = await tested.drafts.continueDraft(document);
    assert.equal(continued?.phase, "finished");
    assert.equal(continued.text, undisturbed?.text);
    assert.notEqual(tested.service.drafting.enginePid, pid);
    document.setPanel({ length: 32 });
    assert.equal((await tested.drafts.draft(document))?.phase, "finished");
  });

  it("of an image is stopped by a newer one of the same image", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel(LONGEST);
    const older = tested.drafts.draft(document);
    await untilStep(tested, document, 1);
    document.setPanel({ length: 32 });
    const newer = tested.drafts.draft(document);
    assert.equal((await older)?.phase, "stopped");
    const draft = await newer;
    assert.deepEqual([draft?.phase, draft?.length], ["finished", 32]);
    assert.equal(document.draft, draft, "the newer one is shown");
    assert.equal(tested.service.state.running, 0);
  });

  it("goes on while its tab is hidden", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    const ending = tested.drafts.draft(document);
    await vscode.commands.executeCommand("workbench.action.files.newUntitledFile");
    assert.equal((await ending)?.phase, "finished");
  });

  it("ends when its tab is closed", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel(LONGEST);
    const ending = tested.drafts.draft(document);
    await untilStep(tested, document, 1);
    await closeAll();
    assert.equal((await ending)?.phase, "stopped");
    assert.equal(tested.service.state.running, 0);
  });

  it("waits behind the one before it; each keeps to its own image", async () => {
    const tested = await access();
    const first = await openImage(tested, sample(...CT));
    first.setPanel({ length: 64 });
    const firstEnding = tested.drafts.draft(first);
    await untilStep(tested, first, 1);
    const second = await openImage(tested, sample(...MR));
    const secondEnding = tested.drafts.draft(second);
    await until(tested, "two drafts", () => tested.service.state.running === 2);
    const [one, two] = [await firstEnding, await secondEnding];
    assert.deepEqual([one?.phase, two?.phase], ["finished", "finished"]);
    assert.equal(one?.length, 64);
    assert.equal(two?.length, 32);
    const hash = /sha256 (\w+)/;
    assert.notEqual(hash.exec(one.provenance)?.[1], hash.exec(two.provenance)?.[1]);
  });
});
