// The right half of the image editor: what is asked, how it is drafted, the draft itself and what to do with it.

import type { DraftShown, ModelShown, Panel, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { keep, send } from "../ui/host.ts";
import { button, type Button } from "../ui/kit.ts";
import { t } from "../ui/strings.ts";
import { draftBox } from "./draftBox.ts";
import { isRunning } from "./draftPhase.ts";
import { draftProgress } from "./draftProgress.ts";
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
  /** @returns whether there was a draft to stop */
  stop(): boolean;
}

interface Buttons {
  readonly generate: Button;
  readonly stop: Button;
  readonly insert: Button;
  readonly copy: Button;
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
  };
  const question = questionChoice(questions, changed);
  const settings = settingsFields(changed);
  const read = (): Panel => ({ question: question.value(), ...settings.value() });
  const generate = (): void => {
    if (!hasImage || isRunning(draft)) return;
    if (question.value() === "") question.focusOwn();
    else send({ kind: "generate", panel: read() });
  };
  const stop = (): boolean => {
    if (isRunning(draft)) send({ kind: "stop" });
    return isRunning(draft);
  };
  const buttons = makeButtons(generate, stop, hasCommandKey);
  const model = element("span", { class: "model", id: "model" });
  const progress = draftProgress();
  const box = draftBox();
  const showDraft = (shown: DraftShown | null): void => {
    draft = shown;
    box.show(shown);
    progress.show(shown);
    refreshButtons(buttons, shown, hasImage);
  };
  return {
    element: layout(question.element, settings.element, buttons, model, progress.element, box.element),
    showPanel: (panel) => {
      question.show(panel.question);
      settings.show(panel);
      keep({ panel });
    },
    showModel: (shown) => {
      setText(model, modelWords(shown));
      model.title = shown.calibration;
    },
    showDraft,
    showStep: (step) => {
      if (draft === null) return;
      const { kind: _kind, commits, ...changes } = step;
      draft = { ...draft, ...changes, phase: "drafting", commits: [...draft.commits, ...commits] };
      box.showStep(step);
      progress.show(draft);
    },
    setHasImage: (has) => {
      hasImage = has;
      box.setHasImage(has);
      refreshButtons(buttons, draft, has);
    },
    generate,
    stop,
  };
}

function makeButtons(generate: () => void, stop: () => void, hasCommandKey: boolean): Buttons {
  const buttons: Buttons = {
    generate: button(t("Generate"), "primary", generate),
    stop: button(t("Stop"), "secondary", stop),
    insert: button(t("Insert into Report"), "secondary", () => { send({ kind: "insert" }); }),
    copy: button(t("Copy"), "secondary", () => { send({ kind: "copy" }); }),
  };
  buttons.generate.element.title = hasCommandKey ? t("Generate (⌘Enter)") : t("Generate (Ctrl+Enter)");
  buttons.stop.element.title = t("Stop (Escape)");
  return buttons;
}

/** Enables what can be done now; the focus moves on from a button that has just become useless. */
function refreshButtons({ generate, stop, insert, copy }: Buttons, draft: DraftShown | null, hasImage: boolean): void {
  const running = isRunning(draft);
  const hadFocus = generate.hasFocus() || stop.hasFocus();
  generate.setEnabled(hasImage && !running);
  stop.setEnabled(running);
  if (hadFocus) (running ? stop : generate).focus();
  for (const each of [insert, copy]) each.setEnabled(!running && draft !== null && draft.text !== "");
}

function layout(question: HTMLElement, settings: HTMLElement, buttons: Buttons, model: HTMLElement, progress: HTMLElement, draft: HTMLElement): HTMLElement {
  return element(
    "main",
    { class: "findings", attributes: { "aria-label": t("Findings") } },
    element("header", {}, element("h1", { text: t("Findings") }), model),
    element("div", { class: "controls" }, question, settings, element("div", { class: "buttons" }, buttons.generate.element, buttons.stop.element)),
    progress,
    draft,
    element("div", { class: "buttons" }, buttons.insert.element, buttons.copy.element),
    element("footer", { text: t("Research draft, not for clinical use.") }),
  );
}

function modelWords(model: ModelShown): string {
  const name = model.isDemo ? (model.name === "" ? t("demo model") : t("{0} (demo model)", model.name)) : model.name;
  return [name, model.device, model.calibration === "" ? "" : t("certainty calibrated")].filter((part) => part !== "").join(" · ");
}
