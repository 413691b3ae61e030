// Import of MRRT templates: documents written after the profile, and documents written to hurt.

import assert from "node:assert/strict";

import { importTemplate, parseReport, readTemplate, ReportError } from "../../src/report/index.ts";
import type { Field, MrrtProblemCode } from "../../src/report/index.ts";
import { MAX_HTML_CHARACTERS } from "../../src/report/html.ts";

const page = (body: string, head = '<meta name="dcterms.title" content="CT Appendix"><meta name="dcterms.type" content="IMAGE_REPORT_TEMPLATE">'): string =>
  `<!DOCTYPE html><html><head><title>x</title>${head}<script type="text/xml"><template_attributes><coded_content/></template_attributes></script></head><body>${body}</body></html>`;
const findings = (body: string): string => page(`<section id="findings" class="level1" data-section-name="Findings"><header class="level1">Findings</header>${body}</section>`);

/** The fields of a document's findings, in a short form. */
function fieldsOf(body: string): readonly Field[] {
  const { fields, problems } = parseReport(importTemplate(findings(body)).text);
  assert.deepEqual(problems, []);
  return fields;
}

/** The brackets that a body becomes. */
function bracketsOf(body: string): string {
  return importTemplate(findings(body)).text.split("Findings:")[1]?.trim() ?? "";
}

