// A report as a PDF with its fonts inside: the only file that knows pdfkit, which draws words but knows no right-to-left lines.

import PdfDocument from "pdfkit";
import { directed, visualRuns, type Run } from "./bidi.ts";
import type { ReportContent } from "./content.ts";
import { requireGlyphs, type Fonts } from "./fonts.ts";
import { aiStatement, filled, markOf, particularsOf } from "./statements.ts";

type Pdf = InstanceType<typeof PdfDocument>;

/** A4, points. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 60;
const WIDTH = PAGE.width - 2 * MARGIN;
const FOOTER_AT = PAGE.height - 40;
const MARK_AT = 30;

interface Style {
  readonly font: "regular" | "bold";
  /** Points. */
  readonly size: number;
  readonly colour: string;
}

const BODY: Style = { font: "regular", size: 10, colour: "#111111" };
const HEADING: Style = { font: "bold", size: 11, colour: "#111111" };
const TITLE: Style = { font: "bold", size: 15, colour: "#111111" };
const SMALL: Style = { font: "regular", size: 8, colour: "#444444" };
const MARK: Style = { font: "bold", size: 10, colour: "#a40000" };
const LINE_HEIGHT = 1.4;

/**
 * Writes the document. The mark stands on every page.
 * @throws ExportError `export/script-not-shown`
 */
export async function pdfReport(content: ReportContent, fonts: Fonts): Promise<Uint8Array> {
  const mark = markOf(content);
  const blocks = blocksOf(content);
  const all = [mark, content.words.page, "0123456789", ...blocks.map(({ text }) => text)].map(drawable);
  requireGlyphs(fonts, all.join("\n"));
  const pdf = new PdfDocument({
    size: [PAGE.width, PAGE.height], margin: 0, font: "", bufferPages: true, pdfVersion: "1.7", lang: content.language, displayTitle: true,
    info: { Title: mark === "" ? content.title : `${content.title}: ${mark}`, Creator: `RadDraft ${content.version}`, CreationDate: new Date(content.at) },
  });
  const bytes = collected(pdf);
  pdf.registerFont("regular", Buffer.from(fonts.regular));
  pdf.registerFont("bold", Buffer.from(fonts.bold));
  const page = new Page(pdf);
  for (const { text, style, gap } of blocks) page.paragraphs(text, style, gap);
  finishPages(pdf, content, mark);
  pdf.end();
  return await bytes;
}

interface Block {
  readonly text: string;
  readonly style: Style;
  /** Above it, points. */
  readonly gap: number;
}

function blocksOf(content: ReportContent): Block[] {
  return [
    { text: content.title, style: TITLE, gap: 0 },
    { text: particularsOf(content).map(({ name, value }) => `${name}: ${value}`).join("\n"), style: BODY, gap: 6 },
    ...content.sections.flatMap(({ heading, text }) => [...(heading === null ? [] : [{ text: heading, style: HEADING, gap: 12 }]), ...(text === "" ? [] : [{ text, style: BODY, gap: 3 }])]),
    { text: content.words.ai, style: HEADING, gap: 18 },
    { text: aiStatement(content).join("\n"), style: SMALL, gap: 3 },
  ];
}

function collected(pdf: Pdf): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on("end", () => { resolve(Buffer.concat(chunks)); });
    pdf.on("error", reject);
  });
}

/** Letters as a font has them: composed, tabs as spaces, without the marks that only steer directions. */
function drawable(text: string): string {
  return text.normalize("NFC").replaceAll("\t", "    ").replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "").replace(/[\0-\u0009\u000b-\u001f\u007f-\u009f]/g, "");
}

/** Where the next line goes. */
class Page {
  readonly #pdf: Pdf;
  #y = MARGIN;

  constructor(pdf: Pdf) {
    this.#pdf = pdf;
  }

  /** Lines of a text, each broken where the page ends; a heading stays with the line below it. */
  paragraphs(text: string, style: Style, gap: number): void {
    this.#y += gap;
    const height = style.size * LINE_HEIGHT;
    if (style.font === "bold" && this.#y + height + 2 * BODY.size * LINE_HEIGHT > FOOTER_AT - 20) this.#next();
    for (const paragraph of drawable(text).split("\n")) this.#paragraph(paragraph.trimEnd(), style, height);
  }

  #paragraph(text: string, style: Style, height: number): void {
    if (text === "") {
      this.#y += height / 2;
      return;
    }
    const paragraph = directed(text);
    use(this.#pdf, style);
    for (const { start, end } of lineBreaks(text, (words) => this.#pdf.widthOfString(words))) {
      if (this.#y + height > FOOTER_AT - 10) this.#next();
      use(this.#pdf, style);
      draw(this.#pdf, visualRuns(paragraph, start, end), this.#y, paragraph.isRightToLeft ? "right" : "left");
      this.#y += height;
    }
  }

  #next(): void {
    this.#pdf.addPage();
    this.#y = MARGIN;
  }
}

/** Cuts a paragraph into lines that fit: between words, and inside one only where it is longer than a line. */
function lineBreaks(text: string, widthOf: (words: string) => number): { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  let [start, end] = [0, 0];
  const close = (): void => { if (end > start) lines.push({ start, end }); };
  for (const word of text.matchAll(/\s*\S+/g)) {
    const next = word.index + word[0].length;
    if (widthOf(text.slice(start, next)) <= WIDTH) {
      end = next;
      continue;
    }
    close();
    start = next - word[0].trimStart().length;
    end = next;
    while (widthOf(text.slice(start, end)) > WIDTH) {
      let cut = end - 1;
      while (cut > start + 1 && widthOf(text.slice(start, cut)) > WIDTH) cut--;
      lines.push({ start, end: cut });
      start = cut;
    }
  }
  close();
  return lines;
}

function use(pdf: Pdf, { font, size, colour }: Style): void {
  pdf.font(font).fontSize(size).fillColor(colour);
}

/** The font turns the letters of a right-to-left word; the order of its words is turned here. */
function draw(pdf: Pdf, runs: readonly Run[], y: number, side: "left" | "right"): void {
  const words = runs.flatMap(({ text, isRightToLeft }) => (isRightToLeft ? (text.match(/\s+|\S+/g) ?? []).reverse() : [text]));
  const widths = words.map((word) => pdf.widthOfString(word));
  let x = side === "left" ? MARGIN : PAGE.width - MARGIN - widths.reduce((sum, width) => sum + width, 0);
  for (const [index, word] of words.entries()) {
    if (word.trim() !== "") pdf.text(word, x, y, { lineBreak: false });
    x += widths[index] ?? 0;
  }
}

/** Mark above, number below, on every page. */
function finishPages(pdf: Pdf, content: ReportContent, mark: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    pdf.switchToPage(start + index);
    for (const [text, style, y] of [[mark, MARK, MARK_AT], [filled(content.words.page, String(index + 1), String(count)), SMALL, FOOTER_AT]] as const) {
      const paragraph = directed(drawable(text));
      use(pdf, style);
      draw(pdf, visualRuns(paragraph, 0, paragraph.text.length), y, "left");
    }
  }
}
