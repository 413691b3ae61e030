// The report parser: fields of every form, what is none, sections, recovery, and any text at all.

import assert from "node:assert/strict";
import type { Field, Report } from "../../src/report/index.ts";
import { MAX_REPORT_CHARACTERS, parseReport, ReportError } from "../../src/report/index.ts";
import { randomReport, randomText } from "./randomReport.ts";

/** A field in one line: kind, action, name, content. */
function brief(field: Field): string {
  const content = {
    default: () => (field.kind === "default" ? field.text : ""),
    pickOne: () => optionsOf(field, " | "),
    pickMany: () => optionsOf(field, "; "),
    number: () => (field.kind === "number" ? `${field.nNumbers} ${field.unit}` : ""),
    typed: () => (field.kind === "typed" ? field.valueType : ""),
    free: () => (field.kind === "free" ? String(field.length) : ""),
  }[field.kind]();
  return [field.kind, field.action ?? "", field.name === null ? "" : `${field.name.text}:`, content].filter((part) => part !== "").join(" ");
}

function optionsOf(field: Field, between: string): string {
  return "options" in field ? field.options.map((option) => `${option.text}${option.isDefault ? "*" : ""}`).join(between) : "";
}

describe("fields", () => {
  const check = (text: string, expected: readonly string[]): unknown => it(`in ${JSON.stringify(text)}: ${expected.join(", ") || "none"}`, () => assert.deepEqual(parseReport(`Findings:\n${text}`).fields.map(brief), expected));
  check("[Normal.]", ["default Normal."]);
  check("Lungs are [clear and well aerated]. Heart [normal].", ["default clear and well aerated", "default normal"]);
  check("[Heart is normal;\nlungs are clear.]", ["default Heart is normal; lungs are clear."]);
  check("[None* | Mild | Moderate]", ["pickOne None* | Mild | Moderate"]);
  check("[None|Mild *|]", ["pickOne None | Mild*"]);
  check("[R | L]", ["pickOne R | L"]);
  check("[a\\|b | c]", ["pickOne a|b | c"]);
  check("[chronic chest pain; atypical angina]", ["pickMany chronic chest pain; atypical angina"]);
  check("[pain*; cough*; fever]", ["pickMany pain*; cough*; fever"]);
  check("[# mL] [#] [# x # mm] [# × # × # cm] [# %] [#/# mmHg]", ["number 1 mL", "number 1 ", "number 2 mm", "number 3 cm", "number 1 %", "number 2 mmHg"]);
  check("[<date>] [<ultrasound:hc>] [<study date>]", ["typed date", "typed ultrasound:hc", "typed study date"]);
  check("[___] [___:24] [_____] [___ : 8]", ["free null", "free 24", "free null", "free 8"]);
  check("[Lungs: Normal.] [Lungs: ___:8] [Size: # mm] [Grade: 1 | 2*] [Date: <date>]", ["default Lungs: Normal.", "free Lungs: 8", "number Size: 1 mm", "pickOne Grade: 1 | 2*", "typed Date: date"]);
  check("[!___] [?# mm] [!Side: right | left] [! Normal.]", ["free prohibit null", "number alert 1 mm", "pickOne prohibit Side: right | left", "default prohibit Normal."]);
  check("[Lesion [1] stable.]", ["default Lesion [1] stable."]);
  check("[None* | Mild {below 2 mm} | Severe]", ["pickOne None* | Mild | Severe"]);
  check("[escaped \\] bracket]", ["default escaped ] bracket"]);
  check("[outer [inner words] text]", ["default inner words"]);
  check("[forgotten [Normal.]", ["default Normal."]);
  check("[Normal.][Mild | Severe]", ["default Normal.", "pickOne Mild | Severe"]);
  check("> [Normal.]\n- [Mild | Severe]", ["default Normal.", "pickOne Mild | Severe"]);
});

describe("brackets that are text", () => {
  const cases = [
    "[1]", "[1, 2]", "[1-3]", "[a]", "[ ]", "[x]", "[X]", "[]", "[.]", "[...]", "[^1]", "[^note]", "[2024-01-01]", "[sic]", "[@smith2020]", "[**Hospital**]", "[a link](http://x)", "[a link](<x y>)", "![an image](a.png)",
    "[a link][1]\n\n[1]: http://x", "[a link][]", "[shortcut link]\n\n[shortcut link]: http://x", "[[wiki link]]", "`[Normal.]`", "``[a | b] ` ``", "```\n[Normal.]\n```", "~~~\n[___]\n~~~~", "\\[Normal.]", "[!]", "[?]", "[!NOTE]",
    "[open", "open]", "[across\n\nparagraphs]", "[http://x.org]", "[ | ]", "[1; 2]", "[# 5]", "{}", "<!-- [Normal.] -->", "{a comment with [Normal.] and [___] in it}", "[AI draft by RadDraft (Demo), not reviewed; length 3.]", "__", "___",
  ];
  for (const text of cases) it(JSON.stringify(text), () => assert.deepEqual(parseReport(`Findings:\n${text}`).fields.map(brief), []));
  it("words in brackets before any heading and outside reports", () => assert.deepEqual(parseReport("# A project\n\n[Normal.] [some words; more]").fields, []));
  it("but not forms that nothing else uses", () => assert.deepEqual(parseReport("A note: [___:4] [a | b*] [# mm] [<date>]").fields.map((field) => field.kind), ["free", "pickOne", "number", "typed"]));
  it("words in brackets above the headings are fields where a header says that it is a report", () => assert.equal(parseReport("---\nexam: CT\n---\n[Some words]").fields.length, 1));
});

