// The divider between the picture and the pane below it: dragged, or moved by arrow keys (WAI-ARIA window splitter).

import { element } from "../ui/element.ts";

/** Neither part becomes smaller than this share of the height. */
const MIN_SHARE = 0.15;
const MAX_SHARE = 0.8;
const KEY_STEP = 0.05;

/**
 * @param label what the divider sizes
 * @param pane share of the height that the lower part takes, 0..1, and how it is changed
 */
export function paneSplitter(label: string, pane: { share(): number; change(share: number): void }): HTMLElement {
  const percent = (share: number): string => String(Math.round(share * 100));
  const limits = { "aria-valuemin": percent(MIN_SHARE), "aria-valuemax": percent(MAX_SHARE), "aria-valuenow": percent(pane.share()) };
  const divider = element("div", { class: "pane-splitter", id: "tags-splitter", attributes: { role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": label, "aria-controls": "tags", ...limits } });
  const change = (share: number): void => {
    const allowed = Math.min(MAX_SHARE, Math.max(MIN_SHARE, share));
    divider.setAttribute("aria-valuenow", percent(allowed));
    pane.change(allowed);
  };
  divider.addEventListener("keydown", (event) => {
    const to = { ArrowUp: pane.share() + KEY_STEP, ArrowDown: pane.share() - KEY_STEP, Home: MIN_SHARE, End: MAX_SHARE }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change(to);
  });
  divider.addEventListener("pointerdown", (event) => {
    divider.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  divider.addEventListener("pointermove", (event) => {
    const [above, below] = [divider.previousElementSibling, divider.nextElementSibling];
    if (!divider.hasPointerCapture(event.pointerId) || above === null || below === null) return;
    const [top, bottom] = [above.getBoundingClientRect().top, below.getBoundingClientRect().bottom];
    change((bottom - event.clientY) / (bottom - top));
  });
  return divider;
}
