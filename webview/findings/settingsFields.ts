// How the draft is made: length, steps, and the two settings few people need.

import { LENGTH_MAX, LENGTH_MIN, LENGTH_STEP, SEED_MAX, TEMPERATURE_MAX, type Panel } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { keep, recall } from "../ui/host.ts";
import { rangeField } from "../ui/rangeField.ts";
import { t } from "../ui/strings.ts";

export type DraftingFields = Omit<Panel, "question">;

export interface SettingsFields {
  readonly element: HTMLElement;
  value(): DraftingFields;
  show(fields: DraftingFields): void;
}

/** @param onChange called for each change by the person */
export function settingsFields(onChange: () => void): SettingsFields {
  /** Null while Steps follows Length. */
  let chosenSteps: number | null = null;
  const note = element("p", { class: "note", id: "steps-note", text: t("Fewer steps than the length are faster, but bring repeated words.") });
  const steps = rangeField({
    id: "steps", label: t("Steps"), min: 1, max: LENGTH_MAX, step: 1,
    onChange: (value) => {
      chosenSteps = value === length.value() ? null : value;
      refresh();
      onChange();
    },
  });
  const length = rangeField({
    id: "length", label: t("Length"), min: LENGTH_MIN, max: LENGTH_MAX, step: LENGTH_STEP,
    onChange: () => {
      refresh();
      onChange();
    },
  });
  const refresh = (): void => {
    if (chosenSteps !== null && chosenSteps >= length.value()) chosenSteps = null;
    steps.setMax(length.value());
    steps.show(chosenSteps ?? length.value());
    note.hidden = chosenSteps === null;
  };
  const advanced = advancedFields(onChange);
  return {
    element: element("div", { class: "settings" }, length.element, steps.element, note, advanced.element),
    value: () => ({ length: length.value(), steps: chosenSteps, ...advanced.value() }),
    show: (fields) => {
      length.show(fields.length);
      chosenSteps = fields.steps;
      refresh();
      advanced.show(fields);
    },
  };
}

interface AdvancedFields {
  readonly element: HTMLElement;
  value(): Pick<Panel, "temperature" | "seed">;
  show(fields: Pick<Panel, "temperature" | "seed">): void;
}

function advancedFields(onChange: () => void): AdvancedFields {
  const temperature = element("input", { id: "temperature", attributes: { type: "number", min: "0", max: String(TEMPERATURE_MAX), step: "0.1" } });
  const seed = element("input", { id: "seed", attributes: { type: "number", min: "0", max: String(SEED_MAX), step: "1" } });
  const show = (fields: Pick<Panel, "temperature" | "seed">): void => {
    temperature.value = String(fields.temperature);
    seed.value = String(fields.seed);
    seed.disabled = fields.temperature === 0;
  };
  const value = (): Pick<Panel, "temperature" | "seed"> => ({
    temperature: within(temperature.valueAsNumber, TEMPERATURE_MAX),
    seed: Math.floor(within(seed.valueAsNumber, SEED_MAX)),
  });
  for (const input of [temperature, seed]) {
    input.addEventListener("change", () => {
      show(value());
      onChange();
    });
  }
  const details = element(
    "details",
    { class: "advanced" },
    element("summary", { text: t("Advanced") }),
    element("div", { class: "field" }, element("label", { text: t("Temperature"), attributes: { for: "temperature" } }), temperature),
    element("div", { class: "field" }, element("label", { text: t("Seed"), attributes: { for: "seed" } }), seed),
    element("p", { class: "note", text: t("At temperature 0 the same image and question always give the same draft.") }),
  );
  details.open = recall().isAdvancedOpen;
  details.addEventListener("toggle", () => { keep({ isAdvancedOpen: details.open }); });
  return { element: details, value, show };
}

/** 0 for what is no number. */
function within(value: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(0, value)) : 0;
}
