// What VS Code draws of a report's structure: colours, outline and folds, all from the one parse.

import * as vscode from "vscode";
import type { Field, Report, TextRange } from "../../report/index.ts";
import { rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/** Types of `package.json`, `semanticTokenTypes`. */
const TOKEN_TYPES = ["reportHeading", "reportField", "reportFieldName", "reportComment", "reportHeaderKey"] as const;
type TokenType = (typeof TOKEN_TYPES)[number];
/** Longer fields are cut in the outline: it is a list, not the text. */
const OUTLINE_CHARACTERS = 60;

/** Registers all three. */
export function registerStructure(reports: Reports): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend([...TOKEN_TYPES]);
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSemanticTokensProvider(REPORT_SELECTOR, { provideDocumentSemanticTokens: (document) => tokensOf(document, reports.of(document), legend) }, legend),
    vscode.languages.registerDocumentSymbolProvider(REPORT_SELECTOR, { provideDocumentSymbols: (document) => symbolsOf(document, reports.of(document)) }),
    vscode.languages.registerFoldingRangeProvider(REPORT_SELECTOR, { provideFoldingRanges: (document) => foldsOf(document, reports.of(document)) }),
  );
}

function tokensOf(document: vscode.TextDocument, report: Report, legend: vscode.SemanticTokensLegend): vscode.SemanticTokens {
  const marked: { readonly range: TextRange; readonly type: TokenType }[] = [
    ...report.header.lines.map(({ key }) => ({ range: key.range, type: "reportHeaderKey" as const })),
    ...report.sections.flatMap(({ heading }) => (heading === null ? [] : [{ range: heading.range, type: "reportHeading" as const }])),
    ...report.fields.flatMap(fieldTokens),
    ...report.comments.map(({ range }) => ({ range, type: "reportComment" as const })),
  ];
  const builder = new vscode.SemanticTokensBuilder(legend);
  for (const { range, type } of marked.sort((a, b) => a.range.start - b.range.start)) {
    for (const line of linesOf(document, rangeOf(document, range))) builder.push(line, type);
  }
  return builder.build();
}

/** A field's name stands out from its bracket; the two must not overlap. */
function fieldTokens(field: Field): { range: TextRange; type: TokenType }[] {
  if (field.name === null) return [{ range: field.range, type: "reportField" }];
  const { range: name } = field.name;
  return [
    { range: { start: field.range.start, end: name.start }, type: "reportField" },
    { range: name, type: "reportFieldName" },
    { range: { start: name.end, end: field.range.end }, type: "reportField" },
  ];
}

/** A token lies on one line. */
function linesOf(document: vscode.TextDocument, range: vscode.Range): vscode.Range[] {
  const lines: vscode.Range[] = [];
  for (let line = range.start.line; line <= range.end.line; line++) {
    const part = range.intersection(document.lineAt(line).range);
    if (part !== undefined && !part.isEmpty) lines.push(part);
  }
  return lines;
}

function symbolsOf(document: vscode.TextDocument, report: Report): vscode.DocumentSymbol[] {
  return report.sections.flatMap((section, index) => {
    if (section.heading === null) return [];
    const symbol = new vscode.DocumentSymbol(section.heading.text, "", vscode.SymbolKind.Module, rangeOf(document, section.range), rangeOf(document, section.heading.range));
    symbol.children = report.fields.filter((field) => field.section === index).map((field) => fieldSymbol(document, report, field));
    return [symbol];
  });
}

function fieldSymbol(document: vscode.TextDocument, report: Report, field: Field): vscode.DocumentSymbol {
  const written = report.text.slice(field.range.start, field.range.end).replace(/\s+/g, " ");
  const name = field.name?.text ?? (written.length > OUTLINE_CHARACTERS ? `${written.slice(0, OUTLINE_CHARACTERS)}…` : written);
  const range = rangeOf(document, field.range);
  return new vscode.DocumentSymbol(name, field.name === null ? "" : written, vscode.SymbolKind.Field, range, range);
}

function foldsOf(document: vscode.TextDocument, report: Report): vscode.FoldingRange[] {
  const { header, sections } = report;
  const stretches = [...(header.range.end > header.range.start ? [header.range] : []), ...sections.filter(({ heading }) => heading !== null).map(({ range }) => range)];
  return stretches.flatMap((stretch) => {
    const { start, end } = rangeOf(document, stretch);
    // The empty lines before the next heading stay in sight.
    let last = end.character === 0 ? end.line - 1 : end.line;
    while (last > start.line && document.lineAt(last).isEmptyOrWhitespace) last--;
    return last > start.line ? [new vscode.FoldingRange(start.line, last)] : [];
  });
}
