// The viewport's toolbar: a button for each action that has an icon; one stop for Tab, arrow keys inside (WAI-ARIA toolbar).

import type { ViewerAction } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import { actionEntries, type ActionEntry } from "./actions.ts";

export interface Toolbar {
  readonly element: HTMLElement;
  /** Which tool is chosen and which switches are on. */
  showPressed(pressed: ReadonlySet<ViewerAction>): void;
  setEnabled(action: ViewerAction, isEnabled: boolean): void;
}

const SVG = "http://www.w3.org/2000/svg";

export function toolbar(act: (action: ViewerAction) => void): Toolbar {
  const entries = actionEntries().filter(({ icon }) => icon !== "");
  const buttons = new Map(entries.map((entry) => [entry.action, buttonOf(entry, act)]));
  const all = [...buttons.values()];
  const bar = element("div", { class: "toolbar", attributes: { role: "toolbar", "aria-label": t("Viewer tools") } }, ...all);
  const moveTo = (button: HTMLButtonElement | undefined): void => {
    if (button === undefined) return;
    for (const each of all) each.tabIndex = each === button ? 0 : -1;
    button.focus();
  };
  all.forEach((button, at) => { button.tabIndex = at === 0 ? 0 : -1; });
  bar.addEventListener("keydown", (event) => {
    const enabled = all.filter((button) => !button.disabled);
    const at = enabled.findIndex((button) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: enabled.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(enabled[(to + enabled.length) % enabled.length]);
  });
  return {
    element: bar,
    showPressed: (pressed) => {
      for (const { action, kind } of entries) if (kind !== "deed") buttons.get(action)?.setAttribute("aria-pressed", String(pressed.has(action)));
    },
    setEnabled: (action, isEnabled) => {
      const button = buttons.get(action);
      if (button !== undefined) button.disabled = !isEnabled;
    },
  };
}

function buttonOf({ action, label, key, icon }: ActionEntry, act: (action: ViewerAction) => void): HTMLButtonElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", icon);
  svg.append(path);
  const words = key === "" ? label : t("{0} ({1})", label, keyWords(key));
  const button = element("button", { class: "tool", id: `tool-${action}`, attributes: { type: "button", title: words, "aria-label": label } }, svg);
  button.addEventListener("click", () => { act(action); });
  return button;
}

/** A key as people read it: `shift+=` is `Shift+=`. */
function keyWords(key: string): string {
  return key.split("+").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("+");
}
