// Which image the conversation is about and how it is seen: what the person sees is what the model gets.

import { element, setText } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import { send } from "./chatHost.ts";
import { linkButton } from "./linkButton.ts";
import type { ChatImage } from "./protocol.ts";

export interface ImageChip {
  readonly element: HTMLElement;
  show(image: ChatImage | null): void;
}

/** @param certainty switch for the tints of the words, at the end of the chip */
export function imageChip(certainty: HTMLElement): ImageChip {
  const name = element("strong", { class: "chip-name", id: "chip-name" });
  const seen = element("span", { class: "chip-seen", id: "chip-seen" });
  const phantom = element("span", { class: "tag", text: t("Phantom"), attributes: { title: t("Phantom, not a patient") } });
  const unpin = linkButton(t("Unpin"), t("Let the chat follow the image in front"), () => { send({ kind: "unpin" }); });
  const pinned = element("span", { class: "pinned" }, element("span", { class: "tag", text: t("Pinned") }), " ", unpin);
  const chip = element("div", { class: "chip", id: "chip", attributes: { role: "group", "aria-label": t("The image that is asked about") } }, element("div", { class: "chip-line" }, name, phantom, pinned), element("div", { class: "chip-line" }, seen, certainty));
  return {
    element: chip,
    show: (image) => {
      chip.hidden = image === null;
      if (image === null) return;
      setText(name, image.name);
      name.title = image.subject;
      setText(seen, [image.seen, image.subject].filter((words) => words !== "").join(" · "));
      seen.title = seen.textContent;
      phantom.hidden = !image.isPhantom;
      pinned.hidden = !image.isPinned;
    },
  };
}
