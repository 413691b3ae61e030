// What is asked about the image: one of the questions the model was trained on, or one's own.

import { QUESTION_MAX_CHARACTERS } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { t } from "../ui/strings.ts";

/** Value of the last entry of the list; no question is empty. */
const OWN = "";

export interface QuestionChoice {
  readonly element: HTMLElement;
  /** The question, trimmed; empty while the person's own is not written yet. */
  value(): string;
  show(question: string): void;
  focusOwn(): void;
}

/**
 * @param questions offered ones
 * @param onChange called for each change by the person
 */
export function questionChoice(questions: readonly string[], onChange: () => void): QuestionChoice {
  const list = element("select", { id: "question" });
  const entry = (question: string): HTMLOptionElement => element("option", { text: question, attributes: { value: question } });
  list.append(...questions.map(entry));
  /** The first entry, once a question is shown that begins with what the file's tags say and goes on as an offered one. */
  let told: HTMLOptionElement | null = null;
  list.append(element("option", { text: t("My own question…"), attributes: { value: OWN } }));
  const own = element("textarea", {
    id: "own-question",
    attributes: { rows: "3", maxlength: String(QUESTION_MAX_CHARACTERS), "aria-label": t("My own question"), placeholder: t("E.g. Is there a pleural effusion?") },
  });
  own.hidden = true;
  list.addEventListener("change", () => {
    own.hidden = list.value !== OWN;
    if (!own.hidden) {
      // What the tags say is there to be changed.
      if (own.value === "") own.value = told?.value ?? "";
      own.focus();
    }
    onChange();
  });
  own.addEventListener("input", onChange);
  return {
    element: element("div", { class: "question" }, element("label", { text: t("Question"), attributes: { for: "question" } }), list, own),
    value: () => (list.value === OWN ? own.value.trim() : list.value),
    show: (question) => {
      if (!questions.includes(question) && questions.some((offered) => question.endsWith(` ${offered}`)) && list.value !== OWN) {
        told?.remove();
        told = entry(question);
        list.prepend(told);
      }
      const isOffered = questions.includes(question) || question === told?.value;
      list.value = isOffered ? question : OWN;
      own.hidden = isOffered;
      if (!isOffered && own.value.trim() !== question) own.value = question;
    },
    focusOwn: () => { own.focus(); },
  };
}
