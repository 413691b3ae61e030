// How the picture is seen: frame, window and inversion. What is seen is what the model gets.

import type { FileShown, View, Window } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { keep, send } from "../ui/host.ts";
import { rangeField, type RangeField } from "../ui/rangeField.ts";
import { t } from "../ui/strings.ts";

type OpenFile = Extract<FileShown, { readonly kind: "open" }>;

export interface ViewControls {
  readonly element: HTMLElement;
  showFile(file: FileShown): void;
}

/** Choices of the window list that name no window of the file. */
const FIRST = "first";
const FULL = "full";
const OWN = "own";

export function viewControls(): ViewControls {
  const bar = element("div", { class: "view-controls", attributes: { role: "toolbar", "aria-label": t("View") } });
  bar.hidden = true;
  return {
    element: bar,
    showFile: (file) => {
      bar.hidden = file.kind !== "open" || (file.frames === 1 && file.isColour);
      if (file.kind === "open") bar.replaceChildren(...controlsOf(file));
    },
  };
}

function controlsOf(file: OpenFile): readonly HTMLElement[] {
  let view = file.view;
  const change = (changes: Partial<View>): void => {
    view = { ...view, ...changes };
    keep({ view });
    send({ kind: "view", view });
  };
  const controls: HTMLElement[] = [];
  if (file.frames > 1) controls.push(frameSlider(file, (frame) => { change({ frame }); }).element);
  if (!file.isColour && file.range !== null) controls.push(...windowControls(file, file.range, (window) => { change({ window }); }));
  if (!file.isColour) controls.push(inversion(view.isInverted, (isInverted) => { change({ isInverted }); }));
  return controls;
}

/** Frames count from 1 for people. */
function frameSlider(file: OpenFile, choose: (frame: number) => void): RangeField {
  const slider = rangeField({ id: "frame", label: t("Frame"), min: 1, max: file.frames, step: 1, onChange: (number) => { choose(number - 1); } });
  slider.show(file.view.frame + 1);
  return slider;
}

function windowControls(file: OpenFile, range: readonly [number, number], choose: (window: Window | null) => void): readonly HTMLElement[] {
  const list = element("select", { id: "window" }, element("option", { text: t("As the file says"), attributes: { value: FIRST } }));
  file.windows.forEach(({ window, explanation }, index) => {
    list.append(element("option", { text: windowWords(window, explanation), attributes: { value: String(index) } }));
  });
  list.append(element("option", { text: t("Full range"), attributes: { value: FULL } }), element("option", { text: t("Own window"), attributes: { value: OWN } }));
  const center = numberField("window-center", t("Center"));
  const width = numberField("window-width", t("Width"));
  width.input.min = "1";
  const full: Window = { center: (range[0] + range[1]) / 2, width: Math.max(1, range[1] - range[0]), function: "LINEAR_EXACT" };
  const first = file.firstView.window ?? file.windows[0]?.window ?? full;
  const showNumbers = (window: Window): void => {
    center.input.value = String(Math.round(window.center * 100) / 100);
    width.input.value = String(Math.round(window.width * 100) / 100);
  };
  list.addEventListener("change", () => {
    const window = list.value === FULL ? full : list.value === FIRST ? first : (file.windows[Number(list.value)]?.window ?? null);
    if (window === null) center.input.focus();
    else {
      showNumbers(window);
      choose(list.value === FIRST ? file.firstView.window : window);
    }
  });
  for (const { input } of [center, width]) {
    input.addEventListener("change", () => {
      if (!Number.isFinite(center.input.valueAsNumber) || !(width.input.valueAsNumber >= 1)) {
        showNumbers(first);
        return;
      }
      list.value = OWN;
      choose({ center: center.input.valueAsNumber, width: width.input.valueAsNumber, function: first.function });
    });
  }
  showNumbers(file.view.window ?? first);
  list.value = chosenEntry(file, full);
  return [element("div", { class: "field" }, element("label", { text: t("Window"), attributes: { for: "window" } }), list), center.element, width.element];
}

/** Entry of the list that stands for the view the file is shown with. */
function chosenEntry(file: OpenFile, full: Window): string {
  const shown = file.view.window;
  if (shown === null || isSameWindow(shown, file.firstView.window)) return FIRST;
  const index = file.windows.findIndex(({ window }) => isSameWindow(window, shown));
  if (index >= 0) return String(index);
  return isSameWindow(shown, full) ? FULL : OWN;
}

function isSameWindow(one: Window, other: Window | null): boolean {
  return other !== null && one.center === other.center && one.width === other.width && one.function === other.function;
}

function windowWords(window: Window, explanation: string): string {
  const numbers = t("C {0} W {1}", window.center, window.width);
  return explanation === "" ? numbers : `${explanation} (${numbers})`;
}

function numberField(id: string, label: string): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = element("input", { id, attributes: { type: "number", step: "any" } });
  return { element: element("div", { class: "field" }, element("label", { text: label, attributes: { for: id } }), input), input };
}

function inversion(isInverted: boolean, choose: (isInverted: boolean) => void): HTMLElement {
  const box = element("input", { id: "invert", attributes: { type: "checkbox" } });
  box.checked = isInverted;
  box.addEventListener("change", () => { choose(box.checked); });
  return element("div", { class: "field" }, box, element("label", { text: t("Invert"), attributes: { for: "invert" } }));
}
