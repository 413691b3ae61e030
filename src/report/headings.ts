// Headings of report sections: their names in four languages, and how a line says that it is one.

import { SECTION_KINDS } from "./document.ts";
import type { SectionKind } from "./document.ts";

/** Names by section, without accents and in lower case; the first is the one that RadDraft writes. English, German, Spanish, French. */
const NAMES: Readonly<Record<Exclude<SectionKind, "addendum">, readonly string[]>> = {
  exam: [
    "exam", "examination", "procedure", "study", "exam type", "type of exam", "examination type", "exam performed", "study type", "procedures", "exams",
    "untersuchung", "untersuchungsart", "estudio", "exploracion", "examen", "tipo de estudio", "prueba", "procedimiento",
  ],
  clinicalInformation: [
    "clinical information", "clinical history", "history", "indication", "indications", "clinical indication", "clinical indications", "clinical data", "clinical details", "clinical background",
    "clinical question", "clinical statement", "clinical context", "reason for exam", "reason for examination", "reason for study", "reason for the exam", "reason for this exam", "reason for procedure",
    "relevant history", "patient history", "medical history", "history of present illness", "presentation", "clinical presentation", "indication for study", "indication for exam", "indication for examination", "indication for the examination", "indication for procedure", "reason for visit", "reason for referral", "reason for scan", "reason for imaging", "clinical notes", "clinical summary", "provided history",
    "klinische angaben", "klinische angabe", "klinische information", "klinische informationen", "klinische fragestellung", "fragestellung", "indikation", "rechtfertigende indikation", "anamnese", "klinik", "klinischer hintergrund", "vorgeschichte",
    "informacion clinica", "datos clinicos", "indicacion", "indicacion clinica", "motivo", "motivo del estudio", "motivo de consulta", "motivo de la exploracion", "historia clinica", "antecedentes", "contexto clinico",
    "renseignements cliniques", "informations cliniques", "contexte clinique", "contexte", "motif",
  ],
  technique: [
    "technique", "techniques", "method", "methods", "protocol", "imaging technique", "technical information", "technical details", "contrast", "procedure details", "scan technique", "examination technique",
    "technik", "untersuchungstechnik", "methode", "methodik", "protokoll", "durchfuhrung", "technische durchfuhrung",
    "tecnica", "metodo", "protocolo", "tecnica de exploracion", "protocole", "technique d'examen",
  ],
  comparison: [
    "comparison", "comparisons", "comparison study", "comparison studies", "comparison exam", "comparison exams", "compared to", "prior studies", "prior study", "priors", "prior exams", "prior imaging", "previous studies", "previous study", "previous examinations", "previous imaging", "comparative studies",
    "vergleich", "voraufnahme", "voraufnahmen", "voruntersuchung", "voruntersuchungen", "vergleichsuntersuchung", "vergleichsuntersuchungen", "vergleichsaufnahme", "vergleichsaufnahmen",
    "comparacion", "estudio comparativo", "estudios previos", "estudio previo", "comparaison", "examens anterieurs", "examen anterieur",
  ],
  findings: [
    "findings", "finding", "result", "results", "description", "report", "observations", "imaging findings", "radiological findings", "radiologic findings", "body of report",
    "befund", "befunde", "befundbeschreibung", "ergebnis", "ergebnisse", "bericht", "hallazgos", "hallazgo", "descripcion", "resultados", "resultado", "informe", "hallazgos radiologicos", "resultats", "resultat", "constatations", "compte rendu",
  ],
  impression: [
    "impression", "impressions", "conclusion", "conclusions", "opinion", "summary", "interpretation", "diagnosis", "diagnostic impression", "radiological impression", "final impression", "final diagnosis", "radiological diagnosis", "assessment", "summary and conclusion",
    "beurteilung", "zusammenfassung", "zusammenfassende beurteilung", "schlussfolgerung", "diagnose", "bewertung", "gesamtbeurteilung",
    "impresion", "impresion diagnostica", "impresiones", "conclusiones", "diagnostico", "juicio diagnostico", "opinion diagnostica", "synthese", "interpretacion",
  ],
  limitations: ["limitations", "limitation", "study limitations", "study quality", "technical quality", "image quality", "einschrankungen", "einschrankung", "limitationen", "bildqualitat", "beurteilbarkeit", "limitaciones", "limitacion", "calidad del estudio", "limites", "qualite"],
  other: [
    "recommendation", "recommendations", "follow-up", "follow up", "communication", "critical results", "critical findings", "notification", "comment", "comments", "note", "notes", "radiation dose", "dose", "complications", "medications", "signature", "signed by", "electronically signed by", "dictated by", "attending", "reporting radiologist",
    "empfehlung", "empfehlungen", "prozedere", "procedere", "anmerkung", "unterschrift", "recomendacion", "recomendaciones", "recommandation", "recommandations", "firma", "comentario", "comentarios", "nota",
  ],
};

