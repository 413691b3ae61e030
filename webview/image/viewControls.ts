// How the picture is seen: frame, window and inversion. What is seen is what the model gets.

import type { FileShown, FrameFacts, View, Window } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { rangeField, type RangeField } from "../ui/rangeField.ts";
import { t } from "../ui/strings.ts";
import { windowOf } from "../viewport/greyTable.ts";
import { presetsOf } from "../viewport/presets.ts";

type OpenFile = Extract<FileShown, { readonly kind: "open" }>;

export interface ViewControls {
  readonly element: HTMLElement;
  /** Hidden while no image is open. */
  hide(): void;
  /** Shows a view of the open file; controls are made anew for another file or stack only. `facts` are of the frame shown. */
  showView(view: View, file: OpenFile, facts: FrameFacts | null): void;
}

/** Choices of the window list that name no window of the frame. */
const OWN_OF_FRAME = "frame";
const FULL = "full";
const OWN = "own";
const PRESET = "preset";

/** @param change called with what the person chose */
export function viewControls(change: (changes: Partial<View>) => void): ViewControls {
  const bar = element("div", { class: "view-controls", attributes: { role: "group", "aria-label": t("View") } });
  bar.hidden = true;
  let shownFile = "";
  let shows: readonly Controls["show"][] = [];
  return {
    element: bar,
    hide: () => { bar.hidden = true; },
    showView: (view, file, facts) => {
      const key = JSON.stringify([file.frames, file.isColour]);
      if (key !== shownFile) {
        shownFile = key;
        const controls = controlsOf(file, change);
        shows = controls.map(({ show }) => show);
        bar.replaceChildren(...controls.flatMap(({ elements }) => elements));
      }
      bar.hidden = shows.length === 0;
      for (const show of shows) show(view, facts);
    },
  };
}

/** Controls that show a view. */
interface Controls {
  readonly elements: readonly HTMLElement[];
  readonly show: (view: View, facts: FrameFacts | null) => void;
}

function controlsOf(file: OpenFile, change: (changes: Partial<View>) => void): readonly Controls[] {
  const controls: Controls[] = [];
  if (file.frames > 1) {
    const slider = frameSlider(file, (frame) => { change({ frame }); });
    controls.push({ elements: [slider.element], show: ({ frame }) => { slider.show(frame + 1); } });
  }
  if (!file.isColour) controls.push(windowControls((window) => { change({ window }); }));
  if (!file.isColour) controls.push(inversion((isInverted) => { change({ isInverted }); }));
  return controls;
}

/** Frames count from 1 for people. */
function frameSlider(file: OpenFile, choose: (frame: number) => void): RangeField {
  const slider = rangeField({ id: "frame", label: t("Slice"), min: 1, max: file.frames, step: 1, onChange: (number) => { choose(number - 1); } });
  return slider;
}

/** What may be chosen changes with the frame: each has windows and a range of its own. */
function windowControls(choose: (window: Window | null) => void): Controls {
  const list = element("select", { id: "window" });
  const center = numberField("window-center", t("Center"));
  const width = numberField("window-width", t("Width"));
  let shownFacts = "";
  let windows: ReadonlyMap<string, Window> = new Map();
  let seen: Window | null = null;
  const showNumbers = (window: Window | null): void => {
    seen = window;
    center.input.value = window === null ? "" : numberWords(window.center);
    width.input.value = window === null ? "" : numberWords(window.width);
  };
  list.addEventListener("change", () => {
    if (list.value === OWN) center.input.focus();
    else choose(windows.get(list.value) ?? null);
  });
  for (const { input } of [center, width]) {
    input.addEventListener("change", () => {
      const kind = seen?.function ?? "LINEAR";
      const least = kind === "LINEAR" ? 1 : Number.MIN_VALUE;
      // Both are needed; the one that is still empty is typed next.
      if (Number.isFinite(center.input.valueAsNumber) && width.input.valueAsNumber >= least) choose({ center: center.input.valueAsNumber, width: width.input.valueAsNumber, function: kind });
      else if (seen !== null) showNumbers(seen);
    });
  }
  return {
    elements: [element("div", { class: "field" }, element("label", { text: t("Window"), attributes: { for: "window" } }), list), center.element, width.element],
    show: ({ window }, facts) => {
      if (facts === null) return;
      const key = JSON.stringify([facts.windows, facts.fullWindow, facts.modality]);
      if (key !== shownFacts) {
        shownFacts = key;
        windows = fillList(list, facts);
      }
      showNumbers(windowOf(facts, window));
      list.value = window === null ? OWN_OF_FRAME : ([...windows].find(([, each]) => isSameWindow(each, window))?.[0] ?? OWN);
    },
  };
}

/** @returns the windows by the values of their entries */
function fillList(list: HTMLSelectElement, facts: FrameFacts): ReadonlyMap<string, Window> {
  const windows = new Map<string, Window>();
  const option = (value: string, text: string): HTMLOptionElement => element("option", { text, attributes: { value } });
  const options = [option(OWN_OF_FRAME, t("As the file says"))];
  const add = (value: string, window: Window, name: string): void => {
    windows.set(value, window);
    options.push(option(value, windowWords(window, name)));
  };
  facts.windows.forEach(({ window, explanation }, at) => { add(String(at), window, explanation); });
  presetsOf(facts.modality).forEach(({ name, window }, at) => { add(`${PRESET}${String(at)}`, window, name); });
  if (facts.fullWindow !== null) add(FULL, facts.fullWindow, t("Full range"));
  list.replaceChildren(...options, option(OWN, t("Own window")));
  return windows;
}

function isSameWindow(one: Window, other: Window): boolean {
  return one.center === other.center && one.width === other.width && one.function === other.function;
}

function windowWords(window: Window, explanation: string): string {
  const numbers = t("C {0} W {1}", numberWords(window.center), numberWords(window.width));
  return explanation === "" ? numbers : `${explanation} (${numbers})`;
}

/** Parametric maps have windows far below one. */
function numberWords(value: number): string {
  return String(Math.abs(value) < 10 ? Number(value.toPrecision(4)) : Math.round(value * 100) / 100);
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
