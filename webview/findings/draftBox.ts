// The draft with all that is said about it: its text, what went wrong, what the tints mean, where it came from.

import type { DraftShown, Notice, ToWebview } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t } from "../ui/strings.ts";
import { certaintyLegend } from "./certainty.ts";
import { isRunning } from "./draftPhase.ts";
import { draftText, type DraftText } from "./draftText.ts";

export interface DraftBox {
  readonly element: HTMLElement;
  show(draft: DraftShown | null): void;
  /** Whether there is an image to draft from. */
  setHasImage(hasImage: boolean): void;
  /** A step of the draft that was shown last. */
  showStep(step: Extract<ToWebview, { readonly kind: "step" }>): void;
}

export function draftBox(): DraftBox {
  const text = draftText();
  const notice = noticeBox();
  const empty = element("p", { class: "empty" });
  const legend = legendRow();
  const provenance = element("p", { class: "provenance", id: "provenance" });
  const page = element("section", { class: "draft", attributes: { "aria-label": t("Draft") } }, empty, text.element, notice.element);
  return {
    element: element("div", { class: "draft-box" }, page, legend, provenance),
    show: (draft) => {
      showText(text, draft);
      notice.show(draftNotice(draft));
      setText(provenance, draft?.provenance ?? "");
      empty.hidden = draft !== null;
      legend.hidden = draft === null || (draft.commits.length === 0 && draft.spans.length === 0);
      page.setAttribute("aria-busy", String(isRunning(draft)));
    },
    setHasImage: (hasImage) => {
      setText(empty, hasImage ? t("Choose a question and press Generate. The words appear here in the order in which the model is sure of them.") : t("Without an image there is nothing to draft from."));
    },
    showStep: (step) => {
      text.commit(step.commits, step.stopPosition);
      legend.hidden = false;
    },
  };
}

function showText(text: DraftText, draft: DraftShown | null): void {
  if (draft === null) text.clear();
  else if (isRunning(draft)) {
    text.showCanvas(draft.length);
    text.commit(draft.commits, draft.stopPosition);
  } else text.showText(draft.text, draft.spans);
}

/** What went wrong, or that nothing was written: an empty box would say neither. */
function draftNotice(draft: DraftShown | null): Notice | null {
  if (draft === null) return null;
  if (draft.notice !== null) return draft.notice;
  if (draft.phase === "finished" && draft.text === "") return { sentence: t("The model wrote nothing."), action: t("Try another question or another length.") };
  if (draft.phase === "stopped" && draft.text === "") return { sentence: t("Stopped before the first word."), action: t("Press Generate to start again.") };
  return null;
}

function legendRow(): HTMLElement {
  const entries = certaintyLegend().map(({ name, words }) => element("li", {}, element("span", { class: `word certainty-${name}`, text: words })));
  return element("div", { class: "legend" }, element("span", { text: t("Certainty") }), element("ul", {}, ...entries));
}
