// Controls of VS Code's webview toolkit: the only file that knows it. It is archived and has no slider, so all else is
// a native element styled by VS Code's colours; the day it goes, this file changes.

import { provideVSCodeDesignSystem, vsCodeButton } from "@vscode/webview-ui-toolkit";

provideVSCodeDesignSystem().register(vsCodeButton());

/** A push button. */
export interface Button {
  readonly element: HTMLElement;
  setEnabled(isEnabled: boolean): void;
  hasFocus(): boolean;
  focus(): void;
}

/**
 * @param label what the button says
 * @param appearance one primary button a view; the others are secondary
 * @param press called on click, Enter and Space
 */
export function button(label: string, appearance: "primary" | "secondary", press: () => void): Button {
  const made = document.createElement("vscode-button");
  made.setAttribute("appearance", appearance);
  made.textContent = label;
  made.addEventListener("click", () => { if (!made.hasAttribute("disabled")) press(); });
  return {
    element: made,
    setEnabled: (isEnabled) => { made.toggleAttribute("disabled", !isEnabled); },
    hasFocus: () => document.activeElement === made,
    focus: () => { made.focus(); },
  };
}
