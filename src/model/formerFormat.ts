// Packages of the format before this one, read as if they were of this one. What is older is made again.

import { WEIGHTS_FORMAT } from "./manifest.ts";
import { isJsonObject } from "./jsonFile.ts";
import type { JsonObject } from "./jsonFile.ts";

/** The oldest format that is read. */
export const OLDEST_FORMAT = WEIGHTS_FORMAT - 1;

/** Format 1 had blocks of 32 only and did not say so. */
const FORMAT_1_BLOCK = 32;

/** @param json a manifest of format 1, not yet checked */
export function fromFormerFormat(json: JsonObject): JsonObject {
  const tensors = json["tensors"];
  const withBlock = (tensor: unknown): unknown => (isJsonObject(tensor) && tensor["form"] === "int4" ? { ...tensor, block: FORMAT_1_BLOCK } : tensor);
  return { ...json, weightsFormat: WEIGHTS_FORMAT, tensors: Array.isArray(tensors) ? tensors.map(withBlock) : tensors };
}
