// VS Code stays responsive during a draft: the event loop, other extensions' commands, other images.

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { ImageDocument } from "../../src/extension/imageDocument.ts";
import { access, closeAll, CT, LONGEST, MR, openImage, sample, untilStep } from "./workbench.ts";

/** How much longer a draft may block the event loop than the same measurement shows without one. */
const MAX_EXTRA_BLOCK_MS = 50;
const TICK_MS = 5;
const MEASURED_MS = 3000;
/** Other programs of the machine hold timers up too; one undisturbed pair of measurements is enough for the delay. */
const ATTEMPTS = 5;

interface Block {
  /** Longest delay of a timer, milliseconds: our own work, and waiting for a core that others use. */
  readonly delayMs: number;
  /** Longest own work of the extension host between two ticks, milliseconds of processor time of all its threads. */
  readonly workMs: number;
}

async function longestBlock(): Promise<Block> {
  const end = performance.now() + MEASURED_MS;
  let [delayMs, workMs] = [0, 0];
  for (let last = performance.now(); last < end;) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    const now = performance.now();
    const { user, system } = process.cpuUsage(before);
    delayMs = Math.max(delayMs, now - last - TICK_MS);
    workMs = Math.max(workMs, Math.min(now - last, (user + system) / 1000));
    last = now;
  }
  return { delayMs, workMs };
}

const inWords = ({ delayMs, workMs }: Block): string => `${delayMs.toFixed(1)} ms (${workMs.toFixed(1)} ms of it work)`;

/** The next values of the first slice that the document sends to its page. */
function nextValues(document: ImageDocument): Promise<number> {
  return new Promise((resolve) => {
    const listening = document.onMessage((message) => {
      if (message.kind !== "values" || message.slice !== 0) return;
      listening.dispose();
      resolve(message.part.values.length);
    });
    document.wantFrames([0]);
  });
}

describe("during a draft", () => {
  afterEach(closeAll);

  it(`the event loop is blocked at most ${String(MAX_EXTRA_BLOCK_MS)} ms longer than without one`, async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel({ length: 16 });
    await tested.drafts.draft(document); // The engine is up and the model loaded in both measurements.
    document.setPanel(LONGEST);
    const extras: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS && !extras.some((extra) => extra <= MAX_EXTRA_BLOCK_MS); attempt++) {
      const without = await longestBlock();
      document.setPanel({ seed: attempt, temperature: 0.1 });
      const ending = tested.drafts.draft(document);
      const during = await longestBlock();
      tested.drafts.stop(document);
      const draft = await ending;
      assert.ok(draft !== null && draft.step > 0, "a draft ran while it was measured");
      console.log(`      longest block: ${inWords(without)} without a draft, ${inWords(during)} during one`);
      assert.ok(during.workMs - without.workMs <= MAX_EXTRA_BLOCK_MS, "the extension host worked too long at once");
      extras.push(during.delayMs - without.delayMs);
    }
    assert.ok(Math.min(...extras) <= MAX_EXTRA_BLOCK_MS, `extra ${extras.map((extra) => extra.toFixed(1)).join(", ")} ms`);
  });

  it("another extension's command runs", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel(LONGEST);
    const ending = tested.drafts.draft(document);
    await untilStep(tested, document, 1);
    const command = vscode.commands.registerCommand("raddraft-test.add", (one: number, other: number) => one + other);
    try {
      assert.equal(await vscode.commands.executeCommand("raddraft-test.add", 2, 3), 5);
      assert.ok(tested.drafts.isRunning(document), "the draft still runs");
    } finally {
      command.dispose();
      tested.drafts.stop(document);
      await ending;
    }
  });

  it("another image opens and changes its window", async () => {
    const tested = await access();
    const document = await openImage(tested, sample(...CT));
    document.setPanel(LONGEST);
    const ending = tested.drafts.draft(document);
    await untilStep(tested, document, 1);
    const other = await openImage(tested, sample(...MR));
    assert.ok(other.view);
    assert.equal(await nextValues(other), 64 * 64);
    const window = { center: 500, width: 100, function: "LINEAR" } as const;
    other.setView({ ...other.view, window, isInverted: true });
    assert.deepEqual(other.subject?.view, { frame: 0, window, isInverted: true });
    assert.ok(tested.drafts.isRunning(document), "the draft still runs");
    tested.drafts.stop(document);
    await ending;
  });
});
