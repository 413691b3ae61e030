// A question that is answered before anything is done: a dialog in the page, which keeps the focus and takes Escape as no.

import { element } from "./element.ts";
import { button } from "./kit.ts";
import { t } from "./strings.ts";

export interface Question {
  readonly sentence: string;
  readonly detail: string;
  /** What the button says that agrees. */
  readonly agree: string;
}

/** Asks; resolves to whether the person agreed. The focus is on Cancel at first, and goes back to where it was. */
export function isAgreed({ sentence, detail, agree }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    let hasAgreed = false;
    const no = button(t("Cancel"), "secondary", () => { dialog.close(); });
    const yes = button(agree, "primary", () => {
      hasAgreed = true;
      dialog.close();
    });
    const dialog = element(
      "dialog",
      { class: "dialog", attributes: { role: "alertdialog", "aria-labelledby": "question-sentence", "aria-describedby": "question-detail" } },
      element("p", { id: "question-sentence", class: "dialog-sentence", text: sentence }),
      element("p", { id: "question-detail", text: detail }),
      element("div", { class: "buttons" }, yes.element, no.element),
    );
    // Keys of the page and of VS Code are not meant while it asks.
    dialog.addEventListener("keydown", (event) => { event.stopPropagation(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(hasAgreed);
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
