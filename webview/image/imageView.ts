// The image pane: the viewport, and what must be known about the file: that it is a phantom, cut off, or cannot be opened.

import type { FileShown, ToWebview } from "../protocol.ts";
import { assertNever, element } from "../ui/element.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { button } from "../ui/kit.ts";
import { send } from "../ui/host.ts";
import { t } from "../ui/strings.ts";
import type { DocumentView } from "../document/documentView.ts";
import type { Viewport } from "../viewport/viewport.ts";

type FrameFailedMessage = Extract<ToWebview, { readonly kind: "frameFailed" }>;

export interface ImageView {
  readonly element: HTMLElement;
  showFile(file: FileShown): void;
  showValues(): void;
  showFrameFailure(failure: FrameFailedMessage): void;
}

/**
 * @param tags the table of attributes below the picture, and how it is opened
 * @param document in place of the picture where the file is a document
 */
export function imageView(viewport: Viewport, tags: { readonly elements: readonly HTMLElement[]; show(): void }, document: DocumentView): ImageView {
  const phantom = element("p", { class: "corner top-right phantom", text: t("Phantom, not a patient") });
  const loading = element("p", { class: "pane-message", id: "image-loading", text: t("Opening the image…"), attributes: { role: "status" } });
  const failure = noticeBox();
  const again = button(t("Try Again"), "secondary", () => { send({ kind: "reopen" }); });
  const showTags = button(t("Show DICOM Tags"), "secondary", () => { tags.show(); });
  const log = button(t("Show Log"), "secondary", () => { send({ kind: "showLog" }); });
  const failureBox = element("div", { class: "pane-message", id: "image-failure" }, failure.element, element("div", { class: "buttons" }, again.element, log.element, showTags.element));
  const warnings = element("div", { class: "warnings" });
  const frameFailure = noticeBox();
  for (const part of [phantom, failureBox, viewport.element]) part.hidden = true;

  const showFile = (file: FileShown): void => {
    loading.hidden = file.kind !== "loading";
    failureBox.hidden = file.kind !== "failed";
    showTags.element.hidden = file.kind !== "failed" || !file.hasTags;
    viewport.element.hidden = file.kind !== "open";
    phantom.hidden = file.kind !== "open" || !file.isPhantom;
    if (file.kind !== "open") viewport.tools.hidden = true;
    document.showFile(file);
    warnings.replaceChildren();
    switch (file.kind) {
      case "loading":
      case "document": return;
      case "failed": failure.show(file.notice); return;
      case "open":
        viewport.showFile(file);
        for (const warning of warningsOf(file)) warnings.append(warning);
        return;
      default: assertNever(file);
    }
  };
  return {
    element: element(
      "div",
      { class: "image-pane" },
      viewport.tools,
      element("div", { class: "picture" }, viewport.element, phantom, loading, failureBox, document.element),
      ...tags.elements,
      viewport.list,
      warnings,
      frameFailure.element,
    ),
    showFile,
    showValues: () => { frameFailure.show(null); },
    showFrameFailure: ({ notice }) => { frameFailure.show(notice); },
  };
}

function warningsOf(file: Extract<FileShown, { readonly kind: "open" }>): readonly HTMLElement[] {
  const boxes: HTMLElement[] = [];
  const add = (severity: "warning" | "hint", sentence: string, action: string): void => {
    const box = noticeBox(severity);
    box.show({ sentence, action });
    boxes.push(box.element);
  };
  if (file.isPartial) add("warning", t("A part of this image is missing."), t("A draft from it would describe an incomplete picture."));
  for (const problem of file.problems) add("hint", problem, "");
  return boxes;
}
