// Suggestions in a report: values of the field at the cursor, headings that are missing, macros by their typed code.

import * as vscode from "vscode";
import { fieldAt, missingSections, type Field, type Macro, type Option, type Report } from "../../report/index.ts";
import { languageOfReports } from "../settings.ts";
import { rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/**
 * Registers the suggestions.
 * @param macros asked for at each suggestion: the person's own may have changed
 */
export function registerCompletion(reports: Reports, macros: () => Promise<readonly Macro[]>): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    REPORT_SELECTOR,
    {
      provideCompletionItems: async (document, position) => {
        const report = reports.of(document);
        const field = fieldAt(report, document.offsetAt(position));
        if (field !== null) return fieldItems(document, report, field);
        return [...headingItems(document, report, position), ...macroItems(document, position, await macros())];
      },
    },
    "[", "|",
  );
}

/** Each value takes the place of the field with its brackets; the field's own text is what the suggestions are filtered by. */
function fieldItems(document: vscode.TextDocument, report: Report, field: Field): vscode.CompletionItem[] {
  const range = rangeOf(document, field.range);
  const written = report.text.slice(field.range.start, field.range.end);
  const label = field.name === null ? "" : `${field.name.text}: `;
  return valuesOf(field).map(({ text, isDefault }, index) => {
    const item = new vscode.CompletionItem(text, vscode.CompletionItemKind.EnumMember);
    item.range = range;
    item.filterText = written;
    item.insertText = `${label}${text}`;
    item.sortText = String(index).padStart(3, "0");
    item.preselect = isDefault;
    if (isDefault) item.detail = vscode.l10n.t("default");
    return item;
  });
}

function valuesOf(field: Field): readonly Pick<Option, "text" | "isDefault">[] {
  switch (field.kind) {
    case "pickOne":
    case "pickMany": return field.options;
    case "default": return [{ text: field.text, isDefault: true }];
    case "typed": return field.valueType.toLowerCase() === "date" ? [{ text: today(), isDefault: false }] : [];
    case "number":
    case "free": return [];
  }
}

function today(): string {
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium" }).format(new Date());
}

function headingItems(document: vscode.TextDocument, report: Report, position: vscode.Position): vscode.CompletionItem[] {
  const before = document.lineAt(position.line).text.slice(0, position.character);
  if (!/^\s*(?:#+\s*)?[\p{L} ]*$/u.test(before)) return [];
  const range = new vscode.Range(new vscode.Position(position.line, 0), position);
  return missingSections(report, languageOfReports()).map(({ name: heading }, index) => {
    const item = new vscode.CompletionItem(heading, vscode.CompletionItemKind.Module);
    item.detail = vscode.l10n.t("Section of the report");
    item.range = range;
    item.filterText = `${/^\s*(?:#+\s*)?/.exec(before)?.[0] ?? ""}${heading}`;
    item.insertText = `## ${heading}\n`;
    item.sortText = `1${String(index)}`;
    return item;
  });
}

/** The code is a word, so that it is suggested while it is typed; pick lists in its text become stops of a snippet. */
function macroItems(document: vscode.TextDocument, position: vscode.Position, macros: readonly Macro[]): vscode.CompletionItem[] {
  const range = document.getWordRangeAtPosition(position) ?? new vscode.Range(position, position);
  return macros.map(({ code, text }) => {
    const item = new vscode.CompletionItem(code, vscode.CompletionItemKind.Snippet);
    item.detail = vscode.l10n.t("Macro");
    item.documentation = text;
    item.range = range;
    item.insertText = text;
    item.sortText = `2${code}`;
    return item;
  });
}
