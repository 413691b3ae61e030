// A conversation about an image inside VS Code: turns, stops, a full context, clearing, a dead engine.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Asked, Conversation } from "../../src/extension/chats.ts";
import type { TestAccess } from "../../src/extension/main.ts";
import { access, closeAll, CT, openImage, sample, until } from "./workbench.ts";

/** The demo model has 1024 positions: two questions of this size do not fit. */
const SENTENCE = "Is there any abnormality in the lungs or the heart or the bones? ";
const LONG_QUESTION = SENTENCE.repeat(38);
/** Too much alone, with a canvas of 256. */
const LONGEST_QUESTION = SENTENCE.repeat(61);
const SEEN = { slice: "first", words: "" };

/** A conversation of its own about the CT; the storage outlives a run of the tests. */
async function asked({ tested, length = 32 }: { readonly tested: TestAccess; readonly length?: number }): Promise<Asked> {
  const document = await openImage(tested, sample(...CT));
  assert.ok(document.subject !== null);
  return { key: `host-test-${randomUUID()}`, image: document.subject, seen: SEEN, settings: { length, steps: null } };
}

/** Waits until the answer under way has words. */
async function untilAnswering(tested: TestAccess, key: string): Promise<void> {
  let conversation: Conversation = await tested.chats.open(key);
  const listening = tested.chats.onDidChange(() => { void tested.chats.open(key).then((now) => { conversation = now; }); });
  try {
    await until(tested, "words of an answer", () => conversation.answer?.draft.commits.some(({ piece }) => piece.trim() !== "") === true);
  } finally {
    listening.dispose();
  }
}

describe("a conversation", () => {
  let tested: TestAccess;
  before(async () => { tested = await access(); });
  afterEach(closeAll);

  it("goes on from what was said, gives its answers for the report, and is kept", async () => {
    const about = await asked({ tested });
    await tested.chats.ask(about, "What modality is this?", false);
    await tested.chats.ask(about, "What body part is shown?", false);
    const { exchanges, answer } = await tested.chats.open(about.key);
    assert.equal(answer, null);
    assert.deepEqual(exchanges.map(({ id, question, outcome, leftOut }) => [id, question, outcome, leftOut]), [[1, "What modality is this?", "finished", 0], [2, "What body part is shown?", "finished", 0]]);
    for (const { provenance } of exchanges) assert.match(provenance, /demo model.*not reviewed; length 32/);
    assert.equal(tested.service.lastDraft?.text, exchanges[1]?.text);
    await tested.chats.clear(about.key);
  });

  it("leaves out its oldest question when the model has no room, and says so", async () => {
    const about = await asked({ tested });
    await tested.chats.ask(about, LONG_QUESTION, false);
    await tested.chats.ask(about, LONG_QUESTION, false);
    await tested.chats.ask(about, "And the heart?", false);
    const { exchanges, notice } = await tested.chats.open(about.key);
    assert.equal(notice, null);
    assert.deepEqual(exchanges.map(({ outcome, leftOut }) => [outcome, leftOut]), [["finished", 0], ["finished", 1], ["finished", 1]]);
    await tested.chats.clear(about.key);
  });

  it("says in a sentence that a question alone is too long", async () => {
    const about = await asked({ tested, length: 256 });
    await tested.chats.ask(about, LONGEST_QUESTION, false);
    const { exchanges, notice } = await tested.chats.open(about.key);
    assert.equal(exchanges[0]?.outcome, "failed");
    assert.match(notice?.sentence ?? "", /1024/);
    await tested.chats.clear(about.key);
  });

  it("keeps a stopped answer, and another question stops the one before", async () => {
    const about = await asked({ tested, length: 256 });
    const first = tested.chats.ask(about, "Write a report for this image.", false);
    await untilAnswering(tested, about.key);
    tested.chats.stop(about.key);
    await first;
    const second = tested.chats.ask(about, "Write a report for this image.", false);
    await untilAnswering(tested, about.key);
    await tested.chats.ask({ ...about, settings: { length: 32, steps: null } }, "Describe the image.", false);
    await second;
    const { exchanges } = await tested.chats.open(about.key);
    assert.deepEqual(exchanges.map(({ outcome }) => outcome), ["stopped", "stopped", "finished"]);
    assert.notEqual(exchanges[0]?.text, "");
    assert.equal(tested.service.state.running, 0);
    await tested.chats.clear(about.key);
  });

  it("has its last answer drafted again, and its last question asked otherwise", async () => {
    const about = await asked({ tested });
    await tested.chats.ask(about, "Describe the image.", false);
    await tested.chats.regenerate(about);
    const again = (await tested.chats.open(about.key)).exchanges;
    assert.deepEqual(again.map(({ question, temperature, seed }) => [question, temperature, seed]), [["Describe the image.", 0.5, 1]]);
    await tested.chats.ask(about, "What modality is this?", true);
    assert.deepEqual((await tested.chats.open(about.key)).exchanges.map(({ question }) => question), ["What modality is this?"]);
    await tested.chats.clear(about.key);
  });

  it("is cleared with the answer under way, and comes back", async () => {
    const about = await asked({ tested, length: 256 });
    await tested.chats.ask({ ...about, settings: { length: 32, steps: null } }, "Describe the image.", false);
    const second = tested.chats.ask(about, "Write a report for this image.", false);
    await untilAnswering(tested, about.key);
    await tested.chats.clear(about.key);
    await second;
    assert.deepEqual((await tested.chats.open(about.key)).exchanges, []);
    await tested.chats.undoClear(about.key);
    assert.deepEqual((await tested.chats.open(about.key)).exchanges.map(({ outcome }) => outcome), ["finished", "stopped"]);
    await tested.chats.clear(about.key);
  });

  it("whose engine was killed keeps the words, and is continued in their place", async () => {
    const about = await asked({ tested, length: 64 });
    await tested.chats.ask(about, "Write a report for this image.", false);
    const whole = (await tested.chats.open(about.key)).exchanges[0]?.text;
    tested.chats.startAnew(about.key);
    const second = tested.chats.ask(about, "Write a report for this image.", false);
    await untilAnswering(tested, about.key);
    process.kill(tested.service.drafting.enginePid ?? -1, "SIGKILL");
    await second;
    const broken = await tested.chats.open(about.key);
    assert.deepEqual(broken.exchanges.map(({ outcome }) => outcome), ["finished", "failed"]);
    assert.ok(broken.notice !== null);
    assert.ok(await tested.service.continueAt(`chat:${about.key}`));
    const { exchanges } = await tested.chats.open(about.key);
    assert.deepEqual(exchanges.map(({ outcome, startsAnew }) => [outcome, startsAnew]), [["finished", false], ["finished", true]]);
    assert.equal(exchanges[1]?.text, whole);
    await tested.chats.clear(about.key);
  });
});
