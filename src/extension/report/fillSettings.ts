// How a report is drafted where nothing else is asked. Pure.

import type { FillSettings, PresetChoice } from "../../engine/protocol.ts";
import type { FillLengths } from "../../report/index.ts";

/** The best candidates, the most certain first; one position a step, unless the mode has more. */
export function plainSettings(preset: PresetChoice): FillSettings {
  return { preset, steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 };
}

/** Lengths as the report writes or proposes them. */
export const OWN_LENGTHS: FillLengths = { length: null, proposed: null };
