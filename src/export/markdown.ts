// A report as Markdown (CommonMark): text of the report is text, whatever characters it has.

import type { ReportContent } from "./content.ts";
import { aiStatement, markOf, particularsOf } from "./statements.ts";

/** A document that shows each character of the report as it is, in any renderer of CommonMark or GitHub's. */
export function markdownReport(content: ReportContent): string {
  const mark = markOf(content);
  const blocks = [
    `# ${inline(content.title)}`,
    ...(mark === "" ? [] : [`**${inline(mark)}**`]),
    particularsOf(content).map(({ name, value }) => `- ${inline(name)}: ${inline(value)}`).join("\n"),
    ...content.sections.flatMap(({ heading, text }) => [...(heading === null ? [] : [`## ${inline(heading)}`]), ...(text === "" ? [] : [escapedLines(text)])]),
    `## ${inline(content.words.ai)}`,
    escapedLines(aiStatement(content).join("\n")),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Lines stay lines: a backslash at the end is a hard break; blank lines part paragraphs. */
function escapedLines(text: string): string {
  const lines = text.split("\n");
  return lines.map((line, index) => {
    const written = escapedLine(line);
    const next = lines[index + 1];
    return written !== "" && next !== undefined && next.trim() !== "" && !isItem(next) && !isItem(line) ? `${written}\\` : written;
  }).join("\n");
}

/** Bullets and numbers of a list are kept as such, since plain text means them so. */
function isItem(line: string): boolean {
  return /^[ \t]*(?:[-*•][ \t]|\d{1,3}[.)][ \t])/.test(line);
}

function escapedLine(line: string): string {
  const [, bullet, item] = /^[ \t]*([-*•])[ \t]+(.*)$/.exec(line) ?? [];
  if (bullet !== undefined) return `- ${inline(item ?? "")}`;
  const [, number, entry] = /^[ \t]*(\d{1,3}[.)])[ \t]+(.*)$/.exec(line) ?? [];
  if (number !== undefined) return `${number} ${inline(entry ?? "")}`;
  return inline(line.trim());
}

/** Every ASCII punctuation that can begin or end something in Markdown gets its backslash (CommonMark 2.4). */
function inline(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_{}[\]<>#|~&$^=!]/g, "\\$&").replace(/^([-+:])/, "\\$1").replace(/^(\d+)([.)])/, "$1\\$2");
}
