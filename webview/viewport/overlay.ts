// What stands over the picture: its corners, the letters at its edges, the scale bar, and the labels of marks.

import { element, setText } from "../ui/element.ts";
import { t } from "../ui/strings.ts";
import { NO_EDGES, type Edges } from "./orientation.ts";

/** Everything the overlay says at a moment. */
export interface OverlayShown {
  /** Empty while patient data are hidden, or where there are none. */
  readonly patient: string;
  readonly subject: string;
  readonly slice: number;
  readonly slices: number;
  /** Screen pixels for a pixel of the image. */
  readonly zoom: number;
  /** Empty for colour. */
  readonly window: string;
  readonly marks: readonly string[];
  readonly edges: Edges | null;
  /** Length of the bar, CSS pixels, and its words; null where there is no scale. */
  readonly scale: { readonly pixels: number; readonly words: string } | null;
}

/** A label beside a mark. */
export interface LabelShown {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

export interface Overlay {
  readonly element: HTMLElement;
  show(shown: OverlayShown): void;
  showValue(words: string): void;
  /** What was just done, for a moment. */
  say(words: string): void;
  showLabels(labels: readonly LabelShown[]): void;
  /** The lines of the corners as they stand, for a picture of the viewport. */
  lines(): { readonly left: readonly string[]; readonly right: readonly string[] };
}

/** Long enough to be read. */
const SAID_MS = 4000;

export function overlay(): Overlay {
  const line = (id: string): HTMLElement => element("div", { id });
  const patient = line("overlay-patient");
  const subject = line("subject");
  const slice = line("overlay-slice");
  const value = line("overlay-value");
  const zoom = line("overlay-zoom");
  const window = line("overlay-window");
  const marks = line("overlay-marks");
  const bar = element("div", { class: "scale-bar" });
  const scaleWords = element("span");
  const scale = element("div", { class: "scale", id: "overlay-scale" }, bar, scaleWords);
  const edges = { left: element("div", { class: "edge left-edge" }), right: element("div", { class: "edge right-edge" }), top: element("div", { class: "edge top-edge" }), bottom: element("div", { class: "edge bottom-edge" }) };
  const said = element("div", { class: "said", attributes: { role: "status" } });
  let saidTimer: number | undefined;
  const labels = element("div", { class: "mark-labels" });
  return {
    element: element(
      "div",
      { class: "overlay" },
      element("div", { class: "corner top-left" }, patient, subject),
      element("div", { class: "corner bottom-left" }, value, slice),
      element("div", { class: "corner bottom-right" }, marks, window, zoom),
      scale, ...Object.values(edges), labels, said,
    ),
    show: (shown) => {
      setText(patient, shown.patient);
      setText(subject, shown.subject);
      setText(slice, shown.slices > 1 ? t("Slice {0} of {1}", shown.slice + 1, shown.slices) : "");
      setText(zoom, t("Zoom {0} %", Math.round(shown.zoom * 100)));
      setText(window, shown.window);
      setText(marks, shown.marks.join(" · "));
      for (const side of ["left", "right", "top", "bottom"] as const) setText(edges[side], (shown.edges ?? NO_EDGES)[side]);
      scale.hidden = shown.scale === null;
      if (shown.scale !== null) {
        bar.style.width = `${String(shown.scale.pixels)}px`;
        setText(scaleWords, shown.scale.words);
      }
    },
    showValue: (words) => { setText(value, words); },
    say: (words) => {
      setText(said, words);
      globalThis.clearTimeout(saidTimer);
      saidTimer = globalThis.setTimeout(() => { setText(said, ""); }, SAID_MS);
    },
    showLabels: (shown) => { labels.replaceChildren(...shown.map(labelOf)); },
    lines: () => {
      const textsOf = (lines: readonly HTMLElement[]): string[] => lines.map((each) => each.textContent).filter((text) => text !== "");
      return { left: textsOf([patient, subject, slice]), right: textsOf([marks, window, zoom]) };
    },
  };
}

function labelOf({ id, x, y, lines }: LabelShown): HTMLElement {
  const label = element("div", { class: "mark-label", attributes: { "data-mark": id } }, ...lines.map((text) => element("div", { text })));
  label.style.transform = `translate(${String(Math.round(x))}px, ${String(Math.round(y))}px)`;
  return label;
}

/** A round length whose bar is between 40 and 160 CSS pixels. @param pixelsPerMm CSS pixels for a millimetre */
export function scaleOf(pixelsPerMm: number): OverlayShown["scale"] {
  if (!Number.isFinite(pixelsPerMm) || pixelsPerMm <= 0) return null;
  const longest = 160 / pixelsPerMm;
  const power = 10 ** Math.floor(Math.log10(longest));
  const mm = [5, 2, 1].map((digit) => digit * power).find((length) => length <= longest) ?? power;
  return { pixels: Math.round(mm * pixelsPerMm), words: mm >= 10 ? `${String(mm / 10)} cm` : `${String(Number(mm.toPrecision(1)))} mm` };
}
