// How the draft is made: length, steps, and the settings few people need.

import { LENGTH_MAX, LENGTH_MIN, LENGTH_STEP, SEED_MAX, TEMPERATURE_MAX, type Panel, type PresetChoice } from "../protocol.ts";
import { element, setText } from "../ui/element.ts";
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
  const note = element("p", { class: "note", id: "steps-note" });
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
    const words = stepsNote(advanced.value().preset, chosenSteps !== null);
    setText(note, words);
    note.hidden = words === "";
  };
  const advanced = advancedFields(() => {
    refresh();
    onChange();
  });
  return {
    element: element("div", { class: "settings" }, length.element, steps.element, note, advanced.element),
    value: () => ({ length: length.value(), steps: chosenSteps, ...advanced.value() }),
    show: (fields) => {
      length.show(fields.length);
      chosenSteps = fields.steps;
      advanced.show(fields);
      refresh();
    },
  };
}

/** What is to be known of the number of steps; empty: nothing. */
function stepsNote(preset: PresetChoice, areFewer: boolean): string {
  if (preset === "standard" || preset === "published-fast") return t("In this mode the model takes as many steps as it needs, and Steps has no effect.");
  return areFewer ? t("Fewer steps than the length are faster, but bring repeated words.") : "";
}

type Advanced = Pick<Panel, "preset" | "temperature" | "seed">;

interface AdvancedFields {
  readonly element: HTMLElement;
  value(): Advanced;
  show(fields: Advanced): void;
}

/** Modes of the sampler, as people read them. */
function presetNames(): readonly (readonly [PresetChoice, string])[] {
  return [["auto", t("By the speed of the model here")], ["exact", t("Exact")], ["careful", t("Careful")], ["standard", t("Standard")], ["published-fast", t("Published fast")]];
}

function advancedFields(onChange: () => void): AdvancedFields {
  const temperature = element("input", { id: "temperature", attributes: { type: "number", min: "0", max: String(TEMPERATURE_MAX), step: "0.1" } });
  const seed = element("input", { id: "seed", attributes: { type: "number", min: "0", max: String(SEED_MAX), step: "1" } });
  const preset = element("select", { id: "preset" }, ...presetNames().map(([name, text]) => element("option", { text, attributes: { value: name } })));
  const show = (fields: Advanced): void => {
    preset.value = fields.preset;
    temperature.value = String(fields.temperature);
    seed.value = String(fields.seed);
    seed.disabled = fields.temperature === 0;
  };
  const value = (): Advanced => ({
    preset: presetNames().find(([name]) => name === preset.value)?.[0] ?? "auto",
    temperature: within(temperature.valueAsNumber, TEMPERATURE_MAX),
    seed: Math.floor(within(seed.valueAsNumber, SEED_MAX)),
  });
  for (const input of [preset, temperature, seed]) {
    input.addEventListener("change", () => {
      show(value());
      onChange();
    });
  }
  const details = element(
    "details",
    { class: "advanced" },
    element("summary", { text: t("Advanced") }),
    element("div", { class: "field" }, element("label", { text: t("Mode"), attributes: { for: "preset" } }), preset),
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