describe("importTemplate", () => {
  const whole = page(`
    <section id="procedureInformation" class="level1" data-section-name="Procedure Information"><header class="level1">Procedure Information</header>
      <p><label for="a">Contrast:</label> <select id="a" data-field-type="SELECTION_LIST"><option>None</option><option selected>Intravenous</option></select></p></section>
    <section id="findings" class="level1" data-section-name="Findings"><header class="level1">Findings</header>
      <section class="level2" data-section-name="Appendix"><header class="level2">Appendix</header>
        <p>The appendix measures <input id="b" type="number" data-field-type="NUMBER" data-field-units="mm" data-field-completion-action="PROHIBIT"> in diameter.</p>
        <p><label for="c">Comment</label><textarea id="c" data-field-completion-action="ALERT"></textarea></p></section></section>
    <section id="impression" class="level1" data-section-name="Impression"><header class="level1">Impression</header><p><textarea id="d">No appendicitis.</textarea></p></section>`);

  it("keeps sections, nesting, running text, defaults, units and actions", () => {
    const { text, problems } = importTemplate(whole);
    assert.deepEqual(problems, []);
    assert.equal(text, [
      "---", "template: CT Appendix", "modality: CT", "---", "",
      "Technique:", "[Contrast: None | Intravenous*]", "",
      "Findings:", "", "Appendix:", "The appendix measures [!# mm] in diameter.", "[?Comment: ___]", "",
      "Impression:", "[No appendicitis.]", "",
    ].join("\n"));
    assert.deepEqual(parseReport(text).sections.map((section) => section.kind), ["technique", "findings", "impression"]);
    assert.deepEqual(readTemplate(text, "file")?.modalities, ["CT"]);
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ["text", '<input type="text" data-field-type="TEXT">', "[___]"],
    ["text with a default", '<input type="text" value="Clear.">', "[Clear.]"],
    ["a default with marks of the notation", '<input type="text" value="a|b; [c] {d} three*">', "[a\\|b\\; \\[c\\] \\{d\\} three\\*]"],
    ["an old text area", '<label for="t">Lungs</label><input id="t" type="textarea" value="">', "[Lungs: ___]"],
    ["number without unit", '<input type="number">', "[#]"],
    ["date and time", '<input type="date"> <input type="time">', "[<date>] [<time>]"],
    ["several of a list", '<select multiple><option>fever</option><option>cough</option></select>', "[fever; cough]"],
    ["options without end tags", "<select><option>one<option selected>two</select>", "[one | two*]"],
    ["boxes of a group", '<span data-field-type="CHECKBOX"><input type="checkbox" name="g" value="mild" checked>mild</input><input type="checkbox" name="g" value="severe">severe</input></span>', "[mild; severe]"],
    ["one box", '<label for="x">Contrast given</label> <input id="x" type="checkbox">', "[Contrast given: Yes | No*]"],
    ["radio buttons", '<input type="radio" name="Side" value="Left"> <input type="radio" name="Side" value="Right" checked>', "[Side: Left | Right*]"],
    ["merge fields", '<input type="text" name="Patient Age" data-field-merge-flag="true"> <input data-field-type="MERGE" name="Accession">', "[<PatientAge>] [<merge:Accession>]"],
    ["brackets of the text", "<p>See [1] and {note}.</p>", "See \\[1\\] and \\{note\\}."],
    ["hidden values", '<input type="hidden" value="secret"><p>Text.</p>', "Text."],
  ];
  for (const [name, body, expected] of cases) it(`takes ${name}`, () => assert.equal(bracketsOf(body), expected));

  it("makes fields that the parser reads as what they were", () => {
    const kinds = fieldsOf('<input type="text"> <input type="text" value="a|b; [c] three*"> <input type="number" data-field-units="mL"> <select><option>x1 yes</option><option>no</option></select> <input type="date">').map((field) => field.kind);
    assert.deepEqual(kinds, ["free", "default", "number", "pickOne", "typed"]);
  });

  const lost: readonly (readonly [string, string, MrrtProblemCode])[] = [
    ["scripts", "<script>alert(1)</script><p>x</p>", "mrrt/script"],
    ["images", '<img src="https://example.org/a.png"><p>x</p>', "mrrt/image"],
    ["frames", '<iframe src="file:///etc/passwd"></iframe><p>x</p>', "mrrt/embedded"],
    ["buttons", "<button>Send</button><p>x</p>", "mrrt/control"],
    ["empty lists", "<select></select>", "mrrt/no-options"],
    ["more than one default", "<select multiple><option selected>one</option><option selected>two</option></select>", "mrrt/defaults-lost"],
    ["endless lists", `<select>${"<option>same thing".repeat(300)}</select>`, "mrrt/options-cut"],
    ["endless defaults", `<input value="${"word ".repeat(500)}">`, "mrrt/text-cut"],
  ];
  for (const [name, body, code] of lost) it(`says that it lost ${name}`, () => assert.deepEqual(importTemplate(findings(body)).problems.map((problem) => problem.code), [code]));
  it("says when a document does not call itself a template", () => assert.deepEqual(importTemplate(page("<p>x</p>", "")).problems, [{ code: "mrrt/type-missing", detail: "" }]));

  it("takes nothing of an element's attributes but its value", () => {
    const { text } = importTemplate(findings('<p onclick="steal()" style="background:url(x)"><a href="javascript:steal()">Link</a> <input value="ok fine" onfocus="steal()"></p>'));
    assert.doesNotMatch(text, /steal|url|javascript/);
  });

  const hostile: readonly (readonly [string, string, string])[] = [
    ["too long", "x".repeat(MAX_HTML_CHARACTERS + 1), "report/template-too-long"],
    ["too deep", "<div>".repeat(5000), "report/template-too-deep"],
    ["too many parts", "<br>".repeat(200_000), "report/template-too-many"],
    ["too many fields", findings("<input>".repeat(501)), "report/template-too-many"],
    ["empty", "", "report/template-empty"],
    ["only a script", "<script>for(;;);</script>", "report/template-empty"],
  ];
  for (const [name, html, code] of hostile) {
    it(`refuses a document that is ${name}`, () => assert.throws(() => importTemplate(html), (error) => error instanceof ReportError && error.code === code));
  }

  it("gives a template or a typed error for any bytes", () => {
    let state = 7;
    const next = (n: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % n;
    for (let turn = 0; turn < 300; turn++) {
      const broken = [...whole].map((letter) => (next(30) === 0 ? String.fromCharCode(next(128)) : letter)).slice(next(400)).join("");
      try {
        parseReport(importTemplate(broken).text);
      } catch (error) {
        assert.ok(error instanceof ReportError, String(error));
      }
    }
  });

  it("does not hang on a page of boxes of one name", function () {
    this.timeout(10_000);
    assert.deepEqual(importTemplate(findings('<input type="checkbox" name="a" value="b">'.repeat(20_000))).problems.map((problem) => problem.code), ["mrrt/options-cut"]);
  });
});
