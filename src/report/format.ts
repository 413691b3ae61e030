// Formatting of a report: blank lines, trailing spaces, headings of one style, header lines in order. No word changes.

import type { Report, Section } from "./document.ts";
import type { TextEdit } from "./edits.ts";
import { applyEdits, minimalEdit } from "./edits.ts";
import { HEADER_KEYS } from "./header.ts";
import { blocksOf } from "./headerEdits.ts";
import { headingStyleOf, lineStartOf, placeHeading, styledHeadings, writeHeading } from "./headingStyle.ts";
import { fencedLines, lineEndOf, linesOf } from "./lines.ts";
import { addendumStart } from "./navigation.ts";
import { parseReport } from "./parse.ts";

/** Passes after which a text stays as it is: a heading of a new level can make one more section, which the next pass sees. */
const MAX_PASSES = 4;

/**
 * Edits that put a report in order: headings in the style that most of them have, one blank line before each, no spaces at line
 * ends, the header's lines in their order. Fields inside, code, addenda and final reports stay as they are; formatting the
 * result again changes nothing.
 * @throws ReportError `report/too-long`
 */
export function formatReport(text: string): TextEdit[] {
  const edits = formatOnce(text);
  let formatted = applyEdits(text, edits);
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    const next = applyEdits(formatted, formatOnce(formatted));
    if (next === formatted) {
      if (pass === 1) return edits;
      break;
    }
    formatted = next;
  }
  const whole = minimalEdit(text, { range: { start: 0, end: text.length }, text: formatted });
  return whole === null ? [] : [whole];
}

function formatOnce(text: string): TextEdit[] {
  const report = parseReport(text);
  if (report.header.status === "final") return [];
  const limit = addendumStart(report) ?? Infinity;
  const edits = [...headerEdits(report), ...gapEdits(report, limit), ...lineEdits(report, limit), ...headingEdits(report)];
  return edits.flatMap((edit) => minimalEdit(text, edit) ?? []);
}

/** Keys of ours first, in their order, `key: value` with one space; other lines after them. A header with mistakes stays. */
function headerEdits(report: Report): TextEdit[] {
  const { text, header, problems } = report;
  if (header.range.end === 0 || problems.some(({ range }) => range.start < header.range.end)) return [];
  const rank = ({ key }: { readonly key: (typeof HEADER_KEYS)[number] | null }): number => (key === null ? HEADER_KEYS.length : HEADER_KEYS.indexOf(key));
  const end = lineEndOf(text);
  const blocks = [...blocksOf(text, header)].sort((one, other) => rank(one) - rank(other));
  const lines = blocks.flatMap((block) => linesOf(text.slice(block.start, block.end)).map((line) => text.slice(block.start + line.start, block.start + line.end)));
  const content = ["---", ...lines.map((line) => line.trimEnd().replace(/^(\p{L}[^:]*?)[ \t]*:[ \t]*(?=\S|$)/u, "$1: ").trimEnd()), "---"].join(end);
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const isLast = header.range.end === text.length && !/[\r\n]$/.test(text);
  return [{ range: header.range, text: `${bom}${content}${isLast ? "" : end}` }];
}

/** White space before headings, between a heading and the text below it, and at the end. */
function gapEdits(report: Report, limit: number): TextEdit[] {
  const { text, header, sections } = report;
  const end = lineEndOf(text);
  const edits: TextEdit[] = [];
  const add = (start: number, stop: number, gap: string): void => { if (stop <= limit && text.slice(start, stop).trim() === "") edits.push({ range: { start, end: stop }, text: gap }); };
  let before = header.range.end === 0 && text.startsWith("\uFEFF") ? 1 : header.range.end;
  for (const [index, section] of sections.entries()) {
    const heading = placeHeading(text, section);
    const start = lineStartOf(text, heading?.start ?? section.body.start);
    if (section.kind === "addendum" || start >= limit) return edits;
    add(before, Math.max(before, start), index > 0 ? end + end : header.range.end > 0 ? end : "");
    if (heading !== null && section.body.end > section.body.start && !heading.isInline) {
      const headEnd = headingEnd(text, section, heading.end);
      const bodyLine = lineStartOf(text, section.body.start);
      const nBreaks = linesOf(text.slice(headEnd, bodyLine)).length;
      add(headEnd, bodyLine, nBreaks > 1 ? end + end : end);
    }
    before = section.body.end > section.body.start ? section.body.end : headingEnd(text, section, heading?.end ?? section.body.end);
  }
  if (limit === Infinity && before > header.range.end) add(before, text.length, /[\r\n]/.test(text.slice(before)) ? end : "");
  return edits;
}

/** After a heading's last mark, its underline included. */
function headingEnd(text: string, section: Section, end: number): number {
  const between = text.slice(end, Math.max(end, section.body.start));
  return end + between.trimEnd().length;
}

/** Spaces at line ends, outside fields, comments and code. */
function lineEdits({ text, sections, fields, comments }: Report, limit: number): TextEdit[] {
  const lines = linesOf(text);
  const isFenced = fencedLines(text, lines);
  const kept = [...fields, ...comments].map(({ range }) => range).sort((one, other) => one.start - other.start);
  const bodies = sections.map(({ body }) => body);
  const edits: TextEdit[] = [];
  let [nextKept, nextBody] = [0, 0];
  for (const [index, line] of lines.entries()) {
    let start = line.end;
    while (start > line.start && " \t".includes(text.charAt(start - 1))) start--;
    while ((kept[nextKept]?.end ?? Infinity) <= start) nextKept++;
    while ((bodies[nextBody]?.end ?? Infinity) <= start) nextBody++;
    const body = bodies[nextBody];
    if (start === line.end || isFenced[index] === true || line.end > limit || body === undefined || start < body.start || line.end > body.end) continue;
    if ((kept[nextKept]?.start ?? Infinity) >= line.end) edits.push({ range: { start, end: line.end }, text: "" });
  }
  return edits;
}

function headingEdits(report: Report): TextEdit[] {
  const { text } = report;
  const first = addendumStart(report) ?? Infinity;
  const headings = styledHeadings(report).filter(({ start }) => start < first);
  const style = headingStyleOf(headings);
  return headings.map(({ section, start, end, isInline }) => {
    const name = section.heading?.text ?? "";
    // A Markdown heading without a colon cannot have text on its line: it goes to the next.
    const isBroken = isInline && style.level > 0 && style.colon === "none";
    const gap = isInline ? (isBroken ? lineEndOf(text) : " ") : "";
    return { range: { start, end }, text: writeHeading(name, style, isInline && !isBroken) + gap };
  });
}
