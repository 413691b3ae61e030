// Formatting: what it puts in order, what it leaves alone, and that a second time changes nothing.

import assert from "node:assert/strict";
import { applyEdits, formatReport, parseReport } from "../../src/report/index.ts";
import { randomReport, randomText } from "./randomReport.ts";

const formatted = (text: string): string => applyEdits(text, formatReport(text));

describe("formatReport", () => {
  const check = (title: string, text: string, expected: string): unknown => it(title, () => assert.equal(formatted(text), expected));
  check("puts one blank line before headings", "FINDINGS:\nClear.\n\n\n\nIMPRESSION:\nNormal.\nTECHNIQUE: PA.", "FINDINGS:\nClear.\n\nIMPRESSION:\nNormal.\n\nTECHNIQUE: PA.");
  check("takes blank lines from start and end", "\n\nFindings: a\n\n\n", "Findings: a\n");
  check("leaves at most one blank line below a heading", "## Findings\n\n\n\nClear.", "## Findings\n\nClear.");
  check("takes spaces from line ends", "Findings: a  \n b\t\n   \nc", "Findings: a\n b\n\nc");
  check("writes all headings as most are", "FINDINGS:\na\n\n**Impression**\nb\n\nTECHNIQUE:\nc", "FINDINGS:\na\n\nIMPRESSION:\nb\n\nTECHNIQUE:\nc");
  check("of equally many styles takes the first", "## Findings\na\n\nIMPRESSION:\nb", "## Findings\na\n\n## Impression\nb");
  check("breaks a line where a Markdown heading needs it", "## Findings\na\n\n## Technique\nb\n\nImpression: c", "## Findings\na\n\n## Technique\nb\n\n## Impression\nc");
  check("keeps bold with its colon inside", "**Findings:** a\n\n**Impression**: b\n\n**Technique:** c", "**Findings:** a\n\n**Impression:** b\n\n**Technique:** c");
  check("keeps what stands in parentheses", "FINDINGS (CT chest):\na\n\nIMPRESSION:\nb", "FINDINGS (CT chest):\na\n\nIMPRESSION:\nb");
  check("puts the header in order", "---\nsite: A\nstatus:draft\nexam : CT\nimages:\n  - a.dcm\n---\nFindings: a", "---\nexam: CT\nimages:\n  - a.dcm\nstatus: draft\nsite: A\n---\n\nFindings: a");
  check("keeps CRLF", "FINDINGS: a \r\nIMPRESSION: b\r\n", "FINDINGS: a\r\n\r\nIMPRESSION: b\r\n");
  check("keeps code, fields and comments", "Findings:\n```\na  \n```\n[Normal.  \nMore.  ]\n{note  \nx}", "Findings:\n```\na  \n```\n[Normal.  \nMore.  ]\n{note  \nx}");
  check("keeps a broken header", "---\nstatus:  draft\nno key\n---\n\nFindings: a", "---\nstatus:  draft\nno key\n---\n\nFindings: a");
  const final = "---\nstatus: final\n---\n\n\nFindings: a  \nImpression: b";
  check("keeps a final report", final, final);
  check("keeps addenda and what is before them", "Findings: a  \nImpression: b\n\n\n\nADDENDUM 2026-01-31:\nx  \n\n\n", "Findings: a\n\nImpression: b\n\n\n\nADDENDUM 2026-01-31:\nx  \n\n\n");
  check("does nothing to a note that is no report", "A note.\n\n\nMore [1].\n", "A note.\n\n\nMore [1].\n");

  /** Words and marks of a text: everything but white space, the marks and case of headings, and the order of header lines. */
  const words = (text: string): string[] => {
    const { header } = parseReport(text);
    const of = (part: string): string[] => part.toLowerCase().replace(/[#*_:=-]|\s|\uFEFF/g, " ").split(" ").filter((word) => word !== "");
    return [...of(text.slice(0, header.range.end)).sort(), ...of(text.slice(header.range.end))];
  };
  const checkAny = (text: string): void => {
    const once = formatted(text);
    assert.equal(formatted(once), once, JSON.stringify(text));
    assert.deepEqual(words(once), words(text), JSON.stringify(text));
    const fields = (of: string): string[] => parseReport(of).fields.map(({ range }) => of.slice(range.start, range.end));
    assert.deepEqual(fields(once), fields(text), JSON.stringify(text));
  };
  it("changes no word and no field, and nothing the second time (1,000 reports)", () => { for (let seed = 0; seed < 1000; seed++) checkAny(randomReport(seed)); });
  it("nor in any other text (1,000 texts)", () => { for (let seed = 0; seed < 1000; seed++) checkAny(randomText(seed)); });
});
