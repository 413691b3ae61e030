// Tells the host when keys are for the viewport: while the page has the focus and no field that takes text or arrows.

import { send } from "../ui/host.ts";

/** Elements that use letters, digits or arrows themselves. */
const TAKES_KEYS = "input, select, textarea, [contenteditable], dialog, dialog *, .tags *, .document *";

export function reportViewerFocus(): void {
  let told: boolean | null = null;
  const tell = (): void => {
    const isFocused = document.hasFocus() && document.activeElement?.matches(TAKES_KEYS) !== true;
    if (isFocused === told) return;
    told = isFocused;
    send({ kind: "viewerFocus", isFocused });
  };
  for (const name of ["focusin", "focusout"]) document.addEventListener(name, () => { setTimeout(tell, 0); });
  for (const name of ["focus", "blur"]) window.addEventListener(name, () => { setTimeout(tell, 0); });
  // Space presses the button that has the focus: it is not the key of an action there.
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && document.activeElement?.matches("button, vscode-button") === true) event.stopPropagation();
  });
  tell();
}
