// A report as one HTML file: no script, no address, nothing that is loaded. Text is escaped, and finds its own direction.

import type { ReportContent } from "./content.ts";
import { aiStatement, markOf, particularsOf } from "./statements.ts";

/** Black on white for screen and paper; the mark has a frame, so that it is seen in print without colours too. */
const STYLE = `
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 1em/1.45 system-ui, sans-serif; color: #111; background: #fff; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin: 1.2em 0 .3em; } p { margin: .3em 0; }
.mark { border: 2px solid #a40000; padding: .4em .6em; font-weight: bold; color: #a40000; }
table { border-collapse: collapse; } th { text-align: start; font-weight: normal; color: #555; padding-inline-end: 1em; } td { padding: 0; }
footer { margin-top: 2em; border-top: 1px solid #999; font-size: .85em; color: #444; }
@media print { body { margin: 0; } }
`;

/** A whole document in UTF-8. */
export function htmlReport(content: ReportContent): string {
  const mark = markOf(content);
  return [
    "<!DOCTYPE html>",
    `<html lang="${escaped(content.language)}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(mark === "" ? content.title : `${content.title}: ${mark}`)}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    ...(mark === "" ? [] : [`<p class="mark" dir="auto">${escaped(mark)}</p>`]),
    `<h1 dir="auto">${escaped(content.title)}</h1>`,
    "<table>",
    ...particularsOf(content).map(({ name, value }) => `<tr><th scope="row" dir="auto">${escaped(name)}</th><td dir="auto">${escaped(value)}</td></tr>`),
    "</table>",
    "<main>",
    ...content.sections.map((section) => sectionHtml(section)),
    "</main>",
    "<footer>",
    `<h2 dir="auto">${escaped(content.words.ai)}</h2>`,
    ...aiStatement(content).map((sentence) => `<p dir="auto">${escaped(sentence)}</p>`),
    "</footer>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Blank lines part paragraphs, other line ends stay. */
export function sectionHtml({ heading, text }: { readonly heading: string | null; readonly text: string }): string {
  const paragraphs = text.split(/\n[ \t]*\n/).map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph !== "");
  const body = paragraphs.map((paragraph) => `<p dir="auto">${paragraph.split("\n").map(escaped).join("<br/>")}</p>`);
  return [...(heading === null ? [] : [`<h2 dir="auto">${escaped(heading)}</h2>`]), ...body].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an element or an attribute in double quotes; control characters, which neither HTML nor XML may hold, are left out. */
export function escaped(text: string): string {
  const shown = Array.from(text).filter((character) => !isControl(character.codePointAt(0) ?? 0)).join("");
  return shown.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function isControl(code: number): boolean {
  return (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || (code >= 0x7f && code < 0xa0) || code === 0xfffe || code === 0xffff || (code >= 0xd800 && code <= 0xdfff);
}
