// What a checkpoint of RadDraft's own training says beyond LLaDA-V's fields: the token that ends a blank, and how certainties
// are calibrated. Published checkpoints say neither.

import { array, check, finite, maxLength, maxValue, minLength, minValue, number, pipe, strictObject, string } from "../formats/schema.ts";
import type { ShapeOf } from "../formats/schema.ts";
import { ModelError } from "./errors.ts";
import type { JsonObject } from "./jsonFile.ts";
import { tokenIdOf } from "./tokenizerConfig.ts";

const CONFIG = "config.json";

const share = pipe(number(), finite(), minValue(0), maxValue(1));

/** A map from the model's certainty to the share of statements that were right at it, linear between its points. */
export const calibrationSchema = strictObject({
  /** How it was made, in one line: shown where certainties are explained. */
  method: pipe(string(), minLength(1), maxLength(200)),
  /** Certainty and share, both rising strictly; the first certainty is 0, the last 1. */
  points: pipe(array(pipe(array(share), minLength(2), maxLength(2))), minLength(2), maxLength(64)),
});

export type CertaintyCalibration = ShapeOf<typeof calibrationSchema>;

/** What a checkpoint says of blanks and certainties. */
export interface CheckpointExtras {
  /** Null: nothing ends a blank but its length. */
  readonly fillEnd: number | null;
  /** Left out: certainties are shown as the model has them. */
  readonly certaintyCalibration?: CertaintyCalibration;
}

/**
 * Reads `fill_end_token` and `certainty_calibration` of a configuration.
 * @param tokenizer the parsed tokenizer.json
 * @throws ModelError `model/config-value`, `model/token-missing`
 */
export function checkpointExtras(config: JsonObject, tokenizer: JsonObject, vocab: number): CheckpointExtras {
  const token = config["fill_end_token"] ?? null;
  if (token !== null && typeof token !== "string") throw wrong("fill_end_token", "a token's name is expected");
  const fillEnd = token === null ? null : tokenIdOf(tokenizer, token, vocab);
  const value = config["certainty_calibration"] ?? null;
  if (value === null) return { fillEnd };
  const checked = check(calibrationSchema, value);
  if (!checked.ok) throw wrong(`certainty_calibration ${checked.where}`, checked.why);
  const why = calibrationFault(checked.value);
  if (why !== null) throw wrong("certainty_calibration", why);
  return { fillEnd, certaintyCalibration: checked.value };
}

/** What is wrong with the points of a calibration, or null. Only a strict rise can be turned round. */
export function calibrationFault({ points }: CertaintyCalibration): string | null {
  if (points[0]?.[0] !== 0 || points.at(-1)?.[0] !== 1) return "its certainties do not reach from 0 to 1";
  const rises = points.every(([certainty = 0, right = 0], index) => {
    const [before = 0, rightBefore = 0] = points[index - 1] ?? [];
    return index === 0 || (certainty > before && right > rightBefore);
  });
  return rises ? null : "its points do not rise";
}

function wrong(key: string, why: string): ModelError {
  return new ModelError("model/config-value", { file: CONFIG, key, why });
}
