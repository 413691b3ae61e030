// Changes of the header, outline, going from field to field, plain text, final reports and addenda.

import assert from "node:assert/strict";
import type { AiSpan, HeaderKey, HeaderValue } from "../../src/report/index.ts";
import { addendum, applyEdits, fieldAt, finalise, foldsOf, imageReferenceText, nextField, outlineOf, parseReport, plainTextOf, previousField, readOnlyRange, sectionAt, setHeaderLine, setUnreviewedMark } from "../../src/report/index.ts";
import { randomReport, randomText } from "./randomReport.ts";

describe("setHeaderLine", () => {
  const check = (title: string, text: string, key: HeaderKey, value: HeaderValue, expected: string): unknown => it(title, () => assert.equal(applyEdits(text, setHeaderLine(parseReport(text), key, value)), expected));
  check("makes a header", "Findings: a", "status", "draft", "---\nstatus: draft\n---\n\nFindings: a");
  check("makes a header in an empty document", "", "exam", "CT", "---\nexam: CT\n---\n");
  check("changes a line alone", "---\nExam:  CT\n# note\nStatus: draft\n\n---\na", "status", "final", "---\nExam:  CT\n# note\nstatus: final\n\n---\na");
  check("adds a line in its place", "---\nexam: CT\nstatus: draft\nsite: A\n---\na", "image", "a.dcm", "---\nexam: CT\nimage: a.dcm\nstatus: draft\nsite: A\n---\na");
  check("adds the first line", "---\nsite: A\n---\n", "exam", "CT", "---\nexam: CT\nsite: A\n---\n");
  check("writes several images", "---\nimages:\n  - a.dcm\n  - b.dcm\n---\n", "image", ["b.dcm", "c.dcm"], "---\nimage: b.dcm\nimage: c.dcm\n---\n");
  check("takes a line away", "---\nexam: CT\nai: contains unreviewed AI draft\n---\na", "ai", null, "---\nexam: CT\n---\na");
  check("does nothing where nothing changes", "---\nStatus:  draft\n---\n", "status", "draft", "---\nStatus:  draft\n---\n");
  check("makes one line of a value", "", "comparison", "CT\nof 2020\n---", "---\ncomparison: CT of 2020 ---\n---\n");
  check("keeps CRLF", "a\r\nb", "exam", "CT", "---\r\nexam: CT\r\n---\r\n\r\na\r\nb");
  it("reads what it wrote, in any text", () => {
    for (let seed = 0; seed < 300; seed++) {
      const text = seed % 2 === 0 ? randomReport(seed) : randomText(seed);
      const written = applyEdits(text, setHeaderLine(parseReport(text), "status", "preliminary"));
      assert.equal(parseReport(written).header.status, "preliminary", JSON.stringify(text));
      const marked = applyEdits(written, setUnreviewedMark(parseReport(written), true));
      assert.ok(parseReport(marked).header.isMarkedUnreviewed);
      assert.equal(applyEdits(marked, setUnreviewedMark(parseReport(marked), false)), written);
    }
  });
  it("writes image references that read the same", () => {
    const image = { path: "a b/c#1.dcm", frame: 3, window: { center: -600.5, width: 1500 }, isInverted: true };
    const [read] = parseReport(`---\nimage: ${imageReferenceText(image)}\n---\n`).header.images;
    assert.deepEqual({ ...read, range: null }, { ...image, range: null });
  });
});

describe("plainTextOf", () => {
  const check = (title: string, text: string, expected: string, nEmpty = 0): unknown => it(title, () => {
    const plain = plainTextOf(parseReport(text));
    assert.deepEqual([plain.text, plain.empty.length], [expected, nEmpty]);
  });
  check("has no header, brackets, comments and marks", "---\nexam: CT\n---\n\n## Findings\n\n[Lungs: Clear.] {If seen: x}\n{whole line}\n[None* | Mild] stenosis.<!-- AI draft -->\n\n**Impression:** Normal \\[a\\].\n", "Findings:\nLungs: Clear.\nNone stenosis.\n\nImpression: Normal [a].");
  check("shows what is empty", "Findings: [___], [# x # mm], [a | b], [<date>].", "Findings: ___, ___ x ___ mm, ___, ___.", 4);
  check("takes a comment with one of its spaces", "Findings: a {x} b {y}. c {z}\nd {w} [Normal.]{v}", "Findings: a b. c\nd Normal.");
  check("keeps Markdown's own brackets", "Findings: see [1] and [x](y), - [ ] z.", "Findings: see [1] and [x](y), - [ ] z.");
  check("keeps CRLF", "Findings:\r\na\r\n\r\n\r\n\r\nb\r\n", "Findings:\r\na\r\n\r\nb");
  check("leaves a draft's origin out in plain text", "Findings:\n[AI draft by RadDraft (Demo, demo model, fp32), not reviewed; length 32.]\nClear.", "Findings:\nClear.");
});

