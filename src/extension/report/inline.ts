// Ghost text: the next words of a line, drafted from the image, as VS Code's inline suggestion.

import * as vscode from "vscode";
import { parseReport, sectionAt } from "../../report/index.ts";
import { inlineSuggestions, quality } from "../settings.ts";
import { plainSettings } from "./fillSettings.ts";
import type { Fills } from "./fills.ts";
import { REPORT_SELECTOR, type Reports } from "./reports.ts";

/** Tokens of a suggestion: about half a line, so that it comes fast and is read at a glance. */
const SUGGESTED_TOKENS = 12;
/** A suggestion asked for by key brings one more, at another length. */
const INVOKED_TOKENS = [12, 20];
/** After the last key. */
const QUIET_MS = 350;
/** A suggestion that takes longer disturbs more than it helps. */
const SLOW_MS = 1000;

export function registerInlineSuggestions(reports: Reports, fills: Fills): vscode.Disposable {
  let lastMs = 0;
  return vscode.languages.registerInlineCompletionItemProvider(REPORT_SELECTOR, {
    provideInlineCompletionItems: async (document, position, context, token) => {
      // A suggestion is no moment to ask whether a folder is trusted.
      if (!vscode.workspace.isTrusted) return [];
      const isInvoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      const wish = inlineSuggestions();
      if (!isInvoked && (wish === "off" || (wish === "auto" && lastMs > SLOW_MS) || !(await rests(token)))) return [];
      if (!isPlace(document, position, reports) || fills.isRunning(document)) return [];
      const started = performance.now();
      const items: vscode.InlineCompletionItem[] = [];
      for (const length of isInvoked ? INVOKED_TOKENS : [SUGGESTED_TOKENS]) {
        const words = await suggestion(document, position, { fills, token, length });
        if (token.isCancellationRequested) return [];
        if (words !== "") items.push(new vscode.InlineCompletionItem(words, new vscode.Range(position, position)));
      }
      lastMs = performance.now() - started;
      return items;
    },
  });
}

/** @returns false where another key came meanwhile */
async function rests(token: vscode.CancellationToken): Promise<boolean> {
  await new Promise((resolve) => { setTimeout(resolve, QUIET_MS); });
  return !token.isCancellationRequested;
}

/** At the end of a line of findings or impression, in a report that names an image. */
function isPlace(document: vscode.TextDocument, position: vscode.Position, reports: Reports): boolean {
  const line = document.lineAt(position.line).text;
  if (line.slice(position.character).trim() !== "" || line.trim() === "") return false;
  const report = reports.of(document);
  if (report.header.images.length === 0 || report.header.status === "final") return false;
  const section = sectionAt(report, document.offsetAt(position));
  const kind = section === null ? undefined : report.sections[section]?.kind;
  return kind === "findings" || kind === "impression";
}

interface SuggestionTask {
  readonly fills: Fills;
  readonly token: vscode.CancellationToken;
  readonly length: number;
}

/** The report with a blank at the cursor is filled, and the words of the blank are what is suggested. */
async function suggestion(document: vscode.TextDocument, position: vscode.Position, { fills, token, length }: SuggestionTask): Promise<string> {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const lead = /\s$/.test(text.slice(0, offset)) ? "" : " ";
  const withBlank = `${text.slice(0, offset)}${lead}[___:${String(length)}]${text.slice(offset)}`;
  const blankAt = offset + lead.length;
  if (!parseReport(withBlank).fields.some(({ range }) => range.start === blankAt)) return "";
  const closed = new AbortController();
  const registration = token.onCancellationRequested(() => { closed.abort(); });
  try {
    const ask = await fills.askQuietly(document, { scopes: [{ kind: "field", offset: blankAt }], instruction: "fill", lengths: { length: null, proposed: null }, settings: plainSettings(quality()), refine: null });
    const outcome = ask === null ? null : await fills.draft(document, { ...ask, text: withBlank, spans: [] }, closed.signal, "suggestion");
    return outcome?.stopped !== null ? "" : outcome.edits.map(({ text: words }) => lead + words).join("").trimEnd();
  } finally {
    registration.dispose();
  }
}