/** An addendum's heading carries its date: `Addendum 2026-01-31 14:05:`. */
const ADDENDUM = /^(?:addendum|addenda|nachtrag|adenda)(?:[ \t]*(?:#|no\.?|nr\.?)?[ \t]*\d{1,2}(?!\d|[:./-]\d))?(?:[ \t,(]*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\.?(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?)?(?:[ \t]*(?:UTC|Z|h))?\)?)?/i;

/** What may stand before the name of a section that an image has: `CT findings`. */
const OF_IMAGES = ["ct", "cta", "mr", "mri", "mra", "us", "pet", "pet/ct", "ultrasound", "sonographic", "radiographic", "mammographic", "x-ray", "chest", "abdominal", "head", "brain"] as const;

const KIND_BY_NAME: ReadonlyMap<string, SectionKind> = new Map([
  ...SECTION_KINDS.flatMap((kind) => (kind === "addendum" ? [] : NAMES[kind].map((name): [string, SectionKind] => [name, kind]))),
  ...OF_IMAGES.flatMap((image) => (["technique", "findings", "impression"] as const).map((name): [string, SectionKind] => [`${image} ${name}`, name])),
]);

/** First words of all names: a line that begins with another one is looked at no further, which is nearly every line. */
const FIRST_WORDS: ReadonlySet<string> = new Set([...KIND_BY_NAME.keys(), "addendum", "addenda", "nachtrag", "adenda"].map((name) => /^[a-z]+/.exec(name)?.[0] ?? name));

/** Name that RadDraft writes for a section: `Clinical information`. */
export function sectionName(kind: Exclude<SectionKind, "other">): string {
  const name = kind === "addendum" ? "addendum" : (NAMES[kind][0] ?? kind);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Longest name of a heading, characters; beyond it a line is a sentence. */
const MAX_NAME = 70;

/** How a heading is written. */
export interface HeadingLine {
  /** Null: a Markdown heading with a name that is none of a report's. */
  readonly kind: SectionKind | null;
  /** Number of `#`; 0: none. */
  readonly level: number;
  /** `**`, `__`, `*`, `_` or empty. */
  readonly emphasis: string;
  /** The name, offsets in the line; with what stands in parentheses after it. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Where the colon is; `dash`: `FINDINGS - text`. */
  readonly separator: "none" | "colon" | "colonInside" | "dash";
  /** `1. Findings` */
  readonly isNumbered: boolean;
  readonly letterCase: "upper" | "capital" | "lower";
  /** Where text on the same line begins, without white space; the length of the line where there is none. */
  readonly textStart: number;
}

/**
 * Reads a line as a heading, whatever stands around it.
 * @param line without its line end
 * @returns null for a line that cannot be one
 */
export function readHeading(line: string): HeadingLine | null {
  if (!canBegin(line)) return null;
  const opening = /^[ \t\uFEFF]*(?:(#{1,6})[ \t]+)?(\d{1,2}[.)][ \t]+)?(\*\*|__|\*|_)?(?=\p{L})/u.exec(line);
  if (opening === null) return null;
  const [before, hashes = "", number = "", emphasis = ""] = opening;
  if (number !== "" && hashes === "") return null;
  const start = before.length;
  const found = addendumName(line, start) ?? nameBefore(line, start, emphasis) ?? nameAlone(line, start, emphasis);
  if (found === null && hashes === "") return null;
  const name = found ?? { kind: null, ...unknownName(line, start, emphasis), separator: "none" as const, textStart: line.length };
  if (name.nameEnd <= start) return null;
  return { ...name, level: hashes.length, emphasis, nameStart: start, isNumbered: number !== "", letterCase: caseOf(line.slice(start, name.nameEnd)) };
}

/** True for a line that begins with `#` or the first word of a name, after white space and emphasis. By hand, for speed. */
function canBegin(line: string): boolean {
  let at = 0;
  while (" \t\uFEFF*_".includes(line.charAt(at)) && at < line.length) at++;
  if (line.charAt(at) === "#") return true;
  const start = at;
  while (isLetter(line.charCodeAt(at))) at++;
  return at > start && FIRST_WORDS.has(plainName(line.slice(start, at)));
}

/** Letters of ASCII, and everything beyond it; false past the end of a text. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127;
}

interface FoundName {
  readonly kind: SectionKind;
  readonly nameEnd: number;
  readonly separator: HeadingLine["separator"];
  readonly textStart: number;
}

/** `Addendum 2026-01-31 14:05: text`: the colon in the time is none of the heading's. */
function addendumName(line: string, start: number): FoundName | null {
  const match = ADDENDUM.exec(line.slice(start, start + MAX_NAME));
  if (match === null) return null;
  const nameEnd = start + match[0].trimEnd().length;
  const after = /^(?:\*\*|__|\*|_)?[ \t]*(:)?(?:\*\*|__|\*|_)?[ \t]*/.exec(line.slice(nameEnd));
  const textStart = nameEnd + (after?.[0].length ?? 0);
  const hasColon = after?.[1] !== undefined;
  return hasColon || textStart === line.length ? { kind: "addendum", nameEnd, separator: hasColon ? "colon" : "none", textStart } : null;
}

/** `Findings: text`, `**Findings:** text`, `**Findings**: text`, `FINDINGS - text`. */
function nameBefore(line: string, start: number, emphasis: string): FoundName | null {
  const head = line.slice(start, start + MAX_NAME);
  const colon = head.indexOf(":");
  const dash = /[ \t]+[-–—]+(?=[ \t]|$)/.exec(head)?.index ?? -1;
  const isDash = colon === -1 || (dash !== -1 && dash < colon && kindOfName(head.slice(0, dash)) !== null);
  const at = isDash ? dash : colon;
  if (at < 1) return null;
  const raw = head.slice(0, at).trimEnd();
  const isClosed = emphasis !== "" && raw.endsWith(emphasis);
  const name = isClosed ? raw.slice(0, -emphasis.length).trimEnd() : raw;
  const kind = kindOfName(name);
  if (kind === null || (isDash && caseOf(name) !== "upper")) return null;
  const rest = line.slice(start + at);
  const mark = isDash ? (/^[ \t]+[-–—]+/.exec(rest)?.[0].length ?? 1) : 1;
  const isInside = emphasis !== "" && !isClosed && rest.startsWith(emphasis, mark);
  const skipped = mark + (isInside ? emphasis.length : 0);
  const textStart = start + at + skipped + (/^[ \t]*/.exec(rest.slice(skipped))?.[0].length ?? 0);
  return { kind, nameEnd: start + name.length, separator: isDash ? "dash" : isInside ? "colonInside" : "colon", textStart };
}

/** `Findings`, `## Findings ##`, `**Findings**`, `FINDINGS.` */
function nameAlone(line: string, start: number, emphasis: string): FoundName | null {
  if (line.length - start > MAX_NAME + emphasis.length + 8) return null;
  const { nameEnd } = unknownName(line, start, emphasis);
  const name = line.slice(start, nameEnd);
  const isDotted = name.endsWith(".") && caseOf(name) === "upper";
  const kind = kindOfName(isDotted ? name.slice(0, -1) : name);
  return kind === null ? null : { kind, nameEnd, separator: "none", textStart: line.length };
}

/** The name of a heading that has its line for itself: without closing `#` and emphasis. */
function unknownName(line: string, start: number, emphasis: string): { readonly nameEnd: number } {
  let name = line.slice(start).trimEnd().replace(/[ \t]+#+$/, "");
  if (emphasis !== "" && name.endsWith(emphasis)) name = name.slice(0, -emphasis.length);
  return { nameEnd: start + name.trimEnd().length };
}

function caseOf(name: string): HeadingLine["letterCase"] {
  const letters = name.replace(/\([^()]*\)/g, "").replace(/[^\p{L}]/gu, "");
  if (letters.length > 1 && letters === letters.toUpperCase()) return "upper";
  return letters.startsWith(letters.charAt(0).toLowerCase()) ? "lower" : "capital";
}

/** Section that a heading's name means; of a pair, `Findings and impression`, the first; null: no name of ours. */
export function kindOfName(name: string): SectionKind | null {
  if (name.length > MAX_NAME) return null;
  const plain = plainName(name.replace(/[ \t]*\([^()]*\)[ \t]*$/, "").replace(/[ \t\u00a0]+/g, " ").replaceAll("’", "'").trim());
  const whole = KIND_BY_NAME.get(plain);
  if (whole !== undefined || !/[/&,]| (?:and|und|y|et|e) /.test(plain)) return whole ?? null;
  const parts = plain.split(/ ?[/&,] ?| (?:and|und|y|et|e) /);
  const kinds = parts.map((part) => KIND_BY_NAME.get(part));
  return kinds.includes(undefined) ? null : (kinds[0] ?? null);
}

/** Lower case, without accents. */
function plainName(name: string): string {
  const lower = name.toLowerCase();
  return /^[\0-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
}
