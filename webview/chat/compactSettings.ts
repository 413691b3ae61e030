// Length and Steps of the next answer in one row: two number fields.

import { LENGTH_MAX, LENGTH_MIN, LENGTH_STEP } from "../protocol.ts";
import { element } from "../ui/element.ts";
import { nearestAllowed } from "../ui/rangeField.ts";
import { t } from "../ui/strings.ts";
import type { ChatSettings } from "./protocol.ts";

export interface CompactSettings {
  readonly element: HTMLElement;
  value(): ChatSettings;
  show(settings: ChatSettings): void;
}

/** @param onChange called for each change by the person */
export function compactSettings(onChange: (settings: ChatSettings) => void): CompactSettings {
  let settings: ChatSettings = { length: LENGTH_MIN, steps: null };
  const length = numberField("chat-length", { min: LENGTH_MIN, max: LENGTH_MAX, step: LENGTH_STEP }, t("Longest answer, in tokens; a token is about three quarters of a word."));
  const steps = numberField("chat-steps", { min: 1, max: LENGTH_MAX, step: 1 }, t("Fewer steps than the length are faster, but bring repeated words."));
  const show = (shown: ChatSettings): void => {
    settings = shown.steps !== null && shown.steps >= shown.length ? { ...shown, steps: null } : shown;
    length.value = String(settings.length);
    steps.max = String(settings.length);
    steps.value = String(settings.steps ?? settings.length);
  };
  const change = (changed: ChatSettings): void => {
    show(changed);
    onChange(settings);
  };
  length.addEventListener("change", () => { change({ ...settings, length: nearestAllowed(length.valueAsNumber, LENGTH_MIN, LENGTH_MAX, LENGTH_STEP) }); });
  steps.addEventListener("change", () => { change({ ...settings, steps: nearestAllowed(steps.valueAsNumber, 1, settings.length, 1) }); });
  return {
    element: element("div", { class: "compact-settings" }, element("label", { text: t("Length"), attributes: { for: length.id } }), length, element("label", { text: t("Steps"), attributes: { for: steps.id } }), steps),
    value: () => settings,
    show,
  };
}

function numberField(id: string, limits: { readonly min: number; readonly max: number; readonly step: number }, title: string): HTMLInputElement {
  return element("input", { id, attributes: { type: "number", title, min: String(limits.min), max: String(limits.max), step: String(limits.step) } });
}
