// What stands where nothing was asked yet: how to get an image, or what one could ask about it.

import { element } from "../ui/element.ts";
import { button } from "../ui/kit.ts";
import { t } from "../ui/strings.ts";
import { send } from "./chatHost.ts";
import type { ChatImage, NoImage } from "./protocol.ts";

/** How to get an image to talk about. */
export function noImageState(reason: NoImage): HTMLElement {
  const box = element("div", { class: "empty-state", id: "no-image" });
  switch (reason) {
    case "loading": box.append(element("p", { text: t("Opening the image…") })); return box;
    case "failed": box.append(element("p", { text: t("The image in front cannot be opened; its editor says why.") })); break;
    case "none": box.append(element("p", { text: t("Open an image: questions here are about the one in front, as you see it. Nothing leaves this computer.") })); break;
  }
  const sample = button(t("Open Sample Image"), "primary", () => { send({ kind: "openSample" }); });
  const file = button(t("Open File…"), "secondary", () => { send({ kind: "openImage" }); });
  box.append(element("div", { class: "buttons" }, sample.element, file.element));
  return box;
}

/** What one could ask. @param ask asks a question at once */
export function suggestionsState(image: ChatImage, ask: (question: string) => void): HTMLElement {
  const list = element("ul", { class: "suggestions", attributes: { "aria-label": t("Suggested questions") } });
  for (const question of image.suggestions) {
    const suggestion = element("button", { class: "suggestion", text: question, attributes: { type: "button" } });
    suggestion.addEventListener("click", () => { ask(question); });
    list.append(element("li", {}, suggestion));
  }
  return element("div", { class: "empty-state", id: "suggestions" }, element("p", { text: t("Ask about the image as you see it: slice and window go to the model, nothing else does. For example:") }), list);
}
