// How the picture is seen: frame, window and inversion. What is seen is what the model gets.

import type { FileShown, View, Window } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { rangeField, type RangeField } from "../ui/rangeField.ts";
import { t } from "../ui/strings.ts";
import { presetsOf } from "../viewport/presets.ts";

type OpenFile = Extract<FileShown, { readonly kind: "open" }>;

export interface ViewControls {
  readonly element: HTMLElement;
  /** Hidden while no image is open. */
  hide(): void;
  /** Shows a view of the open file; controls are made anew for another file or stack only. */
  showView(view: View, file: OpenFile): void;
}

/** Choices of the window list that name no window of the file. */
const FIRST = "first";
const FULL = "full";
const OWN = "own";
const PRESET = "preset";

/** @param change called with what the person chose */
export function viewControls(change: (changes: Partial<View>) => void): ViewControls {
  const bar = element("div", { class: "view-controls", attributes: { role: "group", "aria-label": t("View") } });
  bar.hidden = true;
  let shownFile = "";
  let shows: readonly ((view: View) => void)[] = [];
  return {
    element: bar,
    hide: () => { bar.hidden = true; },
    showView: (view, file) => {
      const key = JSON.stringify([file.frames, file.isColour, file.windows, file.range, file.firstView]);
      if (key !== shownFile) {
        shownFile = key;
        const controls = controlsOf(file, change);
        shows = controls.map(({ show }) => show);
        bar.replaceChildren(...controls.flatMap(({ elements }) => elements));
      }
      bar.hidden = shows.length === 0;
      for (const show of shows) show(view);
    },
  };
}

/** Controls that show a view. */
interface Controls {
  readonly elements: readonly HTMLElement[];
  readonly show: (view: View) => void;
}

function controlsOf(file: OpenFile, change: (changes: Partial<View>) => void): readonly Controls[] {
  const controls: Controls[] = [];
  if (file.frames > 1) {
    const slider = frameSlider(file, (frame) => { change({ frame }); });
    controls.push({ elements: [slider.element], show: ({ frame }) => { slider.show(frame + 1); } });
  }
  if (!file.isColour && file.range !== null) controls.push(windowControls(file, file.range, (window) => { change({ window }); }));
  if (!file.isColour) controls.push(inversion((isInverted) => { change({ isInverted }); }));
  return controls;
}

/** Frames count from 1 for people. */
function frameSlider(file: OpenFile, choose: (frame: number) => void): RangeField {
  const slider = rangeField({ id: "frame", label: t("Slice"), min: 1, max: file.frames, step: 1, onChange: (number) => { choose(number - 1); } });
  return slider;
}

function windowControls(file: OpenFile, range: readonly [number, number], choose: (window: Window | null) => void): Controls {
  const list = element("select", { id: "window" }, element("option", { text: t("As the file says"), attributes: { value: FIRST } }));
  file.windows.forEach(({ window, explanation }, index) => {
    list.append(element("option", { text: windowWords(window, explanation), attributes: { value: String(index) } }));
  });
  presetsOf(file.modality).forEach(({ name, window }, index) => {
    list.append(element("option", { text: windowWords(window, name), attributes: { value: `${PRESET}${String(index)}` } }));
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
    const preset = list.value.startsWith(PRESET) ? presetsOf(file.modality)[Number(list.value.slice(PRESET.length))] : undefined;
    const window = preset?.window ?? (list.value === FULL ? full : list.value === FIRST ? first : (file.windows[Number(list.value)]?.window ?? null));
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
  return {
    elements: [element("div", { class: "field" }, element("label", { text: t("Window"), attributes: { for: "window" } }), list), center.element, width.element],
    show: ({ window }) => {
      showNumbers(window ?? first);
      list.value = chosenEntry(file, window, full);
    },
  };
}

/** Entry of the list that stands for the view the file is shown with. */
function chosenEntry(file: OpenFile, shown: Window | null, full: Window): string {
  if (shown === null || isSameWindow(shown, file.firstView.window)) return FIRST;
  const index = file.windows.findIndex(({ window }) => isSameWindow(window, shown));
  if (index >= 0) return String(index);
  const preset = presetsOf(file.modality).findIndex(({ window }) => isSameWindow(window, shown));
  if (preset >= 0) return `${PRESET}${String(preset)}`;
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

function inversion(choose: (isInverted: boolean) => void): Controls {
  const box = element("input", { id: "invert", attributes: { type: "checkbox" } });
  box.addEventListener("change", () => { choose(box.checked); });
  return { elements: [element("div", { class: "field" }, box, element("label", { text: t("Invert"), attributes: { for: "invert" } }))], show: ({ isInverted }) => { box.checked = isInverted; } };
}
