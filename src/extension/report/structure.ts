// What VS Code draws of a report's structure: colours, outline and folds, and how it formats it; all from the one parse.

import * as vscode from "vscode";
import { foldsOf, formatReport, outlineOf, type Field, type OutlineItem, type Report, type TextRange } from "../../report/index.ts";
import { rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/** Types of `package.json`, `semanticTokenTypes`. */
const TOKEN_TYPES = ["reportHeading", "reportField", "reportFieldName", "reportComment", "reportHeaderKey"] as const;
type TokenType = (typeof TOKEN_TYPES)[number];

/** Registers all four. */
export function registerStructure(reports: Reports): vscode.Disposable {
  const legend = new vscode.SemanticTokensLegend([...TOKEN_TYPES]);
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSemanticTokensProvider(REPORT_SELECTOR, { provideDocumentSemanticTokens: (document) => tokensOf(document, reports.of(document), legend) }, legend),
    vscode.languages.registerDocumentSymbolProvider(REPORT_SELECTOR, { provideDocumentSymbols: (document) => outlineOf(reports.of(document)).map((item) => symbolOf(document, item)) }),
    vscode.languages.registerFoldingRangeProvider(REPORT_SELECTOR, { provideFoldingRanges: (document) => foldsOf(reports.of(document)).map((range) => foldOf(document, range)) }),
    vscode.languages.registerDocumentFormattingEditProvider(REPORT_SELECTOR, { provideDocumentFormattingEdits: (document) => formatEdits(document) }),
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

function symbolOf(document: vscode.TextDocument, { name, kind, range, selection, children }: OutlineItem): vscode.DocumentSymbol {
  const symbolKind = kind === "field" ? vscode.SymbolKind.Field : vscode.SymbolKind.Module;
  const symbol = new vscode.DocumentSymbol(name, "", symbolKind, rangeOf(document, range), rangeOf(document, selection));
  symbol.children = children.map((child) => symbolOf(document, child));
  return symbol;
}

function foldOf(document: vscode.TextDocument, range: TextRange): vscode.FoldingRange {
  const { start, end } = rangeOf(document, range);
  return new vscode.FoldingRange(start.line, end.line);
}

function formatEdits(document: vscode.TextDocument): vscode.TextEdit[] {
  return formatReport(document.getText()).map(({ range, text }) => vscode.TextEdit.replace(rangeOf(document, range), text));
}
