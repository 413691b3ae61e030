// Filling a report: what the model sees, what is asked, and how its words go into the document.

import assert from "node:assert/strict";
import type { AnswerPart, FillScope, ModelText } from "../../src/report/index.ts";
import { answerOf, applyEdits, chooseWindow, fillEdits, fillOrder, modelText, parseReport, rejectSpans, shiftFill } from "../../src/report/index.ts";
import { dice, randomReport } from "./randomReport.ts";

const NO_LENGTHS = { length: null, proposed: null };
const ALL: FillScope = { kind: "all" };

/** The answer in one line: blanks as ⟨length⟩, pick lists as ⟨a/b⟩. */
function shown(answer: readonly AnswerPart[]): string {
  return answer.map((part) => (part.kind === "text" ? part.text : part.kind === "choice" ? `⟨${part.options.join("/")}⟩` : `⟨${part.length ?? `~${part.proposed}`}${part.endsReport ? " end" : ""}${part.allowsLineBreaks ? " lines" : ""}⟩`)).join("");
}

const askedOf = (text: string, scope: FillScope): ModelText => modelText(parseReport(text), scope, NO_LENGTHS);

describe("modelText", () => {
  const check = (title: string, text: string, scope: FillScope, expected: string): unknown => it(title, () => assert.equal(shown(answerOf(askedOf(text, scope).parts)), expected));
  const section = (index: number): FillScope => ({ kind: "section", section: index });
  check("gives a blank the space before it", "Findings: The lungs are [___:24] today.", ALL, "Findings: The lungs are⟨24⟩ today.");
  check("tells a blank that ends the report", "Findings: Clear. [___]\n\n", ALL, "Findings: Clear.⟨~12 end⟩");
  check("allows line breaks in a blank with its line for itself", "Findings:\n[___]\nBones: [___].", ALL, "Findings:\n⟨~24 lines⟩\nBones:⟨~12⟩.");
  check("shows defaults, names, and ___ for what is empty", "Findings:\n[Lungs: Normal.] [Size: # x # mm] on [<date>], [None* | Mild]. [___:4]", section(0), "Findings:\nLungs: Normal. Size: ___ x ___ mm on ___,⟨ None/ Mild⟩.⟨4 end⟩");
  check("leaves other sections as they are", "Findings: [___] [None* | Mild] [a | b] [cc; dd*; ee*]\nImpression: [___:5]", section(1), "Findings: ___ None ___ dd, ee\n\nImpression:⟨5 end⟩");
  check("sees no header, no comment, no Markdown of headings", "---\nexam: CT\n---\n# Chest\n## Findings\n{If seen: x}\nClear. {note} [___:3]<!-- AI -->", ALL, "Chest\n\nFindings:\nClear.⟨3 end⟩");
  check("has LF alone", "Findings:\r\nClear.\r\n\r\n\r\n[___:3]\r\n", ALL, "Findings:\nClear.\n\n⟨3 end lines⟩");
  check("labels a blank with its name", "Findings:\n[Lungs: ___:8]\n[!Heart: ___]", ALL, "Findings:\nLungs:⟨8⟩\nHeart:⟨~12 end⟩");
  check("asks for nothing that no image shows", "Clinical information: [___]\nComparison: [None | CT]\nFindings: [# mm] [<date>]", ALL, "Clinical information: ___\n\nComparison: ___\n\nFindings: ___ mm ___");
  check("fills one field", "Findings: [___] [___]", { kind: "field", offset: 12 }, "Findings:⟨~12⟩ ___");
  check("grows a selection to whole words", "Findings: The small nodule.", { kind: "selection", range: { start: 16, end: 23 } }, "Findings: The⟨~3⟩.");
  check("and to whole fields, without comments and white space", "Findings: The [small {a} one] is {b} here now.", { kind: "selection", range: { start: 17, end: 39 } }, "Findings: The⟨~5⟩⟨~2⟩ now.");
  check("cuts a selection at sections", "Findings: a b\nImpression: c d", { kind: "selection", range: { start: 12, end: 27 } }, "Findings: a⟨~2⟩\n\nImpression:⟨~2⟩ d");
  check("drafts a section anew", "Findings:\nOld [text].\nMore.\n\nImpression:\nx", { kind: "draftSection", section: 0 }, "Findings:\n⟨~64 lines⟩\n\nImpression:\nx");
  check("drafts an empty section on the next line", "FINDINGS:\n\nIMPRESSION:\n", { kind: "draftSection", section: 0 }, "FINDINGS:\n⟨~64 lines⟩\n\nIMPRESSION:");
  check("or on its heading's, as the others have it", "Technique: PA.\nFindings:", { kind: "draftSection", section: 1 }, "Technique: PA.\n\nFindings:⟨~64 end lines⟩");
  check("drafts the impression", "Findings: a\nImpression: b", { kind: "impression" }, "Findings: a\n\nImpression:⟨~32 end lines⟩");
  check("makes an impression where there is none", "## Findings\na\n", { kind: "impression" }, "Findings:\na\n\nImpression:\n⟨~32 end lines⟩");
  check("asks for nothing in a final report", "---\nstatus: final\n---\nFindings: [___]", ALL, "Findings: ___");
  check("but in its addendum", "---\nstatus: final\n---\nFindings: [___]\n\nAddendum 2026-01-31:\n[___]", ALL, "Findings: ___\n\nAddendum 2026-01-31:\n⟨~24 end lines⟩");
  it("takes lengths for blanks that have none", () => assert.equal(shown(answerOf(modelText(parseReport("Findings: [___] [___:5]"), ALL, { length: 7, proposed: null }).parts)), "Findings:⟨7⟩⟨5 end⟩"));
  it("fills impressions last", () => assert.deepEqual(fillOrder(parseReport("Impression: [___]\nTechnique: a\nFindings: [___]\nLimitations: [a | b]")), [2, 3, 0]));
});

