// Form, repetition and length of drafted texts, and the facts they name, against values counted by hand.

import assert from "node:assert/strict";
import { doubledWordsOf, isWellFormed, obeysLength, repeatedFourGrams, repetitionOf } from "../../evaluation/metrics/language.ts";
import { firstNamed, saysPneumonia, type FactKind } from "../../evaluation/metrics/namedFacts.ts";
import { sentencesOf, wordsOf } from "../../evaluation/metrics/words.ts";

describe("sentences", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", []],
    ["One. Two!  Three?", ["One.", "Two!", "Three?"]],
    ["It is 1.5 cm wide. Yes", ["It is 1.5 cm wide.", "Yes"]],
    ["FINDINGS: Clear.\nIMPRESSION:\nNormal.", ["FINDINGS: Clear.", "IMPRESSION:", "Normal."]],
    ["He said \"no.\" Then", ["He said \"no.\"", "Then"]],
    ["A", ["A"]],
  ];
  for (const [text, expected] of cases) it(`parts ${JSON.stringify(text)}`, () => assert.deepEqual(sentencesOf(text).map((sentence) => sentence.text), expected));

  it("knows where they stand", () => {
    const text = " One.\n Two. ";
    assert.deepEqual(sentencesOf(text).map(({ start, end }) => text.slice(start, end)), ["One.", "Two."]);
  });
  it("counts words without their marks", () => assert.deepEqual(wordsOf("X-ray, AP (1.5 cm): the heart's."), ["x-ray", "ap", "1", "5", "cm", "the", "heart's"]));
});

describe("well-formed text", () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ["CT of the chest. No finding is labelled.", true],
    ["EXAMINATION: CT.\nFINDINGS:\nThe lungs are clear.", true],
    ["Chest radiograph (AP view).", true],
    ["2 nodules are seen.", true],
    ["Exam: CT of the head, axial\n\nFindings:\nNo finding is stated.", true],
    ["Exam: CT of the head, axial\n\nFindings:\nNo", false],
    ["Exam: CT of the head, axial", false],
    ["Findings: CT of the head, axial\n\nNo finding is stated.", false],
    ["", false],
    ["CT of the chest", false],
    ["CT of the chest. no finding.", false],
    ["The the lungs are clear.", false],
    ["The lungs lungs are clear.", false],
    ["The lungs (both are clear.", false],
    ["The lungs] are clear.", false],
    ["The … are clear.", false],
    ["The \uFFFD are clear.", false],
    ["The <|mdm_mask|> are clear.", false],
    ["FINDINGS: Clear.\nIMPRESSION:", false],
  ];
  for (const [text, expected] of cases) it(`${expected ? "is" : "is not"} ${JSON.stringify(text)}`, () => assert.equal(isWellFormed(text), expected));
});

describe("repetition", () => {
  it("counts four-grams that stood in the text before", () => {
    assert.deepEqual(repeatedFourGrams("a b c d"), { repeated: 0, all: 1 });
    // a b c d | b c d a | c d a b | d a b c | a b c d
    assert.deepEqual(repeatedFourGrams("A b, c d a b c d."), { repeated: 1, all: 5 });
    assert.deepEqual(repeatedFourGrams("a b c"), { repeated: 0, all: 0 });
  });
  it("pools texts, and one text's words repeat none of another's", () => {
    assert.equal(repetitionOf(["a b c d a b c d", "a b c d"]), 1 / 6);
    assert.equal(repetitionOf(["a", ""]), 0);
  });
});

describe("doubled words", () => {
  it("are those that repeat the word before them", () => {
    assert.equal(doubledWordsOf(["The the chest, chest chest.", "a b a"]), 3 / 8);
    assert.equal(doubledWordsOf([""]), 0);
  });
});

describe("length", () => {
  const cases: readonly (readonly [number | null, number, boolean])[] = [[null, 32, true], [32, 32, true], [20, 32, true], [19, 32, false], [0, 16, false], [77, 128, true], [76, 128, false]];
  for (const [stop, length, expected] of cases) it(`${String(stop)} of ${String(length)} ${expected ? "obeys" : "does not obey"}`, () => assert.equal(obeysLength(stop, length), expected));
});

describe("named facts", () => {
  const cases: readonly (readonly [FactKind, string, string | null])[] = [
    ["modality", "Frontal chest X-ray.", "radiograph"],
    ["modality", "Radiographs of the hand, then a CT.", "radiograph"],
    ["modality", "CT image, not an MRI.", "CT"],
    ["modality", "Magnetic resonance image.", "MRI"],
    ["modality", "The picture is direct.", null],
    ["bodyPart", "CT of the abdomen. The lungs are clear.", "abdomen"],
    ["bodyPart", "An MR image of the brain.", "head"],
    ["bodyPart", "Mammogram of both breasts.", "breast"],
    ["bodyPart", "Handed over.", null],
    ["view", "Chest radiograph, AP view.", "AP"],
    ["view", "An anteroposterior view.", "AP"],
    ["view", "A posteroanterior (PA) view.", "PA"],
    ["view", "Axial CT, frontal lobe.", "axial"],
    ["view", "Apparatus and pacemaker.", null],
  ];
  for (const [kind, text, expected] of cases) it(`${kind} of ${JSON.stringify(text)}`, () => assert.equal(firstNamed(kind, text)?.value ?? null, expected));
  it("tells where the word stands", () => {
    const text = "This is a CT.";
    const named = firstNamed("modality", text);
    assert.equal(text.slice(named?.start, named?.end), "CT");
  });
});

describe("pneumonia in a text", () => {
  const cases: readonly (readonly [string, boolean | null])[] = [
    ["Yes, in the left lung.", true],
    ["No.", false],
    ["Pneumonia is possible.", true],
    ["Pneumonia is not suspected.", false],
    ["Chest radiograph. There may be airspace opacity, suggesting pneumonia.", true],
    ["Chest radiograph. No sign of pneumonia is suspected.", false],
    ["Chest radiograph. The lungs appear clear.", false],
    ["Appearance is within normal limits.", false],
    ["No acute finding is suspected.", false],
    ["No finding is labelled. Lung opacity that may represent pneumonia.", true],
    ["The lungs are clear. Pneumonia is possible.", null],
    ["No finding is labelled.", null],
    ["No pneumonia.", false],
    ["Chest radiograph.", null],
    ["", null],
    ["Changes of COVID-19 may be present.", null],
    ["The lungs aren't free of opacities. Pneumonia is unlikely.", false],
  ];
  for (const [text, expected] of cases) it(`${String(expected)} for ${JSON.stringify(text)}`, () => assert.equal(saysPneumonia(text), expected));
});
