// What the lints find in the open reports, as VS Code's problems with their quick fixes.

import * as vscode from "vscode";
import { LINT_RULES, lintReport, type LintFinding, type LintSeverity, type TextRange } from "../../report/index.ts";
import type { LinkedImages } from "./linkedImages.ts";
import { isReport, offsetsOf, rangeOf, REPORT_SELECTOR, type Reports } from "./reports.ts";

/** After the last key: a person reads what is written, not what is being written. */
const QUIET_MS = 300;
const SEVERITIES: Readonly<Record<LintSeverity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export interface DiagnosticsOptions {
  readonly reports: Reports;
  readonly images: LinkedImages;
  /** Text of the model in a report that nobody has reviewed. */
  readonly unreviewed: (document: vscode.TextDocument) => readonly TextRange[];
  /** That text changed in a report. */
  readonly onDidChangeUnreviewed: vscode.Event<vscode.TextDocument>;
}

export class ReportDiagnostics implements vscode.Disposable {
  readonly #options: DiagnosticsOptions;
  readonly #collection = vscode.languages.createDiagnosticCollection("radreport");
  readonly #waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  /** What was found at a version of a document: the fixes hold for it alone. */
  readonly #findings = new Map<vscode.TextDocument, { readonly version: number; readonly findings: readonly LintFinding[] }>();
  readonly #registrations: vscode.Disposable;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
    const later = (document: vscode.TextDocument): void => { this.#later(document); };
    this.#registrations = vscode.Disposable.from(
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(later),
      vscode.workspace.onDidChangeTextDocument(({ document }) => { later(document); }),
      vscode.workspace.onDidCloseTextDocument((document) => { this.#forget(document); }),
      options.onDidChangeUnreviewed(later),
      vscode.languages.registerCodeActionsProvider(REPORT_SELECTOR, { provideCodeActions: (document, range) => this.#actions(document, range) }, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    );
    for (const document of vscode.workspace.textDocuments) later(document);
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#registrations.dispose();
  }

  #later(document: vscode.TextDocument): void {
    if (!isReport(document)) {
      this.#forget(document); // The person may have chosen another language for it.
      return;
    }
    clearTimeout(this.#waiting.get(document));
    this.#waiting.set(document, setTimeout(() => { this.#waiting.delete(document); void this.#look(document); }, QUIET_MS));
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
    if (this.#findings.delete(document)) this.#collection.delete(document.uri);
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    const { reports, images, unreviewed } = this.#options;
    const { version } = document;
    const report = reports.of(document);
    const facts = await images.factsOf(document, report);
    const missing = await Promise.all(report.header.images.map(async (reference) => ((await images.find(document, reference)) === null ? reference.path : null)));
    // A newer version has its own turn.
    if (document.version !== version || document.isClosed) return;
    const findings = lintReport(report, facts, { unreviewed: unreviewed(document), missingImages: new Set(missing.filter((path) => path !== null)) });
    this.#findings.set(document, { version, findings });
    this.#collection.set(document.uri, findings.map((finding) => diagnosticOf(document, finding)));
  }

  #actions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const known = this.#findings.get(document);
    if (known?.version !== document.version) return [];
    const { start, end } = offsetsOf(document, range);
    return known.findings.filter((finding) => finding.range.start <= end && finding.range.end >= start).flatMap((finding) =>
      finding.fixes.map((fix) => {
        const action = new vscode.CodeAction(vscode.l10n.t(fix.title, ...fix.args), vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnosticOf(document, finding)];
        action.edit = new vscode.WorkspaceEdit();
        for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit.range), edit.text);
        return action;
      }));
  }
}

function diagnosticOf(document: vscode.TextDocument, { code, severity, range, args, related }: LintFinding): vscode.Diagnostic {
  // A field that waits is no fault, and words of the model have marks of their own: both are marked lightly.
  const shown = code === "lint/field-empty" || code === "lint/unreviewed" ? vscode.DiagnosticSeverity.Hint : SEVERITIES[severity];
  const diagnostic = new vscode.Diagnostic(rangeOf(document, range), vscode.l10n.t(LINT_RULES[code].sentence, ...args), shown);
  diagnostic.source = "RadDraft";
  diagnostic.code = code;
  if (related !== null) diagnostic.relatedInformation = [new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, rangeOf(document, related)), vscode.l10n.t("the other place"))];
  return diagnostic;
}
