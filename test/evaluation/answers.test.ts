// Answers compared as LLaVA-Med's evaluation compares them, BLEU and ROUGE-L, against values counted by hand.

import assert from "node:assert/strict";
import { isClosedHit, normalised, scriptClosedAccuracy, scriptClosedHit, wordOverlap } from "../../evaluation/metrics/answers.ts";
import { corpusBleu } from "../../evaluation/metrics/bleu.ts";
import { rougeL } from "../../evaluation/metrics/rouge.ts";

const ROUNDING = 1e-9;

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= ROUNDING, `${String(actual)} is not ${String(expected)}`);
}

describe("normalised answers", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["Yes.", "yes"],
    ["The left lung", "left lung"],
    ["X-ray", "x ray"],
    // A mark that stands beside a space somewhere goes everywhere without leaving one.
    ["T2 -weighted X-ray", "t2 weighted xray"],
    ["left, right", "left right"],
    ["left,right", "left right"],
    ["Two nodules", "2 nodules"],
    ["none", "0"],
    ["1.5 cm.", "1.5 cm"],
    ["Is it a tumour?", "is it tumour"],
    ["", ""],
  ];
  for (const [answer, expected] of cases) it(JSON.stringify(answer), () => assert.equal(normalised(answer), expected));
});

describe("closed answers", () => {
  const cases: readonly (readonly [answer: string, label: string, hit: boolean, script: boolean | null])[] = [
    ["Yes.", "yes", true, true],
    ["No.", "Yes", false, null],
    ["No, there is none; yes would be wrong.", "no", true, true],
    ["Pneumonia is possible.", "yes", false, false],
    ["", "no", false, false],
    ["The right side", "right", true, false],
    ["bright", "right", false, false],
    // "no" is in "normal", and the script looks for letters.
    ["normal", "normal", true, true],
    ["Normal", "abnormal", false, null],
  ];
  for (const [answer, label, hit, script] of cases) {
    it(`${JSON.stringify(answer)} for ${label}`, () => {
      assert.equal(isClosedHit(answer, label), hit);
      assert.equal(scriptClosedHit(answer, label), script);
    });
  }
  it("the script leaves a wrong yes or no out of its count", () => {
    assert.equal(scriptClosedAccuracy([{ answer: "yes", label: "yes" }, { answer: "yes", label: "no" }, { answer: "a", label: "no" }]), 0.5);
    assert.equal(scriptClosedAccuracy([{ answer: "yes", label: "no" }]), null);
  });
});

describe("open answers", () => {
  it("are counted by the words that both have, as often as the answer has them", () => {
    // Said: left (2), lung. Asked: left, upper, lobe. Both: left, twice.
    const { recall, precision, f1 } = wordOverlap("left left lung", "left upper lobe");
    near(recall, 2 / 4);
    near(precision, 2 / 3);
    near(f1, 4 / 7);
    assert.deepEqual(wordOverlap("", "left"), { recall: 0, precision: 0, f1: 0 });
    assert.deepEqual(wordOverlap("right", "left"), { recall: 0, precision: 0, f1: 0 });
  });
});

describe("BLEU", () => {
  it("clips counts by the reference (Papineni et al. 2002, example 2)", () => {
    near(corpusBleu([{ text: "the the the the the the the", reference: "The cat is on the mat." }], 1), 2 / 7);
  });
  it("is the geometric mean of the precisions, with a penalty for short texts", () => {
    // "a b c" against "a b d c e": unigrams 3/3, bigrams 1/2; length 3 of 5.
    near(corpusBleu([{ text: "a b c", reference: "a b d c e" }], 2), Math.sqrt(1 * 0.5) * Math.exp(1 - 5 / 3));
  });
  it("pools a corpus before it divides", () => {
    near(corpusBleu([{ text: "a b", reference: "a b" }, { text: "c d", reference: "x y" }], 1), 0.5);
  });
  it("is 0 without a shared n-gram, and for nothing", () => {
    assert.equal(corpusBleu([{ text: "a b", reference: "b a" }], 2), 0);
    assert.equal(corpusBleu([], 1), 0);
  });
});

describe("ROUGE-L", () => {
  it("is the F1 of the longest common subsequence (Lin 2004, section 3.1)", () => {
    near(rougeL("police kill the gunman", "police killed the gunman"), 0.75);
    near(rougeL("the gunman kill police", "police killed the gunman"), 0.5);
  });
  it("counts a repeated word as often as the reference has it", () => near(rougeL("The the the the.", "the cat sat on the mat"), 2 * (2 / 4) * (2 / 6) / (2 / 4 + 2 / 6)));
  it("looks at whole texts, not sentence by sentence", () => near(rougeL("A b. C d.", "C d. A b."), 0.5));
  it("is 0 where a text has no word", () => assert.deepEqual([rougeL("", "a"), rougeL("a", "."), rougeL("…", "…")], [0, 0, 0]));
});