describe("sections", () => {
  const shape = (report: Report): string[] => report.sections.map(({ kind, heading, body }) => `${kind}|${heading?.text ?? ""}|${report.text.slice(body.start, body.end)}`);
  const check = (title: string, text: string, expected: readonly string[]): unknown => it(title, () => assert.deepEqual(shape(parseReport(text)), expected));
  check("by colon", "Findings: Clear.\nImpression: Normal.", ["findings|Findings|Clear.", "impression|Impression|Normal."]);
  check("in capitals on their own line", "FINDINGS\nClear.\nIMPRESSION\nNormal.", ["findings|FINDINGS|Clear.", "impression|IMPRESSION|Normal."]);
  check("as Markdown", "# Findings\nClear.\n\n### Impression ###\nNormal.", ["findings|Findings|Clear.", "impression|Impression|Normal."]);
  check("in bold", "**Findings:** Clear.\n**IMPRESSION**\nNormal.\n__Comparison__: None.\n*Technique:*\nPA.", ["findings|Findings|Clear.", "impression|IMPRESSION|Normal.", "comparison|Comparison|None.", "technique|Technique|PA."]);
  check("without a mark, after a blank line", "Chest\n\nfindings\nClear.\n\nImpression\nNormal.", ["other||Chest", "findings|findings|Clear.", "impression|Impression|Normal."]);
  check("without a mark, after a short line", "CT chest with contrast\nClinical History\n58M\nFindings\nClear", ["other||CT chest with contrast", "clinicalInformation|Clinical History|58M", "findings|Findings|Clear"]);
  check("of a kind of image", "CT FINDINGS: a\nPET/CT Technique: b", ["findings|CT FINDINGS|a", "technique|PET/CT Technique|b"]);
  check("with a dash", "FINDINGS - Clear.\nIMPRESSION – Normal.", ["findings|FINDINGS|Clear.", "impression|IMPRESSION|Normal."]);
  check("underlined", "Findings\n========\nClear.", ["findings|Findings|Clear."]);
  check("with parentheses", "FINDINGS (CT CHEST):\nClear.", ["findings|FINDINGS (CT CHEST)|Clear."]);
  check("of two names", "Findings and impression:\nClear.\nBefund/Beurteilung:\nNormal.", ["findings|Findings and impression|Clear.", "findings|Befund/Beurteilung|Normal."]);
  check("in German", "Klinische Angaben: Husten.\nTechnik: p.a.\nVergleich: keine.\nBefund:\nFrei.\nBeurteilung:\nUnauffällig.", ["clinicalInformation|Klinische Angaben|Husten.", "technique|Technik|p.a.", "comparison|Vergleich|keine.", "findings|Befund|Frei.", "impression|Beurteilung|Unauffällig."]);
  check("in Spanish", "INFORMACIÓN CLÍNICA: tos.\nTécnica: PA.\nComparación: no.\nHallazgos: Normal.\nImpresión: Normal.", ["clinicalInformation|INFORMACIÓN CLÍNICA|tos.", "technique|Técnica|PA.", "comparison|Comparación|no.", "findings|Hallazgos|Normal.", "impression|Impresión|Normal."]);
  check("by their synonyms", "History: a\nProcedure: b\nConclusion: c\nOpinion: d\nIndication: e\nSummary: f", ["clinicalInformation|History|a", "exam|Procedure|b", "impression|Conclusion|c", "impression|Opinion|d", "clinicalInformation|Indication|e", "impression|Summary|f"]);
  check("addenda with their date", "Findings: a\n\nADDENDUM 2026-01-31 14:05:\nb\nAddendum (31.01.2026): c\nNachtrag 2: d", ["findings|Findings|a", "addendum|ADDENDUM 2026-01-31 14:05|b", "addendum|Addendum (31.01.2026)|c", "addendum|Nachtrag 2|d"]);
  check("but not below one", "## Findings\n### Lungs\nClear.\nLUNGS:\nClear.\n## Plan\nNone.", ["findings|Findings|### Lungs\nClear.\nLUNGS:\nClear.", "other|Plan|None."]);
  check("but not in code", "Findings:\n```\nImpression: x\n```", ["findings|Findings|```\nImpression: x\n```"]);
  for (const text of ["Findings are normal.", "the findings: clear", "An impression of a mass", "We saw these\nfindings: a nodule,", "The patient was examined again with a view to a known\nComparison", "No prior for comparison\nimpression is normal", "comparison with the\ntechnique", "- Findings: a", "Findings of concern: none", "1. Impression: a"]) {
    check(`not in running text: ${JSON.stringify(text)}`, text, [`other||${text}`]);
  }
});

