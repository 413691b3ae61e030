// What a field means, said where the pointer rests: its kind, its values, and what fills it.

import * as vscode from "vscode";
import { fieldAt, type Field } from "../../report/index.ts";
import { rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/** Registers the hovers of fields and comments. */
export function registerHovers(reports: Reports): vscode.Disposable {
  return vscode.languages.registerHoverProvider(REPORT_SELECTOR, {
    provideHover: (document, position) => {
      const report = reports.of(document);
      const offset = document.offsetAt(position);
      const field = fieldAt(report, offset);
      if (field !== null) return new vscode.Hover(paragraphs(fieldWords(field)), rangeOf(document, field.range));
      const comment = report.comments.find(({ range }) => range.start <= offset && offset < range.end);
      return comment === undefined ? null : new vscode.Hover(paragraphs([vscode.l10n.t("A comment to the writer. It does not go into the report.")]), rangeOf(document, comment.range));
    },
  });
}

function fieldWords(field: Field): string[] {
  const words = [kindWords(field)];
  if (field.action === "prohibit") words.push(vscode.l10n.t("The report cannot become final while this is empty."));
  if (field.action === "alert") words.push(vscode.l10n.t("A warning is given while this is empty."));
  return words;
}

function kindWords(field: Field): string {
  switch (field.kind) {
    case "default": return vscode.l10n.t("A text that stays unless you change it.");
    case "pickOne": return vscode.l10n.t("One of: {0}", field.options.map(optionWords).join(", "));
    case "pickMany": return vscode.l10n.t("Any of: {0}", field.options.map(optionWords).join(", "));
    case "number": return vscode.l10n.t("A number that is measured or typed, in {0}. The model never fills it.", field.unit === "" ? vscode.l10n.t("no unit") : field.unit);
    case "typed": return vscode.l10n.t("A value of the kind {0}, from the image's tags or typed.", field.valueType);
    case "free":
      return field.length === null
        ? vscode.l10n.t("A blank that the model can fill from the image; its length is chosen.")
        : vscode.l10n.t("A blank that the model can fill from the image, with exactly {0} tokens.", field.length);
  }
}

function optionWords({ text, isDefault }: { readonly text: string; readonly isDefault: boolean }): string {
  return isDefault ? vscode.l10n.t("{0} (default)", text) : text;
}

/** Plain text: what a report holds must not become a link or an image. */
function paragraphs(words: readonly string[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  for (const each of words) markdown.appendText(each).appendMarkdown("\n\n");
  return markdown;
}
