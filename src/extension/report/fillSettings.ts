// How a report is drafted where nothing else is asked: exact, and with its own lengths.

import type { FillSettings } from "../../engine/protocol.ts";
import type { FillLengths } from "../../report/index.ts";

/** The settings of exact drafting: one position a step, the most certain first. */
export const EXACT: FillSettings = { steps: null, temperature: 0, seed: 0, remasking: "low-confidence", guidanceScale: 0 };
/** Lengths as the report writes or proposes them. */
export const OWN_LENGTHS: FillLengths = { length: null, proposed: null };
