// Events of the engine become the draft that the panel shows, and what is left when it ends early.

import assert from "node:assert/strict";
import type { CommitView, DraftEvent } from "../../src/engine/protocol.ts";
import { askedDraft, endedDraft, grown, textSoFar } from "../../src/extension/draftShown.ts";

const commit = (position: number, piece: string, certainty = 0.5): CommitView => ({ position, id: 1, certainty, piece });
const step = (number: number, commits: readonly CommitView[], stopPosition: number | null = null): DraftEvent => ({ kind: "step", step: number, of: 4, commits, stopPosition, stepMs: 500, elapsedMs: 500 * number });

describe("grown", () => {
  it("goes from waiting to drafting and tells the time left from the steps so far", () => {
    let draft = askedDraft("Q", 16, 16);
    assert.equal(draft.shown.phase, "queued");
    draft = grown(draft, { kind: "phase", phase: "loading", done: 0.25 });
    assert.deepEqual([draft.shown.phase, draft.shown.done], ["loading", 0.25]);
    draft = grown(draft, { kind: "begin", promptLength: 100, genLength: 4, steps: 4, preset: "exact" });
    assert.deepEqual([draft.shown.phase, draft.shown.length, draft.shown.steps], ["drafting", 4, 4]);
    draft = grown(grown(draft, step(1, [commit(1, " lungs")])), step(2, [commit(0, "Clear")]));
    assert.equal(draft.shown.step, 2);
    assert.deepEqual([draft.shown.secondsLeft, draft.shown.done], [1, 0.5]);
    assert.deepEqual(draft.shown.commits.map(({ position }) => position), [1, 0]);
  });

  it("counts only the steps that a stop leaves", () => {
    const begun = grown(askedDraft("Q", 4, 4), { kind: "begin", promptLength: 1, genLength: 4, steps: 4, preset: "exact" });
    const { shown } = grown(begun, step(1, [commit(1, "")], 1));
    assert.deepEqual([shown.secondsLeft, shown.done], [0.5, 0.5]);
  });
});

describe("endedDraft", () => {
  it("keeps the words written, and the reason", () => {
    const growing = grown(grown(askedDraft("Q", 4, 4), { kind: "begin", promptLength: 1, genLength: 4, steps: 4, preset: "exact" }), step(1, [commit(0, "Clear")]));
    const notice = { sentence: "S", action: "A" };
    const ended = endedDraft(growing, "failed", notice, "P");
    assert.deepEqual([ended.phase, ended.text, ended.provenance, ended.notice], ["failed", "Clear …", "P", notice]);
  });

  it("names no source for a draft without a word", () => {
    const ended = endedDraft(askedDraft("Q", 4, 4), "stopped", null, "P");
    assert.deepEqual([ended.text, ended.provenance], ["", ""]);
  });
});

describe("textSoFar", () => {
  const cases: readonly (readonly [what: string, commits: readonly CommitView[], stopPosition: number | null, text: string])[] = [
    ["nothing for no commits", [], null, ""],
    ["one gap for neighbouring masks", [commit(0, "No"), commit(3, " effusion")], null, "No … effusion"],
    ["a gap at the start", [commit(2, " effusion"), commit(3, ".")], null, "… effusion."],
    ["nothing from the stop on", [commit(0, "No"), commit(1, "<stop>"), commit(2, " more")], 1, "No"],
    ["a gap where a character is not whole", [commit(0, "No"), commit(1, "\uFFFD"), commit(2, " x"), commit(3, ".")], null, "No … x."],
    ["nothing of the prompt", [commit(-5, "Q"), commit(0, "A"), commit(1, "b"), commit(2, "c"), commit(3, "d")], null, "Abcd"],
  ];
  for (const [what, commits, stopPosition, text] of cases) it(`gives ${what}`, () => { assert.equal(textSoFar(commits, 4, stopPosition).text, text); });

  it("places each span on its piece", () => {
    const { text, spans } = textSoFar([commit(3, " effusion", 0.9), commit(0, "No", 0.4)], 4, null);
    assert.deepEqual(spans.map((span) => [text.slice(span.start, span.end), span.certainty]), [["No", 0.4], [" effusion", 0.9]]);
  });
});
