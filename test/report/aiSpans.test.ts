// Marks of the model's words: they follow edits, survive saving, and never come to stand on a person's words.

import assert from "node:assert/strict";
import type { AiSpan, TextEdit } from "../../src/report/index.ts";
import { acceptSpans, addSpans, AiSpanHistory, aiSpanAt, aiWordAt, applyEdits, nextAiSpan, nextUncertainWord, previousAiSpan, rejectSpans, restoreSpans, serialiseSpans, shiftSpans } from "../../src/report/index.ts";
import { dice } from "./randomReport.ts";

/** A text with runs of the model in «»; each word's certainty is its own number. */
function marked(text: string): { text: string; spans: AiSpan[] } {
  const spans: AiSpan[] = [];
  let [plain, number] = ["", 0];
  for (const part of text.split(/(«[^»]*»)/)) {
    if (!part.startsWith("«")) plain += part;
    else {
      const run = part.slice(1, -1);
      const words = [...run.matchAll(/\S+/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, certainty: ++number / 1000, alternatives: [] }));
      spans.push({ range: { start: plain.length, end: plain.length + run.length }, words, provenance: "p", state: "unreviewed", replaced: null });
      plain += run;
    }
  }
  return { text: plain, spans };
}

/** The text with «» around what is unreviewed, ‹› around what was edited and () around what is accepted. */
function shown(text: string, spans: readonly AiSpan[]): string {
  const edits = spans.flatMap(({ range, state }): TextEdit[] => {
    const [open, close] = { unreviewed: ["«", "»"], edited: ["‹", "›"], accepted: ["(", ")"] }[state] as [string, string];
    return [{ range: { start: range.start, end: range.start }, text: open }, { range: { start: range.end, end: range.end }, text: close }];
  });
  return applyEdits(text, edits);
}

/** An edit by what it replaces: the first place of `old`. */
function replacing(text: string, old: string, by: string): TextEdit {
  const start = text.indexOf(old);
  assert.ok(start >= 0, old);
  return { range: { start, end: start + old.length }, text: by };
}

describe("shiftSpans", () => {
  const check = (title: string, before: string, old: string, by: string, after: string): unknown => it(title, () => {
    const { text, spans } = marked(before);
    const edit = replacing(text, old, by);
    assert.equal(shown(applyEdits(text, [edit]), shiftSpans(spans, [edit], text)), after);
  });
  check("follows an edit before it", "a «b c» d", "a", "long", "long «b c» d");
  check("stays before an edit after it", "a «b c» d", "d", "long", "a «b c» long");
  check("does not grow at its start", "a «b c» d", " b", " new b", "a new «b c» d");
  check("does not grow at its end", "a «b c» d", "c d", "c new d", "a «b c» new d");
  check("does not grow by letters at its end", "a «lung» d", "lung d", "lungs d", "a «lung»s d");
  check("is split by words of the person", "«b c»", "b c", "b new c", "«b» new «c»");
  check("gives an edited word away, alone", "«big red nodule here»", "red", "reddish", "«big» ‹reddish› «nodule here»");
  check("gives a word away that loses letters", "«big reddish nodule»", "reddish", "red", "«big» ‹red› «nodule»");
  check("loses a deleted word", "«big red nodule»", "red ", "", "«big» «nodule»");
  check("leaves the replacement of a word to the person", "«big red nodule»", "red", "blue", "«big» blue «nodule»");
  check("gives joined words away", "«big red nodule»", "big red", "bigred", "‹bigred› «nodule»");
  check("is gone when it is deleted", "a «b c» d", "b c ", "", "a d");
  check("is gone when it is replaced", "a «b c» d", "b c", "x y", "a x y d");
  check("keeps the rest of a run that is cut at its end", "a «big red» nodule", "red nod", "", "a «big» ule");
  check("keeps the rest of a word that is cut from outside", "a «big reddish» nodule", "dish nod", "", "a «big» ‹red›ule");
  check("keeps the rest of a word that is cut from before", "a new «reddish nodule»", "new red", "x", "a x‹dish› «nodule»");
  check("keeps words when only the white space between them changes", "«big  red»", "  ", " ", "«big» «red»");
  check("is found again where the whole text is written anew", "Findings of the chest: «large red nodule in the lung», known.", "Findings of the chest: large red nodule in the lung, known.", "Exam. Findings of the chest:\nlarge red nodule in the lung, known!", "Exam. Findings of the chest:\n«large red nodule in the lung», known!");
});

