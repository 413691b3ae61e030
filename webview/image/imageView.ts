// The picture: a canvas that keeps its aspect in the pane, with what must be known about it on top.

import type { FileShown, ToWebview } from "../protocol.ts";
import { assertNever, element, setText } from "../ui/element.ts";
import { noticeBox } from "../ui/noticeBox.ts";
import { button } from "../ui/kit.ts";
import { send } from "../ui/host.ts";
import { t } from "../ui/strings.ts";

type FrameMessage = Extract<ToWebview, { readonly kind: "frame" }>;
type FrameFailedMessage = Extract<ToWebview, { readonly kind: "frameFailed" }>;

export interface ImageView {
  readonly element: HTMLElement;
  showFile(file: FileShown): void;
  showFrame(frame: FrameMessage): void;
  showFrameFailure(failure: FrameFailedMessage): void;
}

export function imageView(): ImageView {
  const canvas = element("canvas", { id: "image", attributes: { role: "img" } });
  canvas.hidden = true;
  const subject = element("p", { class: "corner top-left", id: "subject" });
  const phantom = element("p", { class: "corner top-right phantom", text: t("Phantom, not a patient") });
  const scaled = element("p", { class: "corner bottom-right", text: t("Shown smaller than it is") });
  const frameNumber = element("p", { class: "corner bottom-left" });
  const loading = element("p", { class: "pane-message", id: "image-loading", text: t("Opening the image…"), attributes: { role: "status" } });
  const failure = noticeBox();
  const again = button(t("Try Again"), "secondary", () => { send({ kind: "reopen" }); });
  const log = button(t("Show Log"), "secondary", () => { send({ kind: "showLog" }); });
  const failureBox = element("div", { class: "pane-message", id: "image-failure" }, failure.element, element("div", { class: "buttons" }, again.element, log.element));
  const warnings = element("div", { class: "warnings" });
  const frameFailure = noticeBox();
  for (const part of [phantom, scaled, failureBox]) part.hidden = true;
  let frames = 1;

  const showFile = (file: FileShown): void => {
    loading.hidden = file.kind !== "loading";
    failureBox.hidden = file.kind !== "failed";
    canvas.hidden ||= file.kind !== "open";
    phantom.hidden = file.kind !== "open" || !file.isPhantom;
    warnings.replaceChildren();
    switch (file.kind) {
      case "loading": return;
      case "failed": failure.show(file.notice); return;
      case "open":
        frames = file.frames;
        setText(subject, file.subject);
        canvas.setAttribute("aria-label", file.subject === "" ? t("Image") : t("Image: {0}", file.subject));
        for (const warning of warningsOf(file)) warnings.append(warning);
        return;
      default: assertNever(file);
    }
  };
  return {
    element: element(
      "div",
      { class: "image-pane" },
      element("div", { class: "picture" }, canvas, subject, phantom, scaled, frameNumber, loading, failureBox),
      warnings,
      frameFailure.element,
    ),
    showFile,
    showFrame: (frame) => {
      canvas.hidden = false;
      loading.hidden = true;
      frameFailure.show(null);
      paint(canvas, frame);
      scaled.hidden = !frame.isScaled;
      setText(frameNumber, frames > 1 ? t("Frame {0} of {1}", frame.frame + 1, frames) : "");
    },
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

/** Grey or RGB bytes onto the canvas, pixel for pixel; the styles scale it to the pane. */
function paint(canvas: HTMLCanvasElement, frame: FrameMessage): void {
  const { width, height, channels, pixels } = frame;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(width, height);
  const rgba = image.data;
  for (let pixel = 0, from = 0, to = 0; pixel < width * height; pixel++, from += channels, to += 4) {
    const red = pixels[from] ?? 0;
    rgba[to] = red;
    rgba[to + 1] = channels === 1 ? red : (pixels[from + 1] ?? 0);
    rgba[to + 2] = channels === 1 ? red : (pixels[from + 2] ?? 0);
    rgba[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
