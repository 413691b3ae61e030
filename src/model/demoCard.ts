// `raddraft-demo.json`: marks a checkpoint as a demo, so that its words are never taken for a real model's.

import { array, check, integer, maxLength, maxValue, minLength, minValue, number, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";
import { ModelError } from "./errors.ts";
import { readJsonObject } from "./jsonFile.ts";

/** File whose presence in a checkpoint folder makes it a demo. */
export const DEMO_CARD_FILE = "raddraft-demo.json";

const line = pipe(string(), minLength(1), maxLength(200));
const demoCardSchema = strictObject({
  /** Shown wherever the model is named. */
  name: line,
  /** Licence of the weights, one line. */
  licence: line,
  /** Canvas lengths it was trained on. */
  trainedCanvas: pipe(array(pipe(number(), integer(), minValue(1), maxValue(4096))), maxLength(64)),
});

export type DemoCard = ShapeOf<typeof demoCardSchema>;

/**
 * @returns null where the checkpoint is no demo
 * @throws ModelError `model/json-unreadable`, `model/config-value`
 */
export async function readDemoCard(folder: string): Promise<DemoCard | null> {
  const value = await readJsonObject(folder, DEMO_CARD_FILE);
  if (value === null) return null;
  const checked = check(demoCardSchema, value);
  if (!checked.ok) throw new ModelError("model/config-value", { file: DEMO_CARD_FILE, key: checked.where, why: checked.why });
  return checked.value;
}