/** What must hold of marks in a text: in order, apart, not empty, words inside. */
function checkWhole(text: string, spans: readonly AiSpan[]): void {
  let at = 0;
  for (const { range, words } of spans) {
    assert.ok(range.start >= at && range.end > range.start && range.end <= text.length);
    at = range.end;
    let wordEnd = 0;
    for (const word of words) {
      assert.ok(word.start >= wordEnd && word.end > word.start && word.end <= range.end - range.start);
      wordEnd = word.end;
    }
  }
}

describe("marks under random edits", () => {
  const WORDS = ["lung", "clear", "no", "effusion.", "heart", "is", "normal", "5", "mm,", "Größe", "肺"] as const;
  const PIECES = ["", "x", " ", "new words", "\n", ". ", "é", "a b c d", "lung", "—"] as const;

  /** One script: the model writes runs, then edits come, several at once as from many cursors. */
  function run(seed: number): void {
    const { below, of, isLikely } = dice(seed);
    const words = (n: number): string => Array.from({ length: n }, () => of(WORDS)).join(of([" ", "\n", "  "]));
    let { text, spans } = marked(Array.from({ length: 1 + below(5) }, () => `${words(below(5))} «${words(1 + below(7))}» ${words(below(4))}`).join(" "));
    const original = new Map(spans.flatMap((span) => span.words.map((word) => [word.certainty, text.slice(span.range.start + word.start, span.range.start + word.end)])));
    for (let step = 3 + below(10); step > 0; step--) {
      const edits: TextEdit[] = [];
      for (let at = below(20); at < text.length; at += 1 + below(40)) {
        const end = Math.min(text.length, at + (isLikely(0.5) ? 0 : below(12)));
        edits.push({ range: { start: at, end }, text: of(PIECES) });
        at = end + 1;
      }
      const untouched = spans.filter((span) => span.state === "unreviewed" && edits.every(({ range }) => range.end <= span.range.start || range.start >= span.range.end));
      const next = shiftSpans(spans, edits, text);
      const count = (list: readonly AiSpan[]): number => list.filter(({ state }) => state === "unreviewed").reduce((sum, each) => sum + each.words.length, 0);
      text = applyEdits(text, edits);
      assert.ok(count(next) >= count(untouched), "a run without an edit keeps all its words");
      spans = next;
      if (isLikely(0.2)) spans = acceptSpans(spans, { start: below(text.length + 1), end: text.length });
      if (isLikely(0.1)) {
        const rejection = rejectSpans(text, spans, { start: 0, end: below(text.length + 1) });
        text = applyEdits(text, rejection.edits);
        spans = [...rejection.spans];
      }
      if (isLikely(0.3)) {
        const again = restoreSpans(text, serialiseSpans(text, spans));
        assert.deepEqual(again, { spans, nUnknown: 0 });
      }
      checkWhole(text, spans);
      for (const span of spans.filter(({ state }) => state !== "edited")) {
        for (const word of span.words) assert.equal(text.slice(span.range.start + word.start, span.range.start + word.end), original.get(word.certainty), `seed ${seed}`);
      }
    }
  }
  it("stay whole, and stay on their own words (1,000 scripts)", () => { for (let seed = 0; seed < 1000; seed++) run(seed); });
});

describe("review", () => {
  const { text, spans } = marked("a «big red» b «small blue nodule.» c");
  const accepted = (start: number, end: number): string => shown(text, acceptSpans(spans, { start, end }));
  it("accepts the run at the cursor", () => assert.equal(accepted(3, 3), "a (big red) b «small blue nodule.» c"));
  it("accepts words of a selection", () => assert.equal(accepted(6, 15), "a «big» (red) b (small) «blue nodule.» c"));
  it("accepts all", () => assert.equal(accepted(0, text.length), "a (big red) b (small blue nodule.) c"));
  const rejected = (start: number, end: number, of = { text, spans }): string => {
    const { edits, spans: left } = rejectSpans(of.text, of.spans, { start, end });
    return shown(applyEdits(of.text, edits), left);
  };
  it("rejects the run at the cursor with one of its spaces", () => assert.equal(rejected(3, 3), "a b «small blue nodule.» c"));
  it("rejects words of a selection", () => assert.equal(rejected(18, 20), "a «big red» b «small» «nodule.» c"));
  it("rejects all", () => assert.equal(rejected(0, text.length), "a b c"));
  it("brings back what a whole run replaced, with its marks", () => {
    const old = marked("«the old»");
    const of = { text, spans: spans.map((span, index) => (index === 0 ? { ...span, replaced: { text: old.text, spans: old.spans } } : span)) };
    assert.equal(rejected(0, text.length, of), "a «the old» b c");
  });
  it("goes from run to run and round", () => {
    assert.deepEqual([0, 2, 14, 30].map((at) => nextAiSpan(spans, at)?.range.start), [2, 12, 2, 2]);
    assert.deepEqual([0, 3, 12, 30].map((at) => previousAiSpan(spans, at)?.range.start), [12, 2, 2, 12]);
    assert.equal(nextAiSpan(acceptSpans(spans, { start: 0, end: 40 }), 0), null);
  });
  it("finds the run and the word at an offset", () => {
    assert.equal(aiSpanAt(spans, 9)?.range.start, 2);
    assert.equal(aiSpanAt(spans, 11), null);
    assert.deepEqual(aiWordAt(spans, 20)?.range, { start: 18, end: 22 });
  });
  it("finds the next uncertain word", () => assert.deepEqual([0, 2, 6].map((at) => nextUncertainWord(spans, at, 0.0025)), [{ start: 2, end: 5 }, { start: 6, end: 9 }, { start: 2, end: 5 }]));
  it("takes new runs in among old ones", () => {
    const start = text.indexOf("b small");
    const edit = { range: { start, end: start + 1 }, text: "new text" };
    const own = { range: { start, end: start + 8 }, words: [], provenance: "q", state: "unreviewed" as const, replaced: null };
    assert.equal(shown(applyEdits(text, [edit]), addSpans(spans, { edits: [edit], spans: [own] }, text)), "a «big red» «new text» «small blue nodule.» c");
  });
});

