// The measurements of the image: go to one, put it into the report, delete it.

import { element } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import type { Mark } from "./stage.ts";

export interface ListedMark {
  readonly mark: Mark;
  readonly words: string;
  /** Which slice; empty where there is one. */
  readonly place: string;
}

export interface MeasurementList {
  readonly element: HTMLElement;
  /** @param isMeasuring there is room for the list before the first mark: the picture must not move while one is drawn */
  show(marks: readonly ListedMark[], isMeasuring: boolean): void;
}

export function measurementList(on: { goTo(mark: Mark): void; insert(mark: Mark): void; remove(mark: Mark): void }): MeasurementList {
  const hint = element("p", { class: "hint", text: t("Drag over the picture to measure.") });
  const rows = element("ul", { class: "measurements" });
  const box = element("section", { class: "measurement-list", id: "measurements", attributes: { "aria-label": t("Measurements") } }, hint, rows);
  box.hidden = true;
  let shown = "";
  return {
    element: box,
    show: (marks, isMeasuring) => {
      box.hidden = marks.length === 0 && !isMeasuring;
      hint.hidden = marks.length > 0;
      // A row is made anew only where it says something else: it may have the focus.
      const now = JSON.stringify(marks.map(({ mark, words, place }) => [mark.id, words, place]));
      if (now === shown) return;
      shown = now;
      rows.replaceChildren(...marks.map(({ mark, words, place }) => {
        const button = (label: string, act: () => void): HTMLElement => {
          const made = element("button", { class: "link", text: label, attributes: { type: "button", "aria-label": `${label}: ${words}` } });
          made.addEventListener("click", act);
          return made;
        };
        const go = element("button", { class: "link measured", text: [place, words].filter((part) => part !== "").join(": "), attributes: { type: "button" } });
        go.addEventListener("click", () => { on.goTo(mark); });
        return element("li", {}, go, button(t("Insert"), () => { on.insert(mark); }), button(t("Delete"), () => { on.remove(mark); }));
      }));
    },
  };
}
