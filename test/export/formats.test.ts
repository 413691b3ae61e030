// A report as text, Markdown and HTML: its words, its mark, what a model did, and nothing that a renderer could take for more.

import assert from "node:assert/strict";
import { contentOf } from "../../src/export/content.ts";
import { htmlReport } from "../../src/export/html.ts";
import { markdownReport } from "../../src/export/markdown.ts";
import { plainReport } from "../../src/export/plain.ts";
import { readableDate, readableName } from "../../src/export/statements.ts";
import { chestImage, DRAFT, madeRequest } from "./madeReport.ts";

const FINAL = "---\nexam: Chest radiograph\nstatus: final\n---\nFindings: [Lungs: Clear.] {look twice}\n- one\n- two\n\nImpression:\nNormal [# mm].\n";

describe("a report as plain text", () => {
  it("has its particulars, its sections without brackets and comments, and what AI did", () => {
    const text = plainReport(contentOf(madeRequest({ text: FINAL }), [chestImage()]));
    assert.equal(text, [
      "Chest radiograph", "",
      "Patient: Müller, Änne (山田 太郎)", "Patient ID: 4711", "Born: 1950-03-01", "Sex: female", "Date of study: 2026-01-31", "Accession number: A1", "Status: Final", "",
      "Findings:", "Lungs: Clear.", "- one", "- two", "", "Impression:", "Normal ___ mm.", "",
      "Use of AI:", "No AI.", "Exported by 1.2.3.", "",
    ].join("\n"));
  });

  for (const [status, mark] of [["draft", "DRAFT, not final"], ["preliminary", "PRELIMINARY, not final"]] as const) {
    it(`begins with its mark while it is ${status}`, () => {
      const content = contentOf(madeRequest({ text: FINAL.replace("final", status) }), []);
      assert.equal(plainReport(content).split("\n")[0], mark);
      assert.ok(markdownReport(content).includes(`**${mark}**`));
      assert.ok(htmlReport(content).includes(`<p class="mark" dir="auto">${mark}</p>`));
    });
  }

  it("says which model wrote, and how much nobody has reviewed", () => {
    const passages = [{ start: 60, end: 65, isReviewed: true, draft: 0 }, { start: 70, end: 72, isReviewed: false, draft: 0 }];
    const content = contentOf(madeRequest({ text: FINAL, ai: { passages, nUnknown: 0, drafts: [DRAFT] } }), []);
    const text = plainReport(content);
    assert.equal(text.split("\n")[0], "unreviewed AI");
    assert.ok(text.includes("Drafted, 1 unreviewed.\nBy LLaDA-MedV (r1, int4, sha256 0123456789abcdef) on 2026-11-28.\n"));
    const reviewed = contentOf(madeRequest({ text: FINAL, ai: { passages: passages.slice(0, 1), nUnknown: 0, drafts: [DRAFT] } }), []);
    assert.ok(plainReport(reviewed).includes("All reviewed.\n"));
    assert.ok(plainReport(reviewed).startsWith("Chest radiograph"));
  });

  it("believes a mark in the header where no passage is known", () => {
    const content = contentOf(madeRequest({ text: "---\nstatus: draft\nai: contains unreviewed AI draft\n---\nFindings: x\n" }), []);
    assert.deepEqual(content.ai, { part: "unreviewed", nUnreviewed: null, drafts: [] });
  });

  it("is refused where its images are of different patients", () => {
    assert.throws(() => contentOf(madeRequest({ text: FINAL }), [chestImage(), chestImage({ PatientID: "4712" })]), { code: "export/several-patients" });
    assert.doesNotThrow(() => contentOf(madeRequest({ text: FINAL }), [chestImage(), chestImage({ StudyInstanceUID: "1.2.9" })]));
  });
});

describe("a report as Markdown and HTML", () => {
  const NASTY = "Findings:\n<script>alert(1)</script> & \"x\" 'y' *a* _b_ `c` # d\n1. f\n+ g\n![i](http://x)\n| a | b |\n\u0007~~z~~\n";

  it("is text, whatever characters it has", () => {
    const content = contentOf(madeRequest({ text: NASTY }), []);
    const html = htmlReport(content);
    assert.ok(!/<script|<img|http-equiv="refresh"|\u0007/i.test(html));
    assert.ok(html.includes("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot; &#39;y&#39; *a* _b_"));
    const markdown = markdownReport(content);
    assert.ok(markdown.includes("\\<script\\>alert(1)\\</script\\> \\& \"x\" 'y' \\*a\\* \\_b\\_ \\`c\\` \\# d"));
    assert.ok(markdown.includes("\\!\\[i\\](http://x)"));
    assert.ok(markdown.includes("\\+ g"));
  });

  it("keeps every script, and finds its direction", () => {
    const words = "Befund: Größe Ödem\n肺野清晰。\nالصدر طبيعي\nחזה תקין";
    const content = contentOf(madeRequest({ text: words }), [chestImage()]);
    for (const written of [plainReport(content), markdownReport(content), htmlReport(content)]) for (const word of ["Größe Ödem", "肺野清晰。", "الصدر طبيعي", "חזה תקין", "山田 太郎"]) assert.ok(written.includes(word), word);
    assert.match(htmlReport(content), /<p dir="auto">Größe/);
  });
});

describe("particulars", () => {
  it("are written as people read them", () => {
    assert.equal(readableName("Yamada^Tarou=山田^太郎=やまだ^たろう"), "Yamada, Tarou (山田, 太郎; やまだ, たろう)");
    assert.equal(readableName("Smith^Jane^^Dr^PhD"), "Dr Smith, Jane PhD");
    assert.equal(readableName("Anonymous"), "Anonymous");
    assert.equal(readableDate("20260131"), "2026-01-31");
    assert.equal(readableDate("unknown"), "unknown");
  });
});
