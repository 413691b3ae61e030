// Edits worked out for an older text land where their place is now, and nowhere else.

import assert from "node:assert/strict";
import { composeEdits, originalOffset } from "../../../src/extension/report/composeEdits.ts";
import { withBlanksForGaps, withMarkedGaps } from "../../../src/extension/report/gaps.ts";
import { land, movedBy } from "../../../src/extension/report/landing.ts";
import { applyEdits, type AiSpan, type FillEdits, type TextEdit } from "../../../src/report/index.ts";

const edit = (start: number, end: number, text: string): TextEdit => ({ range: { start, end }, text });
const span = (start: number, end: number): AiSpan => ({ range: { start, end }, words: [], provenance: "p", state: "unreviewed", replaced: null });

describe("movedBy", () => {
  const check = (change: readonly TextEdit[], expected: readonly [number, number] | null): void => {
    const moved = movedBy({ start: 10, end: 15 }, change);
    assert.deepEqual(moved === null ? null : [moved.start, moved.end], expected);
  };
  it("follows what is typed before it, stays for what is after it, and is lost by what is in it", () => {
    check([edit(0, 0, "abc")], [13, 18]);
    check([edit(2, 6, "")], [6, 11]);
    check([edit(10, 10, "x")], [11, 16]);
    check([edit(15, 15, "x")], [10, 15]);
    check([edit(20, 25, "")], [10, 15]);
    check([edit(12, 12, "x")], null);
    check([edit(8, 11, "")], null);
    check([edit(0, 1, ""), edit(20, 21, "yy"), edit(3, 3, "ab")], [11, 16]);
  });
});

describe("land", () => {
  const text = "One [___] two [___] three.";
  const prepared = { edits: [edit(4, 9, "first"), edit(14, 19, "second")], spans: [span(4, 9), span(14, 20)] };
  const check = (changes: readonly (readonly TextEdit[])[], expected: string, words: readonly string[]): void => {
    const now = changes.reduce((before, change) => applyEdits(before, change), text);
    const landed = land(prepared, changes);
    const after = applyEdits(now, landed.edits);
    assert.equal(after, expected);
    assert.deepEqual(landed.spans.map(({ range }) => after.slice(range.start, range.end)), words);
    assert.equal(landed.nTouched, 2 - words.length);
  };
  it("writes into an unchanged text as worked out", () => { check([], "One first two second three.", ["first", "second"]); });
  it("follows typing before, between and after", () => {
    check([[edit(0, 3, "Number one")], [edit(17, 20, "and")]], "Number one first and second three.", ["first", "second"]);
  });
  it("leaves a blank that the person filled", () => { check([[edit(4, 9, "mine")]], "One mine two second three.", ["second"]); });
  it("puts other edits beside them", () => {
    const landed = land(prepared, [], [edit(0, 0, "--- ")]);
    const after = applyEdits(text, landed.edits);
    assert.equal(after, "--- One first two second three.");
    assert.deepEqual(landed.spans.map(({ range }) => after.slice(range.start, range.end)), ["first", "second"]);
  });
});

describe("composeEdits", () => {
  it("gives one list for two edits one after the other", () => {
    const text = "a [1] b [2] c [3] d";
    const first = [edit(8, 11, "two!")];
    const between = applyEdits(text, first);
    const second = [edit(between.indexOf("[1]"), between.indexOf("[1]") + 3, "one"), edit(between.indexOf("[3]"), between.indexOf("[3]") + 3, "three")];
    assert.equal(applyEdits(text, composeEdits(first, second)), applyEdits(between, second));
  });
  it("maps an offset inside a written text to the end of what it replaced", () => {
    assert.equal(originalOffset([edit(2, 5, "longer text")], 6), 5);
    assert.equal(originalOffset([edit(2, 5, "longer text")], 13), 5);
    assert.equal(originalOffset([edit(2, 5, "longer text")], 15), 7);
    assert.equal(originalOffset([edit(2, 5, "longer text")], 1), 1);
  });
});

describe("withBlanksForGaps", () => {
  const fill = (edits: readonly TextEdit[], spans: readonly AiSpan[]): FillEdits => ({ edits, spans, empty: [], uncertain: [], suggested: [] });
  it("makes blanks of gaps and runs of the words between them", () => {
    const words = "The \ue000 are clear\ue000";
    const text = "x [___] y [___] z";
    const second = 10 + words.length - 5;
    const given = fill([edit(2, 7, words), edit(10, 15, "Yes")], [{ ...span(2, 2 + words.length), words: [{ start: 0, end: 3, certainty: 0.5, alternatives: [] }, { start: 6, end: 9, certainty: 0.6, alternatives: [] }, { start: 10, end: 15, certainty: 0.7, alternatives: [] }] }, span(second, second + 3)]);
    const { edits, spans } = withBlanksForGaps(given);
    const after = applyEdits(text, edits);
    assert.equal(after, "x The [___] are clear[___] y Yes z");
    assert.deepEqual(spans.map(({ range }) => after.slice(range.start, range.end)), ["The", "are clear", "Yes"]);
    assert.deepEqual(spans.map((run) => run.words.map(({ start, end }) => after.slice(run.range.start + start, run.range.start + end))), [["The"], ["are", "clear"], []]);
  });
  it("tells a gap from an ellipsis that the model wrote", () => {
    const growing = { text: "and so on… or …", spans: [{ start: 0, end: 10 }, { start: 11, end: 13 }] };
    assert.equal(withMarkedGaps(growing).text, "and so on… or \ue000");
  });
  it("leaves a fill without gaps as it is", () => {
    const given = fill([edit(2, 7, "All")], [span(2, 5)]);
    assert.deepEqual(withBlanksForGaps(given), given);
  });
});