describe("places", () => {
  const text = "---\nexam: CT\n---\nTitle\n\nFindings:\n[Lungs: Clear.] [None | Mild]\n\nImpression: [___]\n";
  const report = parseReport(text);
  const at = (what: string): number => text.indexOf(what);
  it("of fields, onwards and back and round", () => {
    assert.equal(fieldAt(report, at("Clear"))?.kind, "default");
    assert.equal(fieldAt(report, at("Impression")), null);
    assert.deepEqual([0, at("[Lungs"), at("[None"), at("[___")].map((offset) => nextField(report, offset)?.kind), ["default", "pickOne", "free", "default"]);
    assert.deepEqual([0, at("Clear"), at("[None"), at("[___"), text.length].map((offset) => previousField(report, offset)?.kind), ["free", "free", "default", "pickOne", "free"]);
    assert.equal(nextField(parseReport("a"), 0), null);
  });
  it("of sections", () => assert.deepEqual([2, at("Title"), at("Clear"), text.length].map((offset) => sectionAt(report, offset)), [null, 0, 1, 2]));
  it("as an outline", () => assert.deepEqual(outlineOf(report).map(({ name, kind, children }) => [name, kind, children.map((child) => child.name)]), [["Title", "other", []], ["Findings", "findings", ["Lungs"]], ["Impression", "impression", []]]));
  it("that fold", () => assert.deepEqual(foldsOf(report).map(({ start, end }) => text.slice(start, end)), ["---\nexam: CT\n---", "Findings:\n[Lungs: Clear.] [None | Mild]"]));
  it("that are read-only", () => {
    assert.equal(readOnlyRange(report), null);
    const final = "---\nstatus: final\n---\nFindings: a\n\nADDENDUM 2026-01-31:\nb";
    assert.deepEqual(readOnlyRange(parseReport(final)), { start: 0, end: final.indexOf("ADDENDUM") });
  });
});

describe("finalise", () => {
  const span = (start: number, state: AiSpan["state"]): AiSpan => ({ range: { start, end: start + 1 }, words: [], provenance: "p", state, replaced: null });
  const codes = (text: string, spans: readonly AiSpan[] = [], nUnknown = 0): unknown => {
    const { blocks, warns, edits } = finalise(parseReport(text), spans, nUnknown);
    return [blocks.map(({ code }) => code.slice(6)), warns.map(({ code }) => code.slice(6)), edits.length > 0];
  };
  it("is free where nothing is open", () => assert.deepEqual(codes("Findings: [Normal.] [a* | b]"), [[], [], true]));
  it("is refused for PROHIBIT, warned of ALERT and of empty fields", () => assert.deepEqual(codes("Findings: [!___] [?# mm] [___]"), [["field-empty"], ["field-empty", "field-empty"], false]));
  it("is free for PROHIBIT with a value", () => assert.deepEqual(codes("Findings: [!Normal.] [!a* | b]"), [[], [], true]));
  it("is refused for words that nobody has reviewed", () => assert.deepEqual(codes("Findings: abc", [span(10, "unreviewed"), span(11, "edited"), span(12, "accepted")]), [["unreviewed"], [], false]));
  it("is refused where their places are not known", () => assert.deepEqual(codes("Findings: abc", [], 1), [["unreviewed-unknown"], [], false]));
  it("warns of what the parser could not read", () => assert.deepEqual(codes("Findings: [___:0 and"), [[], ["problem"], true]));
  it("sets the status and takes the mark away", () => {
    const text = "---\nexam: CT\nai: contains unreviewed AI draft\n---\nFindings: a";
    assert.equal(applyEdits(text, finalise(parseReport(text), [], 0).edits), "---\nexam: CT\nstatus: final\n---\nFindings: a");
  });
});

describe("addendum", () => {
  const check = (text: string, expected: string): unknown => it(JSON.stringify(text), () => {
    const { edit, cursor } = addendum(parseReport(text), "2026-01-31 14:05");
    const written = applyEdits(text, [edit]);
    assert.equal(`${written.slice(0, cursor)}|${written.slice(cursor)}`, expected);
    assert.ok(written.startsWith(text));
    assert.equal(parseReport(written).sections.at(-1)?.kind, "addendum");
  });
  check("FINDINGS: a", "FINDINGS: a\n\nADDENDUM 2026-01-31 14:05:\n|\n");
  check("## Findings\na\n", "## Findings\na\n\n## Addendum 2026-01-31 14:05\n|\n");
  check("**Findings:** a\r\n\r\n\r\n", "**Findings:** a\r\n\r\n\r\n**Addendum 2026-01-31 14:05:**\r\n|\r\n");
  check("findings\na\n\n", "findings\na\n\naddendum 2026-01-31 14:05\n|\n");
});
