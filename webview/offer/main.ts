// The page that offers a model: what it costs in download, disk and memory, its licence, and the consent to both.

import { element, setText } from "../ui/element.ts";
import { button } from "../ui/kit.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { t, useTranslations } from "../ui/strings.ts";
import { gigabytes, needsOf } from "./needs.ts";
import type { FromOffer, LicenceShown, OfferShown, ToOffer } from "./protocol.ts";
import "../ui/ui.css";
import "./offer.css";

declare function acquireVsCodeApi(): { postMessage(message: FromOffer): void };

const api = acquireVsCodeApi();

window.addEventListener("message", (event: MessageEvent<ToOffer>) => {
  useTranslations(event.data.translations);
  build(event.data.offer);
});
api.postMessage({ kind: "ready" });

function build(offer: OfferShown): void {
  const isDownload = offer.deed === "download";
  const accepted = element("input", { id: "accepted", attributes: { type: "checkbox" } });
  const deed = button(isDownload ? t("Download") : t("Convert"), "primary", () => { api.postMessage({ kind: "accept", weights: chosen().weights }); });
  const decline = button(t("Cancel"), "secondary", () => { api.postMessage({ kind: "decline" }); });
  const weights = weightsField(offer);
  const chosen = (): OfferShown["choices"][number] => offer.choices[weights.selectedIndex] ?? { weights: "int4", bytes: 0, memoryBytes: 0 };
  const [packageSize, disk, memory] = [element("dd", { id: "package-size" }), element("dd", { id: "disk" }), element("dd", { id: "memory" })];
  const notice = noticeBox();
  const refresh = (): void => {
    const needs = needsOf(offer, chosen());
    setText(packageSize, gigabytes(chosen().bytes));
    setText(disk, t("{0} more; {1} are free", gigabytes(needs.diskBytes), gigabytes(offer.freeBytes)));
    setText(memory, t("about {0} while it drafts; this computer has {1}, of which {2} are free now", gigabytes(needs.memoryBytes), gigabytes(offer.memory.totalBytes), gigabytes(offer.memory.freeBytes)));
    notice.show(warningOf(needs, offer));
    deed.setEnabled(accepted.checked && needs.isDiskEnough);
  };
  for (const control of [accepted, weights]) control.addEventListener("change", refresh);
  document.body.replaceChildren(element(
    "main", { class: "offer" },
    element("h1", { text: isDownload ? t("Download {0}", offer.name) : t("Convert {0}", offer.name) }),
    element("p", { text: isDownload
      ? t("The model is downloaded once, converted into a package, and drafts on this computer from then on. Nothing of yours is sent.")
      : t("The checkpoint stays as it is; a package is made of it once, which drafts on this computer from then on.") }),
    facts([
      [t("From"), ...offer.from.map((place) => element("dd", {}, placeElement(place)))],
      ...(isDownload ? [[t("Download"), element("dd", { id: "download-size", text: downloadWords(offer) })] as const] : []),
      [element("label", { text: t("Weights"), attributes: { for: "weights" } }), element("dd", {}, weights)],
      [t("Package"), packageSize],
      [t("Kept in"), element("dd", { text: offer.folder })],
      [t("Disk"), disk],
      [t("Memory"), memory],
    ]),
    notice.element,
    element("h2", { text: offer.licences.length > 1 ? t("Licences") : t("Licence") }),
    ...offer.licences.flatMap(licenceElements),
    element(
      "div", { class: "consent" },
      element("label", {}, accepted, t("I have read this and will use the model only as its licence allows.")),
      element("div", { class: "buttons" }, deed.element, decline.element),
    ),
  ));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") api.postMessage({ kind: "decline" }); });
  refresh();
  (offer.choices.length > 1 ? weights : accepted).focus();
}

function weightsField({ choices }: OfferShown): HTMLSelectElement {
  const words = {
    int4: t("int4: small, the best choice for most computers"),
    "int4-128": t("int4 in blocks of 128: smaller and faster, less exact"),
    int8: t("int8: larger, faster without a graphics card"),
    fp32: t("fp32: very large, for tests and comparison"),
  };
  const options = choices.map(({ weights }) => element("option", { text: words[weights], attributes: { value: weights } }));
  return element("select", { id: "weights" }, ...options);
}

type Fact = readonly [term: string | HTMLElement, ...values: readonly HTMLElement[]];

function facts(rows: readonly Fact[]): HTMLElement {
  return element("dl", { class: "facts" }, ...rows.map(([term, ...values]) => element("div", {}, element("dt", {}, term), ...values)));
}

function downloadWords({ bytes, bytesThere, nFiles }: OfferShown): string {
  const whole = t("{0} in {1} files", gigabytes(bytes), nFiles);
  return bytesThere > 0 ? t("{0}; {1} are here from an earlier download", whole, gigabytes(bytesThere)) : whole;
}

function warningOf(needs: ReturnType<typeof needsOf>, offer: OfferShown): { sentence: string; action: string } | null {
  if (!needs.isDiskEnough) {
    return { sentence: t("There is not enough room on this disk: {0} must stay free for your work.", gigabytes(offer.spareBytes)), action: t("Free some space, choose smaller weights, or another folder in the settings.") };
  }
  if (needs.memory === "never") return { sentence: t("This computer has not enough memory to draft with it."), action: t("Choose smaller weights, or a computer with more memory.") };
  if (needs.memory === "later") return { sentence: t("So much memory is not free now."), action: t("Close other programs before you draft with it.") };
  return null;
}

function licenceElements({ repository, name, link, text, page }: LicenceShown): HTMLElement[] {
  const title = element("h3", {}, repository, name === "" ? "" : `: ${name}`);
  const more = [link, page].filter((address) => address !== "").map((address) => element("p", {}, placeElement(address)));
  if (text === "") {
    const words = name === "" ? t("Nothing is said here about the licence. Find out before you use the model.") : t("The text of the licence is not with the model.");
    return [title, element("p", { text: words }), ...more];
  }
  const region = element("pre", { class: "licence", text, attributes: { tabindex: "0", role: "region", "aria-label": t("Licence of {0}", repository) } });
  return [title, region, ...more];
}

/** An address of the web can be opened in a browser; a folder is a text. */
function placeElement(place: string): HTMLElement {
  return place.startsWith("http") ? element("a", { text: place, attributes: { href: place } }) : element("span", { text: place });
}