describe("chooseWindow", () => {
  const { parts } = askedOf("Technique:\nt1\n\nt2\n\nFindings:\nf1\n\n[___]\n\nf2\n\nf3\n\nLimitations:\nl1\n\nl2", ALL);
  const texts = (max: number): string => chooseWindow(parts, parts.map(() => 1), max).parts.map((part) => (part.kind === "text" ? part.text.trim() : "_")).filter((text) => text !== "").join(" ");
  for (const [max, expected] of [[2, "Findings: _"], [3, "Findings: f1 _"], [5, "Findings: f1 _ f2"], [6, "Findings: f1 _ f2 f3"], [8, "Technique: Findings: f1 _ f2 f3 Limitations:"], [9, "Technique: t2 Findings: f1 _ f2 f3 Limitations:"], [11, "Technique: t1 t2 Findings: f1 _ f2 f3 Limitations: l1"], [99, "Technique: t1 t2 Findings: f1 _ f2 f3 Limitations: l1 l2"]] as const) {
    it(`of ${max} positions`, () => assert.equal(texts(max), expected));
  }
  it("says when even the blank does not fit", () => assert.equal(chooseWindow(parts, parts.map(() => 5), 9).fits, false));
});

describe("fillEdits", () => {
  /** Fills with texts and shows the document with «» around the model's words. */
  function filled(text: string, scope: FillScope, results: readonly string[], probabilities: readonly number[] = []): string {
    const report = parseReport(text);
    const { blanks, choices } = modelText(report, scope, NO_LENGTHS);
    const { edits, spans } = fillEdits(report, { blanks, choices }, { blanks: results.map((each) => ({ text: each, spans: [] })), choices: choices.map(() => ({ probabilities, best: probabilities.indexOf(Math.max(...probabilities)) })) }, { provenance: "p", spans: [] });
    const written = applyEdits(text, edits);
    return applyEdits(written, spans.flatMap(({ range }) => [{ range: { start: range.start, end: range.start }, text: "«" }, { range: { start: range.end, end: range.end }, text: "»" }]));
  }
  const check = (text: string, result: string, expected: string, scope: FillScope = ALL): unknown => it(`${JSON.stringify(result)} in ${JSON.stringify(text)}`, () => assert.equal(filled(text, scope, [result]), expected));
  check("Findings: [___] seen.", " No mass", "Findings: «No mass» seen.");
  check("Findings: [___] seen.", "No mass ", "Findings: «No mass» seen.");
  check("Findings:\n[___]\n", " No mass.\n", "Findings:\n«No mass.»\n");
  check("Findings: No [___].", " mass.", "Findings: No «mass».");
  check("Findings: No [___], none.", " mass.", "Findings: No «mass.», none.");
  check("Findings: No([___])", " mass ", "Findings: No(«mass»)");
  check("Findings: No[___]now", " mass ", "Findings: No« mass »now");
  check("Findings: [___].", " a  b \t c", "Findings: «a b c».");
  check("Findings: a [___] b", " x\n\n\ny", "Findings: a «x y» b");
  check("Findings:\n[___]", "x\n\n\n\ny \n z", "Findings:\n«x\n\ny\nz»");
  check("Findings:\r\n[___]\r\n", "x\ny", "Findings:\r\n«x\r\ny»\r\n");
  check("Findings: [___]", " 5\ufffd\u0000[a b] {c}", "Findings: «5\\[a b\\] \\{c\\}»");
  check("Findings:\n[___]", "Findings: Clear.\nImpression: Normal.", "Findings:\n«Clear.»");
  check("Findings: [___].", "", "Findings: [___].");
  check("Findings: [___].", " . ", "Findings: [___].");
  check("Findings: [Lungs: ___:5].", " Clear.", "Findings: Lungs: «Clear».");
  check("Findings: The small nodule.", " large mass.", "Findings: The «large mass».", { kind: "selection", range: { start: 16, end: 23 } });
  check("FINDINGS:\n\nIMPRESSION:\nx", " Clear.", "FINDINGS:\n«Clear.»\n\nIMPRESSION:\nx", { kind: "draftSection", section: 0 });
  check("## Findings\na\n", "Normal.", "## Findings\na\n\n## Impression\n«Normal.»\n", { kind: "impression" });
  it("writes an option that is likelier than all others", () => assert.equal(filled("Findings: [None* | Mild] seen.", ALL, [], [0.3, 0.7]), "Findings: «Mild» seen."));
  it("and none that is not", () => assert.equal(filled("Findings: [a* | b | c] seen.", ALL, [], [0.4, 0.3, 0.3]), "Findings: [a* | b | c] seen."));
  it("only suggests of lists of which any may be chosen", () => assert.equal(filled("Findings: [pain; cough].", ALL, [], [0.9, 0.1]), "Findings: [pain; cough]."));
  it("gives each word the lowest certainty of its tokens", () => {
    const report = parseReport("Findings: a [___]");
    const { blanks, choices } = modelText(report, ALL, NO_LENGTHS);
    const span = (start: number, end: number, certainty: number) => ({ start, end, certainty, alternatives: [{ piece: `p${start}`, certainty }] });
    const { spans } = fillEdits(report, { blanks, choices }, { blanks: [{ text: " cardiac size", spans: [span(0, 5, 0.9), span(5, 8, 0.4), span(8, 13, 0.7)] }], choices: [] }, { provenance: "p", spans: [] });
    assert.deepEqual(spans[0]?.words, [
      { start: 0, end: 7, certainty: 0.4, alternatives: [{ text: "p5", certainty: 0.4 }] }, { start: 8, end: 12, certainty: 0.7, alternatives: [{ text: "p8", certainty: 0.7 }] },
    ]);
  });

  const PIECES = [" clear", " no", " mass", ".", ",", " ", "  ", "\n", "\n\n", "\ufffd", "[", "}", "Impression:", " 中文", "🫁", ";", ")", "(", "\t", "Findings", "#"] as const;
  /** One report, one scope, results of any kind: nothing outside the targets changes, nothing doubles. */
  function fillAny(seed: number): void {
    const { below, of } = dice(seed);
    const text = randomReport(seed);
    const report = parseReport(text);
    const scope = of<FillScope>([ALL, { kind: "section", section: below(6) }, { kind: "draftSection", section: below(6) }, { kind: "impression" }, { kind: "selection", range: { start: below(text.length), end: below(text.length) } }]);
    const { blanks, choices } = modelText(report, scope, NO_LENGTHS);
    const results = { blanks: blanks.map(() => ({ text: Array.from({ length: below(12) }, () => of(PIECES)).join(""), spans: [] })), choices: choices.map(({ options }) => ({ probabilities: options.map((_, index) => (index === 0 ? 0.8 : 0.1)), best: 0 })) };
    const fill = fillEdits(report, { blanks, choices }, results, { provenance: "p", spans: [] });
    const written = applyEdits(text, fill.edits);
    let [old, now] = [0, 0];
    for (const [index, edit] of fill.edits.entries()) {
      const kept = text.slice(old, edit.range.start);
      assert.equal(written.slice(now, now + kept.length), kept);
      now += kept.length + edit.text.length;
      old = edit.range.end;
      const span = fill.spans[index];
      assert.ok(span?.range.end === now && span.range.start >= now - edit.text.length);
      const drafted = written.slice(span.range.start, now);
      assert.ok(!drafted.includes("\ufffd") && !/ {2}|\t/.test(drafted) && drafted.trim() !== "", JSON.stringify(drafted));
      assert.equal(span.words.map((word) => drafted.slice(word.start, word.end)).join(""), drafted.replace(/\s/g, ""));
      assert.ok(!/^\s\s|\s\s$/.test(`${written.charAt(span.range.start - 1)}${drafted.charAt(0)}${drafted.at(-1) ?? ""}${written.charAt(now)}`), JSON.stringify(drafted));
    }
    assert.equal(written.slice(now), text.slice(old));
    assert.equal(parseReport(written).sections.length - report.sections.length, blanks.some(({ target }) => target.newHeading !== null && fill.edits.length > 0) ? 1 : 0, `seed ${seed}`);
    const back = rejectSpans(written, fill.spans, { start: 0, end: written.length });
    if (fill.edits.every((edit) => edit.text.length > 0) && blanks.every(({ target }) => target.before === "") && choices.every(({ target }) => target.before === "")) assert.equal(applyEdits(written, back.edits), text);
  }
  it("changes no byte outside, doubles no space, makes no section, and can be rejected whole (1,000 reports)", () => { for (let seed = 0; seed < 1000; seed++) fillAny(seed); });
});

