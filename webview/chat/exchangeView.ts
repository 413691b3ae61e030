// One question with its answer: as it ended, with what can be done with it, or while it is drafted.

import { draftProgress, type DraftProgress } from "../findings/draftProgress.ts";
import { draftText, type DraftText } from "../findings/draftText.ts";
import type { ToWebview } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import { send } from "./chatHost.ts";
import { linkButton } from "./linkButton.ts";
import type { AnswerShown, ExchangeShown } from "./protocol.ts";

type Step = Extract<ToWebview, { readonly kind: "step" }>;

export interface ExchangeActions {
  readonly edit: (question: string) => void;
  readonly regenerate: () => void;
}

/** What can be done with the last exchange alone; null for an earlier one, and while an answer is drafted. */
export type LastActions = ExchangeActions | null;

/** An exchange as it ended. */
export function exchangeView(exchange: ExchangeShown, last: LastActions): HTMLElement {
  const text = draftText();
  text.element.removeAttribute("id");
  text.showText(exchange.text, exchange.spans);
  const view = element("article", { class: "exchange", attributes: { "aria-label": exchange.question } }, questionRow(exchange.question, last), ...notes(exchange.leftOut));
  if (exchange.text !== "") view.append(text.element);
  const outcome = outcomeWords(exchange);
  if (outcome !== "") view.append(element("p", { class: "note outcome", text: outcome }));
  view.append(actionsRow(exchange, last));
  if (exchange.provenance !== "") view.append(element("details", { class: "where-from" }, element("summary", { text: t("AI draft, not reviewed") }), element("p", { class: "provenance", text: exchange.provenance })));
  return view;
}

export interface AnswerView {
  readonly element: HTMLElement;
  show(answer: AnswerShown): void;
  step(step: Step): void;
}

/** An answer while it is drafted. */
export function answerView(answer: AnswerShown): AnswerView {
  let { draft } = answer;
  const text: DraftText = draftText();
  text.element.removeAttribute("id");
  const progress: DraftProgress = draftProgress();
  const noteBox = element("div");
  const show = (shown: AnswerShown): void => {
    draft = shown.draft;
    noteBox.replaceChildren(...notes(shown.leftOut));
    text.showCanvas(draft.length);
    text.commit(draft.commits, draft.stopPosition);
    progress.show(draft);
  };
  show(answer);
  return {
    element: element("article", { class: "exchange running", attributes: { "aria-label": answer.question, "aria-busy": "true" } }, questionRow(answer.question, null), noteBox, text.element, progress.element),
    show,
    step: ({ kind: _kind, commits, ...changes }) => {
      draft = { ...draft, ...changes, phase: "drafting", commits: [...draft.commits, ...commits] };
      text.commit(commits, draft.stopPosition);
      progress.show(draft);
    },
  };
}

function questionRow(question: string, last: LastActions): HTMLElement {
  const row = element("div", { class: "question-row" }, element("h2", { class: "asked", text: question }));
  if (last !== null) {
    row.append(linkButton(t("Edit"), t("Edit the question and ask it again"), () => { last.edit(question); }));
  }
  return row;
}

function actionsRow({ id, text }: ExchangeShown, last: LastActions): HTMLElement {
  const row = element("div", { class: "actions" });
  if (text !== "") {
    row.append(linkButton(t("Insert into Report"), t("Insert into Report"), () => { send({ kind: "insert", id }); }), linkButton(t("Copy"), t("Copy"), () => { send({ kind: "copy", id }); }));
  }
  if (last !== null) row.append(linkButton(t("Regenerate"), t("Another answer to the same question, with the settings below"), last.regenerate));
  return row;
}

function notes(leftOut: number): readonly HTMLElement[] {
  if (leftOut === 0) return [];
  const words = leftOut === 1 ? t("The model has no room for the whole conversation: its oldest question was left out.") : t("The model has no room for the whole conversation: its {0} oldest questions were left out.", leftOut);
  return [element("p", { class: "note left-out", text: words })];
}

/** Said of an answer that is not whole: it is no part of what the model is told next. */
function outcomeWords({ outcome, text }: ExchangeShown): string {
  switch (outcome) {
    case "finished": return text === "" ? t("The model wrote nothing.") : "";
    case "stopped": return text === "" ? t("Stopped before the first word.") : t("Stopped: not told to the model with the next question.");
    case "failed": return t("Broken off: not told to the model with the next question.");
  }
}
