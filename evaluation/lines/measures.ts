// All measures, in the order of the table, and which of them a data set bears.

import type { DataName } from "../data/dataSet.ts";
import { certainty } from "./certainty.ts";
import { facts } from "./facts.ts";
import { foreign } from "./foreign.ts";
import { grounding } from "./grounding.ts";
import { infilling } from "./infilling.ts";
import type { Measure, MeasureName } from "./measure.ts";
import { pneumonia } from "./pneumonia.ts";
import { presets } from "./presets.ts";
import { speed } from "./speed.ts";
import { text } from "./text.ts";
import { told } from "./told.ts";
import { vqa } from "./vqa.ts";

const ALL: readonly Measure[] = [facts, pneumonia, vqa, text, infilling, grounding, certainty, foreign, told, presets, speed];

/** Measures of a run: those that are asked for, or those that the data set was made for. */
export function measuresFor(data: DataName, only: readonly MeasureName[] | null): Measure[] {
  const wanted = only ?? (data === "corpus" ? ALL.map(({ name }) => name) : ["vqa", "speed"]);
  return ALL.filter(({ name }) => wanted.includes(name));
}
