// A report as the lints read it: sentences in lower case with their section, their label and their place, without marks and fields.

import type { Field, Report, SectionKind } from "../document.ts";
import { kindOfName } from "../headings.ts";
import { findingsNamed, isInferred, organsNamed } from "./lexicon.ts";
import { splitSentences } from "./sentences.ts";
import type { TextLine } from "./sentences.ts";

/** What a sentence belongs to: a section, advice after the impression, or data about patient and examination that say nothing of the image. */
export type SentenceKind = Exclude<SectionKind, "other"> | "recommendation" | "about";

/** A sentence or line of the report. */
export interface Sentence {
  /** Lower case and without marks, as long as the stretch of the document it stands for. */
  readonly text: string;
  /** The same with its letters as written. */
  readonly written: string;
  /** Offset of its first character in the document. */
  readonly start: number;
  readonly kind: SentenceKind;
  /** Name before the colon that the sentence stands under, in lower case: `right kidney`; with the heading it stands under. */
  readonly label: string;
  /** The same with its letters as written, since `L` is a side and `l` is none. */
  readonly writtenLabel: string;
  /** Counts stretches without an empty line between them. */
  readonly paragraph: number;
  /** True where the sentence stands after a bullet, a number or on a line of its own. */
  readonly isItem: boolean;
}

/** A report in sentences. */
export interface Reading {
  readonly report: Report;
  readonly sentences: readonly Sentence[];
  /** What the report itself says was examined: header, exam section, title. */
  readonly exam: string;
  /** True where the report has text of its own for this kind. */
  has(kind: SentenceKind): boolean;
}

/** Reads a parsed report for the lints. */
export function readReport(report: Report): Reading {
  const plain = withoutMarks(report);
  const allLines = linesOfSections(report, plain);
  const hasFindings = allLines.some((line) => line.kind === "findings" && line.text.trim() !== "");
  const lines = hasFindings ? allLines : withoutRunOver(allLines);
  const hasImpression = lines.some((line) => line.kind === "impression");
  const sentences: Sentence[] = [];
  let isSummary = false;
  /** Without a heading the findings begin where a sentence describes the image. */
  let describesIn: SentenceKind | null = null;
  for (const each of splitSentences(lines)) {
    const written = plain.slice(each.start, each.end);
    const text = lowered(written);
    isSummary ||= !hasImpression && each.kind === null && OPENS_SUMMARY.test(text);
    const before = sentences.at(-1);
    if (each.kind !== describesIn) describesIn = null;
    if (!hasFindings && each.kind !== null && OPENING_KINDS.has(each.kind) && before?.kind === each.kind && describesImage(text)) describesIn = each.kind;
    const kind = describesIn !== null ? "findings" : each.kind ?? (isSummary ? "impression" : proseKind(text, hasFindings, sentences.length));
    sentences.push({ text, written, start: each.start, kind, label: each.label.toLowerCase(), writtenLabel: each.label, paragraph: each.paragraph, isItem: each.isItem });
  }
  const kinds = new Set(sentences.map((sentence) => sentence.kind));
  const exam = [report.header.exam?.text ?? "", ...sentences.filter((sentence) => sentence.kind === "exam").map((sentence) => sentence.written)].join("\n");
  return { report, sentences, exam, has: (kind) => kinds.has(kind) };
}

const OPENS_SUMMARY = /^\W*(?:in (?:summary|conclusion|short|essence)|to (?:summari[sz]e|conclude)|summing up|taken together|all in all|overall impression|my impression|we conclude|i conclude|the (?:picture|findings|appearances) (?:is|are) (?:that of|those of|consistent|in keeping|compatible)|zusammenfassend|in (?:der )?zusammenschau|insgesamt|en (?:resumen|conclusión|suma))\b/;
const IS_HISTORY = /^\W*\d{1,3}\s?(?:y\w{0,4}\s?)?[/,]?\s?[mf]\b|\b(?:year-old|month-old|day-old|y\/o|yo|presents? with|presented with|referred (?:for|with|because)|history of|complain\w*|evaluate for|rule out|zur abklärung|bei verdacht|dear (?:dr|colleague|sir|madam)|thank you for)\b/;
const HAS_EXAM_WORD = /\b(?:ct|cat scan|mri?|mrt|x-?rays?|radiographs?|röntgen\w*|radiografía|cxr|ultrasound|sonogra\w+|us|usg|mammogra\w+|angiogra\w+|cta|mra|mrcp|pet|views?|projections?|series|duplex|ap|pa|scan|doppler|tomogra\w+|computed)\b/;
/** Sizes and comparisons are no part of a title. */
const TELLS = /\d\s?(?:mm|cm)\b|\b(?:previous|prior|unchanged|unaltered|stable)\b/;
const HAS_VERB = /\b(?:is|are|was|were|shows?|demonstrates?|reveals?|there|no|has|have|seen|noted|normal|unremarkable|zeigt|keine?)\b/;

/** Sections that come before the findings. */
const OPENING_KINDS: ReadonlySet<SentenceKind> = new Set<SentenceKind>(["exam", "clinicalInformation", "technique", "comparison"]);

