// Where a draft stands: a bar, a line for the eyes, and a sparing voice for screen readers.

import type { DraftShown } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
import { isRunning, progressLine, spokenLine } from "./draftPhase.ts";

export interface DraftProgress {
  readonly element: HTMLElement;
  show(draft: DraftShown | null): void;
}

export function draftProgress(): DraftProgress {
  const bar = element("progress", { attributes: { "aria-hidden": "true" } });
  const line = element("p", { class: "progress-line", id: "progress-line", attributes: { "aria-hidden": "true" } });
  const voice = element("p", { class: "only-spoken", attributes: { role: "status", "aria-live": "polite" } });
  return {
    element: element("div", { class: "draft-progress" }, bar, line, voice),
    show: (draft) => {
      bar.classList.toggle("idle", !isRunning(draft));
      setText(line, draft === null ? "" : progressLine(draft));
      setText(voice, draft === null ? "" : spokenLine(draft));
      const share = shareDone(draft);
      if (share === null) bar.removeAttribute("value");
      else bar.value = share;
    },
  };
}

/** 0..1, or null where the end is not known. */
function shareDone(draft: DraftShown | null): number | null {
  return draft === null || !isRunning(draft) ? 0 : draft.done;
}
