// A native slider tied to a number field: the same value, by pointer, arrow keys or typing.

import { element } from "./element.ts";

export interface RangeOptions {
  readonly id: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Called for each value the person chooses, already within the limits and on a step. */
  readonly onChange: (value: number) => void;
}

export interface RangeField {
  readonly element: HTMLElement;
  value(): number;
  /** Shows a value without calling `onChange`. */
  show(value: number): void;
  /** Changes the largest value; the value shown follows. */
  setMax(max: number): void;
}

/** The nearest value within limits and on a step; `min` for what is no number. */
export function nearestAllowed(value: number, min: number, max: number, step: number): number {
  if (!Number.isFinite(value)) return min;
  const onStep = min + Math.round((value - min) / step) * step;
  const highest = min + Math.floor((max - min) / step) * step;
  return Math.min(highest, Math.max(min, onStep));
}

export function rangeField(options: RangeOptions): RangeField {
  const { id, label, min, step } = options;
  let max = options.max;
  const limits = { min: String(min), max: String(max), step: String(step) };
  const slider = element("input", { id: `${id}-slider`, attributes: { type: "range", "aria-label": label, ...limits } });
  const field = element("input", { id, attributes: { type: "number", ...limits } });
  const show = (value: number): void => {
    slider.value = String(value);
    field.value = String(value);
    slider.style.setProperty("--filled", `${String(max === min ? 100 : ((value - min) / (max - min)) * 100)}%`);
  };
  const choose = (value: number): void => {
    show(value);
    options.onChange(value);
  };
  slider.addEventListener("input", () => { choose(nearestAllowed(slider.valueAsNumber, min, max, step)); });
  // `change`, not `input`: while typing "128" the values 1 and 12 are not meant.
  field.addEventListener("change", () => { choose(nearestAllowed(field.valueAsNumber, min, max, step)); });
  return {
    element: element("div", { class: "range-field" }, element("label", { text: label, attributes: { for: id } }), slider, field),
    value: () => nearestAllowed(slider.valueAsNumber, min, max, step),
    show,
    setMax: (newMax) => {
      max = newMax;
      for (const input of [slider, field]) input.max = String(newMax);
    },
  };
}