/** A sentence about what is seen, by an organ and a verb or a denial. */
function describesImage(text: string): boolean {
  return organsNamed(text).length > 0 && /\b(?:is|are|shows?|there|seen|no|demonstrates?|reveals?|measures?|normal|clear|zeigt|kein\w*)\b/.test(text) && !IS_HISTORY.test(text);
}

/** In a report without a heading for findings, `Comparison: None.` and the like end with their line or paragraph. */
function withoutRunOver(lines: readonly TextLine[]): TextLine[] {
  const result: TextLine[] = [];
  let closed: SentenceKind | null = null;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (line.kind !== before?.kind || line.column > 0) closed = null;
    else if (line.kind !== null && OPENING_KINDS.has(line.kind) && (before.text.trim() === "" || (line.kind !== "clinicalInformation" && /[.!?]\s*$/.test(before.text)))) closed = hasTextBefore(lines, index) ? line.kind : closed;
    else if (line.kind !== null && OPENING_KINDS.has(line.kind) && namesBody(line.label.toLowerCase())) closed = line.kind;
    result.push(closed === null ? line : { ...line, kind: null });
  }
  return result;
}

/** A label such as `Nodules` or `Liver`: what stands behind it is a finding. */
function namesBody(label: string): boolean {
  return label !== "" && (organsNamed(label).length > 0 || findingsNamed(label).length > 0);
}

/** True where the section of a line has had text already: a heading alone is followed by its text. */
function hasTextBefore(lines: readonly TextLine[], index: number): boolean {
  const kind = lines[index]?.kind;
  for (let at = index - 1; at >= 0 && (lines[at]?.kind === kind || lines[at]?.kind === "about"); at--) if (lines[at]?.kind === kind && lines[at]?.text.trim() !== "") return true;
  return false;
}

/** Prose without a heading: a title, a history, or the findings. */
function proseKind(text: string, hasFindings: boolean, nBefore: number): SentenceKind {
  if (nBefore < 4 && text.length < 120 && HAS_EXAM_WORD.test(text) && !HAS_VERB.test(text) && !TELLS.test(text) && findingsNamed(text).every((each) => isInferred(each.id))) return "exam";
  if (IS_HISTORY.test(text)) return "clinicalInformation";
  return hasFindings ? "about" : "findings";
}

/** The text with spaces for everything that is no part of the report: header, headings' marks, comments, fields without a value. */
function withoutMarks({ text, header, fields, comments }: Report): string {
  const units = text.split("");
  const blank = (start: number, end: number): void => {
    for (let at = start; at < end; at++) if (units[at] !== "\n") units[at] = " ";
  };
  blank(header.range.start, header.range.end);
  for (const field of fields) {
    const kept = valueRange(field);
    blank(field.range.start, field.name?.range.start ?? kept.start);
    if (field.name !== null) blank(field.name.range.end + 1, kept.start);
    blank(kept.end, field.range.end);
  }
  for (const { range } of comments) blank(range.start, range.end);
  return units.join("").replace(/\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!_)_{1,2}(?=[^\s_])|(?<=[^\s_])_{1,2}(?!_)/g, (mark) => " ".repeat(mark.length)).replace(/\r/g, " ");
}

function valueRange(field: Field): { readonly start: number; readonly end: number } {
  if (field.kind === "default") return field.inner;
  const chosen = field.kind === "pickOne" ? field.options.find((option) => option.isDefault) : undefined;
  return chosen?.range ?? { start: field.inner.end, end: field.inner.end };
}

/** Lower case without a change of length: some capitals become two characters. */
function lowered(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : Array.from({ length: text.length }, (_, at) => text.charAt(at).toLowerCase().charAt(0)).join("");
}

/** Short names of sections that dictation uses and that are too short to be headings of every document. */
const SHORT_NAMES: ReadonlyMap<string, SentenceKind> = new Map([
  ["imp", "impression"], ["impr", "impression"], ["dx", "impression"], ["concl", "impression"], ["conc", "impression"], ["a/p", "impression"], ["beurt", "impression"], ["zsfg", "impression"],
  ["hx", "clinicalInformation"], ["clin hx", "clinicalInformation"], ["indic", "clinicalInformation"], ["ind", "clinicalInformation"], ["cc", "clinicalInformation"], ["clin", "clinicalInformation"], ["clinical", "clinicalInformation"], ["clin info", "clinicalInformation"], ["question", "clinicalInformation"], ["reason", "clinicalInformation"],
  ["tech", "technique"], ["comp", "comparison"], ["prior", "comparison"], ["compared with", "comparison"], ["fdg", "findings"], ["fdgs", "findings"], ["find", "findings"], ["rec", "recommendation"], ["recs", "recommendation"], ["advice", "recommendation"], ["plan", "recommendation"],
]);
const ADVICE = /^(?:recommendations?|follow[- ]?up|advice|plan|empfehlung(?:en)?|pro[zc]edere|recomendaci[oó]n(?:es)?|recommandations?|management)$/;
const ABOUT = /^(?:patient(?: name| id)?|name|dob|date(?: of birth| of exam| of study| of service)?|birth ?date|mrn|id|accession(?: number| no\.?)?|age|sex|gender|ref(?:erring)?(?: physician| doctor| clinician| dr)?|physician|radiologist|hospital|department|ward|location|signature|signed(?: by)?|dictated(?: by)?|electronically signed by|attending|reporting radiologist|communication|critical results|critical findings|notification|geschlecht|alter|edad|sexo|paciente|time|status|priority|radiation dose|dose|dlp|ctdi(?:vol)?|complications|medications|note to .*)$/;

