// Reports in other languages: headings in German and Spanish, what the model and the lints see of them, and scripts of all kinds.

import assert from "node:assert/strict";
import type { ReportLanguage } from "../../src/report/index.ts";
import {
  addendum, answerOf, applyEdits, fillEdits, formatReport, headingsIn, kindOfName, languageOf, lintReport, missingSections, modelText, nameIn, NO_LINT_CONTEXT, outlineOf, parseReport, plainTextOf, rejectSpans,
  REPORT_LANGUAGES, restoreSpans, sectionName, SECTION_KINDS, serialiseSpans, setHeaderLine,
} from "../../src/report/index.ts";
import { CLEAN_1 } from "./planted/clean1.ts";
import { plantErrors } from "./planted/planted.ts";
import { WORDS_1 } from "./planted/words1.ts";
import { randomReport } from "./randomReport.ts";

const inLanguage = (text: string, language: ReportLanguage): string => applyEdits(text, headingsIn(parseReport(text), language));
const NO_LENGTHS = { length: null, proposed: null };

describe("nameIn", () => {
  const check = (name: string, language: ReportLanguage, expected: string): unknown => it(`${name} in ${language}`, () => assert.equal(nameIn(name, language), expected));
  check("Befund", "en", "Findings");
  check("BEFUND", "es", "HALLAZGOS");
  check("hallazgos", "en", "findings");
  check("Befund und Beurteilung", "en", "Findings and impression");
  check("FINDINGS AND IMPRESSION", "de", "BEFUND UND BEURTEILUNG");
  check("Findings/Impression", "es", "Hallazgos y impresión");
  check("Hallazgos (TC)", "en", "Findings (TC)");
  check("Clinical history", "de", "Klinische Angaben");
  check("Clinical history", "en", "Clinical history");
  check("CT findings", "en", "CT findings");
  check("Conclusion", "es", "Conclusion");
  check("Nachtrag 2026-01-31 14:05", "en", "Addendum 2026-01-31 14:05");
  check("ADDENDUM 2026-01-31", "es", "ADENDA 2026-01-31");
  check("Résultats", "en", "Findings");
  check("Empfehlung", "en", "Empfehlung");
  check("Chest", "de", "Chest");
  it("writes names that are read as the same section, in their language", () => {
    for (const language of REPORT_LANGUAGES) {
      for (const kind of SECTION_KINDS) {
        if (kind === "other") continue;
        const name = sectionName(kind, language);
        const heading = kind === "addendum" ? `${name} 2026-01-31` : name;
        const [section] = parseReport(`${heading}:\nText.`).sections;
        assert.equal(section?.kind, kind, name);
        assert.equal(languageOf(parseReport(`${heading}:\nText.`)), language, name);
        assert.equal(nameIn(heading, language), heading);
      }
    }
  });
});

describe("headings as they are dictated", () => {
  const check = (name: string, kind: string): unknown => it(name, () => {
    assert.equal(kindOfName(name), kind);
    assert.equal(parseReport(`${name}: Text.`).sections[0]?.kind, kind);
  });
  check("Klin. Angaben", "clinicalInformation");
  check("KLINISCHE FRAGESTELLUNG", "clinicalInformation");
  check("Technische Durchführung", "technique");
  check("Durchfuehrung", "technique");
  check("Vorbefunde", "comparison");
  check("Röntgenbefund", "findings");
  check("Abschließende Beurteilung", "impression");
  check("Fazit", "impression");
  check("Einschränkungen", "limitations");
  check("Motivo de la exploración", "clinicalInformation");
  check("DATOS CLÍNICOS", "clinicalInformation");
  check("Técnica de exploración", "technique");
  check("Estudios anteriores", "comparison");
  check("Descripción de los hallazgos", "findings");
  check("Impresión diagnóstica", "impression");
  check("Conclusión", "impression");
});

describe("languageOf", () => {
  const check = (text: string, expected: ReportLanguage | null): unknown => it(JSON.stringify(text), () => assert.equal(languageOf(parseReport(text)), expected));
  check("Befund: a\nImpression: b\nTechnik: c", "de");
  check("Técnica: a\nHallazgos: b", "es");
  check("Findings: a", "en");
  check("The lungs are clear.", null);
  check("## Chest\na", null);
  check("Résultats: a", null);
  check("---\nlanguage: de\n---\nFindings: a", "de");
  check("---\nSprache: Deutsch\n---\n", "de");
  check("---\nidioma: español\n---\n", "es");
  check("---\nlang: es-MX\n---\n", "es");
  check("---\nlanguage: fr\n---\nBefund: a", "de");
});

