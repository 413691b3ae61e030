// The page of the chat: image on top, conversation, box below. It shows what the host sends and reports what the person does.

import { certaintyLegend } from "../findings/certainty.ts";
import type { ModelShown } from "../protocol.ts";
import { assertNever, element, setText } from "../ui/element.ts";
import { t, useTranslations } from "../ui/strings.ts";
import { keep, onHostMessage, recall, send } from "./chatHost.ts";
import { chatLog, spokenEnding, type ChatLog, type LogState } from "./chatLog.ts";
import { Composer } from "./composer.ts";
import { imageChip, type ImageChip } from "./imageChip.ts";
import type { ToChat } from "./protocol.ts";
import "../ui/ui.css";
import "../findings/findings.css";
import "./chat.css";

interface Page {
  readonly chip: ImageChip;
  readonly log: ChatLog;
  readonly composer: Composer;
  readonly model: HTMLElement;
  readonly voice: HTMLElement;
}

const NOTHING: LogState = { image: null, reason: "loading", conversation: { exchanges: [], startsAnew: false, canUndoClear: false, notice: null }, answer: null };

let page: Page | null = null;
let state = NOTHING;

onHostMessage((message) => {
  if (message.kind === "start") page = build(message);
  else if (page !== null) show(page, message);
});
send({ kind: "ready", settings: recall().settings });

function build(start: Extract<ToChat, { readonly kind: "start" }>): Page {
  useTranslations(start.translations);
  const box = new Composer(() => { made.log.element.scrollTop = made.log.element.scrollHeight; });
  const log = chatLog({
    ask: (question) => { box.ask(question); },
    edit: (question) => { box.edit(question); },
    regenerate: () => { send({ kind: "regenerate", settings: box.settings }); },
  });
  const chip = imageChip(certaintySwitch());
  const model = element("span", { class: "model", id: "chat-model" });
  const voice = element("p", { class: "only-spoken", id: "chat-voice", attributes: { role: "status", "aria-live": "polite" } });
  const made: Page = { chip, log, composer: box, model, voice };
  box.showSettings(start.settings);
  chip.show(null);
  const footer = element("footer", {}, element("span", { text: t("Research draft, not for clinical use.") }), model);
  document.body.replaceChildren(element("main", { class: "chat", attributes: { "aria-label": t("Chat") } }, chip.element, log.element, voice, box.element, footer));
  state = NOTHING;
  listenToEscape();
  return made;
}

function show(on: Page, message: Exclude<ToChat, { readonly kind: "start" }>): void {
  switch (message.kind) {
    case "model": setText(on.model, modelWords(message.model)); return;
    case "image": {
      const isOther = message.image?.slice !== state.image?.slice || message.image?.name !== state.image?.name || message.reason !== state.reason;
      state = { ...state, image: message.image, reason: message.reason };
      on.chip.show(message.image);
      if (isOther) refresh(on);
      else on.composer.setState({ hasImage: state.image !== null, isRunning: state.answer !== null });
      return;
    }
    case "conversation":
      state = { ...state, conversation: message.conversation };
      on.composer.takeQuestions(message.conversation.exchanges.map(({ question }) => question));
      refresh(on);
      return;
    case "answer": {
      const before = state.answer;
      state = { ...state, answer: message.answer };
      const ended = state.conversation.exchanges.at(-1);
      if (before !== null && message.answer === null && ended?.question === before.question) spokenEnding(on.voice, ended, before.draft.phase);
      if (before !== null && message.answer !== null) on.log.showAnswer(message.answer);
      else refresh(on);
      return;
    }
    case "step": on.log.step(message); return;
    case "focus": on.composer.focus(); return;
    default: assertNever(message);
  }
}

function refresh(on: Page): void {
  const focused = document.activeElement;
  const hadFocus = focused !== on.log.element && on.log.element.contains(focused);
  on.log.show(state);
  on.composer.setState({ hasImage: state.image !== null, isRunning: state.answer !== null });
  if (hadFocus) on.composer.focus(); // What had it was drawn anew.
}

/** Escape stops from anywhere in the page. */
function listenToEscape(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.answer === null) return;
    event.preventDefault();
    send({ kind: "stop" });
  });
}

/** Tints by certainty, on or off. */
function certaintySwitch(): HTMLElement {
  const box = element("input", { id: "show-certainty", attributes: { type: "checkbox" } });
  const apply = (): void => { document.body.classList.toggle("without-certainty", !box.checked); };
  box.checked = recall().isCertaintyShown;
  box.addEventListener("change", () => {
    keep({ isCertaintyShown: box.checked });
    apply();
  });
  apply();
  return element("label", { class: "certainty-switch", attributes: { title: [t("Tints words by how sure the model was of them"), ...certaintyLegend().map(({ words }) => words)].join("\n") } }, box, t("Certainty"));
}

function modelWords(model: ModelShown): string {
  return model.isDemo ? t("demo model") : model.name;
}