function linesOfSections(report: Report, plain: string): TextLine[] {
  const lines: TextLine[] = [];
  let before: SentenceKind | null = null;
  for (const section of report.sections) {
    const name = section.heading?.text.toLowerCase() ?? "";
    let kind: SentenceKind | null = section.kind === "other" ? otherKind(name, before) : section.kind;
    const heading = section.kind === "other" ? (section.heading?.text ?? "") : "";
    let at = section.body.start;
    while (at < section.body.end) {
      const newLine = plain.indexOf("\n", at);
      const end = newLine === -1 || newLine > section.body.end ? section.body.end : newLine;
      for (const piece of piecesOf(plain, at, end)) {
        kind = piece.kind ?? kind;
        const label = labelOf(plain.slice(piece.start, piece.end));
        const isAbout = label !== "" && ABOUT.test(label.toLowerCase()) && kind !== "findings" && kind !== "impression";
        lines.push({ text: plain.slice(piece.start, piece.end), start: piece.start, column: piece.start - (plain.lastIndexOf("\n", piece.start - 1) + 1), kind: isAbout ? "about" : kind, heading, label });
      }
      at = end + 1;
    }
    before = kind;
  }
  return lines;
}

/** A heading that is none of a report's: advice, data, or a part of what stands before it. */
function otherKind(name: string, before: SentenceKind | null): SentenceKind | null {
  if (ADVICE.test(name)) return "recommendation";
  if (name !== "" && ABOUT.test(name)) return "about";
  return name === "" ? null : before === "impression" || before === "findings" ? before : before === null ? null : "findings";
}

interface Piece {
  readonly start: number;
  readonly end: number;
  /** The section that begins here, where a heading stands inside the line. */
  readonly kind: SentenceKind | null;
}

/** Cuts a line before headings that stand inside it, as in dictation without line breaks: `... clear. IMPRESSION: Normal.` */
function piecesOf(plain: string, start: number, end: number): Piece[] {
  const line = plain.slice(start, end);
  const pieces: Piece[] = [];
  let from = 0;
  let kind: SentenceKind | null = null;
  const numbered = /^\s*\d{1,2}[.)]\s*(\p{L}[\p{L} ]{2,40}?)\s*:?\s*$/u.exec(line)?.[1];
  const ofNumber = numbered === undefined ? null : sectionNamed(numbered);
  if (ofNumber !== null) return [{ start: end, end, kind: ofNumber }];
  const alone = /^[\s>#*-]*(\p{L}[\p{L}/ ]{1,14}?)\s?[:.]?\s*$/u.exec(line)?.[1];
  const named = alone === undefined ? undefined : SHORT_NAMES.get(alone.toLowerCase());
  if (named !== undefined && alone !== "plan") return [{ start: end, end, kind: named }];
  const arrow = /^\s*(?:[-=]>|→)\s*/.exec(line)?.[0].length;
  if (arrow !== undefined) return [{ start: start + arrow, end, kind: "impression" }];
  for (const match of line.matchAll(/(?:^[\s>#-]*|(?<=[.!?;:])\s+|\s{2,})((?:\p{Lu}[\p{L}/]*)(?: [\p{L}/]+){0,3})\s?(?::|(?<=\p{Lu}{3}) [-–])(?=\s|$)/gu)) {
    const found = sectionNamed(match[1] ?? "");
    if (found === null) continue;
    if (match.index > from) pieces.push({ start: start + from, end: start + match.index, kind });
    kind = found;
    from = match.index + match[0].length;
  }
  pieces.push({ start: start + from, end, kind });
  return pieces.filter((piece) => plain.slice(piece.start, piece.end).trim() !== "" || pieces.length === 1);
}

function sectionNamed(name: string): SentenceKind | null {
  const plain = name.toLowerCase();
  const short = SHORT_NAMES.get(plain);
  if (short !== undefined) return short;
  if (ADVICE.test(plain)) return "recommendation";
  const kind = kindOfName(name);
  return kind === null || kind === "other" ? null : kind;
}

/** `Right kidney: 11 cm` is about the right kidney; a time or a ratio is no label. */
function labelOf(line: string): string {
  const match = /^[\s>•·*#+-]*(?:\(?\d{1,2}[.)]\s*)?(\p{L}[^:.;?!]{0,60}?)\s?(?::(?!\d)|\s[-–—]\s)/u.exec(line);
  const name = match?.[1] ?? "";
  return name.split(/\s+/).length <= 7 ? name : "";
}
