// A report as plain text, readable everywhere: mark, particulars, sections, and what a model did.

import type { ReportContent } from "./content.ts";
import { aiStatement, markOf, particularsOf } from "./statements.ts";

/** Lines end with LF; every character is the report's own. */
export function plainReport(content: ReportContent): string {
  const mark = markOf(content);
  const blocks = [
    ...(mark === "" ? [] : [mark]),
    content.title,
    particularsOf(content).map(({ name, value }) => `${name}: ${value}`).join("\n"),
    ...content.sections.map(({ heading, text }) => [...(heading === null ? [] : [`${heading}:`]), ...(text === "" ? [] : [text])].join("\n")),
    [`${content.words.ai}:`, ...aiStatement(content)].join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}