describe("what is written into a German or Spanish report", () => {
  it("an impression", () => {
    const report = parseReport("## Befund\nKeine Pathologie.\n");
    const { blanks, choices } = modelText(report, { kind: "impression" }, NO_LENGTHS);
    const { edits } = fillEdits(report, { blanks, choices }, { blanks: [{ text: "Normal.", spans: [] }], choices: [] }, { provenance: "p", spans: [] });
    assert.equal(applyEdits(report.text, edits), "## Befund\nKeine Pathologie.\n\n## Beurteilung\nNormal.\n");
  });
  it("an addendum", () => assert.match(addendum(parseReport("HALLAZGOS:\na\n"), "2026-01-31").edit.text, /^\nADENDA 2026-01-31:\n/));
  it("headings that are missing", () => {
    assert.deepEqual(missingSections(parseReport("Befund: a\nTechnik: b\n"), "en").map(({ name }) => name), ["Untersuchung", "Klinische Angaben", "Vergleich", "Beurteilung", "Einschränkungen"]);
    assert.equal(missingSections(parseReport(""), "es")[0]?.name, "Estudio");
  });
  it("its language, among the header's lines", () => assert.equal(applyEdits("---\nexam: CT\nstatus: draft\n---\n", setHeaderLine(parseReport("---\nexam: CT\nstatus: draft\n---\n"), "language", "de")), "---\nexam: CT\nlanguage: de\nstatus: draft\n---\n"));
});

describe("the language of headings", () => {
  const reports = plantErrors(CLEAN_1, WORDS_1, 60, 7);
  for (const language of ["de", "es"] as const) {
    it(`changes nothing that the lints find (${language})`, () => {
      let [nFindings, nChanged] = [0, 0];
      for (const { report } of reports) {
        const english = inLanguage(report.text, "en");
        const other = inLanguage(english, language);
        nChanged += other === english ? 0 : 1;
        const found = (text: string): string[] => lintReport(parseReport(text), [], NO_LINT_CONTEXT).map(({ code, range }) => `${code} ${nameIn(text.slice(range.start, range.end), "en").toLowerCase()}`);
        assert.deepEqual(found(other), found(english));
        nFindings += found(english).length;
      }
      assert.ok(nFindings > 20 && nChanged > 30, `${nFindings} findings, ${nChanged} reports with headings`);
    });
    it(`is not seen by the model, and nothing but headings changes (${language}, 300 reports)`, () => {
      for (let seed = 0; seed < 300; seed++) {
        const english = inLanguage(randomReport(seed), "en");
        const other = inLanguage(english, language);
        const asked = (text: string): unknown => answerOf(modelText(parseReport(text), { kind: "all" }, NO_LENGTHS).parts);
        assert.deepEqual(asked(other), asked(english), `seed ${seed}`);
        const shape = (text: string): unknown => parseReport(text).sections.map(({ kind, body }) => [kind, text.slice(body.start, body.end)]);
        assert.deepEqual(shape(other), shape(english), `seed ${seed}`);
      }
    });
  }
});

describe("right-to-left and CJK text", () => {
  const WRITTEN = [
    ["Arabic", "الرئتان صافيتان بدون انصباب جنبي."],
    ["Hebrew with a mark of direction", "\u200fהריאות נקיות\u200e (CT)."],
    ["Chinese", "双肺清晰，未见胸腔积液。"],
    ["Japanese with half width", "両肺野に異常陰影なし。ｶﾅ"],
    ["Korean", "양측 폐야에 이상 소견 없음."],
    ["beyond the basic plane", "𠮷野家 🫁 𝛼"],
    ["combining marks", "Ra\u0308ntgen — e\u0301xamen"],
  ] as const;
  for (const [script, words] of WRITTEN) {
    it(`${script}: parsing, fields, header, formatting, plain text and marks keep every character`, () => {
      const text = `---\nexam: ${words}\nimage: ${words}/a.dcm#frame=2\nstatus: draft\n---\n\nBefund:\n[${words}: ___:8]\n[${words}* | b]\n${words}\n\nBeurteilung:\n${words} [___:4]\n`;
      const report = parseReport(text);
      assert.deepEqual(report.problems, []);
      assert.equal(report.header.exam?.text, words.trim());
      assert.equal(report.header.images[0]?.path, `${words}/a.dcm`);
      assert.deepEqual(report.sections.map(({ kind }) => kind), ["findings", "impression"]);
      assert.ok(text.slice(report.sections[0]?.body.start, report.sections[0]?.body.end).endsWith(words));
      assert.equal(plainTextOf(report).text.split(words).length - 1, 4);
      assert.equal(applyEdits(text, formatReport(text)), text);
      assert.ok(outlineOf(report).every(({ range }) => range.end <= text.length));
      const { blanks, choices } = modelText(report, { kind: "all" }, NO_LENGTHS);
      const fill = fillEdits(report, { blanks, choices }, { blanks: blanks.map(() => ({ text: ` ${words}`, spans: [] })), choices: choices.map(() => ({ probabilities: [0.9, 0.1], best: 0 })) }, { provenance: "p", spans: [] });
      const written = applyEdits(text, fill.edits);
      for (const { range } of fill.spans) assert.ok(words.startsWith(written.slice(range.start, range.end).replace(/\.$/, "")), written.slice(range.start, range.end));
      const again = restoreSpans(written, serialiseSpans(written, fill.spans));
      assert.deepEqual(again.spans.map(({ range }) => range), fill.spans.map(({ range }) => range));
      assert.equal(applyEdits(written, rejectSpans(written, fill.spans, { start: 0, end: written.length }).edits).includes(words), true);
    });
  }
});
