// The right half of the image editor: what is asked, how it is drafted, the draft itself and what to do with it.

import type { DraftShown, ModelShown, Notice, Panel, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { keep, send } from "../ui/host.ts";
import { button } from "../ui/kit.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t } from "../ui/strings.ts";
import { certaintyLegend } from "./certainty.ts";
import { draftProgress, isRunning } from "./draftProgress.ts";
import { draftText } from "./draftText.ts";
import { questionChoice } from "./questionChoice.ts";
import { settingsFields } from "./settingsFields.ts";

type StepMessage = Extract<ToWebview, { readonly kind: "step" }>;

export interface FindingsPanel {
  readonly element: HTMLElement;
  showPanel(panel: Panel): void;
  showModel(model: ModelShown): void;
  showDraft(draft: DraftShown | null): void;
  showStep(step: StepMessage): void;
  /** Whether there is an image to draft from. */
  setHasImage(hasImage: boolean): void;
  generate(): void;
  stop(): void;
}

/**
 * @param questions offered ones
 * @param hasCommandKey true on macOS
 */
export function findingsPanel(questions: readonly string[], hasCommandKey: boolean): FindingsPanel {
  let draft: DraftShown | null = null;
  let hasImage = false;
  const changed = (): void => {
    keep({ panel: read() });
    send({ kind: "panel", panel: read() });
    refresh();
  };
  const question = questionChoice(questions, changed);
  const settings = settingsFields(changed);
  const read = (): Panel => ({ question: question.value(), ...settings.value() });

  const generate = (): void => {
    if (!hasImage || isRunning(draft)) return;
    if (question.value() === "") question.focusOwn();
    else send({ kind: "generate", panel: read() });
  };
  const stop = (): void => { if (isRunning(draft)) send({ kind: "stop" }); };
  const generateButton = button(t("Generate"), "primary", generate);
  const stopButton = button(t("Stop"), "secondary", stop);
  const insertButton = button(t("Insert into Report"), "secondary", () => { send({ kind: "insert" }); });
  const copyButton = button(t("Copy"), "secondary", () => { send({ kind: "copy" }); });
  generateButton.element.title = hasCommandKey ? t("Generate (⌘Enter)") : t("Generate (Ctrl+Enter)");
  stopButton.element.title = t("Stop (Escape)");

  const model = element("span", { class: "model", id: "model" });
  const progress = draftProgress();
  const text = draftText();
  const notice = noticeBox();
  const empty = element("p", { class: "empty", text: t("Choose a question and press Generate. The words appear here in the order in which the model is sure of them.") });
  const legend = certaintyLegendRow();
  const provenance = element("p", { class: "provenance", id: "provenance" });
  const draftBox = element("section", { class: "draft", attributes: { "aria-label": t("Draft") } }, empty, text.element, notice.element);

  /** Enables what can be done now; the focus moves on from a button that has just become useless. */
  const refresh = (): void => {
    const running = isRunning(draft);
    const hadFocus = generateButton.hasFocus() || stopButton.hasFocus();
    generateButton.setEnabled(hasImage && !running);
    stopButton.setEnabled(running);
    if (hadFocus) (running ? stopButton : generateButton).focus();
    for (const each of [insertButton, copyButton]) each.setEnabled(!running && draft !== null && draft.text !== "");
    empty.hidden = draft !== null;
    legend.hidden = draft === null || (draft.commits.length === 0 && draft.spans.length === 0);
    draftBox.setAttribute("aria-busy", String(running));
  };

  return {
    element: element(
      "main",
      { class: "findings", attributes: { "aria-label": t("Findings") } },
      element("header", {}, element("h1", { text: t("Findings") }), model),
      element("div", { class: "controls" }, question.element, settings.element, element("div", { class: "buttons" }, generateButton.element, stopButton.element)),
      progress.element,
      draftBox,
      legend,
      element("div", { class: "buttons" }, insertButton.element, copyButton.element),
      provenance,
      element("footer", { text: t("Research draft, not for clinical use.") }),
    ),
    showPanel: (panel) => {
      question.show(panel.question);
      settings.show(panel);
      keep({ panel });
    },
    showModel: (shown) => {
      setText(model, modelWords(shown));
      model.classList.toggle("demo", shown.isDemo);
    },
    showDraft: (shown) => {
      draft = shown;
      showBody(text, shown);
      progress.show(shown);
      notice.show(draftNotice(shown));
      setText(provenance, shown?.provenance ?? "");
      refresh();
    },
    showStep: (step) => {
      if (draft === null) return;
      const { kind: _kind, commits, ...changes } = step;
      draft = { ...draft, ...changes, phase: "drafting", commits: [...draft.commits, ...commits] };
      text.commit(commits, step.stopPosition);
      progress.show(draft);
      refresh();
    },
    setHasImage: (has) => {
      hasImage = has;
      refresh();
    },
    generate,
    stop,
  };
}

function showBody(text: ReturnType<typeof draftText>, draft: DraftShown | null): void {
  if (draft === null) text.clear();
  else if (isRunning(draft)) {
    text.showCanvas(draft.length);
    text.commit(draft.commits, draft.stopPosition);
  } else text.showText(draft.text, draft.spans);
}

/** What went wrong, or that nothing was written: an empty box would say neither. */
function draftNotice(draft: DraftShown | null): Notice | null {
  if (draft?.notice != null) return draft.notice;
  if (draft?.phase === "finished" && draft.text === "") return { sentence: t("The model wrote nothing."), action: t("Try another question or another length.") };
  return null;
}

function modelWords(model: ModelShown): string {
  const name = model.isDemo ? (model.name === "" ? t("demo model") : t("{0} (demo model)", model.name)) : model.name;
  return model.device === "" ? name : `${name} · ${model.device}`;
}

function certaintyLegendRow(): HTMLElement {
  const entries = certaintyLegend().map(({ name, words }) => element("li", {}, element("span", { class: `word certainty-${name}`, text: words })));
  return element("div", { class: "legend" }, element("span", { text: t("Certainty") }), element("ul", {}, ...entries));
}
