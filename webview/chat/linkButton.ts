// A button that looks like a link: the side bar has no room for a row of large ones.

import { element } from "../ui/element.ts";

/**
 * @param label what it says
 * @param title what it does, in a few words
 * @param press called on click, Enter and Space
 */
export function linkButton(label: string, title: string, press: () => void): HTMLButtonElement {
  const made = element("button", { class: "link", text: label, attributes: { type: "button", title } });
  made.addEventListener("click", press);
  return made;
}
