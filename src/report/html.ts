// HTML as a plain tree: the only file that knows the HTML parser (htmlparser2). Nothing of it is run, fetched or shown.

import { Parser } from "htmlparser2";

import { ReportError } from "./errors.ts";

/** An element; names and attribute names are lower case. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements and texts in document order; entities are decoded. */
  readonly children: readonly (HtmlElement | string)[];
}

/** Longest document, characters: the published templates have some ten thousand. */
export const MAX_HTML_CHARACTERS = 1_000_000;
/** Deepest nesting: beyond it a document is made to hurt whoever walks it. */
export const MAX_HTML_DEPTH = 100;
/** Most elements and texts. */
export const MAX_HTML_NODES = 50_000;

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: (HtmlElement | string)[];
}

/**
 * Reads a document; any text gives a tree.
 * @returns an element without a name that holds all others
 * @throws ReportError `report/template-too-long`, `report/template-too-deep`, `report/template-too-many`
 */
export function readHtml(html: string): HtmlElement {
  if (html.length > MAX_HTML_CHARACTERS) throw new ReportError("report/template-too-long", `It has ${html.length} characters; ${MAX_HTML_CHARACTERS} are possible.`, "Take one template out of it.");
  const root: OpenElement = { name: "", attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  let nNodes = 0;
  const add = (node: HtmlElement | string): void => {
    nNodes++;
    if (nNodes > MAX_HTML_NODES) throw new ReportError("report/template-too-many", `More than ${MAX_HTML_NODES} parts.`, "Take one template out of it.");
    open.at(-1)?.children.push(node);
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      const element: OpenElement = { name, attributes: { ...attributes }, children: [] };
      add(element);
      open.push(element);
      if (open.length > MAX_HTML_DEPTH) throw new ReportError("report/template-too-deep", `More than ${MAX_HTML_DEPTH} levels.`, "");
    },
    ontext: add,
    onclosetag() {
      if (open.length > 1) open.pop();
    },
  }, { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true });
  parser.write(html);
  parser.end();
  return root;
}