describe("stored marks", () => {
  const long = "No focal consolidation is seen in either lung";
  const { text, spans } = marked(`Lungs: «${long}». Heart: «normal». Bones: «normal».`);
  const stored = serialiseSpans(text, spans);
  const check = (title: string, next: string, expected: string, nUnknown: number): unknown => it(title, () => {
    const found = restoreSpans(next, JSON.parse(JSON.stringify(stored)) as typeof stored);
    assert.deepEqual([shown(next, found.spans), found.nUnknown], [expected, nUnknown]);
  });
  check("come back in the same text", text, `Lungs: «${long}». Heart: «normal». Bones: «normal».`, 0);
  check("are found where the text has moved", `CT.\n\n${text}`, `CT.\n\nLungs: «${long}». Heart: «normal». Bones: «normal».`, 0);
  check("are unknown where words were changed", text.replace("focal", "some"), `Lungs: No some consolidation is seen in either lung. Heart: «normal». Bones: «normal».`, 1);
  check("are unknown where two places could be theirs", `CT: ${long}. MR: ${long}.`, `CT: ${long}. MR: ${long}.`, 3);
  check("of few words need both sides", text.replace("Bones: normal.", "Spine: normal, though old."), `Lungs: «${long}». Heart: normal. Bones: normal.`.replace(" Heart: normal. Bones: normal.", " Heart: normal. Spine: normal, though old."), 2);
  check("are unknown in another text", "Nothing of it.", "Nothing of it.", 3);
});

describe("AiSpanHistory", () => {
  const { text, spans } = marked("Heart: «normal in size». Lungs: «clear without effusion».");
  it("gives back the marks of an earlier text after undo", () => {
    const history = new AiSpanHistory();
    history.remember(text, spans);
    const edit = replacing(text, "normal", "normally");
    const typed = applyEdits(text, [edit]);
    history.remember(typed, shiftSpans(spans, [edit], text));
    assert.deepEqual(history.recall(text), spans);
    assert.equal(shown(typed, history.recall(typed) ?? []), "Heart: ‹normally› «in size». Lungs: «clear without effusion».");
    assert.equal(history.recall("other"), null);
  });
  it("knows words again that are cut out and put elsewhere", () => {
    const history = new AiSpanHistory();
    const cut = replacing(text, " Lungs: clear without effusion.", "");
    history.removed(text, spans, [cut]);
    const [without, left] = [applyEdits(text, [cut]), shiftSpans(spans, [cut], text)];
    const paste = { range: { start: 0, end: 0 }, text: "Lungs: clear without effusion. " };
    const pasted = history.pasted(without, left, [paste]);
    assert.equal(shown(applyEdits(without, [paste]), addSpans(left, { edits: [paste], spans: pasted }, without)), "Lungs: «clear without effusion». Heart: «normal in size».");
  });
  it("knows copied words, but not short ones", () => {
    const history = new AiSpanHistory();
    const paste = { range: { start: text.length, end: text.length }, text: " normal in size, normal" };
    const pasted = history.pasted(text, spans, [paste]);
    assert.equal(shown(applyEdits(text, [paste]), addSpans(spans, { edits: [paste], spans: pasted }, text)), "Heart: «normal in size». Lungs: «clear without effusion». «normal in size», normal");
  });
});