describe("a fill while the person types", () => {
  const text = "Technique: PA.\nFindings: [Lungs: ___] and [___].\nImpression: [___]";
  const results = { blanks: [" clear", " normal", " fine"].map((each) => ({ text: each, spans: [] })), choices: [] };
  const check = (title: string, old: string, by: string, expected: string, outdated: readonly boolean[]): unknown => it(title, () => {
    const report = parseReport(text);
    const start = text.indexOf(old);
    const edit = { range: { start, end: start + old.length }, text: by };
    const fill = shiftFill(modelText(report, ALL, NO_LENGTHS), report, [edit]);
    const typed = applyEdits(text, [edit]);
    const { edits, spans } = fillEdits(parseReport(typed), fill, results, { provenance: "p", spans: [] });
    const written = applyEdits(typed, edits);
    assert.equal(written, expected);
    assert.deepEqual(fill.blanks.map(({ target }) => target.isOutdated), outdated);
    const back = rejectSpans(written, spans, { start: 0, end: written.length });
    assert.equal(applyEdits(written, back.edits).replace("Lungs: [___]", "[Lungs: ___]"), typed);
  });
  check("lands in its place after an edit of another section", "PA.", "PA and lateral.", "Technique: PA and lateral.\nFindings: Lungs: clear and normal.\nImpression: fine", [false, false, false]);
  check("lands, but is outdated, after an edit of its section", "and", "or else", "Technique: PA.\nFindings: Lungs: clear or else normal.\nImpression: fine", [true, true, false]);
  check("is given up where the person wrote", "___] and", "mine] and", "Technique: PA.\nFindings: [Lungs: mine] and normal.\nImpression: fine", [false, true, false]);
});
