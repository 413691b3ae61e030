// Windows on the number keys, by modality: center and width in the unit of the values.

import type { Window } from "../protocol.ts";
import { t } from "../ui/strings.ts";

export interface Preset {
  readonly name: string;
  readonly window: Window;
}

const linear = (width: number, center: number): Window => ({ center, width, function: "LINEAR" });

/** The presets of a modality, at most five; where there are none the number keys choose the file's own windows. */
export function presetsOf(modality: string): readonly Preset[] {
  switch (modality) {
    case "CT":
      return [
        { name: t("Soft tissue"), window: linear(400, 40) },
        { name: t("Lung"), window: linear(1500, -600) },
        { name: t("Bone"), window: linear(2500, 480) },
        { name: t("Brain"), window: linear(80, 40) },
        { name: t("Liver"), window: linear(150, 90) },
      ];
    default:
      return [];
  }
}
