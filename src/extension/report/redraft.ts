// "Re-draft Selection": other words for the selected ones, the rest of the report pinned; tried one after the other and
// chosen from a list, with the words shown in place meanwhile.

import * as vscode from "vscode";
import { modelText, type FillScope, type TextRange } from "../../report/index.ts";
import { commands } from "../names.ts";
import { quality } from "../settings.ts";
import type { AiText } from "./aiText.ts";
import { certaintyWords } from "./certaintyLevels.ts";
import { OWN_LENGTHS, plainSettings } from "./fillSettings.ts";
import type { Fills } from "./fills.ts";
import type { FillAsk, FillOutcome } from "./fillWork.ts";
import { LiveFill } from "./liveFill.ts";
import { offsetsOf, type Reports } from "./reports.ts";

/** Alternatives of one list. */
const MOST_ALTERNATIVES = 4;
/** Tries after which no more new words are to be expected. */
const MOST_TRIES = 10;
/** Gumbel noise of the tries with other seeds: enough for other words, not for other languages. */
const TEMPERATURE = 0.6;
/** Share of the old length, by command. */
const SHORTER = [0.6, 0.45, 0.75, 0.3];
const LONGER = [1.5, 2, 1.3, 2.5];
const SAME = [1, 0.75, 1.35];

/** How one alternative is drafted. */
interface Try {
  readonly share: number;
  readonly temperature: number;
  readonly seed: number;
}

interface Alternative extends vscode.QuickPickItem {
  readonly outcome: FillOutcome;
}

/** Registers the three commands. */
export function registerRedraft(reports: Reports, fills: Fills, ai: AiText): vscode.Disposable {
  const on = (command: string, shares: readonly number[]): vscode.Disposable =>
    vscode.commands.registerCommand(command, async () => {
      const active = reports.active();
      if (active !== null) await redraft(active.editor, { fills, reports, ai, shares });
    });
  return vscode.Disposable.from(on(commands.redraftSelection, SAME), on(commands.redraftShorter, SHORTER), on(commands.redraftLonger, LONGER));
}

interface RedraftParts {
  readonly fills: Fills;
  readonly reports: Reports;
  readonly ai: AiText;
  readonly shares: readonly number[];
}

async function redraft(editor: vscode.TextEditor, { fills, reports, ai, shares }: RedraftParts): Promise<void> {
  const { document } = editor;
  const cursor = offsetsOf(document, editor.selection);
  // Without a selection it is the model's run at the cursor.
  const selected = editor.selection.isEmpty ? (ai.spanAt(document, cursor.start)?.range ?? cursor) : cursor;
  const scope: FillScope = { kind: "selection", range: selected };
  const { blanks } = modelText(reports.of(document), scope, OWN_LENGTHS);
  const old = blanks.map(({ target }) => target.old).join(" / ");
  if (selected.start === selected.end || blanks.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Select the words to draft anew first."));
    return;
  }
  const ask = await fills.ask(document, { scopes: [scope], instruction: "redraft", lengths: OWN_LENGTHS, settings: plainSettings(quality()), refine: null });
  if (ask === null) return;
  const range = { start: blanks[0]?.target.range.start ?? 0, end: blanks.at(-1)?.target.range.end ?? 0 };
  const chosen = await chooseAlternative(document, { fills, ask, old, range, tries: triesOf(shares) });
  if (chosen !== null) await fills.take(document, ask, chosen);
}

/** First the given lengths without noise, then other seeds. */
function triesOf(shares: readonly number[]): Try[] {
  const plain = shares.map((share) => ({ share, temperature: 0, seed: 0 }));
  const noisy = Array.from({ length: MOST_TRIES - shares.length }, (_, index) => ({ share: shares[index % shares.length] ?? 1, temperature: TEMPERATURE, seed: index + 1 }));
  return [...plain, ...noisy];
}

interface Choosing {
  readonly fills: Fills;
  readonly ask: FillAsk;
  /** The words that are selected: they are no alternative. */
  readonly old: string;
  readonly range: TextRange;
  readonly tries: readonly Try[];
}

/** The list grows while the model drafts; closing it stops the model. */
async function chooseAlternative(document: vscode.TextDocument, { fills, ask, old, range, tries }: Choosing): Promise<FillOutcome | null> {
  const pick = vscode.window.createQuickPick<Alternative>();
  const live = new LiveFill(document);
  pick.title = vscode.l10n.t("Other words for the selection");
  pick.placeholder = vscode.l10n.t("Drafting…");
  pick.busy = true;
  pick.matchOnDescription = true;
  // The list has no active row for a moment whenever it grows: Enter then takes the row that was active before.
  let last: Alternative | null = null;
  pick.onDidChangeActive(([item]) => { last = item ?? last; live.show(item === undefined ? [] : [{ range, text: item.label }]); });
  const closed = new AbortController();
  const answer = new Promise<FillOutcome | null>((resolve) => {
    pick.onDidAccept(() => { resolve((pick.activeItems[0] ?? last ?? pick.items[0])?.outcome ?? null); pick.hide(); });
    pick.onDidHide(() => { resolve(null); closed.abort(); });
  });
  pick.show();
  const drafting = draftAlternatives({ fills, document, ask, old, tries, signal: closed.signal }, (item) => { pick.items = [...pick.items, item]; });
  drafting.then(() => {
    pick.busy = false;
    pick.placeholder = pick.items.length === 0 ? vscode.l10n.t("The model finds no other words here.") : vscode.l10n.t("Choose with the arrow keys; Enter takes, Esc leaves the text as it is.");
  }, () => { pick.hide(); });
  try {
    return await answer;
  } finally {
    live.dispose();
    pick.dispose();
    await drafting.catch(() => undefined);
  }
}

interface AlternativesTask extends Omit<Choosing, "range"> {
  readonly document: vscode.TextDocument;
  readonly signal: AbortSignal;
}

async function draftAlternatives({ fills, document, ask, old, tries, signal }: AlternativesTask, add: (item: Alternative) => void): Promise<void> {
  const nTokens = await fills.countTokens(document, ask, old, signal);
  const seen = new Set([plain(old)]);
  for (const { share, temperature, seed } of tries) {
    if (signal.aborted || seen.size > MOST_ALTERNATIVES) return;
    const length = Math.max(1, Math.round(nTokens * share));
    const outcome = await fills.draft(document, { ...ask, lengths: { length, proposed: null }, settings: { ...plainSettings(quality()), temperature, seed } }, signal, "alternative");
    if (outcome?.stopped !== null) return;
    const words = outcome.edits.map(({ text }) => text.trim()).join(" / ");
    if (words === "" || seen.has(plain(words))) continue;
    seen.add(plain(words));
    const certainties = outcome.spans.flatMap((span) => span.words.flatMap(({ certainty }) => (certainty === null ? [] : [certainty])));
    const mean = certainties.length === 0 ? 0 : certainties.reduce((sum, each) => sum + each, 0) / certainties.length;
    add({ label: words, description: [vscode.l10n.t("{0} tokens", length), certaintyWords(mean)].join(", "), alwaysShow: true, outcome });
  }
}

/** Texts that differ in white space and case alone are the same to a reader. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}
