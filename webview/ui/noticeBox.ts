// A box that says what happened and what to do; hidden while there is nothing to say.

import type { Notice } from "../protocol.ts";
import { element, setText } from "./element.ts";

export interface NoticeBox {
  readonly element: HTMLElement;
  show(notice: Notice | null): void;
}

/** @param severity `warning` for what went wrong, `hint` for what is good to know */
export function noticeBox(severity: "warning" | "hint" = "warning"): NoticeBox {
  const sentence = element("strong");
  const action = element("span");
  const box = element("div", { class: `notice ${severity}`, attributes: { role: severity === "warning" ? "alert" : "note" } }, sentence, " ", action);
  box.hidden = true;
  return {
    element: box,
    show: (notice) => {
      box.hidden = notice === null;
      setText(sentence, notice?.sentence ?? "");
      setText(action, notice?.action ?? "");
    },
  };
}
