// The conversation from its first question to the answer being drafted, with a line wherever the picture or the thread changes.

import type { DraftShown, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t } from "../ui/strings.ts";
import { send } from "./chatHost.ts";
import { noImageState, suggestionsState } from "./emptyState.ts";
import { answerView, exchangeView, type AnswerView, type ExchangeActions } from "./exchangeView.ts";
import { linkButton } from "./linkButton.ts";
import type { AnswerShown, ChatImage, ConversationShown, ExchangeShown, NoImage } from "./protocol.ts";

export interface LogState {
  readonly image: ChatImage | null;
  readonly reason: NoImage;
  readonly conversation: ConversationShown;
  readonly answer: AnswerShown | null;
}

export interface ChatLog {
  readonly element: HTMLElement;
  /** Draws all of it anew. */
  show(state: LogState): void;
  /** Shows how far the answer is, which was drawn with the log. */
  showAnswer(answer: AnswerShown): void;
  step(step: Extract<ToWebview, { readonly kind: "step" }>): void;
}

/** From this near to its end the log follows what is added, CSS pixels. */
const NEAR_END_PX = 48;

export function chatLog(actions: ExchangeActions & { readonly ask: (question: string) => void }): ChatLog {
  // Its own announcements are off: each step of a draft would be read out. The page says finished answers itself.
  const box = element("div", { class: "log", id: "chat-log", attributes: { role: "log", "aria-live": "off", "aria-label": t("Conversation"), tabindex: "0" } });
  let running: AnswerView | null = null;
  const following = (draw: () => void): void => {
    const isNearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    draw();
    if (isNearEnd) box.scrollTop = box.scrollHeight;
  };
  return {
    element: box,
    show: (state) => {
      following(() => {
        running = state.answer === null ? null : answerView(state.answer);
        box.replaceChildren(...parts(state, running, actions));
      });
    },
    showAnswer: (answer) => { following(() => { running?.show(answer); }); },
    step: (step) => { following(() => { running?.step(step); }); },
  };
}

function parts(state: LogState, running: AnswerView | null, actions: ExchangeActions & { readonly ask: (question: string) => void }): HTMLElement[] {
  const { image, conversation, answer } = state;
  if (image === null) return [noImageState(state.reason)];
  const nodes: HTMLElement[] = [];
  if (conversation.canUndoClear) nodes.push(clearedBar());
  if (conversation.exchanges.length === 0 && answer === null) return [...nodes, suggestionsState(image, actions.ask)];
  let before: ExchangeShown | null = null;
  for (const exchange of conversation.exchanges) {
    nodes.push(...dividers(exchange, before));
    const isLast = exchange === conversation.exchanges.at(-1) && answer === null;
    nodes.push(exchangeView(exchange, isLast ? actions : null));
    before = exchange;
  }
  if (answer !== null && running !== null) nodes.push(...dividers(answer, before), running.element);
  const notice = noticeBox();
  notice.show(answer === null ? conversation.notice : null);
  nodes.push(notice.element);
  if (conversation.startsAnew) nodes.push(divider(t("New conversation: what stands above is not told to the model.")));
  else if (answer === null && before !== null && before.slice !== image.slice) nodes.push(divider(t("You look at another slice: the model is told only what was said about this one.")));
  return nodes;
}

function dividers(exchange: Pick<ExchangeShown, "startsAnew" | "seen" | "slice">, before: Pick<ExchangeShown, "seen" | "slice"> | null): HTMLElement[] {
  const nodes: HTMLElement[] = [];
  if (exchange.startsAnew && before !== null) nodes.push(divider(t("New conversation")));
  const isSeenOtherwise = before === null ? exchange.seen !== "" : before.seen !== exchange.seen || before.slice !== exchange.slice;
  if (isSeenOtherwise) nodes.push(divider(exchange.seen === "" ? t("As the file says") : exchange.seen));
  return nodes;
}

function divider(words: string): HTMLElement {
  return element("p", { class: "divider" }, element("span", { text: words }));
}

function clearedBar(): HTMLElement {
  const undo = linkButton(t("Undo"), t("Bring the conversation back"), () => { send({ kind: "undoClear" }); });
  return element("p", { class: "note cleared", attributes: { role: "status" } }, t("The conversation about this image was deleted."), " ", undo);
}

/** What a screen reader is told when an answer has ended: finished ones with their words. */
export function spokenEnding(voice: HTMLElement, exchange: ExchangeShown, phase: DraftShown["phase"]): void {
  if (exchange.outcome === "finished") setText(voice, t("Answer: {0}", exchange.text));
  else setText(voice, phase === "stopped" || exchange.outcome === "stopped" ? t("Stopped") : t("The answer was broken off"));
}