describe("header", () => {
  it("gives status, exam, images, comparison and the mark", () => {
    const { header, problems } = parseReport("---\nExam: CT chest\nimage: a b.dcm\nImages:\n  - 'c.dcm#frame=3&window=-600,1500&inverted'\n  - d#1.dcm\nstatus: Final\ncomparison: none\nai: contains unreviewed AI draft\nsite: x\n---\nFindings: a");
    assert.deepEqual(problems, []);
    assert.deepEqual([header.exam?.text, header.status, header.comparison?.text, header.isMarkedUnreviewed, header.lines.length], ["CT chest", "final", "none", true, 9]);
    assert.deepEqual(header.images.map(({ path, frame, window, isInverted }) => [path, frame, window?.center, window?.width, isInverted]), [
      ["a b.dcm", null, undefined, undefined, false], ["c.dcm", 3, -600, 1500, true], ["d#1.dcm", null, undefined, undefined, false],
    ]);
  });
  const check = (text: string, expected: readonly string[]): unknown => it(`problems of ${JSON.stringify(text)}: ${expected.join(", ") || "none"}`, () => assert.deepEqual(parseReport(text).problems.map(({ code, range }) => `${code.slice(7)} ${text.slice(range.start, range.end)}`), expected));
  check("---\nexam: x\nFindings: a", ["header-open ---"]);
  check("---\n\nA text with a rule above it.", []);
  check("---\nstatus: done\nno key\nimage: a.dcm#frame=0\n---\n", ["status-unknown done", "header-line no key", "image-reference a.dcm#frame=0"]);
  check("Findings: [___:0] [___:x] [___:99999]", ["field-length ___:0", "field-length ___:x", "field-length ___:99999"]);
  check("Findings: [a* | b* | c]", ["defaults b"]);
  check("Findings: [___ and [Size: # and [a | b and [so on", ["bracket-open [", "bracket-open [", "bracket-open ["]);
  check("Findings: {if seen\n\nx}", ["comment-open {"]);
});

/** What holds for every text. */
function checkPlaces(text: string): void {
  const report = parseReport(text);
  let at = report.header.range.end;
  for (const { range, heading, body } of report.sections) {
    assert.equal(range.start, at);
    assert.ok(range.end > range.start && body.start >= range.start && body.start <= body.end && body.end <= range.end);
    if (heading !== null) assert.ok(heading.range.start >= range.start && heading.range.end <= body.start && text.slice(heading.range.start, heading.range.end) === heading.text);
    at = range.end;
  }
  assert.equal(at, text.length);
  let fieldEnd = 0;
  for (const { range, inner, section } of report.fields) {
    assert.ok(range.start >= fieldEnd && text[range.start] === "[" && text[range.end - 1] === "]" && inner.start > range.start && inner.end < range.end && inner.start < inner.end);
    const place = report.sections[section];
    assert.ok(place !== undefined && range.start >= place.body.start && range.end <= place.body.end);
    fieldEnd = range.end;
  }
  for (const { range } of report.problems) assert.ok(range.start <= range.end && range.end <= text.length);
}

describe("any text", () => {
  it("is a report whose places cover it (2,000 texts)", () => { for (let seed = 0; seed < 2000; seed++) checkPlaces(seed % 2 === 0 ? randomText(seed) : randomReport(seed)); });
  it("is a report without its half", () => { for (let seed = 0; seed < 300; seed++) checkPlaces(randomReport(seed).slice(seed % 40, -(seed % 50) - 1)); });
  it("is read in linear time, whatever the brackets", () => {
    for (const part of ["[", "{", "[[]", "`", "` `` ", "<!--", "<!--\n\n", "]", "[a|", "```\n", "````\n```\n", "Findings:\n", "[a](", "---\n", "[Lungs: ", "\\", "[a]: b\n", "**", "F - ", "[# x # x ", "[____"]) {
      const start = performance.now();
      checkPlaces(part.repeat(Math.floor(200_000 / part.length)));
      assert.ok(performance.now() - start < 2000, `${JSON.stringify(part)} took ${performance.now() - start} ms`);
    }
  });
  it("too long is refused", () => assert.throws(() => parseReport(" ".repeat(MAX_REPORT_CHARACTERS + 1)), (error) => error instanceof ReportError && error.code === "report/too-long"));
});
